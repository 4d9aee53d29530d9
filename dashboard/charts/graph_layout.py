"""Where the nodes of a computational graph stand, and by which way its arrows go.

Goes in: of each node what goes into it. Comes out: columns and rows, as numbers. Must not know: what a node computes,
colours, Vega.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

OUTPUT = 1.0  # columns: the length of the arrow that leaves the last node
CLEAR = 0.5  # rows: how far an arrow stays from the nodes that it passes

Place = tuple[float, float]


@dataclass(frozen=True)
class GraphLayout:
    """The place (column, row) of each node, the points of each arrow by (source, target), and how many there are."""

    places: dict[str, Place]
    ways: dict[tuple[str, str], tuple[Place, ...]]
    columns: float
    rows: float


def graph_layout(operands: Mapping[str, Sequence[str]]) -> GraphLayout:
    """Place every node, each given after what goes into it: in the column before the first one that uses it.

    A tree is drawn without crossings: its leaves have a row each, and a node stands in the middle of what goes into it.
    """
    *_, last = operands
    height = {last: 0}  # columns to the end
    for name in reversed(list(operands)):
        for source in operands[name]:
            height[source] = max(height.get(source, 0), height[name] + 1)
    depth = {name: max(height.values()) - columns for name, columns in height.items()}
    rows: dict[str, float] = {}
    _place_rows(last, operands, rows)
    for column in set(depth.values()):
        _part([name for name in rows if depth[name] == column], rows)
    places = {name: (float(depth[name]), rows[name]) for name in rows}
    ways = {
        (source, target): tuple(_way(places, source, target))
        for target, sources in operands.items()
        for source in sources
    }
    used = [row for _, row in (*places.values(), *(point for way in ways.values() for point in way))]
    top = min(used)
    return GraphLayout(
        {name: (column, row - top) for name, (column, row) in places.items()},
        {route: tuple((column, row - top) for column, row in way) for route, way in ways.items()},
        depth[last] + OUTPUT,
        max(used) - top,
    )


def stretch(layout: GraphLayout, widths: Sequence[float]) -> GraphLayout:
    """Give every column, and the last arrow, a share of the whole: there are as many columns, and 1 is their mean."""
    ends = [0.0, *accumulate(width * layout.columns / sum(widths) for width in widths)]
    # rounded, the last end would lie beside the edge
    ends[-1] = layout.columns

    def move(place: Place) -> Place:
        return ends[int(place[0])], place[1]

    return replace(
        layout,
        places={name: move(place) for name, place in layout.places.items()},
        ways={route: tuple(map(move, way)) for route, way in layout.ways.items()},
    )


def _place_rows(name: str, operands: Mapping[str, Sequence[str]], rows: dict[str, float]) -> None:
    """Give rows to a node and to all that goes into it, those before it first."""
    if name in rows:
        return
    for source in operands[name]:
        _place_rows(source, operands, rows)
    own = [rows[source] for source in operands[name]]
    leaves = sum(not operands[each] for each in rows)
    rows[name] = sum(own) / len(own) if own else float(leaves)


def _part(column: list[str], rows: dict[str, float]) -> None:
    """Move the nodes of a column apart, where two are nearer than a row."""
    ordered = sorted(column, key=rows.__getitem__)
    before = sum(rows[name] for name in ordered)
    for upper, lower in pairwise(ordered):
        rows[lower] = max(rows[lower], rows[upper] + 1.0)
    moved = (sum(rows[name] for name in ordered) - before) / len(ordered)
    for name in ordered:
        rows[name] -= moved


def _way(places: Mapping[str, Place], source: str, target: str) -> Iterator[Place]:
    """Lead an arrow from node to node, around those in between."""
    (start, row), (end, last) = places[source], places[target]
    yield places[source]
    for column in range(int(start) + 1, int(end)):
        straight = row + (last - row) * (column - start) / (end - start)
        taken = [at for _, (other, at) in places.items() if other == column]
        free = (straight, *(at + side * CLEAR for at in taken for side in (-1, 1)))
        yield (
            float(column),
            min(
                (each for each in free if all(abs(each - at) >= CLEAR for at in taken)),
                key=lambda at: abs(at - straight),
            ),
        )
    yield places[target]
