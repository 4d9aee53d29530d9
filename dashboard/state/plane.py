"""What the network answers for every input, in evaluation: points of a plane, or of a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dashboard.charts import (
    Extent,
    boundary_data,
    boundary_grid,
    curve_data,
    curve_points,
    extent_of,
    regions_data,
)
from dashboard.lab.between import hold, run_forward
from dashboard.state.snapshot import Snapshot, read_outputs, snapshot, trace_of
from derivations import FormulaError
from derivations.numeric.network.problem import pose

Array = NDArray[np.float64]


def extent() -> Extent:
    """Return the ends of the plane of inputs."""
    return snapshot().keep(_extent)


def _extent() -> Extent:
    return extent_of(snapshot().data.inputs)


def plane(sample: int, *, turn: int, stride: int = 1) -> dict[str, bytes]:
    """Return the data sets of what the network answers for every input; a sample (from 1) is marked."""
    now = snapshot()
    ends, data, answers = extent(), now.data, now.keep(_answers, now)
    if now.task.inputs == 1:
        return curve_data(curve_points(ends), answers, data.inputs, data.targets, sample, turn=turn)
    several = partial(regions_data, classes=data.classes)
    drawn: Callable[..., dict[str, bytes]] = several if now.task.outputs > 1 else boundary_data
    return drawn(answers, data.inputs, data.targets, sample, extent=ends, turn=turn, stride=stride)


def _answers(now: Snapshot) -> Array:
    """Return what the network says of the points of the plane, or of the line."""
    network, ends = now.network.evaluating(), extent()
    grid = curve_points(ends)[:, None] if now.task.inputs == 1 else boundary_grid(ends)
    # targets are made up: they change no output
    some = np.zeros((len(grid), network.sizes[-1]))
    some[:, 0] = 1.0
    fixed = hold(network, now.parameters, now.data.inputs, ())
    problem = replace(pose(network, now.parameters, grid, some, now.convention), fixed=fixed)
    last = f"a{network.depth}"
    try:
        return read_outputs(network, run_forward(problem)[last])
    except FormulaError:
        # undefined at some points: the program gives NaN there
        return read_outputs(network, trace_of(problem)[last])
