"""Every weight and bias as a number that can be edited, one row per unit."""

import math

import streamlit as st

from dashboard import session

STEP = 0.1
LIMIT = 1e4


def draw_selected() -> None:
    """Draw a slider for the weight, or the bias of the unit, that is selected."""
    looked_at = session.selection()
    layer, unit, now = looked_at.layer, looked_at.unit, session.parameters()
    source = looked_at.source if looked_at.quantity == "dW" else None
    arrays = now.biases if source is None else now.weights
    value = float(arrays[layer - 1][unit - 1 if source is None else (unit - 1, source - 1)])
    # wide enough for any weight that training finds, in steps of 10 so that the ends stand still
    end = 10.0 * max(1, math.ceil(abs(value) / 10))
    st.slider(
        _name(layer, unit, source),
        min_value=-end,
        max_value=end,
        step=0.01,
        format="%.4f",
        help="The selected parameter. Move it: the number moves in the formula, the diagram and the table.",
        **session.editor("slide", layer, unit, source),
    )


def draw_parameters() -> None:
    """Draw the table; while the network trains it follows, and cannot be edited."""
    now = session.parameters()
    words = "— edit one (−10 000 to 10 000), and formula, diagram and table follow"
    st.markdown(f":small[**Weights and biases**] :small[:gray[{words}]]")
    with st.container(key="parameters", gap="small"):
        for layer, (weights, biases) in enumerate(zip(now.weights, now.biases, strict=True), start=1):
            for unit in range(1, len(biases) + 1):
                row = st.columns(weights.shape[1] + 1, gap="small", wrap=False)
                for source in range(1, weights.shape[1] + 1):
                    with row[source - 1]:
                        _draw_number(layer, unit, source, float(weights[unit - 1, source - 1]))
                with row[-1]:
                    _draw_number(layer, unit, None, float(biases[unit - 1]))


def _draw_number(layer: int, unit: int, source: int | None, value: float) -> None:
    st.number_input(
        _name(layer, unit, source),
        # training may pass the limit of what can be typed
        min_value=min(-LIMIT, value),
        max_value=max(LIMIT, value),
        step=STEP,
        format="%.4f",
        **session.editor("edit", layer, unit, source),
    )


def _name(layer: int, unit: int, source: int | None) -> str:
    if source is None:
        return f"$b^{{({layer})}}_{{{unit}}}$"
    return f"$w^{{({layer})}}_{{{unit}{source}}}$"
