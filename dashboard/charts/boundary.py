"""What the network answers everywhere on a square, as a heat map or as regions, with the samples on it.

Goes in: the outputs on a grid, and the samples. Comes out: the data sets "cells", "contour" and "samples" of the
specification in `specs`. Must not know: Streamlit, the network.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import data_set
from dashboard.charts.contour import contour_segments

RESOLUTION = 41
SQUARE = (-0.25, 1.25)  # XOR's corners, and a margin around them
MOST_NUMBERED = 12

Extent = tuple[float, float]
Floats = NDArray[np.float64]


def boundary_grid(extent: Extent = SQUARE) -> Floats:
    """The points where the network has to be asked: (41 * 41, 2), x_1 fastest, both from low to high.

    Pass it to `forward`, and the output to `boundary_data`.
    """
    axis = np.linspace(*extent, RESOLUTION)
    first, second = np.meshgrid(axis, axis)
    return np.column_stack([first.ravel(), second.ravel()])


def boundary_data(
    grid_values: ArrayLike,
    inputs: ArrayLike,
    targets: ArrayLike,
    selected_sample: int | None = None,
    *,
    extent: Extent = SQUARE,
    lines: Sequence[ArrayLike] = (),
    turn: int = 0,
    stride: int = 1,
) -> dict[str, bytes]:
    """Turn the output on `boundary_grid(extent)` and the samples into data sets.

    Parameters
    ----------
    grid_values : 41 * 41 numbers in any shape, in the order of `boundary_grid`
        The output of one unit.
    inputs : (samples, 2)
    targets : (samples,) or (samples, 1)
        From 0.5 upwards a sample is drawn as 1.
    selected_sample : its number, from 1
    lines : what is 0 on the lines that are drawn, each as ``grid_values``; without any, the output is 0.5 there
    turn : comes back with a click, see `network_data`
    stride : of the cells, each so many-th one is drawn across and up; the lines are those of all

    Raises
    ------
    ValueError
        If there are more or fewer values, or the inputs are not pairs, or there is not one target for each.
    """
    values = np.asarray(grid_values, dtype=np.float64).reshape(-1)
    points = np.asarray(inputs, dtype=np.float64)
    wanted = np.asarray(targets, dtype=np.float64).reshape(-1)
    if len(values) != RESOLUTION**2:
        raise ValueError(f"{len(values)} grid values; expected {RESOLUTION} x {RESOLUTION} = {RESOLUTION**2}")
    if points.ndim != 2 or points.shape[1] != 2 or len(points) != len(wanted):
        raise ValueError(
            f"inputs of shape {points.shape}, {len(wanted)} targets; expected (samples, 2) and one target each"
        )
    grid = boundary_grid(extent)
    axis = grid[:RESOLUTION, 0]
    drawn = _drawn(stride)
    numbers = np.arange(1, len(points) + 1)
    labels = [str(n) for n in numbers] if len(points) <= MOST_NUMBERED else [""] * len(points)
    fields = [np.asarray(each, dtype=np.float64) for each in lines] or [values - 0.5]
    squares = [each.reshape(RESOLUTION, RESOLUTION) for each in fields]
    segments = np.concatenate([contour_segments(each, axis, axis, level=0.0) for each in squares])
    samples = {
        "sample": numbers,
        "number": labels,
        "x": points[:, 0],
        "y": points[:, 1],
        "target": np.where(wanted >= 0.5, "1", "0"),
        "target_value": wanted,
        "selected": numbers == selected_sample,
        "turn": np.full(len(points), turn),
    }
    return {
        "cells": data_set({"x": grid[drawn, 0], "y": grid[drawn, 1], "value": values[drawn]}),
        "contour": data_set(dict(zip(("x", "y", "x2", "y2"), segments.T, strict=True))),
        "samples": data_set(samples),
    }


def regions_data(
    grid_values: ArrayLike,
    inputs: ArrayLike,
    targets: ArrayLike,
    selected_sample: int | None = None,
    *,
    extent: Extent = SQUARE,
    classes: Sequence[str] = (),
    turn: int = 0,
    stride: int = 1,
) -> dict[str, bytes]:
    """Turn several outputs on `boundary_grid(extent)` and the samples into data sets: the largest output wins.

    Parameters
    ----------
    grid_values : (41 * 41, outputs), in the order of `boundary_grid`
    inputs : (samples, 2)
    targets : (samples, outputs)
        The largest of a row is the class of the sample.
    selected_sample : its number, from 1
    classes : names of the outputs; their numbers from 1 unless given
    turn, stride : as in `boundary_data`

    Raises
    ------
    ValueError
        If the shapes are not these.
    """
    values, wanted = np.asarray(grid_values, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    points = np.asarray(inputs, dtype=np.float64)
    outputs = values.shape[-1]
    if values.shape != (RESOLUTION**2, outputs) or points.shape != (len(wanted), 2) or wanted.shape[1:] != (outputs,):
        raise ValueError(
            f"grid values of shape {values.shape}, inputs {points.shape}, targets {wanted.shape}; expected "
            f"({RESOLUTION**2}, outputs), (samples, 2), (samples, outputs)"
        )
    names = np.array(class_names(outputs, classes), dtype=object)
    grid = boundary_grid(extent)
    axis = grid[:RESOLUTION, 0]
    defined: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=1))
    winners = np.where(defined[:, None], values, 0.0).argmax(axis=1)
    lines = []
    for output in range(outputs):
        others = np.delete(values, output, axis=1).max(axis=1)
        field = (values[:, output] - others).reshape(RESOLUTION, RESOLUTION)
        lines.append(contour_segments(field, axis, axis, level=0.0))
    segments = np.concatenate(lines)
    defined &= _drawn(stride)
    numbers = np.arange(1, len(points) + 1)
    samples = {
        "sample": numbers,
        "number": [str(n) for n in numbers] if len(points) <= MOST_NUMBERED else [""] * len(points),
        "x": points[:, 0],
        "y": points[:, 1],
        "target": names[wanted.argmax(axis=1)],
        "selected": numbers == selected_sample,
        "turn": np.full(len(points), turn),
    }
    return {
        "cells": data_set({"x": grid[defined, 0], "y": grid[defined, 1], "winner": names[winners[defined]]}),
        "contour": data_set(dict(zip(("x", "y", "x2", "y2"), segments.T, strict=True))),
        "samples": data_set(samples),
    }


def _drawn(stride: int) -> NDArray[np.bool_]:
    at = np.arange(RESOLUTION) % stride == 0
    drawn: NDArray[np.bool_] = np.repeat(at, RESOLUTION) & np.tile(at, RESOLUTION)
    return drawn


def class_names(outputs: int, classes: Sequence[str]) -> list[str]:
    """Give what the outputs are called: their classes, or their numbers from 1."""
    return [str(name) for name in classes] if len(classes) == outputs else [str(at + 1) for at in range(outputs)]


def extent_of(values: ArrayLike) -> Extent:
    """Give ends between which all values have some room, on quarters, so that they stand still."""
    found = np.asarray(values, dtype=np.float64)
    low, high = float(found.min()), float(found.max())
    room = 0.1 * (high - low)
    step = 0.25 if high - low > 0.5 else 0.05
    return math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
