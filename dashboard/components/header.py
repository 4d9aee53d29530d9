"""The top of the page: what to do first, what the symbols mean, and what the cost is."""

import streamlit as st

from dashboard import session
from dashboard.components.legend import draw_legend

FIRST = "Click a line or a unit of the network: its equation appears. Then press **Train** and watch both move."


def draw_header() -> None:
    """Draw the title, the first thing to do, the legend and the switches of the cost."""
    with st.container(key="header"):
        title, switches = st.columns([0.56, 0.44], vertical_alignment="center")
    with title:
        st.markdown(f"##### Layer by layer &ensp; :gray[2-2-1 sigmoid network on XOR]\n{FIRST}", anchors=False)
    with switches, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        _draw_switches()
        with st.popover("Symbols", icon=":material/function:", help="What every letter means"):
            draw_legend()


def _draw_switches() -> None:
    st.segmented_control(
        "Loss",
        ("bce", "mse"),
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
        help="BCE: binary cross-entropy. MSE: squared error.",
        **session.control("loss"),
    )
    st.toggle(
        r"$\frac{1}{2}$",
        disabled=session.choices().loss == "bce",
        help="The squared error has the factor 1/2, which the 2 of its derivative cancels. The cross-entropy has none.",
        **session.control("half"),
    )
    st.toggle(
        r"$\frac{1}{m}$",
        help="The cost is the mean over the m samples; switched off, their sum.",
        **session.control("mean"),
    )
