"""The field in which a reader types a formula of his own, and what was read of it, in mathematics.

Goes in: which formula it is, and whether it is in use. Comes out: drawn elements. Must not know: how text is read.
"""

import streamlit as st

from dashboard.components.sentences import draw_error
from dashboard.state import fields, visit
from derivations import Activation, Loss

HELP = {
    "formula": "As you would write it, also in LaTeX: 2z^2, exp(-z), |z|, max(0, z), z if z > 0 else 0.1z.",
    "cost": "Of an output a and its target y: (a-y)^2, |a-y|, -y ln a, 2(a-y)^2 if a > y else (a-y)^2.",
}


def draw_own_formula(name: str, *, used: bool) -> None:
    """Draw the field of the activation ("formula") or the loss ("cost"); what is refused stays there."""
    kind: type[Activation | Loss] = Activation if name == "formula" else Loss
    label = "f(z)" if name == "formula" else "L(a, y)"
    st.text_input(f"Own formula ${label}$", help=HELP[name], **fields.text_field(name))
    refused = visit.refusal(name)
    draw_error(refused)
    formula = f"${label} = {kind.parse(getattr(visit.settings(), name)).latex}$"
    if refused:
        st.caption(f":orange[Still] {formula}:orange[, the last one without a mistake.]")
    else:
        st.caption(f"Read as {formula}" + ("" if used else ", for where “own formula” is chosen."))
