"""The menu in which the network is built: how many layers, how many units in each, and which activations."""

import streamlit as st

from dashboard.components.own_formula import draw_own_formula
from dashboard.components.sentences import draw_error
from dashboard.lab.settings import MOST_HIDDEN, MOST_UNITS, OPTIONS
from dashboard.lab.words import FUNCTIONS, MODES, OWN
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
    _draw_between()
    st.caption(
        f"The page shows up to {MOST_HIDDEN} hidden layers of up to {MOST_UNITS} units; the library has no such limit. "
        "Another network starts from new weights; batch normalisation and dropout keep them."
    )


def _draw_between() -> None:
    """Draw what stands between the layers, and, where something does, which of its two modes is shown."""
    now = visit.settings()
    st.toggle(
        "Batch normalisation of the hidden layers",
        disabled=not now.can_normalise,
        help="$z$ gets mean 0 and variance 1 over the batch, then a scale $\\gamma$ and a shift $\\beta$.",
        **fields.control("batch_norm"),
    )
    rate, mode = st.columns([0.45, 0.55], gap="small", wrap=False)
    option = OPTIONS["dropout"]
    rate.selectbox(
        "Dropout",
        option.values(now),
        format_func=lambda share: f"{share:g}" if share else "none",
        disabled=not now.hidden,
        help="The share of the hidden activations that each step drops; what is kept is divided by its own share.",
        **fields.control("dropout"),
    )
    if now.has_between:
        with mode:
            st.segmented_control(
                "Mode",
                tuple(MODES),
                format_func=MODES.__getitem__,
                required=True,
                help="In training activations are dropped, and a batch is normalised with its own mean and variance. "
                "In evaluation nothing is dropped, and mean and variance are those of all samples. Steps are always "
                "made in training.",
                **fields.control("mode"),
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
