"""Where the units, edges and labels of a network diagram stand.

Goes in: sizes. Comes out: positions, x as a fraction of the width between the outer layers and y in pixels, and the
narrowest chart on which no label covers another. Must not know: numbers that change, colours, Vega.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

HEIGHT = 260  # of a diagram with few units in a layer
ROOMY = 294  # of three units: room below each for all of its numbers
TALLER = 80  # pixels that a unit needs for its name, its value and two rows, in a layer of up to MOST_WRITTEN
MOST_WRITTEN = 8
TALLEST = 420  # with more, only the selected unit and its neighbours are written on
MORE_ROWS = 2  # z and the gradient of the bias, below the others where there is room for them, else beside them
MOST_UNITS = 16  # a taller layer shows its first ones, an ellipsis, and its last
MOST_LABELS = 30  # edges; beyond, only the selected one says its number

_FRACTIONS = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.27, 0.73)
_WIDTHS = (280, 310, 340, 370, 400, 460, 520, 580, 660, 760, 900)


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Area that both cover, in square pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True)
class DiagramStyle:
    """How large a unit is and what is written around it.

    Rows stand below the unit: its bias, then its delta. A name stands above, or inside if no value fits there; a value
    has `places` decimals; a row is `row` pixels high.
    """

    radius: float
    rows: int
    value: bool
    name_above: bool
    name_size: int
    places: int = 3
    more: bool = False
    row: float = 13.0

    @property
    def value_size(self) -> float:
        """How large its value is written inside it."""
        return 11.0 if self.places > 2 else 10.0


FULL = DiagramStyle(radius=21, rows=2, value=True, name_above=True, name_size=16)
MEDIUM = DiagramStyle(radius=17, rows=2, value=True, name_above=True, name_size=14, places=2)
COMPACT = DiagramStyle(radius=15, rows=2, value=True, name_above=True, name_size=12, places=2, row=11.0)
INSIDE = DiagramStyle(radius=12, rows=0, value=False, name_above=False, name_size=11)
PLAIN = DiagramStyle(radius=6, rows=0, value=False, name_above=False, name_size=0)
ROW_HALF = 25.0  # half its width: "b +0.300" in 10.5 px
BESIDE = 2 * ROW_HALF + 10  # from what is below a unit to what stands beside it: the middle of both
RING = 7.0
NAME = (12.0, 13.0)  # how far a name reaches to the left and to the right
LABEL = (28.0, 14.0)  # half width and half height of an edge's two lines


@dataclass(frozen=True)
class UnitPlace:
    """A unit; layer 0 holds the inputs, units count from 1."""

    layer: int
    unit: int
    x: float
    y: float


@dataclass(frozen=True)
class EdgePlace:
    """The weight that leads from unit `source` of the layer before; its label stands at `fraction` of the way."""

    layer: int
    unit: int
    source: int
    start: tuple[float, float]
    end: tuple[float, float]
    fraction: float = 0.5

    def at(self, fraction: float) -> tuple[float, float]:
        """The point at a fraction of the way."""
        (x, y), (x2, y2) = self.start, self.end
        return x + fraction * (x2 - x), y + fraction * (y2 - y)


@dataclass(frozen=True)
class DiagramLayout:
    """A whole diagram; `label_width` is None if edge labels would collide on every screen."""

    sizes: tuple[int, ...]
    style: DiagramStyle
    units: tuple[UnitPlace, ...]
    edges: tuple[EdgePlace, ...]
    ellipses: tuple[tuple[float, float, int], ...]
    label_width: int | None
    height: float = HEIGHT

    @property
    def margin(self) -> float:
        """Pixels left free beside the outer layers."""
        return max(self.style.radius, ROW_HALF if self.style.rows else 0) + 5

    @property
    def row_width(self) -> float:
        """The narrowest chart on which the rows of neighbouring layers stay apart."""
        return 2 * self.margin + (len(self.sizes) - 1) * (2 * ROW_HALF + 4)

    @property
    def more_width(self) -> float:
        """The narrowest chart that has room for z and the gradient of the bias, too."""
        if self.style.more:
            return self.row_width
        return 2 * self.margin + (len(self.sizes) - 1) * (BESIDE + 2 * ROW_HALF + 4)


def shown_units(size: int) -> tuple[int, ...]:
    """The units of a layer that are drawn, from 1: all up to 16, else the first 14 and the last."""
    return tuple(range(1, size + 1)) if size <= MOST_UNITS else (*range(1, MOST_UNITS - 1), size)


@lru_cache(maxsize=64)
def network_layout(sizes: tuple[int, ...]) -> DiagramLayout:
    """Place everything for sizes (n_0, ..., n_L)."""
    tallest = min(max(sizes), MOST_UNITS)
    height = float(max(HEIGHT, ROOMY if tallest == 3 else TALLER * tallest) if tallest <= MOST_WRITTEN else TALLEST)
    style, spacing = _style(tallest, height)
    units, ellipses = [], []
    for layer, size in enumerate(sizes):
        x = layer / (len(sizes) - 1)
        shown = shown_units(size)
        slots = list(range(len(shown))) if len(shown) == size else [*range(MOST_UNITS - 2), MOST_UNITS - 1]
        middle = _middle(style, height)
        ys = [round(middle + spacing * (slot - slots[-1] / 2), 3) for slot in slots]
        units += [UnitPlace(layer, unit, x, y) for unit, y in zip(shown, ys, strict=True)]
        if len(shown) < size:
            ellipses.append((x, (ys[-1] + ys[-2]) / 2, size - len(shown)))
    place = {(unit.layer, unit.unit): (unit.x, unit.y) for unit in units}
    edges = tuple(
        EdgePlace(layer, unit, source, place[layer - 1, source], place[layer, unit])
        for layer in range(1, len(sizes))
        for unit in shown_units(sizes[layer])
        for source in shown_units(sizes[layer - 1])
    )
    bare = DiagramLayout(sizes, style, tuple(units), edges, tuple(ellipses), None, height)
    return _label(bare) if len(edges) <= MOST_LABELS else bare


def whole_text(sizes: tuple[int, ...]) -> bool:
    """Whether every unit has all of its numbers around it; else only a tooltip has."""
    style = network_layout(sizes).style
    return style.value and style.rows == 2


def unit_boxes(layout: DiagramLayout, width: float) -> Iterator[Box]:
    """The rectangles that units and the text around them cover on a chart of this width."""
    r = layout.style.radius
    for unit in layout.units:
        x = _pixel(layout, width, unit.x)
        yield Box(x - r, unit.y - r, x + r, unit.y + r)
        if layout.style.name_above:
            yield Box(x - NAME[0], unit.y - _above(layout.style), x + NAME[1], unit.y - r)
        if layout.style.rows and unit.layer > 0:
            rows = layout.style.rows + MORE_ROWS * layout.style.more
            yield Box(x - ROW_HALF, unit.y + r, x + ROW_HALF, unit.y + r + 3 + layout.style.row * rows)


def beside_boxes(layout: DiagramLayout, width: float) -> Iterator[Box]:
    """The rectangles of z and of the bias's gradient, where they stand beside what is below a unit."""
    style = layout.style
    if style.rows and not style.more:
        for unit in layout.units:
            if unit.layer > 0:
                x = _pixel(layout, width, unit.x) + (BESIDE if unit.x < 1 else -BESIDE)
                top = unit.y + style.radius
                yield Box(x - ROW_HALF, top, x + ROW_HALF, top + 3 + style.row * MORE_ROWS)


def label_box(layout: DiagramLayout, width: float, edge: EdgePlace, fraction: float) -> Box:
    """The rectangle that an edge's weight and gradient cover."""
    x, y = edge.at(fraction)
    x = _pixel(layout, width, x)
    return Box(x - LABEL[0], y - LABEL[1], x + LABEL[0], y + LABEL[1])


def _pixel(layout: DiagramLayout, width: float, x: float) -> float:
    return layout.margin + x * (width - 2 * layout.margin)


def _style(tallest: int, height: float) -> tuple[DiagramStyle, float]:
    """The roomiest style in which the tallest layer fits, and the distance between its units."""
    for style in (replace(FULL, more=True), replace(COMPACT, more=True), FULL, MEDIUM, COMPACT, INSIDE):
        spacing = _room(style, height) / max(tallest - 1, 1)
        if spacing >= _above(style) + _below(style):
            return style, min(spacing, 144)
    return PLAIN, _room(PLAIN, height) / (tallest - 1)


def _above(style: DiagramStyle) -> float:
    # without a name above it, room for the ring around the selected one
    return style.radius + (7 + 0.93 * style.name_size if style.name_above else RING)


def _below(style: DiagramStyle) -> float:
    return style.radius + (style.row * (style.rows + MORE_ROWS * style.more) + 3 if style.rows else RING)


def _room(style: DiagramStyle, height: float) -> float:
    """What is left for the distances between units."""
    return height - _above(style) - _below(style)


def _middle(style: DiagramStyle, height: float) -> float:
    return round((_above(style) + height - _below(style)) / 2, 3)


def _label(layout: DiagramLayout) -> DiagramLayout:
    """Find the narrowest chart on which all labels stand free; wider ones only pull them further apart.

    A little more width is worth it if no edge then runs through another one's label.
    """
    found = [
        (width, placed)
        for width in _WIDTHS
        # clear of what may stand beside a unit, where that needs no more width
        if (placed := _place_labels(layout, width, [*beside_boxes(layout, width)]) or _place_labels(layout, width, []))
    ]
    if not found:
        return layout
    clear = [(width, placed) for width, placed in found if width <= found[0][0] * 1.25 and placed[1] == 0]
    width, (edges, _) = (clear or found)[0]
    return replace(layout, edges=edges, label_width=width)


def _place_labels(
    layout: DiagramLayout, width: float, avoided: Sequence[Box]
) -> tuple[tuple[EdgePlace, ...], int] | None:
    """Place one label after the other; also count the edges that run through another one's label."""
    taken = list(unit_boxes(layout, width))
    placed, total = [], 0
    for edge in layout.edges:
        rivals = [other for other in layout.edges if other.layer == edge.layer and other is not edge]
        free = [
            (any(map(box.overlap, avoided)), _crossings(layout, width, box, rivals), rank, fraction, box)
            for rank, fraction in enumerate(_FRACTIONS)
            for box in [label_box(layout, width, edge, fraction)]
            if not any(box.overlap(other) for other in taken)
        ]
        if not free:
            return None
        _, crossed, _, fraction, box = min(free)
        taken.append(box)
        placed.append(replace(edge, fraction=fraction))
        total += crossed
    return tuple(placed), total


def _crossings(layout: DiagramLayout, width: float, box: Box, rivals: Sequence[EdgePlace]) -> int:
    """How many other edges run through a label, which would make it unclear whose number it is."""
    count = 0
    for rival in rivals:
        points = (rival.at(step / 24) for step in range(25))
        count += any(box.left < _pixel(layout, width, x) < box.right and box.top < y < box.bottom for x, y in points)
    return count
