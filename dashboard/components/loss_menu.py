"""The menu of the cost: all losses, the reader's own, and the factors in front of it."""

import streamlit as st

from dashboard import session
from dashboard.components.sentences import draw_error
from dashboard.labels import LOSSES, OWN


def draw_loss_menu() -> None:
    """Draw the losses and the factors."""
    st.selectbox("Loss", tuple(LOSSES), format_func=LOSSES.__getitem__, **session.control("loss", place="all"))
    draw_error(session.refusal("loss"))
    st.text_input(
        "Own formula $L(a, y)$",
        help="Of an output a and its target y, with the same functions as an own activation.",
        **session.text_field("cost"),
    )
    draw_error(session.refusal("cost"))
    if session.choices().loss != OWN and not session.refusal("cost"):
        st.caption("It is used where “own formula” is chosen.")
    st.markdown("Factors of the cost:")
    st.toggle(
        r"$\frac{1}{2}$, which the 2 of the square's derivative cancels",
        disabled=session.choices().loss != "mse",
        help="Of the squared error; no other loss has it.",
        **session.control("half"),
    )
    st.toggle(
        r"$\frac{1}{m}$, the mean over the $m$ samples",
        help="Switched off, the cost is their sum.",
        **session.control("mean"),
    )
