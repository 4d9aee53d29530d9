"""Which equation is shown, and how: layer, quantity, view, and the places whose numbers are put in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.selection import PER_SAMPLE, QUANTITIES

LABELS = {
    "z": "$z$",
    "a": "$a$",
    "delta": r"$\delta$",
    "dW": r"$\partial C / \partial W$",
    "db": r"$\partial C / \partial b$",
}
NAMES = {
    "z": "The weighted input",
    "a": "The activation",
    "delta": "The error",
    "dW": "The gradient by the weights",
    "db": "The gradient by the biases",
}
MOST_SWITCHED = 8
MOST_LAYERS = 5
LAYOUTS = {"columns": r"$W a + b$", "rows": r"$x W + b$"}
VIEWS = {"index": "Index", "matrix": "Matrix", "numbers": "Numbers"}


def draw_choice() -> None:
    """Draw the controls; each is in the address of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layers = session.choices().allowed("layer")
        if len(layers) <= MOST_LAYERS:
            _control("Layer", layers, "layer")
        else:
            # beside the quantities there is no room for so many
            st.selectbox("Layer", layers, width=84, **session.control("layer"))
        _control("Quantity", QUANTITIES, "quantity", LABELS)


def draw_view() -> None:
    """Draw the switch between the three views."""
    _control("View", tuple(VIEWS), "view", VIEWS, visible=False)


def draw_layout() -> None:
    """Draw how the matrices are laid out, and what that means."""
    _control("Layout", tuple(LAYOUTS), "layout", LAYOUTS, visible=False)
    one = "column" if session.choices().layout == "columns" else "row"
    st.caption(f"The whole batch at once: a {one} per sample, and under every matrix its rows × columns.")


def draw_places() -> None:
    """Draw the controls of the places whose numbers are put in."""
    looked_at, choices = session.selection(), session.choices()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _place("Unit $j$", choices.allowed("unit"), "unit")
        if looked_at.quantity == "dW":
            _place("From unit $k$", choices.allowed("source"), "source")
        if looked_at.quantity in PER_SAMPLE:
            _place("Sample $s$", choices.allowed("sample"), "sample")


def _place(label: str, options: Sequence[int], name: str) -> None:
    """Draw a switch between a few numbers, or a field for one of many."""
    if len(options) <= MOST_SWITCHED:
        _control(label, options, name)
    else:
        st.number_input(label, min_value=options[0], max_value=options[-1], width=120, **session.control(name))


def _control(
    label: str, options: Sequence[Any], name: str, words: dict[str, str] | None = None, *, visible: bool = True
) -> None:
    st.segmented_control(
        label,
        options,
        format_func=(lambda option: words[option]) if words else str,
        required=True,
        **session.control(name),
        label_visibility="visible" if visible else "collapsed",
    )
