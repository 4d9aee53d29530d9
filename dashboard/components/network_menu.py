"""The menu in which the network is built: how many layers, how many units in each, and which activations."""

import streamlit as st

from dashboard.components.own_formula import draw_own_formula
from dashboard.components.sentences import draw_error
from dashboard.lab.settings import MOST_HIDDEN, MOST_UNITS, OPTIONS
from dashboard.lab.words import FUNCTIONS, OWN
from dashboard.state import fields, visit


def draw_network_menu() -> None:
    """Draw one row per layer, and below them the reader's own formula."""
    now = visit.settings()
    st.number_input(
        f"Hidden layers (0 to {MOST_HIDDEN})", min_value=0, max_value=MOST_HIDDEN, **fields.number_field("layers")
    )
    draw_error(visit.refusal("layers"))
    depth = len(now.functions)
    for layer in range(1, depth + 1):
        units, function = st.columns(2, gap="small", wrap=False)
        with units:
            _draw_units(layer, depth)
        with function:
            st.selectbox(
                f"Activation of layer {layer}",
                tuple(FUNCTIONS),
                format_func=FUNCTIONS.__getitem__,
                **fields.control(f"function-{layer}"),
            )
        draw_error(visit.refusal(f"function-{layer}"))
        draw_error(visit.refusal(f"units-{layer}"))
    draw_own_formula("formula", used=OWN in now.functions)
    st.caption(
        f"The page shows up to {MOST_HIDDEN} hidden layers of up to {MOST_UNITS} units; the library has no such limit. "
        "Another network starts from new weights."
    )


def _draw_units(layer: int, depth: int) -> None:
    if layer == depth:
        now = visit.settings()
        outputs = now.sizes[-1]
        if now.two_classes:
            option = OPTIONS["outputs"]
            label = f"Outputs, layer {layer}"
            st.selectbox(label, option.values(now), format_func=option.say, **fields.control("outputs"))
            return
        st.number_input(f"Outputs, layer {layer}", value=outputs, disabled=True, help="As the data set has it.")
        return
    st.number_input(f"Units, layer {layer}", min_value=1, max_value=MOST_UNITS, **fields.number_field(f"units-{layer}"))
