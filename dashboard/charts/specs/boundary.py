"""The decision boundary as a Vega-Lite specification that never changes.

Goes in: a theme and the ends of the square. Comes out: a specification of the data sets "cells", "contour" and
"samples". Must not know: a single number that moves.
"""

import math
from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.boundary import RESOLUTION, SQUARE, Extent
from dashboard.charts.picks import SAMPLE_PICK
from dashboard.charts.specs.theme import finished

HEIGHT = 250


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
