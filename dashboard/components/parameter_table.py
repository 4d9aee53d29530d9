"""Every weight and bias, scale and shift as a number that can be edited, one row per unit."""

import math
from collections.abc import Collection, Sequence
from typing import Literal

import streamlit as st

from dashboard.charts.network import plain_name
from dashboard.components.sentences import with_minus
from dashboard.lab.between import parameter_of
from dashboard.lab.selection import SCALE, SHIFT, Source
from dashboard.lab.settings import NETWORK, SELECTION
from dashboard.state import training, visit
from dashboard.state.pages import WEIGHTS, Part
from derivations import Parameters

STEP = 0.1
LIMIT = 1e4
MOST_ACROSS = 6
NARROW = 4  # so many fields in a row have no room for + and -
MOST_ROWS = 4  # of a layer with a row for each unit; of more units several stand in a row


def draw_selected() -> None:
    """Draw a slider and a field for the weight, or the bias of the unit, that is selected; its number while it trains.

    What a browser shows in a slider or a field follows a picture late: beside the diagram it would be another number.
    """
    layer, unit, source = visit.selection().learned
    value = parameter_of(training.parameters(), layer, unit, source)
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


def indices(unit: int, source: Source) -> str:
    """Write the indices of a parameter below its name: 12 for unit 1 from unit 2, 1,12 from unit 12."""
    if not isinstance(source, int):
        return f"{unit}"
    return f"{unit}{source}" if unit < 10 and source < 10 else f"{unit},{source}"


def name_of(layer: int, unit: int, source: Source) -> str:
    """Write the name of a weight, or with source None of a bias, between dollar signs."""
    if not isinstance(source, int):
        letter = rf"\{source}" if source else "b"
        return f"${letter}^{{({layer})}}_{{{unit}}}$"
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
    across = max(len(_sources(now, layer)) for layer in range(1, len(now.weights) + 1))
    wide = across > NARROW or max(now.biases, key=len).size > MOST_ROWS
    moving = training.running()
    words = "While it trains." if moving else "Edit one (−10 000 to 10 000), and formula, diagram and table follow."
    if not training.all_listed():
        words = f"Of {training.count()}, those of layer {at.layer}, unit {at.unit}, which is selected."
    with fold, st.container(key="parameters-wide" if wide else "parameters", gap="small"):
        st.caption(words)
        for layer, biases in enumerate(now.biases, start=1):
            if not training.all_listed() and layer != at.layer:
                continue
            units = range(1, len(biases) + 1) if training.all_listed() else (at.unit,)
            if moving:
                st.markdown("  \n".join(_write(now, layer, each) for each in units))
            else:
                _draw_layer(now, layer, units)
    return (*NETWORK, WEIGHTS) if training.all_listed() else None


def _sources(parameters: Parameters, layer: int) -> tuple[Source, ...]:
    """Say where the parameters of each unit of a layer lead from."""
    more = (SCALE, SHIFT) if parameters.scales and parameters.scales[layer - 1].size else ()
    return (*range(1, parameters.weights[layer - 1].shape[1] + 1), None, *more)


def _write(parameters: Parameters, layer: int, unit: int) -> str:
    """Write the weights that lead to a unit, its bias, and its scale and shift, if it has them."""
    row = ((source, parameter_of(parameters, layer, unit, source)) for source in _sources(parameters, layer))
    named = (f"{plain_name(layer, unit, source)} `{value:+{format_of(value)}}`" for source, value in row)
    return with_minus(" ".join(named))


def _draw_layer(parameters: Parameters, layer: int, units: Sequence[int]) -> None:
    """Draw the parameters of some units: a row for each unit, as far as there is room."""
    sources = _sources(parameters, layer)
    each = len(sources)
    together = MOST_ACROSS // each if len(units) > MOST_ROWS and each <= MOST_ACROSS else 1
    across = min(each * together, MOST_ACROSS)
    places = [(unit, source) for unit in units for source in sources]
    for start in range(0, len(places), across):
        with st.container(horizontal=True, gap="small"):
            for unit, source in places[start : start + across]:
                _draw_number(layer, unit, source, parameter_of(parameters, layer, unit, source))


def _draw_number(
    layer: int,
    unit: int,
    source: Source,
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
