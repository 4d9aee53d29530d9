"""The menu of the cost: all losses, the reader's own, the factors in front of it, what delta is of, and penalties."""

import streamlit as st

from dashboard.components.own_formula import draw_own_formula
from dashboard.components.sentences import draw_error
from dashboard.lab.settings import OPTIONS, PENALTIES
from dashboard.lab.words import LOSSES, OWN
from dashboard.state import fields, visit


def draw_loss_menu() -> None:
    """Draw the losses, the factors and the penalties."""
    st.selectbox("Loss", tuple(LOSSES), format_func=LOSSES.__getitem__, **fields.control("loss", place="all"))
    draw_error(visit.refusal("loss"))
    draw_own_formula("cost", used=visit.settings().loss == OWN)
    st.markdown("Factors of the cost:")
    st.toggle(
        r"$\frac{1}{2}$, which the 2 of the square's derivative cancels",
        disabled=visit.settings().loss != "mse",
        help="Of the squared error; no other loss has it.",
        **fields.control("half"),
    )
    st.toggle(
        r"$\frac{1}{m}$, the mean over the $m$ samples",
        help="Switched off, the cost is their sum.",
        **fields.control("mean"),
    )
    option = OPTIONS["delta"]
    st.segmented_control(
        r"The error $\delta$ is the derivative by $z$",
        option.values(visit.settings()),
        format_func=option.say,
        required=True,
        help=r"Of the cost: $\frac{1}{m}$ stands in $\delta$. Of one sample's: it stands in $\partial C / \partial W$.",
        **fields.control("delta"),
    )
    st.markdown("Penalties on large weights:")
    absolute, squares = st.columns(2, gap="small", wrap=False)
    with absolute:
        _draw_penalty("l1", r"L1: $\lambda_1 \sum |w|$", "Its gradient is as large for small weights: some become 0.")
    with squares:
        _draw_penalty("l2", r"L2: $\frac{\lambda_2}{2} \sum w^2$", "Weight decay: its gradient grows with the weight.")


def _draw_penalty(name: str, label: str, words: str) -> None:
    st.selectbox(
        label,
        PENALTIES,
        format_func=lambda weight: f"{weight:g}" if weight else "none",
        help=words,
        **fields.control(name),
    )
