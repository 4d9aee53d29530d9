"""The comparisons themselves, untimed: what is counted meets its target, and a target that is missed is called so."""

from collections.abc import Iterator
from itertools import count, pairwise
from math import nan

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from derivations import Network, derive, initialise
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose
from tests.benchmarks import __main__ as command
from tests.benchmarks.composed import compiled, composed, gradients
from tests.benchmarks.counting import Count, operations
from tests.benchmarks.derivation import DEEP, SAMPLES, operation_counts
from tests.benchmarks.measure import Pair, Row, at_least, at_most, in_turn, left_out, side_by_side, table
from tests.benchmarks.plain_pages import equations_page, script


def test_the_table_says_what_is_met_and_what_is_not() -> None:
    rows = [
        at_least("fast enough", Pair(0.001, 0.05), 50),
        at_least("too slow", Pair(0.001, 0.0499), 50),
        at_most("cheap enough", Pair(300, 100, "operations"), 3),
        at_most("too dear", Pair(301, 100, "operations"), 3),
        left_out("not here", "no such thing"),
    ]
    verdicts = [each.split("  ")[-1].strip() for each in table(rows).splitlines()[1:]]
    assert [row.met for row in rows] == [True, False, True, False, False]
    assert [verdict.endswith("NOT MET") for verdict in verdicts] == [False, True, False, True, False]
    assert verdicts[-1].endswith("left out: no such thing")


def test_what_was_not_measured_is_not_met() -> None:
    assert not at_least("nothing", Pair(nan, nan), 50).met
    assert not at_most("nothing", Pair(nan, nan), 3).met


@pytest.mark.parametrize(("ratio", "status"), [(2.9, 0), (3.1, 1)])
def test_the_command_prints_every_row_and_ends_with_the_verdict(
    ratio: float, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows() -> Iterator[Row]:
        yield at_most("first", Pair(1, 1), 3)
        yield at_most("second", Pair(ratio, 1), 3)

    monkeypatch.setattr(command, "MODULES", {"one": rows, "other": rows})
    assert command.main(["one"]) == status
    assert len(capsys.readouterr().out.splitlines()) == 1 + 2
    assert command.main([]) == status
    assert len(capsys.readouterr().out.splitlines()) == 1 + 4


def test_the_command_names_the_modules_it_knows(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["speed"])
    assert f"module 'speed'; known: {', '.join(command.MODULES)}" in capsys.readouterr().err


def test_both_sides_take_turns_and_the_first_turn_does_not_count() -> None:
    said: list[str] = []
    side_by_side(lambda: said.append("a"), lambda: said.append("b"), 2, calls=2, before=lambda: said.append("-"))
    assert "".join(said) == "-aa-bb" * 3
    ours, other = count(100), iter([7.0, 1.0, 3.0, 2.0])
    assert in_turn(lambda: float(next(ours)), lambda: next(other), 3) == Pair(102, 2)


def test_operations_are_counted_by_hand() -> None:
    counter = Count()
    a, b = counter.array(np.ones((5, 4))), counter.array(np.ones((3, 4)))
    product = a @ b.T
    assert counter.operations == 5 * 3 * (4 + 3)
    product.sum(axis=0)
    assert counter.operations == 105 + 4 * 3
    np.exp(-product) / 2
    assert counter.operations == 117 + 3 * 15
    with pytest.raises(NotImplementedError, match="sort"):
        np.sort(a)
    with pytest.raises(NotImplementedError, match=r"add\.accumulate"):
        np.add.accumulate(a)


def test_the_program_costs_at_most_three_forward_passes() -> None:
    rows = operation_counts()
    assert [row.met for row in rows] == [True] * 4
    # forward: the products of four layers, a bias for each of 13 units, and a sigmoid of 4 operations
    products = sum(n * (2 * k - 1) for k, n in pairwise(DEEP))
    assert rows[0].measured.other == SAMPLES * (products + 13 * (1 + 4))


def test_a_wasteful_program_is_found_out() -> None:
    network = Network((2, 2, 1))
    values = bind(pose(network, initialise(network, np.random.default_rng(0)), np.eye(2), np.ones((2, 1))))
    source = derive(network).compile().source
    line = next(each for each in source.splitlines() if each.strip().startswith("dW1"))
    wasteful = source.replace(line, "\n".join([line] * 50))
    assert at_most("as derived", Pair(*operations(source, values), "operations"), 3).met
    assert not at_most("wasteful", Pair(*operations(wasteful, values), "operations"), 3).met
    with pytest.raises(ValueError, match="backward"):
        operations("def gradients():\n    return {}\n", {})


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize("common_parts", [False, True])
def test_the_other_road_leads_to_the_same_gradient(loss: str, common_parts: bool) -> None:
    sizes = (2, 3, 1)
    network, rng = Network(sizes, loss=loss), np.random.default_rng(0)
    parameters, x, y = initialise(network, rng), rng.uniform(0, 1, (1, 2)), rng.uniform(0, 1, (1, 1))
    whole = composed(sizes, loss)
    flat = [each for W, b in zip(parameters.weights, parameters.biases, strict=True) for each in (*W.ravel(), *b)]
    theirs = compiled(whole, gradients(whole), common_parts=common_parts)(*flat, *x.ravel(), *y.ravel())
    derived = derive(network).compile()(parameters, x, y)
    ours = [each for W, b in zip(derived.weights, derived.biases, strict=True) for each in (*W.ravel(), *b)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_plain_page_shows_one_list_or_the_other() -> None:
    lists = ([r"x = \frac{1}{2}"], [r"y_1 = 'a'", r"y_2 = {b}"])
    with script(equations_page(lists)) as path:
        page = AppTest.from_file(path, default_timeout=20).run()
        assert [each.value.strip("$\n") for each in page.latex] == lists[0]
        page.segmented_control[0].set_value(1).run()
        assert [each.value.strip("$\n") for each in page.latex] == lists[1]
    assert not page.exception
