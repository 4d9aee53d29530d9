"""What was clicked on a chart, read from Streamlit's event, whatever shape it has.

Goes in: the value that `st.vega_lite_chart(..., on_select="rerun")` returned. Comes out: a frozen `Mark`, or a sample's
number. Must not know: Streamlit, session state.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

EDGE_CLICK = "edge_click"
UNIT_CLICK = "unit_click"
SAMPLE_CLICK = "sample_click"
CELL_CLICK = "cell_click"

_EDGE = re.compile(r"w(\d+)_(\d+)_(\d+)")
_UNIT = re.compile(r"u(\d+)_(\d+)")


@dataclass(frozen=True)
class Mark:
    """A weight w^(l)_{jk} (layer l, unit j, source k) or a unit a^(l)_j (layer l, unit j; layer 0: an input).

    Units and layers with weights count from 1.
    """

    kind: Literal["weight", "unit"]
    layer: int
    unit: int
    source: int | None = None

    @property
    def id(self) -> str:
        """The name that the chart's data use: "w2_1_3" (layer 2, to unit 1, from unit 3), "u1_2"."""
        if self.kind == "weight":
            return f"w{self.layer}_{self.unit}_{self.source}"
        return f"u{self.layer}_{self.unit}"

    @classmethod
    def parse(cls, text: str) -> "Mark":
        """Read an id back; raises ValueError for anything that is not one."""
        if edge := _EDGE.fullmatch(text):
            layer, unit, source = map(int, edge.groups())
            return cls("weight", layer, unit, source)
        if found := _UNIT.fullmatch(text):
            layer, unit = map(int, found.groups())
            return cls("unit", layer, unit)
        raise ValueError(f"mark {text!r}; expected a weight such as 'w2_1_3' or a unit such as 'u1_2'")

    def fits(self, sizes: Sequence[int]) -> bool:
        """Whether a network of these sizes has such a weight or unit (a click may outlive its network)."""
        lowest = 1 if self.kind == "weight" else 0
        if not (lowest <= self.layer < len(sizes) and 1 <= self.unit <= sizes[self.layer]):
            return False
        return self.kind == "unit" or (self.source is not None and 1 <= self.source <= sizes[self.layer - 1])


def read_click(event: object) -> Mark | None:
    """Read the clicked edge or unit from the event of the network chart; None if nothing is.

    A click on one of them empties the other, so at most one of the two is set.
    """
    for selection, field in ((EDGE_CLICK, "edge"), (UNIT_CLICK, "unit_id")):
        for value in _values(event, selection, field):
            try:
                return Mark.parse(str(value))
            except ValueError:
                continue
    return None


def read_sample_click(event: object) -> int | None:
    """Read the clicked sample (from 1) from the event of the boundary chart; None if nothing is."""
    return _read_number(event, SAMPLE_CLICK, "sample")


def read_cell_click(event: object) -> int | None:
    """Read the clicked cell (from 1) from the event of the chart of a surface; None if nothing is."""
    return _read_number(event, CELL_CLICK, "cell")


def _read_number(event: object, selection: str, field: str) -> int | None:
    for value in _values(event, selection, field):
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 1:
            return int(value)
    return None


def _values(event: object, selection: str, field: str) -> Iterable[object]:
    """Give the field's values from {}, [{}], [{field: v}] or {field: [v]}, of which Streamlit knows all four."""
    clicks = event.get("selection") if isinstance(event, Mapping) else None
    points = clicks.get(selection) if isinstance(clicks, Mapping) else None
    for point in [points] if isinstance(points, Mapping) else points or []:
        if isinstance(point, Mapping) and field in point:
            value = point[field]
            yield from value if isinstance(value, list | tuple) else (value,)
