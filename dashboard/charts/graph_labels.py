"""Where the numbers of a computational graph stand: on their arrows, clear of the nodes and of each other.

Goes in: a layout, and how many characters stand at each arrow. Comes out: a place for each, and how large the graph is
then at least. A wider one moves numbers apart, so what is clear at that width is clear at every width. Must not know:
which numbers, Vega.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np

from dashboard.charts.graph_layout import GraphLayout, Place, stretch

RADIUS = 17  # pixels, of a node
CHARACTER = 6.7  # pixels
GAP = 4  # pixels, between a node and a number beside it
NAME = (-8, 8, -RADIUS - 17, -RADIUS)  # pixels: the name above a node
NODE = (1 - RADIUS - GAP, RADIUS + GAP - 1, -RADIUS, RADIUS)  # pixels: with the gap, all but a pixel for rounding
HIGH = (-15, 16)  # pixels: from the value above an arrow to the gradient below it
STEPS = np.array([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74])[:, None]  # of a leg, in the order in which they are tried
SWEEPS = 3
# pixels from row to row, and by what the columns are widened, until all numbers are clear
MEASURES = ((78, 1.0), (110, 1.0), (140, 1.1), (140, 1.3), (140, 1.6))
POINTS = np.linspace(0.0, 1.0, 12)[:, None]  # of a leg, where it is looked at whether it runs through a number
CROSSED = 3.0  # square pixels that such a point counts for: it decides between places that are clear
CLEAR = 12.0  # square pixels that all together may share: a corner

Route = tuple[str, str]
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class GraphLabels:
    """The place of each arrow's numbers, in columns and rows; how many pixels those are, a column at least.

    In ``layout`` each column is as wide as its numbers need; ``column`` is the mean.
    """

    layout: GraphLayout
    places: dict[Route, Place]
    column: float
    row: float


def place_labels(layout: GraphLayout, rooms: Mapping[Route, int]) -> GraphLabels:
    """Place the numbers in the smallest graph in which they are clear; if there is none, in the one that is best."""
    widths = _find_widths(layout, rooms)
    stretched, narrow = stretch(layout, widths), sum(widths) / layout.columns
    best, least = None, inf
    for row, wider in MEASURES:
        places, shared = _place(stretched, rooms, narrow * wider, row)
        if shared < least:
            best, least = GraphLabels(stretched, places, narrow * wider, row), shared
        if least <= CLEAR:
            break
    assert best is not None
    return best


def _find_widths(layout: GraphLayout, rooms: Mapping[Route, int]) -> list[float]:
    """Return how many pixels wide each column has to be: an arrow over several has its number in the widest of them."""
    widths, ways = [2.0 * RADIUS] * int(layout.columns), all_ways(layout)
    for route in sorted(rooms, key=lambda route: len(ways[route])):
        first = int(ways[route][0][0])
        widest = max(range(first, first + len(ways[route]) - 1), key=widths.__getitem__)
        widths[widest] = max(widths[widest], 2 * (RADIUS + GAP) + CHARACTER * rooms[route])
    return widths


def all_ways(layout: GraphLayout) -> dict[Route, tuple[Place, ...]]:
    """Return the points of every arrow, the one that leaves the last node for no other among them."""
    last = max(layout.places, key=lambda name: layout.places[name][0])
    return {**layout.ways, (last, ""): (layout.places[last], (layout.columns, layout.places[last][1]))}


def _place(
    layout: GraphLayout, rooms: Mapping[Route, int], column: float, row: float
) -> tuple[dict[Route, Place], float]:
    """Place the numbers of every arrow; then each once more, now that the others stand. Return also what is covered."""
    ways = all_ways(layout)
    nodes = np.array([[*place, *place] for place in layout.places.values()])[:, [0, 0, 1, 1]]
    nodes = nodes * [column, column, row, row]
    # those of the shortest arrows first: they have the least choice
    order = sorted(rooms, key=lambda route: len(ways[route]))
    taken = np.concatenate([nodes + NODE, nodes + NAME, np.zeros((len(order), 4))])
    lines = [_along(ways[route], POINTS) * [column, row] for route in order]
    places: dict[Route, Place] = {}
    for _ in range(SWEEPS):
        covered = 0.0
        for number, route in enumerate(order):
            points, half = _along(ways[route], STEPS), CHARACTER * rooms[route] / 2
            boxes = points[:, [0, 0, 1, 1]] * [column, column, row, row] + [-half, half, *HIGH]
            at = number - len(order)
            taken[at] = 0.0
            shared = _shared(boxes, taken)
            others = np.concatenate([*lines[:number], *lines[number + 1 :], np.empty((0, 2))])
            chosen = int((shared + CROSSED * _crossed(boxes, others)).argmin())
            covered += float(shared[chosen])
            taken[at], places[route] = boxes[chosen], (float(points[chosen, 0]), float(points[chosen, 1]))
        if covered == 0.0:
            break
    return places, covered


def _along(way: tuple[Place, ...], steps: Array) -> Array:
    return np.concatenate([np.array(start) + steps * np.subtract(end, start) for start, end in pairwise(way)])


def _crossed(boxes: Array, points: Array) -> Array:
    """Count the points in each box."""
    inside = (boxes[:, None, ::2] < points[None]) & (points[None] < boxes[:, None, 1::2])
    return np.asarray(inside.all(axis=2).sum(axis=1), dtype=float)


def _shared(boxes: Array, taken: Array) -> Array:
    """Return the area of each box that others have taken; a box is its left, right, top and bottom."""
    low = np.maximum(boxes[:, None, ::2], taken[None, :, ::2])
    high = np.minimum(boxes[:, None, 1::2], taken[None, :, 1::2])
    return np.asarray(np.maximum(high - low, 0.0).prod(axis=2).sum(axis=1))
