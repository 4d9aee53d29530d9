"""What every layer of the network diagram stands on: its data sets, its two scales, its theme.

Goes in: a layout and a theme. Comes out: stacks of marks. Must not know: what is drawn on them.

What marks share (data, places, texts worked out from numbers) is said once for a stack: the specification travels with
every picture, and the browser works every text out once.
"""

from dataclasses import dataclass

import altair as alt

from dashboard.charts.layout import HEIGHT, Layout
from dashboard.charts.palette import Hue

# with a key, new numbers move the marks that are there; without, every mark is replaced, and one that is replaced
# between press and release loses the click
_EDGE = alt.Key("edge:N")
_UNIT = alt.Key("unit_id:N")


@dataclass(frozen=True)
class Frame:
    """Positions and theme of one diagram."""

    layout: Layout
    dark: bool

    def on(self, hue: Hue) -> str:
        """Give the variant of a hue for this theme."""
        return hue.on(dark=self.dark)

    def x(self, field: str) -> alt.X:
        """Place 0 and 1 so far from the sides that the outer units and their text are whole."""
        margin = self.layout.margin
        ends = [margin, {"expr": f"width - {margin}"}]
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1], range=ends, nice=False, zero=False), axis=None)

    def y(self, field: str) -> alt.Y:
        """Place pixels, counted from the top."""
        scale = alt.Scale(domain=[0, HEIGHT], range=[0, HEIGHT], nice=False, zero=False)
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

    def edges(self, *marks: alt.Chart, **texts: str) -> alt.LayerChart:
        """Stack marks on the edges, from end to end; `texts` are expressions that all of them can show."""
        ends = {"x": self.x("x"), "y": self.y("y"), "x2": alt.X2("x2"), "y2": alt.Y2("y2"), "key": _EDGE}
        return _stack("edges", marks, texts).encode(**ends)

    def labels(self, *marks: alt.Chart, **texts: str) -> alt.LayerChart:
        """Stack marks on the edges, at the places of their labels."""
        return _stack("edges", marks, texts).encode(x=self.x("label_x"), y=self.y("label_y"), key=_EDGE)

    def units(self, *marks: alt.Chart, **texts: str) -> alt.LayerChart:
        """Stack marks on the units, at their centres."""
        return _stack("units", marks, texts).encode(x=self.x("x"), y=self.y("y"), key=_UNIT)


def bare() -> alt.Chart:
    """Give a chart that takes its data and its place from the stack that it is put in."""
    return alt.Chart()


def _stack(data: str, marks: tuple[alt.Chart, ...], texts: dict[str, str]) -> alt.LayerChart:
    stack = alt.layer(*marks, data=alt.NamedData(data))
    return stack.transform_calculate(**texts) if texts else stack
