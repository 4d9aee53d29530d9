"""What is written in the network diagram: weights and gradients on edges; names, values, biases and deltas at units.

Goes in: a frame. Comes out: layers of text, each on a ground that keeps lines away from digits. Must not know:
a number.
"""

from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.layout import LABEL, ROW
from dashboard.charts.palette import Hue
from dashboard.charts.specs.network_frame import Frame, bare
from dashboard.charts.specs.numbers import SIGNED, UNSIGNED, fixed

_HALO = {"strokeWidth": 5, "strokeJoin": "round"}


def edge_text(frame: Frame) -> alt.LayerChart:
    """A weight and its gradient at every edge; on a chart too narrow for that, at the selected one only."""
    layout = frame.layout
    room = _if(f"datum.selected || width >= {layout.label_width or 0}", 1, 0)
    plate = (
        bare()
        .mark_rect(
            width=2 * LABEL[0], height=2 * LABEL[1], cornerRadius=4, fill=frame.on(palette.SURFACE), strokeWidth=1.25
        )
        .encode(stroke=_if("datum.selected", frame.on(palette.INK), "transparent"), opacity=room)
    )
    look = {"font": palette.MONO, "fontWeight": _bold("datum.selected || datum.weight_factor")}
    color = _factor(frame, "weight_factor", palette.WEIGHT, palette.INK)
    weight = bare().mark_text(dy=-6, fontSize=11, **look).encode(text="weight_text:N", color=color, opacity=room)
    gradient = bare().mark_text(dy=7, fontSize=10, font=palette.MONO, color=frame.on(palette.MUTED))
    labels = frame.labels(
        plate,
        weight,
        gradient.encode(text="gradient_text:N", opacity=room),
        weight_text=fixed("weight", SIGNED),
        gradient_text=fixed("gradient", SIGNED, "∂ "),
    )
    return labels.transform_filter("datum.selected") if layout.label_width is None else labels


def unit_text(frame: Frame) -> alt.LayerChart:
    """What is written in and around a unit; as much as its style has room for."""
    return frame.units(
        *_values(frame),
        *_names(frame),
        value_text=fixed("activation", UNSIGNED, places=frame.layout.style.places),
        bias_text=fixed("bias", SIGNED, "b "),
        delta_text=fixed("delta", SIGNED, "δ "),
    )


def _values(frame: Frame) -> list[alt.Chart]:
    """A unit's activation inside it, and below it the bias and the delta."""
    style, layers = frame.layout.style, []
    if style.value:
        look = {"font": palette.MONO, "fontWeight": _bold("datum.activation_factor")}
        color = _factor(frame, "activation_factor", palette.ACTIVATION, palette.INK)
        size = 11 if style.places > 2 else 10
        layers.append(bare().mark_text(fontSize=size, **look).encode(text="value_text:N", color=color))
    rows = (("bias", "false", alt.value(frame.on(palette.INK))), ("delta", "datum.delta_factor", None))
    for row, (field, chosen, ink) in enumerate(rows[: style.rows]):
        color = ink or _factor(frame, "delta_factor", palette.DELTA, palette.MUTED)
        place: dict[str, Any] = {"dy": style.radius + 10 + ROW * row, "fontSize": 10.5, "font": palette.MONO}
        both = bare().encode(
            text=f"{field}_text:N", opacity=_if(f"{chosen} || width >= {frame.layout.row_width}", 1, 0)
        )
        layers.append(both.mark_text(**place, **_HALO, stroke=frame.on(palette.SURFACE), fontWeight=_bold(chosen)))
        layers.append(both.mark_text(**place, fontWeight=_bold(chosen)).encode(color=color))
    return layers


def _names(frame: Frame) -> list[alt.Chart]:
    """Letter, index and layer as three marks, since few typefaces have every raised and lowered sign."""
    style = frame.layout.style
    size, small = style.name_size, round(style.name_size * 0.68, 1)
    line = -(style.radius + 7) if style.name_above else size * 0.28
    edge = "(datum.above ? -3 : 2)"  # the wider the index, the further left the letter starts
    parts = (
        ("letter", edge, line, size, palette.SERIF, "right"),
        ("below", edge, line + size * 0.23, small, palette.ROMAN, "left"),
        ("above", f"{edge} + 1", line - size * 0.45, small, palette.ROMAN, "left"),
        ("hat", f"{edge} - {size * 0.2}", line - size * 0.02, size, palette.ROMAN, "center"),
    )
    ink = {"color": frame.on(palette.INK)}
    halo = {"stroke": frame.on(palette.SURFACE), **_HALO}
    return [
        bare()
        .mark_text(dx={"expr": dx}, dy=dy, fontSize=points, font=font, align=align, baseline="alphabetic", **look)
        .encode(text=f"{field}:N")
        for look in ((halo, ink) if style.name_above else (ink,))
        for field, dx, dy, points, font, align in (parts if size else ())
    ]


def _factor(frame: Frame, field: str, hue: Hue, otherwise: Hue) -> Any:
    """Colour a number only while it is a factor of the selected gradient."""
    return _if(f"datum.{field}", frame.on(hue), frame.on(otherwise))


def _if(test: str, then: object, otherwise: object) -> Any:
    return alt.condition(test, alt.value(then), alt.value(otherwise))


def _bold(test: str) -> dict[str, str]:
    return {"expr": f"{test} ? 700 : 400"}
