"""A computational graph, as a specification: arrows below, nodes on them, numbers on top.

Goes in: how high the rows of nodes are together, a theme. Comes out: a specification of the data sets "graph_nodes",
"graph_arrows" and "graph_numbers". Must not know: a number that moves.

Forward and backward are told apart by colour, by dash, and by the arrow in front of a number.
"""

from collections.abc import Callable

from dashboard.charts import palette
from dashboard.charts.graph import BACKWARD, FORWARD
from dashboard.charts.graph_labels import RADIUS
from dashboard.charts.specs.grammar import Spec, calculate, category, either, name_data, quantity
from dashboard.charts.specs.theme import finish

ABOVE, BELOW, LEFT, RIGHT = 44, 34, 24, 8
LEAST = 190  # pixels of height
HUES = {FORWARD: palette.ACTIVATION, BACKWARD: palette.DELTA}


def graph_spec(*, high: float, dark: bool, description: str) -> Spec:
    """Build the specification; the chart is as wide as its container, and as high as its rows need."""
    height = max(LEAST, round(high) + ABOVE + BELOW)
    across = {"domain": [0, 1], "range": [LEFT, {"expr": f"width - {RIGHT}"}], "nice": False, "zero": False}
    down = {"domain": [0, 1], "range": [ABOVE, {"expr": f"height - {BELOW}"}], "nice": False, "zero": False}
    places = {"x": quantity("x", scale=across, axis=None), "y": quantity("y", scale=down, axis=None)}
    ends = {**places, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    ink, muted, ground = (hue.on(dark=dark) for hue in (palette.INK, palette.MUTED, palette.SURFACE))
    forward, backward = (hue.on(dark=dark) for hue in HUES.values())

    def lit(otherwise: object) -> Spec:
        tests = [{"test": f"datum.lit === '{name}'", "value": HUES[name].on(dark=dark)} for name in HUES]
        return {"condition": tests, "value": otherwise}

    lines = {
        "data": name_data("graph_arrows"),
        "mark": {"type": "rule", "strokeCap": "round"},
        "encoding": {
            **ends,
            "color": lit(muted),
            "strokeWidth": either("datum.lit !== ''", 3, 1.25),
            "strokeDash": either(f"datum.lit === '{BACKWARD}'", [6, 5], [1, 0]),
        },
    }
    marks = (*_nodes(places, lit, ink, ground), *_numbers(places, forward, backward, ground))
    layers = [lines, _heads(places, lit(muted)), *marks]
    return finish(layers, dark=dark, height=height, description=description)


def _heads(places: Spec, colour: Spec) -> Spec:
    """The heads of the arrows: at the rim of the node, however wide the chart is."""
    wide, high = f"(width - {LEFT + RIGHT})", f"(height - {ABOVE + BELOW})"
    back = f"(datum.open ? 5 : {RADIUS + 6})"
    texts = {
        "dx": f"(datum.x2 - datum.x) * {wide}",
        "dy": f"(datum.y2 - datum.y) * {high}",
        "long": "sqrt(datum.dx * datum.dx + datum.dy * datum.dy)",
        "head_x": f"datum.x2 - {back} * datum.dx / datum.long / {wide}",
        "head_y": f"datum.y2 - {back} * datum.dy / datum.long / {high}",
        "turn": "90 + atan2(datum.dy, datum.dx) * 180 / PI",
    }
    at = {"x": {**places["x"], "field": "head_x"}, "y": {**places["y"], "field": "head_y"}}
    return {
        "data": name_data("graph_arrows"),
        "transform": [{"filter": "datum.head"}, *calculate(texts)],
        "mark": {"type": "point", "shape": "triangle", "filled": True, "size": 70, "opacity": 1},
        "encoding": {**at, "angle": quantity("turn", scale=None), "color": colour},
    }


def _nodes(places: Spec, lit: Callable[[object], Spec], ink: str, ground: str) -> list[Spec]:
    data = name_data("graph_nodes")
    circle = {
        "mark": {"type": "circle", "size": (2 * RADIUS) ** 2, "opacity": 1, "fill": ground},
        "encoding": {
            "stroke": lit(ink),
            "strokeWidth": either("datum.lit !== ''", 3, 1.25),
            "tooltip": category("tip"),
        },
    }
    inside = {
        "mark": {"type": "text", "font": palette.ROMAN, "dy": 1},
        "encoding": {"text": category("inside"), "size": quantity("size", scale=None), "tooltip": category("tip")},
    }
    above = {
        "mark": {"type": "text", "font": palette.SERIF, "fontSize": 14, "dy": -RADIUS - 9},
        "encoding": {"text": category("above")},
    }
    return [{"data": data, "encoding": places, "layer": [circle, inside, above]}]


def _numbers(places: Spec, forward: str, backward: str, ground: str) -> list[Spec]:
    """The value above the arrow, the gradient below it, each on a halo of the ground."""
    layers = []
    for field, colour, dy in (("value", forward, -8), ("gradient", backward, 9)):
        text = {"type": "text", "font": palette.MONO, "fontSize": 11, "fontWeight": "bold", "dy": dy}
        encoding = {"text": category(field), "tooltip": category("tip")}
        halo = {**text, "color": ground, "stroke": ground, "strokeWidth": 6, "strokeJoin": "round"}
        layers += [{"mark": halo, "encoding": encoding}, {"mark": {**text, "color": colour}, "encoding": encoding}]
    return [{"data": name_data("graph_numbers"), "encoding": places, "layer": layers}]
