"""Numbers on arrows: none covers a node or another number, at the least width and at every greater one."""

from itertools import combinations

import pytest

from dashboard.charts import graph_layout, place_labels
from dashboard.charts.graph_labels import CHARACTER, CLEAR, RADIUS, GraphLabels, all_ways
from dashboard.charts.graph_layout import GraphLayout
from dashboard.lab.graph import READY, derive_graph

LONGEST = len("← −0.2439")
CROWDED = ("x y z + sin(x y)*exp(z x)/(x + y)", "x y + y z + z x", "(a+b)(b+c)(c+d)(d+a)", "x y z w + max(x, w)")

Box = tuple[float, float, float, float]


def laid_out(text: str) -> GraphLayout:
    return graph_layout({node.name: node.operands for node in derive_graph(text).nodes})


def boxes(layout: GraphLayout, labels: GraphLabels, column: float) -> tuple[list[Box], list[Box]]:
    """The numbers, and the nodes: left, right, top and bottom in pixels."""
    half = CHARACTER * LONGEST / 2
    numbers = [
        (x * column - half, x * column + half, y * labels.row - 14, y * labels.row + 15)
        for x, y in labels.places.values()
    ]
    nodes = [
        (x * column - RADIUS, x * column + RADIUS, y * labels.row - RADIUS, y * labels.row + RADIUS)
        for x, y in layout.places.values()
    ]
    return numbers, nodes


def shared(one: Box, other: Box) -> float:
    across, down = (min(one[at + 1], other[at + 1]) - max(one[at], other[at]) for at in (0, 2))
    return across * down if min(across, down) > 0 else 0.0


def covered(layout: GraphLayout, labels: GraphLabels, column: float) -> float:
    numbers, nodes = boxes(layout, labels, column)
    pairs = [*combinations(numbers, 2), *((number, node) for number in numbers for node in nodes)]
    return sum(shared(*pair) for pair in pairs)


@pytest.mark.parametrize("text", [*READY, *CROWDED])
def test_numbers_cover_no_node_and_no_other_number(text: str) -> None:
    layout = laid_out(text)
    labels = place_labels(layout, dict.fromkeys(all_ways(layout), LONGEST))
    for wider in (1.0, 1.2, 2.0):
        assert covered(layout, labels, labels.column * wider) <= CLEAR
    # on the longest arrows of all in their middles they would
    if text == CROWDED[0]:
        middle = {route: ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for route, (a, b, *_) in all_ways(layout).items()}
        assert covered(layout, GraphLabels(middle, labels.column, 78), labels.column) > 100 * CLEAR


@pytest.mark.parametrize("text", [*READY, *CROWDED])
def test_a_number_stands_on_its_arrow(text: str) -> None:
    layout = laid_out(text)
    ways = all_ways(layout)
    for route, (x, y) in place_labels(layout, dict.fromkeys(ways, LONGEST)).places.items():
        legs = zip(ways[route], ways[route][1:], strict=False)
        [(start, end)] = [(one, two) for one, two in legs if one[0] < x < two[0]]
        assert y == pytest.approx(start[1] + (x - start[0]) / (end[0] - start[0]) * (end[1] - start[1]))


def test_longer_numbers_have_wider_columns() -> None:
    layout = laid_out("(x + y) z")
    short, long = (place_labels(layout, dict.fromkeys(all_ways(layout), length)) for length in (4, 9))
    assert long.column - short.column == pytest.approx(5 * CHARACTER)
