"""The network diagram, from the lowest line to the invisible targets that catch a click.

Goes in: sizes and theme. Comes out: a Vega-Lite specification without data. Must not know: a single number that moves.
"""

import math
from collections.abc import Mapping, Sequence

from dashboard.charts import palette
from dashboard.charts.clicks import EDGE_CLICK, UNIT_CLICK
from dashboard.charts.layout import MORE_ROWS, MOST_LABELS, ROW_HALF, network_layout
from dashboard.charts.palette import Hue
from dashboard.charts.specs.grammar import Spec, category, click, either, exact, quantity, told_apart
from dashboard.charts.specs.network_frame import SELECTED, Frame
from dashboard.charts.specs.network_text import edge_text, mask_text, unit_text
from dashboard.charts.specs.path import path_band, path_numbers
from dashboard.charts.specs.theme import finish

_SIGNS = ["negative", "zero", "positive"]
_CROWD = 150  # edges; beyond, single ones are no longer read


def network_spec(
    sizes: Sequence[int], *, dark: bool, path: Mapping[str, Hue] | None = None, masked: bool = False
) -> Spec:
    """Build the specification for a network of these sizes; it names the data sets "edges" and "units".

    With the hues of its kinds of factors, a path is drawn too: the data sets "path_edges" and "path_numbers". Where it
    is ``masked``, a unit that dropout drops is hollow and struck through, and each has its mask in it.

    The chart is as wide as its container, and as high as its layout. Selections: "edge_click" (field "edge") and
    "unit_click" (field "unit_id"); read them with `read_click`.
    """
    frame = Frame(network_layout(tuple(int(size) for size in sizes)), dark)
    layers = [
        *([path_band(frame)] if path else []),
        _edges(frame),
        _units(frame),
        *_ellipses(frame),
        *([_dropped(frame)] if masked else []),
        unit_text(frame),
        *([mask_text(frame)] if masked else []),
        # where there is room for one number only, the selected one stands above all
        edge_text(frame),
        *(path_numbers(frame, path) if path else []),
        _edge_targets(frame),
        _unit_targets(frame, masked=masked),
    ]
    words = "-".join(str(size) for size in sizes)
    return finish(
        layers,
        dark=dark,
        height=int(frame.layout.height),
        description=f"Diagram of a {words} network. What a click selects, the switches of layer and unit do.",
        renderer="svg" if len(frame.layout.edges) <= _CROWD else "canvas",
        params=[click(EDGE_CLICK, "edge", "edges_view"), click(UNIT_CLICK, "unit_id", "units_view")],
    )


def _edges(frame: Frame) -> Spec:
    """The weights, and a soft band below the selected one."""
    hues = [frame.on(hue) for hue in (palette.NEGATIVE, palette.MUTED, palette.POSITIVE)]
    scales = told_apart(_SIGNS, color=hues, strokeDash=[[6, 4], [1, 4], [1, 0]])
    band = {"type": "rule", "strokeCap": "round", "opacity": 0.2, "color": frame.on(palette.INK), "strokeWidth": 15}
    line = {
        "mark": {"type": "rule", "opacity": _opacity(len(frame.layout.edges))},
        "encoding": {
            **{channel: category("sign", scale=scale, legend=None) for channel, scale in scales.items()},
            "strokeWidth": quantity("stroke", scale=None),
        },
    }
    return frame.edges([{"transform": [{"filter": SELECTED}], "mark": band}, line])


def _units(frame: Frame) -> Spec:
    """The units, tinted by their activation, and a ring around the selected one."""
    radius = frame.layout.style.radius
    ink, muted = frame.on(palette.INK), frame.on(palette.MUTED)
    tints = [frame.on(hue) for hue in (palette.NEGATIVE_TINT, palette.SURFACE, palette.POSITIVE_TINT)]
    scale = {"domain": [-1, 0, 1], "range": tints, "clamp": True, "interpolate": "rgb"}
    ring = {"type": "circle", "opacity": 0.2, "color": ink, "size": _area(radius + 7)}
    unit = {
        # a unit whose activation is not defined is there all the same
        "mark": {"type": "circle", "opacity": 1, "size": _area(radius), "invalid": "show"},
        "encoding": {
            "fill": quantity("activation", scale=scale, legend=None),
            "stroke": either("datum.selected", ink, muted),
            "strokeWidth": either("datum.selected", 2, 1.25),
        },
    }
    return frame.units([{"transform": [{"filter": SELECTED}], "mark": ring}, unit])


def _ellipses(frame: Frame) -> list[Spec]:
    """Three dots where a tall layer leaves units out."""
    rows = [{"x": x, "y": y, "text": "⋮", "more": f"{n} more units"} for x, y, n in frame.layout.ellipses]
    encoding = {**frame.places(), "text": category("text"), "tooltip": category("more")}
    mark = {"type": "text", "fontSize": 13, "color": frame.on(palette.INK)}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}] if rows else []


def _edge_targets(frame: Frame) -> Spec:
    width = 18 if len(frame.layout.edges) <= MOST_LABELS else 7
    tips = {"name": "weight", "weight_tip": "w", "gradient_tip": "∂C/∂w"}
    target = _target("edges_view", {"type": "rule", "strokeWidth": width}, tips)
    return frame.edges([target], weight_tip=exact("weight"), gradient_tip=exact("gradient"))


def _dropped(frame: Frame) -> Spec:
    """Units that dropout drops: hollow, their edge broken, struck through."""
    area, muted = _area(frame.layout.style.radius), frame.on(palette.MUTED)
    broken = {"type": "circle", "opacity": 1, "size": area, "fill": frame.on(palette.SURFACE), "stroke": muted}
    stroke = {"type": "point", "shape": "M-0.5,0.5L0.5,-0.5", "size": area, "stroke": muted, "strokeWidth": 1.5}
    marks = [{**broken, "strokeDash": [3, 3], "strokeWidth": 1.5}, {**stroke, "filled": False, "opacity": 1}]
    return frame.units([{"transform": [{"filter": "datum.mask === 0"}], "mark": mark} for mark in marks])


def _unit_targets(frame: Frame, *, masked: bool) -> Spec:
    style = frame.layout.style
    radius, below = style.radius + 3, style.row * (style.rows + MORE_ROWS * style.more)
    shown = {"weighted": "z", "activation": "a", "bias": "b", "delta": "δ", "gradient": "∂C/∂b"}
    shown |= {"mask": "r (0: dropped)"} if masked else {}
    tips = {"name": "unit", **{f"{field}_tip": title for field, title in shown.items()}}
    # a box over the unit and what is written below it
    width = 2 * max(radius, ROW_HALF if style.rows else 0)
    box = {"type": "rect", "width": width, "height": 2 * radius + below, "yOffset": below / 2}
    return frame.units([_target("units_view", box, tips)], **{f"{field}_tip": exact(field) for field in shown})


def _target(view: str, mark: Spec, tips: dict[str, str]) -> Spec:
    """A mark that is felt and not seen."""
    shown = [category(field, title=title) for field, title in tips.items()]
    return {"name": view, "mark": {**mark, "opacity": 0.001, "cursor": "pointer"}, "encoding": {"tooltip": shown}}


def _opacity(edges: int) -> float:
    """The more edges lie on each other, the fainter each of them."""
    return next(opacity for most, opacity in ((MOST_LABELS, 0.95), (_CROWD, 0.6), (math.inf, 0.35)) if edges <= most)


def _area(radius: float) -> float:
    return (2 * radius) ** 2
