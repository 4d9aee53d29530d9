"""The decision boundary as a Vega-Lite specification that never changes.

Goes in: a theme, the ends of the square, names of classes. Comes out: a specification of the data sets "cells",
"contour" and "samples". Must not know: a single number that moves.
"""

import math
from collections.abc import Sequence

from dashboard.charts import palette
from dashboard.charts.boundary import RESOLUTION, SQUARE, Extent
from dashboard.charts.clicks import SAMPLE_CLICK
from dashboard.charts.palette import mix
from dashboard.charts.specs.grammar import Spec, category, click, name_data, nowhere, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 250
REGION = 0.28  # how strong the colour of a class is behind its samples


SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
# of the marks of samples, by how many there are
FEW = {"point": 130, "ring": 520, "hit": 700, "edge": 2.0}
MANY = {"point": 55, "ring": 300, "hit": 260, "edge": 1.0}


def boundary_spec(
    *, dark: bool, extent: Extent = SQUARE, many: bool = False, classes: Sequence[str] = (), stride: int = 1
) -> Spec:
    """Build the specification, of one output, or of the regions of several with names.

    `many` samples are drawn smaller; with a `stride` there are fewer cells, each as much larger. Selection:
    "sample_click" (field "sample", from 1); see `read_sample_click`.
    """
    size = MANY if many else FEW
    ink, surface = palette.INK.on(dark=dark), palette.SURFACE.on(dark=dark)
    signs = [hue.on(dark=dark) for hue in (palette.NEGATIVE, palette.POSITIVE)]
    if classes:
        signs = [palette.CLASSES[at % len(palette.CLASSES)].on(dark=dark) for at in range(len(classes))]
    shapes = [SHAPES[at % len(SHAPES)] for at in range(len(classes) or 2)]
    scales = told_apart(classes or ("0", "1"), shape=shapes, fill=signs)
    key = {
        "title": None if classes else "target y",
        "orient": "top",
        "direction": "horizontal",
        "titleOrient": "left",
        "offset": 4,
        "symbolSize": 70,
        "padding": 0,
    }
    hit = {"type": "circle", "size": size["hit"], "opacity": 0.001, "cursor": "pointer"}
    axes = {"x": _axis("x", extent, 18), "y": _axis("y", extent, 20)}

    def over(data: str, mark: Spec, **encoding: object) -> Spec:
        return {"data": name_data(data), "mark": mark, "encoding": {**axes, **encoding}}

    cell = {side: {"expr": f"{side} * {stride} / {RESOLUTION - 1} + 0.8"} for side in ("width", "height")}
    areas = [hue.on(dark=dark) for hue in (palette.NEGATIVE_AREA, palette.NEUTRAL, palette.POSITIVE_AREA)]
    heat = {"domain": [0, 0.5, 1], "range": areas, "clamp": True, "interpolate": "lab"}
    # mixed with the ground, not seen through: where two cells overlap there would be a line
    tints = [mix(hue, surface, REGION) for hue in signs]
    winner = category("winner", scale={**scales["fill"], "range": tints}, legend=None)
    area = {"type": "rect", "clip": True, "opacity": 1, "tooltip": False, **cell}
    rule = {"type": "rule", "strokeCap": "round", "clip": True}
    to = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    ring = {"type": "circle", "size": size["ring"], "opacity": 1, "fill": surface, "stroke": ink}
    edge = {"stroke": surface, "strokeWidth": size["edge"]}
    number = {"type": "text", "dx": 17, "dy": -11, "font": palette.MONO, "fontSize": 11, "color": ink}
    tips = [
        quantity("sample", title="sample"),
        quantity("x", title="x₁", format=".4~g"),
        quantity("y", title="x₂", format=".4~g"),
        category("target", title="y") if classes else quantity("target_value", title="y", format=".4~g"),
    ]
    layers = [
        over("cells", area, fill=winner if classes else quantity("value", scale=heat, legend=None)),
        over("contour", {**rule, "color": surface, "strokeWidth": 4, "opacity": 0.6}, **to),
        over("contour", {**rule, "color": ink, "strokeWidth": 1.5}, **to),
        {**over("samples", ring), "transform": [{"filter": "datum.selected"}]},
        over(
            "samples",
            {"type": "point", "size": size["point"], "opacity": 1, "filled": True, **edge},
            **{channel: category("target", scale=scale, legend=key) for channel, scale in scales.items()},
        ),
        over("samples", number, text=category("number")),
        *_titles(ink),
        {**over("samples", hit, tooltip=tips), "name": "samples_view"},
    ]
    return finish(
        layers,
        dark=dark,
        height=HEIGHT,
        description="The network's output over the plane, and the samples.",
        renderer="canvas",
        params=[click(SAMPLE_CLICK, "sample", "samples_view")],
        resolve={"scale": {"fill": "independent", "shape": "independent"}},
    )


def _axis(name: str, extent: Extent, room: int) -> Spec:
    """The two outermost whole numbers, or the ends if there are not two: room for a title stays between them."""
    low, high = math.ceil(extent[0]), math.floor(extent[1])
    ends = [low, high] if low < high else list(extent)
    look = {"title": None, "grid": False, "domain": False, "values": ends, "format": "~g", "minExtent": room}
    return quantity(name, scale={"domain": list(extent), "nice": False, "zero": False}, axis=look)


def _titles(ink: str) -> list[Spec]:
    """Write x_1 and x_2 between the two numbers of their axes; axis titles cannot lower an index."""
    middle, below = {"expr": "width / 2"}, {"expr": "height + 16"}
    beside = {"expr": "height / 2 + 4"}
    look = {"type": "text", "baseline": "alphabetic", "color": ink}
    places = (("1", {"x": middle, "y": below}), ("2", {"x": -9, "y": beside}))
    return [
        {"data": nowhere(), "mark": {**look, **place, "text": text, "dx": dx, "dy": dy, "font": font, "fontSize": size}}
        for index, place in places
        for text, dx, dy, font, size in (("x", -3, 0, palette.SERIF, 15), (index, 4, 3, palette.ROMAN, 10))
    ]
