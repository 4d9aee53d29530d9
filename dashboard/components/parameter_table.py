"""Every weight and bias as a number that can be edited, one row per unit."""

import math
from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.charts.network import plain_name
from dashboard.components.sentences import with_minus
from dashboard.lab.settings import NETWORK, SELECTION
from dashboard.state import training, visit
from dashboard.state.pages import WEIGHTS, Part

STEP = 0.1
LIMIT = 1e4
MOST_ACROSS = 6
NARROW = 4  # so many fields in a row have no room for + and -
MOST_ROWS = 4  # of a layer with a row for each unit; of more units several stand in a row


def draw_selected() -> None:
    """Draw a slider and a field for the weight, or the bias of the unit, that is selected; its number while it trains.

    What a browser shows in a slider or a field follows a picture late: beside the diagram it would be another number.
    """
    layer, unit, source = visit.selection().parameter
    value = training.parameter(training.parameters(), layer, unit, source)
    with st.container(key="selected", horizontal=True, gap="medium", vertical_alignment="bottom"):
        if training.running():
            st.markdown(with_minus(f"{name_of(layer, unit, source)} = `{value:{format_of(value)}}`"))
            return
        # wide enough for any weight that training finds, in steps of 10 so that the ends stand still
        end = 10.0 * max(1, math.ceil(abs(value) / 10))
        st.slider(
            name_of(layer, unit, source),
            min_value=-end,
            max_value=end,
            step=0.01,
            format=f"%{format_of(value)}",
            help="The selected parameter. Move it: the number moves in the formula, the diagram and the table.",
            **training.editor("slide", layer, unit, source),
        )
        _draw_number(layer, unit, source, value, kind="field", width=160)


def format_of(value: float) -> str:
    """Return how a parameter is written: with four digits after the point, or as a power of 10 where these are 0."""
    return ".1e" if 0 < abs(value) < 0.5e-4 else ".4f"


def indices(unit: int, source: int | None) -> str:
    """Write the indices of a parameter below its name: 12 for unit 1 from unit 2, 1,12 from unit 12."""
    if source is None:
        return f"{unit}"
    return f"{unit}{source}" if unit < 10 and source < 10 else f"{unit},{source}"


def name_of(layer: int, unit: int, source: int | None) -> str:
    """Write the name of a weight, or with source None of a bias, between dollar signs."""
    if source is None:
        return f"$b^{{({layer})}}_{{{unit}}}$"
    return f"$w^{{({layer})}}_{{{indices(unit, source)}}}$"


def draw_parameters() -> Collection[str] | None:
    """Draw the table of all parameters, or of those of the selected unit where there are too many; folded at first.

    While the network trains they are numbers, and cannot be edited.
    """
    fold = st.expander("All weights and biases", key="every-parameter", icon=":material/table:", on_change="rerun")
    if not fold.open:
        # so many fields take longer to draw, here and in the browser, than all formulas
        return ()
    now, at = training.parameters(), visit.selection()
    wide = any(weights.shape[1] >= NARROW for weights in now.weights) or max(now.biases, key=len).size > MOST_ROWS
    moving = training.running()
    words = "While it trains." if moving else "Edit one (−10 000 to 10 000), and formula, diagram and table follow."
    if not training.all_listed():
        words = f"Of {training.count()}, those of layer {at.layer}, unit {at.unit}, which is selected."
    with fold, st.container(key="parameters-wide" if wide else "parameters", gap="small"):
        st.caption(words)
        for layer, (weights, biases) in enumerate(zip(now.weights, now.biases, strict=True), start=1):
            if not training.all_listed() and layer != at.layer:
                continue
            units = range(1, len(biases) + 1) if training.all_listed() else (at.unit,)
            if moving:
                st.markdown("  \n".join(_write(layer, each, weights, biases) for each in units))
            else:
                _draw_layer(layer, units, weights, biases)
    return (*NETWORK, WEIGHTS) if training.all_listed() else None


def _write(layer: int, unit: int, weights: NDArray[np.float64], biases: NDArray[np.float64]) -> str:
    """Write the weights that lead to a unit, and its bias."""
    row, sources = (*weights[unit - 1], biases[unit - 1]), (*range(1, weights.shape[1] + 1), None)
    named = (
        f"{plain_name(layer, unit, source)} `{value:+{format_of(value)}}`"
        for source, value in zip(sources, row, strict=True)
    )
    return with_minus(" ".join(named))


def _draw_layer(layer: int, units: Sequence[int], weights: NDArray[np.float64], biases: NDArray[np.float64]) -> None:
    """Draw the weights that lead to some units, and their biases: a row for each unit, as far as there is room."""
    each = weights.shape[1] + 1
    together = MOST_ACROSS // each if len(units) > MOST_ROWS and each <= MOST_ACROSS else 1
    across = min(each * together, MOST_ACROSS)
    places = [(unit, source) for unit in units for source in (*range(1, each), None)]
    for start in range(0, len(places), across):
        with st.container(horizontal=True, gap="small"):
            for unit, source in places[start : start + across]:
                value = biases[unit - 1] if source is None else weights[unit - 1, source - 1]
                _draw_number(layer, unit, source, float(value))


def _draw_number(
    layer: int,
    unit: int,
    source: int | None,
    value: float,
    *,
    kind: str = "edit",
    width: int | Literal["stretch"] = "stretch",
) -> None:
    st.number_input(
        name_of(layer, unit, source),
        # training may pass the limit of what can be typed
        min_value=min(-LIMIT, value),
        max_value=max(LIMIT, value),
        step=STEP,
        format=f"%{format_of(value)}",
        width=width,
        label_visibility="visible" if kind == "edit" else "collapsed",
        **training.editor(kind, layer, unit, source),
    )


PARAMETERS = Part("parameters", draw_parameters, shows=(*NETWORK, *SELECTION, WEIGHTS), varies=True)
