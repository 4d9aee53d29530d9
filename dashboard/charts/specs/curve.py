"""The curve of a network with one input, and the plot of functions, as specifications that never change.

Goes in: a theme and the ends of the axes. Comes out: specifications of the data sets "curve" and "samples", and of
"function", "points" and "tangents". Must not know: a single number that moves.
"""

from collections.abc import Sequence

from dashboard.charts import palette
from dashboard.charts.boundary import Extent
from dashboard.charts.clicks import SAMPLE_CLICK
from dashboard.charts.curve import ENDS
from dashboard.charts.specs.grammar import Spec, category, click, name_data, nowhere, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 250
SMALL = 150
LARGE = 270
HALF = 165  # of two plots, one above the other
DASHES = ((1, 0), (6, 4), (10, 8), (2, 3))
WIDTH, WIDE = 2.0, 4.0  # where a function is equal to the one that it is compared with, it shows on both sides of that


def curve_spec(*, dark: bool, across: Extent, up: Extent) -> Spec:
    """Build the specification. Selection: "sample_click" (field "sample", from 1); read it with `read_sample_click`."""
    ink, surface, target = (hue.on(dark=dark) for hue in (palette.INK, palette.SURFACE, palette.TARGET))

    def axis(name: str, extent: Extent, title: str | None) -> Spec:
        look = {"title": title, "grid": False, "tickCount": 3, "format": "~g"}
        return quantity(name, scale={"domain": list(extent), "nice": False, "zero": False}, axis=look)

    axes = {"x": axis("x", across, "x"), "y": axis("y", up, None)}

    def over(data: str, mark: Spec, **encoding: object) -> Spec:
        return {"data": name_data(data), "mark": mark, "encoding": {**axes, **encoding}}

    ring = {"type": "circle", "size": 260, "opacity": 1, "fill": surface, "stroke": ink, "strokeWidth": 1.5}
    point = {"type": "point", "size": 45, "opacity": 0.9, "filled": True, "color": target}
    line = {"type": "line", "color": ink, "strokeWidth": 2.25, "clip": True}
    tips = [quantity("sample", title="sample"), *(quantity(name, title=name, format=".4~g") for name in ("x", "y"))]
    above = {"type": "text", "y": -7, "baseline": "bottom", "fontSize": 12}
    target_name = {**above, "text": "y, the samples", "x": "width", "align": "right", "color": target}
    hit = {"type": "circle", "size": 400, "opacity": 0.001, "cursor": "pointer"}
    layers = [
        {**over("samples", ring), "transform": [{"filter": "datum.selected"}]},
        over("samples", point),
        over("curve", line, detail=category("output")),
        {"data": nowhere(), "mark": {**above, "text": "ŷ(x), the line", "x": 0, "align": "left", "color": ink}},
        {"data": nowhere(), "mark": target_name},
        {**over("samples", hit, tooltip=tips), "name": "samples_view"},
    ]
    words = "The network's output over its input, and the samples."
    clicks = [click(SAMPLE_CLICK, "sample", "samples_view")]
    return finish(layers, dark=dark, height=HEIGHT, description=words, params=clicks)


def function_spec(
    *,
    dark: bool,
    curves: Sequence[str] = ("f", "f ′"),
    wide: Sequence[str] = (),
    across: Extent = ENDS,
    up: Extent | None = None,
    axis: str = "z",
    title: str | None = None,
) -> Spec:
    """Build the specification of functions and their derivatives, told apart by dash and colour, four at most.

    With the ends of the other axis it is larger, and has points with their tangents; ``title`` names that axis, where
    it is one of two plots. Where a curve is equal to a later one, it is seen if it is one of the ``wide`` ones.
    """
    where = {"orient": "right"} if up is None else {"orient": "top", "offset": 2}
    # four names of losses are too long for the width of a phone
    key = {"title": None, "symbolSize": 300, "symbolStrokeWidth": WIDTH, **where, **({"columns": 2} if title else {})}
    look = {"tickCount": 5, "format": "~g", "grid": True}
    hues = [hue.on(dark=dark) for hue in (palette.INK, palette.TARGET, palette.NEGATIVE, palette.ACTIVATION)]
    scales = told_apart(list(curves), color=hues[: len(curves)], strokeDash=[list(dash) for dash in DASHES])
    # a scale of widths would have to sort the names
    widths = [{"test": f"datum.curve === {name!r}", "value": WIDE} for name in wide]
    width = {"condition": widths, "value": WIDTH}
    limits = {"scale": {"domain": list(up), "nice": False}} if up else {}
    axes = {
        "x": quantity("x", scale={"domain": list(across), "nice": False}, axis={"title": axis, **look}),
        "y": quantity("y", axis={"title": title, **look}, **limits),
    }
    channels = {channel: category("curve", scale=scale, legend=key) for channel, scale in scales.items()}
    mark = {"type": "line", "clip": True}
    encoding = {**axes, **channels, "strokeWidth": width, "order": quantity("step")}
    layers: list[Spec] = [{"data": name_data("function"), "mark": mark, "encoding": encoding}]
    words = "Functions and their derivatives."
    if up is None:
        return finish(layers, dark=dark, height=SMALL, description=words)
    ends = {**axes, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    # wide and below the curves: where a curve is straight, it is its own tangent, and seen on it
    tangent = {"type": "rule", "strokeWidth": 9, "opacity": 0.45, "color": palette.DELTA.on(dark=dark), "clip": True}
    point = {"type": "circle", "size": 110, "opacity": 1, "color": palette.DELTA.on(dark=dark)}
    tips = [quantity("x", title=axis, format=".4~g"), quantity("y", title="value", format=".4~g")]
    layers = [
        {"data": name_data("tangents"), "mark": tangent, "encoding": ends},
        *layers,
        {"data": name_data("points"), "mark": point, "encoding": {**axes, "tooltip": tips}},
    ]
    return finish(
        layers, dark=dark, height=HALF if title else LARGE, description=f"{words} At a point, their tangents."
    )
