"""A cost over two numbers as a map with level lines, and the ways that methods take on it.

Goes in: costs on a grid, points of each way. Comes out: the data sets "cells", "levels", "ways", "now" and "places" of
the specification in `specs`. Must not know: Streamlit, what a method is.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import data_set
from dashboard.charts.contour import contour_segments

Floats = NDArray[np.float64]
LEVELS = 9


def surface_data(
    grid: tuple[Floats, Floats, Floats],
    ways: Mapping[str, ArrayLike],
    step: int,
    *,
    start: tuple[float, float],
    least: tuple[float, float] | None = None,
    turn: int = 0,
) -> dict[str, bytes]:
    """Turn a surface and ways on it into data sets.

    Parameters
    ----------
    grid : x, y and (len(y), len(x)) costs; NaN where there is none
    ways : of each its points, (steps + 1, 2)
    step : the number of the step after which each way has a mark; of a shorter one its end
    start, least : where the ways begin, and where the cost is least, if that is known
    turn : comes back with a click, see `network_data`

    Cells are numbered from 1, along x first; ``height`` is the share of the map that is lower, so that a map of any
    cost has all its shades.
    """
    x, y, cost = grid
    across, along = np.meshgrid(x, y)
    flat = cost.ravel()
    segments = [contour_segments(cost, x, y, level=float(level)) for level in find_levels(cost)]
    points = {name: np.asarray(each, dtype=np.float64) for name, each in ways.items()}
    marked = {name: each[min(step, len(each) - 1)] for name, each in points.items()}
    places: list[tuple[str, float, float]] = [("start", *start), *([("minimum", *least)] if least else [])]
    names = ("x", "y", "x2", "y2")
    lines = np.concatenate(segments) if segments else np.empty((0, 4))
    every = np.concatenate(list(points.values()))
    return {
        "cells": data_set(
            {
                "cell": np.arange(1, len(flat) + 1),
                "x": across.ravel(),
                "y": along.ravel(),
                "cost": flat,
                "height": _shares(flat),
                "turn": np.full(len(flat), turn),
            }
        ),
        "levels": data_set({name: lines[:, at] for at, name in enumerate(names)}),
        "ways": data_set(
            {
                "run": [name for name, each in points.items() for _ in each],
                "step": np.concatenate([np.arange(len(each), dtype=np.float64) for each in points.values()]),
                "x": every[:, 0],
                "y": every[:, 1],
            }
        ),
        "now": data_set({"run": list(marked), **_columns([(float(a), float(b)) for a, b in marked.values()])}),
        "places": data_set({"place": [name for name, *_ in places], **_columns([at for _, *at in places])}),
    }


def find_levels(cost: Floats) -> list[float]:
    """Return costs whose level lines part a map into pieces of about one size, each once."""
    known = cost[np.isfinite(cost)]
    if not len(known):
        return []
    return sorted(set(np.quantile(known, np.linspace(0, 1, LEVELS + 2)[1:-1]).tolist()))


def _shares(cost: Floats) -> Floats:
    """Return for each cost which share of them is lower; NaN where there is none."""
    known = np.isfinite(cost)
    found = np.full(len(cost), np.nan)
    ranked = np.sort(cost[known])
    found[known] = np.searchsorted(ranked, cost[known]) / max(len(ranked), 1)
    return found


def _columns(points: Sequence[Sequence[float]]) -> dict[str, list[float]]:
    return {name: [each[at] for each in points] for at, name in enumerate("xy")}
