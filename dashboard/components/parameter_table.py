"""Every weight and bias as a number that can be edited, one row per unit."""

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import session

STEP = 0.1
LIMIT = 1e4
MOST_ACROSS = 5


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


def indices(unit: int, source: int | None) -> str:
    """Write the places of a parameter below its letter: 12 for unit 1 from unit 2, 1,12 from unit 12."""
    if source is None:
        return f"{unit}"
    return f"{unit}{source}" if unit < 10 and source < 10 else f"{unit},{source}"


def draw_parameters() -> None:
    """Draw the table; while the network trains it follows, and cannot be edited.

    A network with many parameters shows those of the selected unit.
    """
    now, looked_at = session.parameters(), session.selection()
    count = session.count()
    everything = count <= session.MOST_LISTED
    words = "— edit one (−10 000 to 10 000), and formula, diagram and table follow"
    if not everything:
        words = f"— of {count}, those of layer {looked_at.layer}, unit {looked_at.unit}, which is selected"
    st.markdown(f":small[**Weights and biases**] :small[:gray[{words}]]")
    with st.container(key="parameters", gap="small"):
        for layer, (weights, biases) in enumerate(zip(now.weights, now.biases, strict=True), start=1):
            for unit in range(1, len(biases) + 1):
                if everything or (layer, unit) == (looked_at.layer, looked_at.unit):
                    _draw_unit(layer, unit, weights[unit - 1], float(biases[unit - 1]))


def _draw_unit(layer: int, unit: int, weights: NDArray[np.float64], bias: float) -> None:
    """Draw the weights that lead to a unit, and its bias; many of them in several rows."""
    numbers: list[tuple[int | None, float]] = [(at, float(weight)) for at, weight in enumerate(weights, start=1)]
    numbers.append((None, bias))
    across = len(numbers) if len(numbers) <= MOST_ACROSS else MOST_ACROSS
    for start in range(0, len(numbers), across):
        row = st.columns(across, gap="small", wrap=False)
        for column, (source, value) in zip(row, numbers[start : start + across], strict=False):
            with column:
                _draw_number(layer, unit, source, value)


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
    return f"$w^{{({layer})}}_{{{indices(unit, source)}}}$"
