"""A path as data sets: lit edges, and numbers where the diagram has room for them."""

from itertools import combinations
from math import dist

import pytest

from dashboard.charts.layout import network_layout
from dashboard.charts.path import AFTER, BEFORE, EDGE, path_data
from dashboard.charts.specs.path import DISC, find_corners
from tests.dashboard.charts.frames import frame

NUMBERS = [(1, "error", (AFTER, 2, 1, None)), (2, "f", (BEFORE, 2, 1, None)), (4, "w", (EDGE, 2, 1, 2))]


def test_numbers_stand_at_units_and_edges() -> None:
    data = path_data((2, 2, 1), NUMBERS)
    layout = network_layout((2, 2, 1))
    [output] = [each for each in layout.units if each.layer == 2]
    [edge] = [each for each in layout.edges if (each.layer, each.unit, each.source) == (2, 1, 2)]
    numbers, edges = frame(data["path_numbers"]), frame(data["path_edges"])
    assert numbers["number"].tolist() == ["1", "2", "4"]
    assert numbers["where"].tolist() == [AFTER, BEFORE, EDGE]
    assert numbers[["x", "y"]].to_numpy().tolist() == [
        [output.x, output.y],
        [output.x, output.y],
        pytest.approx(edge.at(edge.fraction)),
    ]
    assert edges.to_numpy().tolist() == [[*edge.start, *edge.end]]


def test_edges_are_lit_without_a_number() -> None:
    data = path_data((2, 2, 1), [], [(1, 2, 1), (9, 1, 1)])
    [edge] = [each for each in network_layout((2, 2, 1)).edges if (each.layer, each.unit, each.source) == (1, 2, 1)]
    assert frame(data["path_edges"]).to_numpy().tolist() == [[*edge.start, *edge.end]]
    assert len(frame(data["path_numbers"])) == 0


def test_what_is_not_drawn_is_left_out() -> None:
    data = path_data((2, 64, 1), [(1, "w", (EDGE, 1, 40, 2)), (2, "f", (BEFORE, 1, 40, None))])
    assert len(frame(data["path_numbers"])) == len(frame(data["path_edges"])) == 0


def test_where_edges_have_no_labels_a_number_covers_none() -> None:
    [edge] = [each for each in network_layout((8, 8, 1)).edges if (each.layer, each.unit, each.source) == (1, 2, 3)]
    numbers = frame(path_data((8, 8, 1), [(3, "w", (EDGE, 1, 2, 3))])["path_numbers"])
    assert numbers[["x", "y"]].to_numpy().tolist() == [pytest.approx(edge.at(0.25))]


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 5, 1), (2, 8, 1), (2, 12, 1), (2, 64, 1)])
def test_no_number_at_a_unit_covers_another(sizes: tuple[int, ...]) -> None:
    corners = find_corners(network_layout(sizes).style.radius)
    assert all(dist(one, other) >= 2 * DISC for one, other in combinations(corners.values(), 2))
