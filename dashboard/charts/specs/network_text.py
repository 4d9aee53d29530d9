"""What is written in the network diagram: weights and gradients on edges; names, values, biases and deltas at units.

Goes in: a frame. Comes out: layers of text, each on a ground that keeps lines away from digits. Must not know:
a number.
"""

from dashboard.charts import palette
from dashboard.charts.layout import BESIDE, LABEL, MORE_ROWS, ROW_HALF
from dashboard.charts.palette import Hue
from dashboard.charts.specs.grammar import SIGNED, UNSIGNED, Spec, category, either, format_fixed
from dashboard.charts.specs.network_frame import Frame

_HALO = {"strokeWidth": 5, "strokeJoin": "round"}
FEW_PLACES = 2  # of a value: so small a unit has no room for more
DIGIT = 0.6  # of its size, the width of a monospaced one
LEAST = 30  # pixels of a label: where a phone has no room for eight layers, it is read all the same
VALUE = 3.2  # of its size, the width of what is written in a unit
_MONO: Spec = {"type": "text", "font": palette.MONO}


def edge_text(frame: Frame) -> Spec:
    """A weight and its gradient at every edge; on a chart too narrow for that, at the selected one only.

    Where layers are close to each other, it stands in the middle, and is so narrow that no unit's value is covered.
    """
    layout = frame.layout
    wide = f"max({LEAST}, min({2 * LABEL[0]}, {frame.pitch} - {VALUE * layout.style.value_size}))"
    room = either(f"datum.selected || datum.weight_factor || width >= {layout.label_width or 0}", 1, 0)
    ground = {"type": "rect", "fill": frame.on(palette.SURFACE), "cornerRadius": 4, "strokeWidth": 1.25}
    size: Spec = {"width": {"expr": wide}, "height": 2 * LABEL[1]}
    edge = either("datum.selected", frame.on(palette.INK), "transparent")
    bold = _bold("datum.selected || datum.weight_factor")
    color = _factor(frame, "weight_factor", palette.WEIGHT, palette.INK)
    marks: list[Spec] = [
        {"mark": {**ground, **size}, "encoding": {"stroke": edge, "opacity": room}},
        {
            "mark": {**_MONO, "dy": -6, "fontSize": _fit(11, "+0.400", wide), "fontWeight": bold},
            "encoding": {"text": category("weight_text"), "color": color, "opacity": room},
        },
        {
            "mark": {**_MONO, "dy": 7, "fontSize": _fit(10, "∂+1.2e-4", wide), "color": frame.on(palette.MUTED)},
            "encoding": {"text": category("gradient_text"), "opacity": room},
        },
    ]
    gradient = format_fixed("gradient", SIGNED, "∂", fine=True)
    places = {f"label_{at}": f"{frame.tight} ? (datum.{at} + datum.{at}2) / 2 : datum.label_{at}" for at in "xy"}
    labels = frame.labels(marks, **places, weight_text=format_fixed("weight", SIGNED), gradient_text=gradient)
    if layout.label_width is not None:
        return labels
    seen = {"filter": "datum.selected || datum.weight_factor"}
    return {**labels, "transform": [*labels["transform"], seen]}


def unit_text(frame: Frame) -> Spec:
    """What is written in and around a unit; as much as its style has room for."""
    return frame.units(
        [*_values(frame), *_names(frame)],
        value_text=format_fixed("activation", UNSIGNED, places=frame.layout.style.places),
        bias_text=format_fixed("bias", SIGNED, "b"),
        delta_text=format_fixed("delta", SIGNED, "δ", fine=True),
        weighted_text=format_fixed("weighted", SIGNED, "z"),
        gradient_text=format_fixed("gradient", SIGNED, "∂b", fine=True),
    )


def mask_text(frame: Frame) -> Spec:
    """The mask of a unit, below its value; where that has no room, a stroke through the unit says it alone."""
    style = frame.layout.style
    mark = {**_MONO, "dy": style.radius / 2 + 1, "fontSize": 8.5, "color": frame.on(palette.INK)}
    text = "isValid(datum.mask) ? 'r=' + datum.mask : ''"
    room = style.value and style.places > FEW_PLACES
    marks = [{"mark": mark, "encoding": {"text": category("mask_text")}}] if room else []
    return frame.units(marks, mask_text=text)


def _values(frame: Frame) -> list[Spec]:
    """A unit's activation inside it, and below it bias and delta, and z and the bias's gradient if they are wanted.

    Where units are too small for that, the selected one and its neighbours have their activation and delta beside them.
    """
    style = frame.layout.style
    layers: list[Spec] = []
    if style.value:
        # a minus sign makes it longer than a circle is wide
        size = f"length(datum.value_text) > {style.places + 2} ? {style.value_size - 2} : {style.value_size}"
        look = {"fontSize": {"expr": size}, "fontWeight": _bold("datum.activation_factor")}
        color = _factor(frame, "activation_factor", palette.ACTIVATION, palette.INK)
        layers.append({"mark": {**_MONO, **look}, "encoding": {"text": category("value_text"), "color": color}})
    delta = _factor(frame, "delta_factor", palette.DELTA, palette.MUTED)
    ink = {"value": frame.on(palette.INK)}
    rows = [("bias", "false", ink), ("delta", "datum.delta_factor", delta)][: style.rows]
    if style.rows:
        rows += [("weighted", "false", ink), ("gradient", "false", {"value": frame.on(palette.MUTED)})]
    halo = {"stroke": frame.on(palette.SURFACE), **_HALO}
    away = {"expr": f"datum.x < 1 ? {BESIDE} : {-BESIDE}"}  # on the right of the others, but for the last layer
    more = either(f"datum.focus && width >= {frame.layout.more_width}", 1, 0)
    if style.rows and not style.more:
        middle = style.radius + 10 + style.row * (MORE_ROWS - 1) / 2
        ground = {
            "type": "rect",
            "fill": frame.on(palette.SURFACE),
            "cornerRadius": 4,
            "xOffset": away,
            "yOffset": middle,
        }
        behind = {"width": 2 * ROW_HALF + 6, "height": style.row * MORE_ROWS + 4}
        layers.append({"mark": {**ground, **behind}, "encoding": {"opacity": more}})
    for row, (field, factor, color) in enumerate(rows):
        mark = {**_MONO, "dy": style.radius + 10 + style.row * row, "fontSize": 10.5, "fontWeight": _bold(factor)}
        room = either(f"{factor} || width >= {frame.layout.row_width}", 1, 0)
        if row >= style.rows:
            room = more
            if not style.more:
                mark["dy"] -= style.row * style.rows
                mark["dx"] = away
        encoding = {"text": category(f"{field}_text"), "opacity": room}
        layers.append({"mark": {**mark, **halo}, "encoding": encoding})
        layers.append({"mark": mark, "encoding": {**encoding, "color": color}})
    return layers if style.value else [*layers, *_beside(frame)]


def _beside(frame: Frame) -> list[Spec]:
    """Activation and delta beside a small unit, if it is selected or a factor of what is."""
    seen = "(datum.selected || datum.activation_factor || datum.delta_factor)"
    text = {"calculate": "datum.value_text + (datum.delta_text ? '  ' + datum.delta_text : '')", "as": "beside"}
    away = frame.layout.style.radius + 5
    # on the right, but for the last layer
    sides = (("datum.x < 1", {"align": "left", "dx": away}), ("datum.x >= 1", {"align": "right", "dx": -away}))
    halo = {"stroke": frame.on(palette.SURFACE), **_HALO}
    encoding = {"text": category("beside")}
    ink = {"color": frame.on(palette.INK)}
    return [
        {
            "transform": [{"filter": f"{seen} && {side}"}, text],
            "mark": {**_MONO, "fontSize": 10, **place, **paint},
            "encoding": encoding,
        }
        for side, place in sides
        for paint in (halo, ink)
    ]


def _names(frame: Frame) -> list[Spec]:
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
    look = {"type": "text", "baseline": "alphabetic"}
    return [
        {
            "mark": {**look, "dx": {"expr": dx}, "dy": dy, "fontSize": points, "font": font, "align": align, **paint},
            "encoding": {"text": category(field)},
        }
        for paint in ((halo, ink) if style.name_above else (ink,))
        for field, dx, dy, points, font, align in (parts if size else ())
    ]


def _fit(size: float, text: str, wide: str) -> Spec:
    """Give the size of letters in which a text stands in a box of that width."""
    return {"expr": f"min({size}, ({wide} - 4) / {DIGIT * len(text):.3g})"}


def _factor(frame: Frame, field: str, hue: Hue, otherwise: Hue) -> Spec:
    """Colour a number only while it is a factor of the selected gradient."""
    return either(f"datum.{field}", frame.on(hue), frame.on(otherwise))


def _bold(test: str) -> Spec:
    return {"expr": f"{test} ? 700 : 400"}
