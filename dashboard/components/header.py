"""The top of the page: what to do first, what the symbols mean, and what the cost is."""

import streamlit as st

from dashboard import session
from dashboard.components.legend import draw_legend

FIRST = "Click a connection or a unit: its equation appears. Then switch **Train** on and watch both move."


def draw_title() -> None:
    """Draw the title and the first thing to do."""
    st.markdown(f"##### Layer by layer &ensp; :gray[2-2-1 sigmoid network on XOR]\n{FIRST}", anchors=False)


def draw_switches() -> None:
    """Draw the loss, and what is written when it is asked for: the factors of the cost, and the legend."""
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right")
    row.segmented_control(
        "Loss",
        ("bce", "mse"),
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
        **session.control("loss"),
    )
    factors = row.popover(
        r"$\frac{1}{2}$ and $\frac{1}{m}$", key="factors", help="Loss, and the factors of the cost", on_change="rerun"
    )
    if factors.open:
        with factors:
            _draw_factors()
    words = "What every letter means"
    symbols = row.popover("Symbols", icon=":material/function:", key="symbols", help=words, on_change="rerun")
    if symbols.open:
        with symbols:
            draw_legend()


def _draw_factors() -> None:
    st.markdown("**BCE** is the binary cross-entropy, **MSE** the squared error. Either may have factors:")
    st.toggle(
        r"$\frac{1}{2}$, which the 2 of the square's derivative cancels",
        disabled=session.choices().loss == "bce",
        help="Of the squared error; the cross-entropy has none.",
        **session.control("half"),
    )
    st.toggle(
        r"$\frac{1}{m}$, the mean over the $m$ samples",
        help="Switched off, the cost is their sum.",
        **session.control("mean"),
    )
