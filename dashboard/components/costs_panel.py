"""How wrong the network is: epoch, cost and the loss curve; beside them what it answers everywhere."""

import math
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from dashboard.charts import boundary_spec, class_names, curve_spec, extent_of, loss_data, loss_spec
from dashboard.charts.network import plain_name
from dashboard.components.predictions import MOST_ROWS
from dashboard.components.training_panel import draw_at_stake, draw_progress
from dashboard.lab.between import parameter_of
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.state import controls, training, visit
from dashboard.state.pages import WEIGHTS, Part
from dashboard.state.plane import extent, plane
from dashboard.state.snapshot import snapshot

MOST_FINE = 200  # samples beside which the plane has all its cells
HISTORY = 84  # pixels


def draw_costs() -> Collection[str] | None:
    """Draw how far training has come, the cost, and the selected parameter, epoch by epoch."""
    draw_progress()
    now = training.progress()
    # the last point is the cost of this moment: before the first epoch, and after an edit, it is not in the record
    _draw_curve("curve", (*now.costs, snapshot().cost), (*now.epochs, now.epoch))
    moved = now.path.count >= 2  # the selected parameter
    if moved:
        _draw_history()
    draw_at_stake()
    return None if moved else (*NETWORK, *COST_OF_IT, WEIGHTS)


def _draw_history() -> None:
    """Draw how the selected parameter has moved."""
    path, position = training.progress().path.records, visit.selection().learned
    values = [parameter_of(each.parameters, *position) for each in path]
    now = parameter_of(training.parameters(), *position)
    epochs = (*(each.epoch for each in path), training.progress().epoch)
    _draw_curve("history", (*values, now), epochs, title=plain_name(*position), letter="value", height=HISTORY)


def _draw_curve(key: str, values: Sequence[float], epochs: Sequence[int], **look: Any) -> None:
    """Draw numbers over their epochs; where none is defined, the axes alone."""
    data, defined = loss_data(values, epochs=epochs), any(map(math.isfinite, values))
    spec = loss_spec(dark=visit.dark(), defined=defined, **look)
    shown = data if defined else {"frame": data["frame"]}
    st.vega_lite_chart(None, {**spec, "datasets": shown}, key=key, theme=None)


def has_plane() -> bool:
    """Whether what the network answers can be drawn over its inputs."""
    task = visit.task()
    return task.inputs == 1 or (task.inputs == 2 and task.kind != "numbers")


def draw_plane() -> None:
    """Draw what the network answers everywhere, which no cost changes; a click on a sample puts its numbers in."""
    task = visit.task()
    if not has_plane():
        what = f"{task.inputs} inputs cannot be drawn in a plane" if task.inputs > 2 else "This is no plane of classes"
        st.caption(f"{what}: the rows say what the network answers.")
        return
    turn = visit.current().versions[controls.PLANE]
    st.vega_lite_chart(
        None,
        {**_spec(), "datasets": plane(visit.selection().sample, turn=turn, stride=_stride())},
        key=controls.PLANE,
        on_select=controls.take_sample,
        selection_mode=["sample_click"],
        theme=None,
    )


def _spec() -> dict[str, Any]:
    task, data, dark = visit.task(), visit.data(), visit.dark()
    if task.inputs == 1:
        return curve_spec(dark=dark, across=extent(), up=extent_of(data.targets))
    classes = tuple(class_names(task.outputs, data.classes)) if task.outputs > 1 else ()
    many = task.samples > MOST_ROWS
    return boundary_spec(dark=dark, extent=extent(), many=many, classes=classes, stride=_stride())


def _stride() -> int:
    # with so many samples a picture takes long enough without them
    return 2 if visit.task().samples > MOST_FINE else 1


COSTS = Part("costs", draw_costs, shows=(*NETWORK, *COST_OF_IT, *SELECTION, WEIGHTS, "optimiser"))
PLANE = Part("plane", draw_plane, shows=(*NETWORK, "sample", WEIGHTS), clicked=True)
