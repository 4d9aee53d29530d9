"""What the network answers everywhere on a square, as a heat map, with the samples on it.

Goes in: the output on a grid, and the samples. Comes out: the data sets "cells", "contour" and "samples" of the
specification in `specs`. Must not know: Streamlit, the network.
"""

from functools import lru_cache

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

    Shared and read-only; pass it to `forward`, and the output to `boundary_data`.
    """
    return _grid(extent)


def boundary_data(
    grid_values: ArrayLike,
    inputs: ArrayLike,
    targets: ArrayLike,
    selected_sample: int | None = None,
    *,
    extent: Extent = SQUARE,
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
    grid = _grid(extent)
    axis = grid[:RESOLUTION, 0]
    numbers = np.arange(1, len(points) + 1)
    labels = [str(n) for n in numbers] if len(points) <= MOST_NUMBERED else [""] * len(points)
    segments = contour_segments(values.reshape(RESOLUTION, RESOLUTION), axis, axis, level=0.5)
    samples = {
        "sample": numbers,
        "number": labels,
        "x": points[:, 0],
        "y": points[:, 1],
        "target": np.where(wanted >= 0.5, "1", "0"),
        "target_value": wanted,
        "selected": numbers == selected_sample,
    }
    return {
        "cells": data_set({"x": grid[:, 0], "y": grid[:, 1], "value": values}),
        "contour": data_set(dict(zip(("x", "y", "x2", "y2"), segments.T, strict=True))),
        "samples": data_set(samples),
    }


@lru_cache(maxsize=16)
def _grid(extent: Extent) -> Floats:
    axis = np.linspace(*extent, RESOLUTION)
    first, second = np.meshgrid(axis, axis)
    grid = np.column_stack([first.ravel(), second.ravel()])
    grid.flags.writeable = False
    return grid
