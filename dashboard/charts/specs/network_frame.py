"""What every layer of the network diagram stands on: its data sets, its two scales, its theme.

Goes in: a layout and a theme. Comes out: stacks of marks. Must not know: what is drawn on them.

What marks share (data, places, texts worked out from numbers) is said once for a stack: the specification travels with
every picture, and the browser works every text out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.layout import LABEL, DiagramLayout
from dashboard.charts.palette import Hue
from dashboard.charts.specs.grammar import Spec, calculate, category, name_data, quantity

SELECTED = "datum.selected"

# with a key, new numbers move the marks that are there; without, every mark is replaced, and one that is replaced
# between press and release loses the click
_EDGE, _UNIT = "edge", "unit_id"


@dataclass(frozen=True)
class Frame:
    """Positions and theme of one diagram."""

    layout: DiagramLayout
    dark: bool

    def on(self, hue: Hue) -> str:
        """Give the variant of a hue for this theme."""
        return hue.on(dark=self.dark)

    @property
    def pitch(self) -> str:
        """Work out the pixels from one layer to the next."""
        return f"(width - {2 * self.layout.margin}) / {len(self.layout.sizes) - 1}"

    @property
    def tight(self) -> str:
        """Work out whether a label between two units on a level would reach into them."""
        return f"{self.pitch} < {2 * (LABEL[0] + self.layout.style.radius)}"

    def places(self, x: str = "x", y: str = "y") -> Spec:
        """Place x from 0 to 1 so far from the sides that the outer units and their text are whole, and y in pixels."""
        ends = [self.layout.margin, {"expr": f"width - {self.layout.margin}"}]
        across = {"domain": [0, 1], "range": ends, "nice": False, "zero": False}
        # on a full screen the chart is as high as that
        down = {"domain": [0, self.layout.height], "range": [0, {"expr": "height"}], "nice": False, "zero": False}
        return {"x": quantity(x, scale=across, axis=None), "y": quantity(y, scale=down, axis=None)}

    def edges(self, marks: Sequence[Spec], **texts: str) -> Spec:
        """Stack marks on the edges, from end to end; `texts` are expressions that all of them can show."""
        ends = {**self.places(), "x2": {"field": "x2"}, "y2": {"field": "y2"}, "key": category(_EDGE)}
        return _stack("edges", marks, ends, texts)

    def labels(self, marks: Sequence[Spec], **texts: str) -> Spec:
        """Stack marks on the edges, at the places of their labels."""
        return _stack("edges", marks, {**self.places("label_x", "label_y"), "key": category(_EDGE)}, texts)

    def units(self, marks: Sequence[Spec], **texts: str) -> Spec:
        """Stack marks on the units, at their centres."""
        return _stack("units", marks, {**self.places(), "key": category(_UNIT)}, texts)


def _stack(data: str, marks: Sequence[Spec], encoding: Spec, texts: dict[str, str]) -> Spec:
    stack = {"data": name_data(data), "encoding": encoding, "layer": list(marks)}
    return {**stack, "transform": calculate(texts)} if texts else stack
