"""The decision boundary as a Vega-Lite specification that never changes.

Goes in: a theme, the ends of the square, names of classes. Comes out: a specification of the data sets "cells",
"contour" and "samples". Must not know: a single number that moves.
"""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.boundary import RESOLUTION, SQUARE, Extent
from dashboard.charts.picks import SAMPLE_PICK
from dashboard.charts.specs.theme import finished

HEIGHT = 250
REGION = 0.28  # how strong the colour of a class is behind its samples


SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
# of the marks of samples, by how many there are
FEW = {"point": 130, "ring": 520, "hit": 700, "edge": 2.0}
MANY = {"point": 55, "ring": 300, "hit": 260, "edge": 1.0}


def boundary_spec(
    *, dark: bool, extent: Extent = SQUARE, many: bool = False, classes: Sequence[str] = (), height: int = HEIGHT
) -> dict[str, Any]:
    """Build the specification, of one output, or of the regions of several with names.

    `many` samples are drawn smaller. Selection: "sample_pick" (field "sample", from 1); read it with `picked_sample`.
    """
    size: Any = MANY if many else FEW
    ink, surface = palette.INK.on(dark=dark), palette.SURFACE.on(dark=dark)
    areas = [hue.on(dark=dark) for hue in (palette.NEGATIVE_AREA, palette.NEUTRAL, palette.POSITIVE_AREA)]
    signs = [hue.on(dark=dark) for hue in (palette.NEGATIVE, palette.POSITIVE)]
    scale = alt.Scale(domain=list(extent), nice=False, zero=False)
    look = {"grid": False, "values": _ends(extent), "format": "~g", "domain": False, "title": None}
    heat = alt.Scale(domain=[0, 0.5, 1], range=areas, clamp=True, interpolate="lab")
    if classes:
        signs = [palette.CLASSES[at % len(palette.CLASSES)].on(dark=dark) for at in range(len(classes))]
    target = {"domain": list(classes) or ["0", "1"]}
    shapes = [SHAPES[at % len(SHAPES)] for at in range(len(classes) or 2)]
    key = alt.Legend(
        title=None if classes else "target y",
        orient="top",
        direction="horizontal",
        titleOrient="left",
        offset=4,
        symbolSize=70,
        padding=0,
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
    area = over("cells").mark_rect(
        clip=True, opacity=REGION if classes else 1, width=cell[0], height=cell[1], tooltip=False
    )
    winner = alt.Fill("winner:N", scale=alt.Scale(**target, range=signs), legend=None)
    cells = area.encode(fill=winner if classes else alt.Fill("value:Q", scale=heat, legend=None))
    contour = over("contour").encode(x2="x2:Q", y2="y2:Q")
    pick = alt.selection_point(name=SAMPLE_PICK, fields=["sample"], empty=False, toggle=False)
    samples = over("samples")
    ring = samples.transform_filter("datum.selected").mark_circle(
        size=size["ring"], opacity=1, fill=surface, stroke=ink
    )
    points = samples.mark_point(
        size=size["point"], opacity=1, strokeWidth=size["edge"], stroke=surface, filled=True
    ).encode(
        shape=alt.Shape("target:N", scale=alt.Scale(**target, range=shapes), legend=key),
        fill=alt.Fill("target:N", scale=alt.Scale(**target, range=signs), legend=key),
    )
    numbers = samples.mark_text(dx=17, dy=-11, font=palette.MONO, fontSize=11, color=ink).encode(text="number:N")
    tips = [
        alt.Tooltip("sample:Q", title="sample"),
        alt.Tooltip("x:Q", title="x₁", format=".4~g"),
        alt.Tooltip("y:Q", title="x₂", format=".4~g"),
        alt.Tooltip("target:N", title="y") if classes else alt.Tooltip("target_value:Q", title="y", format=".4~g"),
    ]
    hits = samples.mark_circle(size=size["hit"], opacity=0.001, cursor="pointer").encode(tooltip=tips).add_params(pick)
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
