"""A computational graph as a picture: nodes, arrows, and on each arrow its value forward and its gradient backward.

Goes in: a layout, and what is written where. Comes out: the data sets "graph_nodes", "graph_arrows" and "graph_numbers"
of the specification in `specs`. Must not know: Streamlit, derivatives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard.charts.arrow import data_set
from dashboard.charts.graph_labels import GraphLabels, Route, all_ways
from dashboard.charts.graph_layout import Place

FORWARD, BACKWARD = "forward", "backward"
SIZES = (18.0, 15.0, 14.0, 12.0, 10.0, 9.0, 8.0)  # of what stands in a node, by the number of its characters


@dataclass(frozen=True)
class NodeMark:
    """A node: what stands in it and above it, what a tooltip says, and "forward" or "backward" while it is lit."""

    name: str
    inside: str
    above: str
    tip: str
    lit: str = ""


@dataclass(frozen=True)
class ArrowMark:
    """An arrow between two nodes, the last one to none: the value that it carries and the gradient, as they are
    written; "" for one that is not known by now.
    """

    source: str
    target: str
    value: str
    gradient: str
    tip: str
    lit: str = ""


def rooms_of(arrows: Sequence[ArrowMark]) -> dict[Route, int]:
    """Count the characters of the longer number of each arrow."""
    return {(each.source, each.target): max(map(len, _written(each).values())) for each in arrows}


def graph_data(labels: GraphLabels, nodes: Sequence[NodeMark], arrows: Sequence[ArrowMark]) -> dict[str, bytes]:
    """Turn what is known at one event into data sets; ``labels`` are those of the last event: no number moves."""
    layout = labels.layout
    places, across, down = layout.places, layout.columns, max(layout.rows, 1.0)
    middle = 0.5 if layout.rows == 0 else 0.0

    def at(place: Place) -> Place:
        return place[0] / across, place[1] / down + middle

    node_rows = [
        {
            "x": x,
            "y": y,
            **{name: getattr(node, name) for name in ("name", "inside", "above", "tip", "lit")},
            "size": SIZES[min(len(node.inside), len(SIZES)) - 1],
        }
        for node in nodes
        for x, y in [at(places[node.name])]
    ]
    lines, numbers = [], []
    ways = all_ways(layout)
    for arrow in arrows:
        route = arrow.source, arrow.target
        legs = list(pairwise(at(each) for each in ways[route]))
        for number, ((x, y), (x2, y2)) in enumerate(legs):
            lines.append(
                {
                    "x": x,
                    "y": y,
                    "x2": x2,
                    "y2": y2,
                    "lit": arrow.lit,
                    "head": number == len(legs) - 1,
                    "open": not arrow.target,
                }
            )
        x, y = at(labels.places[route])
        numbers.append({"x": x, "y": y, "tip": arrow.tip, "lit": arrow.lit, **_written(arrow)})
    return {"graph_nodes": _table(node_rows), "graph_arrows": _table(lines), "graph_numbers": _table(numbers)}


def _written(arrow: ArrowMark) -> dict[str, str]:
    given = {"value": ("→", arrow.value), "gradient": ("←", arrow.gradient)}
    return {name: f"{direction} {text}" if text else "" for name, (direction, text) in given.items()}


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return data_set({name: [row[name] for row in rows] for name in rows[0]})
