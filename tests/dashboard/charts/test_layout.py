"""Where units and labels stand: apart from each other, inside the picture."""

import re
from itertools import combinations

import pytest

from dashboard.charts import network_spec
from dashboard.charts.layout import (
    HEIGHT,
    Box,
    beside_boxes,
    label_box,
    network_layout,
    unit_boxes,
)

SIZES = (2, 2, 1)


@pytest.mark.parametrize("width", [340, 600, 1000])
def test_nothing_overlaps_in_the_small_network(width: int) -> None:
    layout = network_layout(SIZES)
    assert layout.label_width is not None
    assert layout.label_width <= 340
    labels = [label_box(layout, width, edge, edge.fraction) for edge in layout.edges]
    units = list(unit_boxes(layout, width))
    for one, other in combinations(labels, 2):
        assert not one.overlap(other)
    assert not any(label.overlap(unit) for label in labels for unit in units)
    for box in labels + units:
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= HEIGHT


def test_labels_of_crossing_edges_avoid_each_others_lines() -> None:
    layout = network_layout(SIZES)
    down, up = (next(e for e in layout.edges if (e.layer, e.unit, e.source) == key) for key in ((1, 2, 1), (1, 1, 2)))
    for edge, other in ((down, up), (up, down)):
        box = label_box(layout, 600, edge, edge.fraction)
        for step in range(101):
            x, y = other.at(step / 100)
            x = layout.margin + x * (600 - 2 * layout.margin)
            assert not (box.left < x < box.right and box.top < y < box.bottom)


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 3, 2), (3, 3, 3)])
def test_three_units_have_all_of_their_numbers_below_them(sizes: tuple[int, ...]) -> None:
    layout = network_layout(sizes)
    assert layout.style.more
    assert not list(beside_boxes(layout, 600))
    units = list(unit_boxes(layout, 600))
    assert not any(one.overlap(other) for one, other in combinations(units, 2))


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 5, 2), (2, 8, 1)])
def test_labels_stand_clear_of_what_stands_beside_a_unit(sizes: tuple[int, ...]) -> None:
    layout = network_layout(sizes)
    assert layout.label_width
    beside = list(beside_boxes(layout, layout.label_width))
    assert beside
    labels = [label_box(layout, layout.label_width, edge, edge.fraction) for edge in layout.edges]
    assert not any(label.overlap(box) for label in labels for box in beside)


def test_boxes_measure_what_they_share() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(5, 8, 20, 20)) == 10
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0


@pytest.mark.parametrize("sizes", [(2, 4, 4, 4, 4, 1), (4, 4, 4, 3), (3, *[4] * 7, 2)])
def test_what_stands_beside_a_unit_is_written_where_it_covers_no_other_layer(sizes: tuple[int, ...]) -> None:
    layout = network_layout(sizes)
    assert not layout.style.more

    def covered(width: float) -> bool:
        rows = list(unit_boxes(layout, width))
        return any(beside.overlap(box) for beside in beside_boxes(layout, width) for box in rows)

    assert not covered(layout.more_width)
    assert covered(layout.more_width - 40)


def test_the_chart_hides_it_where_there_is_no_room() -> None:
    sizes = (2, 4, 4, 4, 4, 1)
    rooms = re.findall(r"datum\.focus && width >= ([\d.]+)", str(network_spec(sizes, dark=False)))
    assert rooms
    assert {float(each) for each in rooms} == {network_layout(sizes).more_width}
