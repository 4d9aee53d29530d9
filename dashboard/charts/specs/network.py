"""The network diagram, from the lowest line to the invisible targets that catch a click.

Goes in: sizes and theme. Comes out: a Vega-Lite specification without data. Must not know: a single number that moves.
"""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.layout import HEIGHT, MOST_LABELS, ROW, ROW_HALF, network_layout
from dashboard.charts.picks import EDGE_PICK, UNIT_PICK
from dashboard.charts.specs.network_frame import Frame, bare
from dashboard.charts.specs.network_text import edge_text, unit_text
from dashboard.charts.specs.numbers import exact
from dashboard.charts.specs.theme import finished

_SIGNS = ["negative", "zero", "positive"]
_CROWD = 150  # edges; beyond, single ones are no longer read
_DASHES = [[6, 4], [1, 4], [1, 0]]


def network_spec(sizes: Sequence[int], *, dark: bool) -> dict[str, Any]:
    """Build the specification for a network of these sizes; it names the data sets "edges" and "units".

    The chart is as wide as its container and 260 px high. Selections: "edge_pick" (field "edge") and "unit_pick" (field
    "unit_id"); read them with `picked`.
    """
    frame = Frame(network_layout(tuple(int(size) for size in sizes)), dark)
    chart = alt.layer(
        _edges(frame),
        _units(frame),
        *_ellipses(frame),
        edge_text(frame),
        unit_text(frame),
        _edge_targets(frame),
        _unit_targets(frame),
    )
    words = "-".join(str(size) for size in sizes)
    renderer = "svg" if len(frame.layout.edges) <= _CROWD else "canvas"
    description = f"Diagram of a {words} network: weights and units."
    return finished(chart, dark=dark, height=HEIGHT, description=description, renderer=renderer)


def _edges(frame: Frame) -> alt.LayerChart:
    """The weights, and a soft band below the selected one."""
    hues = [frame.on(hue) for hue in (palette.NEGATIVE, palette.MUTED, palette.POSITIVE)]
    band = bare().mark_rule(strokeCap="round", opacity=0.2, color=frame.on(palette.INK), strokeWidth=15)
    line = bare().mark_rule(opacity=_opacity(len(frame.layout.edges)))
    return frame.edges(
        band.transform_filter("datum.selected"),
        line.encode(
            color=alt.Color("sign:N", scale=alt.Scale(domain=_SIGNS, range=hues), legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(domain=_SIGNS, range=_DASHES), legend=None),
            strokeWidth=alt.StrokeWidth("stroke:Q", scale=None),
        ),
    )


def _units(frame: Frame) -> alt.LayerChart:
    """The units, tinted by their activation, and a ring around the selected one."""
    radius = frame.layout.style.radius
    ink, muted = frame.on(palette.INK), frame.on(palette.MUTED)
    tints = [frame.on(hue) for hue in (palette.NEGATIVE_TINT, palette.SURFACE, palette.POSITIVE_TINT)]
    scale = alt.Scale(domain=[-1, 0, 1], range=tints, clamp=True, interpolate="rgb")
    ring = bare().mark_circle(opacity=0.2, color=ink, size=_area(radius + 7))
    # a unit whose activation is not defined is there all the same
    unit = bare().mark_circle(opacity=1, size=_area(radius), invalid="show")
    return frame.units(
        ring.transform_filter("datum.selected"),
        unit.encode(
            fill=alt.Fill("activation:Q", scale=scale, legend=None),
            stroke=alt.condition("datum.selected", alt.value(ink), alt.value(muted)),
            strokeWidth=alt.condition("datum.selected", alt.value(2), alt.value(1.25)),
        ),
    )


def _ellipses(frame: Frame) -> list[alt.Chart]:
    """Three dots where a tall layer leaves units out."""
    rows = [{"x": x, "y": y, "text": "⋮", "more": f"{n} more units"} for x, y, n in frame.layout.ellipses]
    dots = alt.Chart(alt.Data(values=rows)).mark_text(fontSize=13, color=frame.on(palette.INK))
    return [dots.encode(x=frame.x("x"), y=frame.y("y"), text="text:N", tooltip="more:N")] if rows else []


def _edge_targets(frame: Frame) -> alt.LayerChart:
    pick = alt.selection_point(name=EDGE_PICK, fields=["edge"], empty=False, toggle=False)
    width = 18 if len(frame.layout.edges) <= MOST_LABELS else 7
    tips = (("name", "weight"), ("weight_tip", "w"), ("gradient_tip", "∂C/∂w"))
    marks = bare().mark_rule(strokeWidth=width, opacity=0.001, cursor="pointer")
    return frame.edges(
        _target(marks, tips).add_params(pick), weight_tip=exact("weight"), gradient_tip=exact("gradient")
    )


def _unit_targets(frame: Frame) -> alt.LayerChart:
    pick = alt.selection_point(name=UNIT_PICK, fields=["unit_id"], empty=False, toggle=False)
    style = frame.layout.style
    radius, below = style.radius + 3, ROW * style.rows
    shown = (("activation", "a"), ("bias", "b"), ("delta", "δ"), ("gradient", "∂C/∂b"))
    tips = (("name", "unit"), *((f"{field}_tip", title) for field, title in shown))
    # a box over the unit and what is written below it
    width = 2 * max(radius, ROW_HALF if style.rows else 0)
    marks = bare().mark_rect(width=width, height=2 * radius + below, yOffset=below / 2, opacity=0.001, cursor="pointer")
    return frame.units(_target(marks, tips).add_params(pick), **{f"{field}_tip": exact(field) for field, _ in shown})


def _target(marks: alt.Chart, tips: Sequence[tuple[str, str]]) -> alt.Chart:
    return marks.encode(tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in tips])


def _opacity(edges: int) -> float:
    """The more edges lie on each other, the fainter each of them."""
    return next(opacity for most, opacity in ((MOST_LABELS, 0.95), (_CROWD, 0.6), (math.inf, 0.35)) if edges <= most)


def _area(radius: float) -> float:
    return (2 * radius) ** 2
