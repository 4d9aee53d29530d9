"""Which equation is shown, and how: layer, quantity, view, and the places whose numbers are put in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.choices import SIZES, allowed
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
VIEWS = {"index": "Index", "matrix": "Matrix", "numbers": "Numbers"}


def draw_choice() -> None:
    """Draw the controls; each is in the address of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _control("Layer", allowed("layer"), "layer")
        _control("Quantity", QUANTITIES, "quantity", LABELS)


def draw_view() -> None:
    """Draw the switch between the three views."""
    _control("View", tuple(VIEWS), "view", VIEWS, visible=False)


def draw_places() -> None:
    """Draw the controls of the places whose numbers are put in."""
    looked_at = session.selection()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _control("Unit $j$", range(1, SIZES[looked_at.layer] + 1), "unit")
        if looked_at.quantity == "dW":
            _control("From unit $k$", range(1, SIZES[looked_at.layer - 1] + 1), "source")
        if looked_at.quantity in PER_SAMPLE:
            _control("Sample $s$", allowed("sample"), "sample")


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
