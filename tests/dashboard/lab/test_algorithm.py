"""The five stages compute all there is, once, each from what the stages before it have computed."""

import pytest

from dashboard.charts import palette
from dashboard.charts.path import AFTER, BEFORE, EDGE
from dashboard.lab.algorithm import (
    BACKPROPAGATE,
    FORWARD,
    INPUT,
    OUTPUT_ERROR,
    STAGES,
    UPDATE,
    lights,
    list_known,
    list_vectors,
    select_parts,
)
from dashboard.lab.colours import FACTOR_HUES
from dashboard.lab.selection import Selection
from derivations import Network, derive
from derivations.engine.variables import names_in

SIZES = (2, 3, 2, 1)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_every_array_is_computed_once(depth: int) -> None:
    found = [vector for stage in STAGES for vector in list_vectors(stage, depth)]
    layers = range(1, depth + 1)
    wanted = {("a", 0), *((letter, layer) for letter in ("z", "a", "delta", "dW", "db") for layer in layers)}
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert list_known(UPDATE, depth) == {f"{letter}{layer}" for letter, layer in wanted}


def test_what_a_step_uses_is_known_before_it() -> None:
    derivation, depth = derive(Network(SIZES)), len(SIZES) - 1
    known = {"y"} | {f"{letter}{layer}" for letter in "Wb" for layer in range(1, depth + 1)}
    for stage in STAGES:
        for letter, layer in list_vectors(stage, depth):
            target = f"{letter}{layer}"
            if letter != "a" or layer:
                assert set(names_in(derivation[target].lines[-1].expression)) <= known, target
            known.add(target)


def test_errors_go_back() -> None:
    assert list_vectors(BACKPROPAGATE, 3) == (("delta", 2), ("delta", 1))
    assert list_vectors(BACKPROPAGATE, 1) == ()


@pytest.mark.parametrize(
    ("stage", "targets"),
    [(INPUT, []), (FORWARD, ["z2", "a2"]), (OUTPUT_ERROR, ["delta3"]), (BACKPROPAGATE, ["delta2"]), (UPDATE, ["dW2"])],
)
def test_what_is_filled_in_belongs_to_what_is_selected(stage: int, targets: list[str]) -> None:
    found = select_parts(stage, Selection(2, "dW", unit=2, source=3), 3)
    assert [each.target for each in found] == targets
    assert all(each.unit == (1 if each.layer == 3 else 2) for each in found)


def test_the_error_before_the_last_layer_is_filled_in_for_the_last_one() -> None:
    assert [each.target for each in select_parts(BACKPROPAGATE, Selection(3, "db"), 3)] == ["delta2"]
    assert select_parts(BACKPROPAGATE, Selection(1, "db"), 1) == ()
    assert [each.target for each in select_parts(UPDATE, Selection(3, "db"), 3)] == ["db3"]


def test_every_step_stands_at_what_it_computes() -> None:
    selected = Selection(2, "dW", unit=2, source=3)
    marks, edges = lights(OUTPUT_ERROR, selected, SIZES)
    assert [place for _, _, place in marks] == [(AFTER, 3, 1, None)]
    assert edges == []
    marks, edges = lights(BACKPROPAGATE, selected, SIZES)
    assert {place[1:3] for _, _, place in marks} == {(2, 1), (2, 2), (1, 1), (1, 2), (1, 3)}
    assert {layer for layer, _, _ in edges} == {2, 3}
    marks, edges = lights(FORWARD, selected, SIZES)
    assert len(marks) == 6
    assert len(edges) == 6 + 6 + 2
    assert [place for _, _, place in lights(INPUT, selected, SIZES)[0]] == [(BEFORE, 0, 1, None), (BEFORE, 0, 2, None)]
    assert [place for _, _, place in lights(UPDATE, selected, SIZES)[0]] == [(EDGE, 2, 2, 3)]
    [(stage, _, place)] = lights(UPDATE, Selection(2, "db", unit=2), SIZES)[0]
    assert (stage, place) == (5, (BEFORE, 2, 2, None))


def test_a_step_has_the_colour_of_what_it_computes() -> None:
    hues = [FACTOR_HUES[kind] for stage in STAGES for _, kind, _ in lights(stage, Selection(1, "dW"), (1, 1, 1))[0]]
    wanted = (palette.ACTIVATION, palette.ACTIVATION, palette.ACTIVATION, palette.DELTA, palette.DELTA, palette.WEIGHT)
    assert tuple(hues) == wanted
