"""Numbers on arrows: none covers a node or another number, at the least width and at every greater one."""

from dataclasses import replace
from itertools import combinations

import pytest

from dashboard.charts import graph_layout, place_labels
from dashboard.charts.graph_labels import CHARACTER, CLEAR, GAP, RADIUS, GraphLabels, all_ways
from dashboard.charts.graph_layout import GraphLayout
from dashboard.lab.graph import READY, derive_graph

LONGEST = len("← −0.2439")
CROWDED = ("x y z + sin(x y)*exp(z x)/(x + y)", "x y + y z + z x", "(a+b)(b+c)(c+d)(d+a)", "x y z w + max(x, w)")

Box = tuple[float, float, float, float]


def laid_out(text: str) -> GraphLayout:
    return graph_layout({node.name: node.operands for node in derive_graph(text).nodes})


def boxes(labels: GraphLabels, column: float) -> tuple[list[Box], list[Box]]:
    """The numbers, and the nodes: left, right, top and bottom in pixels."""
    half = CHARACTER * LONGEST / 2
    numbers = [
        (x * column - half, x * column + half, y * labels.row - 14, y * labels.row + 15)
        for x, y in labels.places.values()
    ]
    nodes = [
        (x * column - RADIUS, x * column + RADIUS, y * labels.row - RADIUS, y * labels.row + RADIUS)
        for x, y in labels.layout.places.values()
    ]
    return numbers, nodes


def shared(one: Box, other: Box) -> float:
    across, down = (min(one[at + 1], other[at + 1]) - max(one[at], other[at]) for at in (0, 2))
    return across * down if min(across, down) > 0 else 0.0


def covered(labels: GraphLabels, column: float) -> float:
    numbers, nodes = boxes(labels, column)
    pairs = [*combinations(numbers, 2), *((number, node) for number in numbers for node in nodes)]
    return sum(shared(*pair) for pair in pairs)


@pytest.mark.parametrize("text", [*READY, *CROWDED])
def test_numbers_cover_no_node_and_no_other_number(text: str) -> None:
    layout = laid_out(text)
    labels = place_labels(layout, dict.fromkeys(all_ways(layout), LONGEST))
    for wider in (1.0, 1.2, 2.0):
        assert covered(labels, labels.column * wider) <= CLEAR
    # on the longest arrows of all in their middles they would
    if text == CROWDED[0]:
        middle = {
            route: ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for route, (a, b, *_) in all_ways(labels.layout).items()
        }
        assert covered(replace(labels, places=middle, row=78), labels.column) > 100 * CLEAR


@pytest.mark.parametrize("text", [*READY, *CROWDED])
def test_a_number_stands_on_its_arrow(text: str) -> None:
    layout = laid_out(text)
    labels = place_labels(layout, dict.fromkeys(all_ways(layout), LONGEST))
    ways = all_ways(labels.layout)
    for route, (x, y) in labels.places.items():
        legs = zip(ways[route], ways[route][1:], strict=False)
        [(start, end)] = [(one, two) for one, two in legs if one[0] < x < two[0]]
        assert y == pytest.approx(start[1] + (x - start[0]) / (end[0] - start[0]) * (end[1] - start[1]))


def test_longer_numbers_have_wider_columns() -> None:
    layout = laid_out("(x + y) z")
    short, long = (place_labels(layout, dict.fromkeys(all_ways(layout), length)) for length in (4, 9))
    assert long.column - short.column == pytest.approx(5 * CHARACTER)


def test_a_column_is_as_wide_as_its_own_numbers_need() -> None:
    layout = laid_out("(x + y) z")
    rooms = {route: 9 if route[1] == "" else 3 for route in all_ways(layout)}
    labels = place_labels(layout, rooms)
    places = labels.layout.places
    assert labels.column * labels.layout.columns == pytest.approx(3 * 2 * (RADIUS + GAP) + CHARACTER * (3 + 3 + 9))
    last = labels.layout.columns - places["Y"][0]
    assert last > places["Y"][0] - places["t" if "t" in places else "v1"][0]
    assert last * labels.column >= 2 * (RADIUS + GAP) + 9 * CHARACTER - 1e-9


@pytest.mark.parametrize("text", [*READY, *CROWDED])
def test_beside_a_number_on_a_level_arrow_there_is_a_gap(text: str) -> None:
    layout = laid_out(text)
    labels = place_labels(layout, dict.fromkeys(all_ways(layout), LONGEST))
    ways = all_ways(labels.layout)
    for route, (x, y) in labels.places.items():
        (start, row), (end, other), *more = ways[route]
        if not more and row == other == y and x == pytest.approx((start + end) / 2):
            assert (end - start) * labels.column / 2 - RADIUS - CHARACTER * LONGEST / 2 >= GAP - 1e-9
