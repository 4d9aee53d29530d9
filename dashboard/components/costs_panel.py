"""How wrong the network is: epoch, cost and the loss curve; beside them what it answers everywhere."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from dashboard.charts import boundary_spec, class_names, curve_spec, extent_of, loss_data, loss_spec
from dashboard.charts.network import plain_name
from dashboard.components.predictions import MOST_ROWS
from dashboard.components.training_panel import draw_at_stake, draw_progress
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.state import controls, training, visit
from dashboard.state.pages import WEIGHTS, Part
from dashboard.state.snapshot import snapshot

HISTORY = 84  # pixels


def draw_costs() -> Collection[str] | None:
    """Draw how far training has come, the cost, and the selected parameter, epoch by epoch."""
    draw_progress()
    now = training.progress()
    # the last point is the cost of this moment: before the first epoch, and after an edit, it is not in the record
    costs = loss_data((*now.costs, snapshot().cost), epochs=(*now.epochs, now.epoch))
    st.vega_lite_chart(None, {**loss_spec(dark=visit.dark()), "datasets": costs}, key="curve", theme=None)
    moved = now.path.count >= 2  # the selected parameter
    if moved:
        _draw_history()
    draw_at_stake()
    return None if moved else (*NETWORK, *COST_OF_IT, WEIGHTS)


def _draw_history() -> None:
    """Draw how the selected parameter has moved."""
    path, position = training.progress().path.records, visit.selection().parameter
    values = [training.parameter(each, *position) for _, each in path]
    now = training.parameter(training.parameters(), *position)
    data = loss_data((*values, now), epochs=(*(epoch for epoch, _ in path), training.progress().epoch))
    spec = loss_spec(dark=visit.dark(), title=plain_name(*position), letter="value", height=HISTORY)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key="history", theme=None)


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
        {**_spec(), "datasets": snapshot().plane(visit.selection().sample, turn=turn)},
        key=controls.PLANE,
        on_select=controls.take_sample,
        selection_mode=["sample_click"],
        theme=None,
    )


def _spec() -> dict[str, Any]:
    task, data, dark = visit.task(), visit.data(), visit.dark()
    if task.inputs == 1:
        return curve_spec(dark=dark, across=snapshot().extent, up=extent_of(data.targets))
    classes = tuple(class_names(task.outputs, data.classes)) if task.outputs > 1 else ()
    return boundary_spec(dark=dark, extent=snapshot().extent, many=task.samples > MOST_ROWS, classes=classes)


COSTS = Part("costs", draw_costs, shows=(*NETWORK, *COST_OF_IT, *SELECTION, WEIGHTS))
PLANE = Part("plane", draw_plane, shows=(*NETWORK, "sample", WEIGHTS), clicked=True)
