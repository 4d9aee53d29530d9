"""The map of a cost over two numbers, with ways on it, as a specification.

Goes in: a theme, the ends of the axes, the runs with their looks. Comes out: a specification of the data sets "cells",
"levels", "ways", "now" and "places". Must not know: a number that moves.
"""

from collections.abc import Mapping

from dashboard.charts import palette
from dashboard.charts.boundary import RESOLUTION, Extent
from dashboard.charts.clicks import CELL_CLICK
from dashboard.charts.palette import Look
from dashboard.charts.specs.grammar import Spec, category, click, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 300
SHADES = 0.34  # how dark the highest cell is


def surface_spec(*, dark: bool, runs: Mapping[str, Look], across: Extent, up: Extent, described: str) -> Spec:
    """Build the specification. Selection: "cell_click" (field "cell", from 1); read it with `read_cell_click`."""
    ink, muted, ground = (hue.on(dark=dark) for hue in (palette.INK, palette.MUTED, palette.SURFACE))
    target = palette.TARGET.on(dark=dark)

    def axis(name: str, extent: Extent) -> Spec:
        look = {"title": name, "grid": False, "tickCount": 5, "format": "~g"}
        return quantity(name, scale={"domain": list(extent), "nice": False, "zero": False}, axis=look)

    axes = {"x": axis("x", across), "y": axis("y", up)}
    key = {"title": None, "orient": "top", "offset": 2, "columns": 4, "symbolSize": 80}
    names = list(runs)
    scales = told_apart(
        names,
        color=[each.hue.on(dark=dark) for each in runs.values()],
        shape=[each.shape for each in runs.values()],
    )

    def over(data: str, mark: Spec, **encoding: object) -> Spec:
        return {"data": name_data(data), "mark": mark, "encoding": {**axes, **encoding}}

    dashes = [{"test": f"datum.run === {name!r}", "value": list(each.dash)} for name, each in runs.items()]
    cell = {side: {"expr": f"{side} / {RESOLUTION - 1} + 0.8"} for side in ("width", "height")}
    dark_end = palette.mix(muted, ground, SHADES)
    shade = quantity("height", scale={"domain": [0, 1], "range": [ground, dark_end]}, legend=None)
    tips = [quantity(name, format=".4~g") for name in ("x", "y")]
    cost = quantity("cost", title="C", format=".4~g")
    line = {"type": "line", "clip": True, "strokeWidth": 1.75, "strokeJoin": "round"}
    dot = {"type": "point", "filled": True, "clip": True, "size": 14, "opacity": 1}
    mark = {"type": "point", "filled": True, "clip": True, "size": 130, "opacity": 1, "stroke": ground}
    ring = {"type": "point", "clip": True, "size": 190, "strokeWidth": 2, "color": ink, "shape": "circle"}
    cross = {**ring, "size": 150, "color": target, "shape": "cross", "filled": True}
    colour = category("run", scale=scales["color"], legend=key)
    shape = category("run", scale=scales["shape"], legend=key)
    layers = [
        {**over("cells", {"type": "rect", "clip": True, "opacity": 1, **cell}, fill=shade), "name": "cells_view"},
        over(
            "levels",
            {"type": "rule", "clip": True, "color": muted, "strokeWidth": 0.75, "opacity": 0.8},
            x2={"field": "x2"},
            y2={"field": "y2"},
        ),
        over(
            "ways",
            line,
            color=colour,
            # not a scale: the legend would draw its marks with dashes
            strokeDash={"condition": dashes, "value": [1, 0]},
            order=quantity("step"),
        ),
        over("ways", dot, color=colour, tooltip=[category("run"), quantity("step"), *tips]),
        {
            **over("places", ring, tooltip=[category("place"), *tips]),
            "transform": [{"filter": "datum.place == 'start'"}],
        },
        {
            **over("places", cross, tooltip=[category("place"), *tips]),
            "transform": [{"filter": "datum.place != 'start'"}],
        },
        over("now", mark, color=colour, shape=shape, tooltip=[category("run"), *tips]),
    ]
    layers[0]["encoding"]["tooltip"] = [*tips, cost]
    return finish(
        layers,
        dark=dark,
        height=HEIGHT,
        description=described,
        renderer="canvas",
        params=[click(CELL_CLICK, "cell", "cells_view")],
    )
