"""Which equation is shown, and how: layer, quantity, view, and the indices whose numbers are put in."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from dashboard.lab.consequences import BIAS
from dashboard.lab.option import DIGITS, Option
from dashboard.lab.selection import PER_SAMPLE
from dashboard.lab.settings import NETWORK, OPTIONS
from dashboard.state import fields, visit
from dashboard.state.pages import Part

NAMES = {
    "C": "The cost",
    "z": "The weighted input",
    "mu": "The mean over the batch",
    "v": "The variance over the batch",
    "zhat": "The normalised weighted input",
    "u": "The normalised weighted input, scaled and shifted",
    "a": "The activation",
    "h": "The activation after dropout",
    "delta": "The error",
    "dW": "The gradient by the weights",
    "db": "The gradient by the biases",
    "dgamma": "The gradient by the scales",
    "dbeta": "The gradient by the shifts",
}
NO_SAMPLE = (
    "Of the **batch**: in training batch normalisation lets its samples see each other, so there is no equation of one "
    "sample alone. In *Evaluation* (Network) there is."
)
MOST_SWITCHED = 8
MOST_LAYERS = 5


def draw_selection() -> Collection[str]:
    """Draw the controls; each is in the address of the page."""
    view = visit.settings().view
    if view == "story":
        draw_end()
        return (*NETWORK, "view", "layer", "quantity")  # which units there are, and whether it ends at a bias
    now = visit.settings()
    if now.coupled:
        st.caption(NO_SAMPLE)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layers = visit.settings().allowed("layer")
        if len(layers) <= MOST_LAYERS:
            draw_switch("Layer", "layer")
        else:
            # beside the quantities there is no room for so many
            st.selectbox("Layer", layers, width=84, **fields.control("layer"))
        draw_switch("Quantity", "quantity", wraps=len(now.allowed("quantity")) > MOST_SWITCHED)
        if view == "matrix":
            draw_switch("Layout", "layout", visible=False)
        else:
            # whose equations are shown, one sample's or the batch's, and how many of their lines
            if not now.coupled:
                draw_switch("Of", "scope", visible=False)
            draw_switch("Lines", "depth", visible=False)
    # which quantities there are depends on the layer only where something stands between them
    return (*NETWORK, "view", "layer") if now.has_between else (*NETWORK, "view")


def draw_end() -> None:
    """Draw where the story begins and ends: which sample, and which weight or bias."""
    now = visit.settings()
    ends, bias = (*now.allowed("source"), BIAS), now.selection.parameter[2] is None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _draw_numbers("Sample", now.allowed("sample"), "sample")
        _draw_numbers("Bias in layer" if bias else "Weight in layer", now.allowed("layer"), "layer")
        _draw_numbers("of unit" if bias else "to unit", now.allowed("unit"), "unit")
        words = "from unit, or b"
        if len(ends) <= MOST_SWITCHED:
            st.segmented_control(words, ends, required=True, **fields.control("from"))
        else:
            st.selectbox(words, ends, width=120, **fields.control("from"))


def draw_view() -> None:
    """Draw the switch between the three views."""
    draw_switch("View", "view", visible=False)


def draw_indices() -> None:
    """Draw the controls of the indices whose numbers are put in, or that are selected in the diagram."""
    looked_at, now = visit.selection(), visit.settings()
    st.caption("Select here, or by a click in the diagram:")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if looked_at.quantity != "C":
            _draw_numbers("Unit $j$", now.allowed("unit"), "unit")
        if looked_at.quantity == "dW":
            _draw_numbers("From unit $k$", now.allowed("source"), "source")
        if looked_at.quantity in PER_SAMPLE or now.of_one_sample:
            _draw_numbers("Sample $s$", now.allowed("sample"), "sample")


def _draw_numbers(label: str, options: Sequence[int], name: str) -> None:
    """Draw a switch between a few numbers, or a field for one of many."""
    if len(options) <= MOST_SWITCHED:
        draw_switch(label, name)
    else:
        st.number_input(label, min_value=options[0], max_value=options[-1], width=120, **fields.number_field(name))


def draw_switch(label: str, option: str | Option, *, visible: bool = True, wraps: bool = False) -> None:
    """Draw a switch between the values of an option, of all pages by its name, or of this page.

    One that ``wraps`` has several rows where it has no room in one.
    """
    row = OPTIONS[option] if isinstance(option, str) else option
    (partial(st.pills, wrap=True) if wraps else st.segmented_control)(
        label,
        row.values(visit.settings()),
        format_func=row.say,
        required=True,
        **fields.control(option),
        label_visibility="visible" if visible else "collapsed",
    )


def draw_digits(*, visible: bool = True) -> None:
    """Draw the choice of how many digits are printed after the point."""
    st.selectbox(
        "Digits",
        DIGITS.values(visit.settings()),
        format_func=lambda digits: str(digits) if visible else f"{digits} digits",
        label_visibility="visible" if visible else "collapsed",
        width=76 if visible else 100,
        **fields.control(DIGITS),
    )


SELECTION_PANEL = Part(
    "selection",
    draw_selection,
    shows=(*NETWORK, "view", "layer"),
    sets=("layer", "quantity", "unit", "source", "sample", "scope", "depth", "layout"),
)
