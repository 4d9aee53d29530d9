"""A path in the network diagram: the edges that are lit, and the number of each factor where it arises.

Goes in: sizes, and where the factors stand. Comes out: the data sets "path_edges" and "path_numbers" of the
specification in `specs`. Must not know: Streamlit, what a factor is.
"""

from collections.abc import Sequence

from dashboard.charts.arrow import data_set
from dashboard.charts.layout import network_layout

# where a number stands: beside a unit on the way back from it or into it, at its bias, or at the label of an edge
BEFORE, AFTER, BIAS, EDGE = "before", "after", "bias", "edge"
BARE = 0.25  # of the way
Place = tuple[str, int, int, int | None]


def path_data(
    sizes: Sequence[int], numbers: Sequence[tuple[int, str, Place]], lit: Sequence[tuple[int, int, int]] = ()
) -> dict[str, bytes]:
    """Turn numbered places into data sets.

    Parameters
    ----------
    sizes : (n_0, ..., n_L)
    numbers : of each factor its number, its kind and its place: (where, layer, unit, source)
        What the diagram has no room for is left out. The last one is that of the parameter, which has a label.
    lit : (layer, unit, source) of each edge that is lit without a number
    """
    layout = network_layout(tuple(int(size) for size in sizes))
    units = {(each.layer, each.unit): (each.x, each.y) for each in layout.units}
    edges = {(each.layer, each.unit, each.source): each for each in layout.edges}
    bands = [(*edges[at].start, *edges[at].end) for at in lit if at in edges]
    marks = []
    for number, kind, (where, layer, unit, source) in numbers:
        edge = edges.get((layer, unit, source or 0))
        if where == EDGE and edge is not None:
            bands.append((*edge.start, *edge.end))
            # where only the selected edge has a label, beside that
            at = edge.at(edge.fraction if layout.label_width is not None else BARE)
            marks.append((str(number), kind, where, *at, *edge.at(0.5), number == numbers[-1][0]))
        elif where != EDGE and (layer, unit) in units:
            marks.append((str(number), kind, where, *units[layer, unit], *units[layer, unit], False))
    return {
        "path_edges": _table(("x", "y", "x2", "y2"), bands),
        "path_numbers": _table(("number", "kind", "where", "x", "y", "middle_x", "middle_y", "labelled"), marks),
    }


def _table(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> bytes:
    return data_set({name: [row[at] for row in rows] for at, name in enumerate(names)})
