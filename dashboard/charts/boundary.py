"""What the network answers everywhere on a square, as a heat map, with the samples on it.

Goes in: the output on a grid, and the samples. Comes out: a specification that never changes, and its data sets
"cells", "contour" and "samples". Must not know: Streamlit, the network.
"""

import math
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dashboard.charts import palette
from dashboard.charts.contour import contour_segments
from dashboard.charts.picks import SAMPLE_PICK
from dashboard.charts.theme import finished

HEIGHT = 180
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


def boundary_spec(*, dark: bool, extent: Extent = SQUARE, height: int = HEIGHT) -> dict[str, Any]:
    """Build the specification. Selection: "sample_pick" (field "sample", from 1); read it with `picked_sample`."""
    ink, surface = palette.INK.on(dark=dark), palette.SURFACE.on(dark=dark)
    areas = [hue.on(dark=dark) for hue in (palette.NEGATIVE_AREA, palette.NEUTRAL, palette.POSITIVE_AREA)]
    signs = [hue.on(dark=dark) for hue in (palette.NEGATIVE, palette.POSITIVE)]
    scale = alt.Scale(domain=list(extent), nice=False, zero=False)
    look = {"grid": False, "values": _ends(extent), "format": "~g", "domain": False, "title": None}
    heat = alt.Scale(domain=[0, 0.5, 1], range=areas, clamp=True, interpolate="lab")
    target = {"domain": ["0", "1"]}
    key = alt.Legend(
        title="target y", orient="top", direction="horizontal", titleOrient="left", offset=4, symbolSize=70, padding=0
    )

    def over(name: str, x: str = "x", y: str = "y") -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(
            x=alt.X(f"{x}:Q", scale=scale, axis=alt.Axis(minExtent=18, **look)),
            y=alt.Y(
                f"{y}:Q",
                scale=scale,
                axis=alt.Axis(minExtent=20, **look),
            ),
        )

    cell = {"expr": f"width / {RESOLUTION - 1} + 0.8"}, {"expr": f"height / {RESOLUTION - 1} + 0.8"}
    cells = (
        over("cells")
        .mark_rect(clip=True, opacity=1, width=cell[0], height=cell[1], tooltip=False)
        .encode(fill=alt.Fill("value:Q", scale=heat, legend=None))
    )
    contour = over("contour").encode(x2="x2:Q", y2="y2:Q")
    pick = alt.selection_point(name=SAMPLE_PICK, fields=["sample"], empty=False, toggle=False)
    samples = over("samples")
    ring = samples.transform_filter("datum.selected").mark_circle(size=520, opacity=1, fill=surface, stroke=ink)
    points = samples.mark_point(size=130, opacity=1, strokeWidth=2, stroke=surface, filled=True).encode(
        shape=alt.Shape("target:N", scale=alt.Scale(**target, range=["circle", "square"]), legend=key),
        fill=alt.Fill("target:N", scale=alt.Scale(**target, range=signs), legend=key),
    )
    numbers = samples.mark_text(dx=17, dy=-11, font=palette.MONO, fontSize=11, color=ink).encode(text="number:N")
    tips = [
        alt.Tooltip("sample:Q", title="sample"),
        alt.Tooltip("x:Q", title="x₁", format=".4~g"),
        alt.Tooltip("y:Q", title="x₂", format=".4~g"),
        alt.Tooltip("target_value:Q", title="y", format=".4~g"),
    ]
    hits = samples.mark_circle(size=700, opacity=0.001, cursor="pointer").encode(tooltip=tips).add_params(pick)
    chart = alt.layer(
        cells,
        contour.mark_rule(color=surface, strokeWidth=4, strokeCap="round", opacity=0.6, clip=True),
        contour.mark_rule(color=ink, strokeWidth=1.5, strokeCap="round", clip=True),
        ring,
        points,
        numbers,
        *_titles(ink),
        hits,
    ).resolve_scale(fill="independent", shape="independent")
    words = "The network's output over the plane, and the samples."
    return finished(chart, dark=dark, height=height, description=words, renderer="canvas")


def boundary_data(
    grid_values: ArrayLike,
    inputs: ArrayLike,
    targets: ArrayLike,
    selected_sample: int | None = None,
    *,
    extent: Extent = SQUARE,
) -> dict[str, pd.DataFrame]:
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
        "number": np.array(labels, dtype=object),
        "x": points[:, 0],
        "y": points[:, 1],
        "target": np.where(wanted >= 0.5, "1", "0").astype(object),
        "target_value": wanted,
        "selected": numbers == selected_sample,
    }
    return {
        "cells": pd.DataFrame({"x": grid[:, 0], "y": grid[:, 1], "value": values}),
        "contour": pd.DataFrame(segments, columns=["x", "y", "x2", "y2"]),
        "samples": pd.DataFrame(samples),
    }


def _titles(ink: str) -> list[alt.Chart]:
    """Write x_1 and x_2 between the two numbers of their axes; axis titles cannot lower an index."""
    here = alt.Chart(alt.Data(values=[{}]))
    middle, below = {"expr": "width / 2"}, {"expr": "height + 16"}
    beside = {"expr": "height / 2 + 4"}
    places = (("1", middle, below), ("2", -9, beside))
    return [
        here.mark_text(text=text, x=x, y=y, dx=dx, dy=dy, font=font, fontSize=size, baseline="alphabetic", color=ink)
        for index, x, y in places
        for text, dx, dy, font, size in (("x", -3, 0, palette.SERIF, 15), (index, 4, 3, palette.ROMAN, 10))
    ]


def _ends(extent: Extent) -> list[float]:
    """The outermost whole numbers on an axis, or its ends if it has not two: room for a title stays between them."""
    low, high = math.ceil(extent[0]), math.floor(extent[1])
    return [low, high] if low < high else list(extent)


@lru_cache(maxsize=16)
def _grid(extent: Extent) -> Floats:
    axis = np.linspace(*extent, RESOLUTION)
    first, second = np.meshgrid(axis, axis)
    grid = np.column_stack([first.ravel(), second.ravel()])
    grid.flags.writeable = False
    return grid
