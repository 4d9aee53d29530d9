"""Where units and labels stand: apart from each other, inside the picture."""

from itertools import combinations

import pytest

from dashboard.charts.layout import (
    HEIGHT,
    Box,
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


def test_boxes_measure_what_they_share() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(5, 8, 20, 20)) == 10
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0
