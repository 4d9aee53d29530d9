"""Where the nodes of a graph stand: none on another, none on an arrow that passes, a tree without crossings."""

from itertools import combinations, pairwise

import pytest

from dashboard.charts import graph_layout
from dashboard.charts.graph_layout import CLEAR, GraphLayout
from dashboard.lab.graph import READY, derive_graph

TEXTS = (*READY, "x^2", "2*x-3+x*exp(2/3*x)", "x + sin(x + cos(x + y))", "x y + y z + z x", "x y z w + max(x, w)")


def laid_out(text: str) -> GraphLayout:
    return graph_layout({node.name: node.operands for node in derive_graph(text).nodes})


@pytest.mark.parametrize("text", TEXTS)
def test_nodes_keep_apart_and_arrows_keep_clear_of_them(text: str) -> None:
    layout = laid_out(text)
    for (one, row), (other, below) in combinations(layout.places.values(), 2):
        assert one != other or abs(row - below) >= 1 - 1e-9
    for (source, target), way in layout.ways.items():
        assert (way[0], way[-1]) == (layout.places[source], layout.places[target])
        # forward is from left to right
        assert all(after[0] == before[0] + 1 for before, after in pairwise(way))
        for column, row in way[1:-1]:
            taken = [at for other, at in layout.places.values() if other == column]
            assert all(abs(row - at) >= CLEAR - 1e-9 for at in taken)


@pytest.mark.parametrize("text", TEXTS)
def test_the_measures_hold_all_of_it(text: str) -> None:
    layout = laid_out(text)
    points = [*layout.places.values(), *(point for way in layout.ways.values() for point in way)]
    assert min(row for _, row in points) >= 0
    assert max(row for _, row in points) == layout.rows
    assert max(column for column, _ in points) < layout.columns


def test_an_input_stands_before_its_first_use() -> None:
    layout = laid_out("((x1 x2) + x3) x4")
    assert {name: column for name, (column, _) in layout.places.items()} == {
        "x1": 0,
        "x2": 0,
        "v1": 1,
        "x3": 1,
        "v2": 2,
        "x4": 2,
        "Y": 3,
    }


def test_arrows_of_a_tree_do_not_cross() -> None:
    layout = laid_out("2(x y + max(z, w))")
    for (_, one), (_, other) in combinations(layout.ways.items(), 2):
        if one[0][0] == other[0][0]:
            assert (one[0][1] - other[0][1]) * (one[-1][1] - other[-1][1]) >= 0
