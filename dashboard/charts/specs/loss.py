"""The loss curve as a Vega-Lite specification that never changes.

Goes in: a theme. Comes out: a specification of the data sets "curve", "now" and "frame". Must not know: a single
number that moves.
"""

from dashboard.charts import palette
from dashboard.charts.specs.grammar import (
    UNSIGNED,
    Spec,
    calculate,
    category,
    format_fixed,
    name_data,
    nowhere,
    quantity,
)
from dashboard.charts.specs.theme import finish

HEIGHT = 170
_COUNT = "format(datum.value, datum.value < 10000 ? ',' : '~s')"


def loss_spec(
    *, dark: bool, title: str = "cost C", letter: str = "C", height: int = HEIGHT, defined: bool = True
) -> Spec:
    """Build the specification; another title and letter make it the history of another number.

    Where no number is ``defined`` it says so and has "frame" alone: of an empty data set Vega warns in the console.
    """
    ink, muted, surface = (hue.on(dark=dark) for hue in (palette.INK, palette.MUTED, palette.SURFACE))
    close = {"nice": False, "zero": False}
    counts = {"title": "epoch", "grid": False, "tickCount": 3, "labelExpr": _COUNT}
    costs = {"title": None, "grid": True, "minExtent": 28, "format": "~g", "tickCount": 3}
    axes = {
        "x": quantity("epoch", scale=close, axis={**counts, "labelFlush": True, "labelOverlap": True}),
        "y": quantity("cost", scale=close, axis=costs),
    }

    def over(data: str, mark: Spec, **encoding: object) -> Spec:
        return {"data": name_data(data), "mark": mark, "encoding": {**axes, **encoding}}

    above = {"type": "text", "y": -7, "baseline": "bottom", "fontSize": 12, "color": ink}
    dot = {"type": "circle", "color": ink, "size": 60, "opacity": 1, "stroke": surface, "strokeWidth": 1.5}
    line = {"type": "line", "color": muted, "strokeWidth": 1.75, "strokeJoin": "round", "clip": True}
    right = {**above, "x": "width", "align": "right", "font": palette.MONO}
    name = {"data": nowhere(), "mark": {**above, "text": title, "x": 0, "align": "left"}}
    frame = over("frame", {"type": "point", "opacity": 0})
    if not defined:
        layers = [frame, name, {"data": nowhere(), "mark": {**right, "text": "undefined"}}]
        return finish(layers, dark=dark, height=height, description=f"{title}: undefined.")
    layers = [
        frame,
        over("curve", line),
        over("now", dot, tooltip=[quantity("epoch", format=","), quantity("cost", title=letter, format=".6~g")]),
        name,
        {
            "data": name_data("now"),
            "transform": calculate({"text": format_fixed("cost", UNSIGNED)}),
            "mark": right,
            "encoding": {"text": category("text")},
        },
    ]
    return finish(layers, dark=dark, height=height, description=f"{title} after each epoch.")
