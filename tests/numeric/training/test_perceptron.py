"""The perceptron: its rule, the bound on its mistakes, and what it cannot learn."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.numeric.data.sets import DataSet, and_gate, nand_gate, or_gate, xor
from derivations.numeric.training.perceptron import GATES, Perceptron, learn, mistake_bound, step

TABLES = {"and": and_gate(), "nand": nand_gate(), "or": or_gate()}


def separates(perceptron: Perceptron, data: DataSet) -> bool:
    return bool((perceptron.predict(data.inputs) == data.targets[:, 0]).all())


def test_the_step() -> None:
    assert step([-2.0, -0.0, 0.0, 1e-300, 3.0]).tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("name", GATES)
def test_one_set_of_weights_for_each_gate(name: str) -> None:
    assert separates(GATES[name], TABLES[name])
    # and the check can fail: no other gate is this one
    assert not any(separates(GATES[name], data) for other, data in TABLES.items() if other != name)
    assert not separates(GATES[name], xor())


def test_the_weights_of_and() -> None:
    np.testing.assert_allclose(GATES["and"].weighted_input(and_gate().inputs), [-0.7, -0.2, -0.2, 0.3], atol=1e-15)


def test_the_rule_on_one_sample() -> None:
    start = Perceptron(np.array([1.0, -2.0]), 0.5)
    x = np.array([2.0, 3.0])  # z = -3.5, so the step is 0
    right, wrong = start.correct(x, 0, 0.1), start.correct(x, 1, 0.1)
    assert (right.weights.tolist(), right.bias) == ([1, -2], 0.5)
    np.testing.assert_allclose([*wrong.weights, wrong.bias], [1.2, -1.7, 0.6])
    back = Perceptron(np.array([1.0, 1.0]), 0).correct(x, 0, 1)
    assert (back.weights.tolist(), back.bias) == ([-1, -2], -1)


@pytest.mark.parametrize("name", TABLES)
def test_the_gates_are_learned_within_the_bound(name: str) -> None:
    data = TABLES[name]
    *_, last = learn(data.inputs, data.targets)
    assert last.mistakes == 0
    assert separates(last.perceptron, data)
    assert 0 < last.corrections <= mistake_bound(GATES[name], data.inputs, data.targets)


def test_xor_is_never_learned() -> None:
    passes = list(learn(xor().inputs, xor().targets, passes=200, rng=np.random.default_rng(0)))
    assert len(passes) == 200
    assert all(each.mistakes for each in passes)


def test_a_record_counts_its_passes_and_corrections() -> None:
    passes = list(learn(and_gate().inputs, and_gate().targets))
    assert [each.number for each in passes] == list(range(1, len(passes) + 1))
    assert [each.corrections for each in passes] == np.cumsum([each.mistakes for each in passes]).tolist()


def test_it_goes_on_from_where_it_stood() -> None:
    data = and_gate()
    whole = list(learn(data.inputs, data.targets))
    [first] = learn(data.inputs, data.targets, passes=1)
    *_, last = learn(data.inputs, data.targets, start=first.perceptron)
    assert last.perceptron.weights.tolist() == whole[-1].perceptron.weights.tolist()


def test_from_zero_the_learning_rate_changes_only_the_scale() -> None:
    one, four = (list(learn(or_gate().inputs, or_gate().targets, learning_rate=eta)) for eta in (1, 4))
    assert [each.corrections for each in one] == [each.corrections for each in four]
    assert (4 * one[-1].perceptron.weights == four[-1].perceptron.weights).all()


@given(
    points=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=12),
    line=st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(-9, 9)),
    seed=st.integers(0, 50),
)
def test_novikoffs_bound_holds(points: list[tuple[int, int]], line: tuple[int, int, int], seed: int) -> None:
    inputs = np.array(points, dtype=np.float64)
    separating = Perceptron(np.array(line[:2], dtype=np.float64), line[2] + 0.5)  # no whole number lies on it
    targets = separating.predict(inputs)
    bound = mistake_bound(separating, inputs, targets)
    assume(bound < 3000)
    *_, last = learn(inputs, targets, passes=3001, rng=np.random.default_rng(seed))
    assert last.mistakes == 0
    assert last.corrections <= bound * (1 + 1e-9)  # the bound itself is rounded: points [(0, 2)], line (0, 1, 0)


def test_the_bound_is_not_idle() -> None:
    # a wrong rule, with the step back on every sample, breaks what the bound promises
    data, perceptron, mistakes = and_gate(), Perceptron(np.zeros(2), 0), 0
    bound = mistake_bound(GATES["and"], data.inputs, data.targets)
    for _ in range(100):
        for x, y in zip(data.inputs, data.targets[:, 0], strict=True):
            mistakes += bool(perceptron.predict(x[None, :])[0] != y)
            perceptron = perceptron.correct(x, 1 - y)
    assert mistakes > bound


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: mistake_bound(GATES["or"], and_gate().inputs, and_gate().targets),
            SpecificationError,
            "the perceptron does not separate the samples: row 2 is on the wrong side",
        ),
        (
            lambda: learn([[0.0]], [[2.0]]),
            SpecificationError,
            "targets hold an entry besides 0 and 1; expected classes 0 and 1",
        ),
        (
            lambda: learn([[0.0]], [[1.0], [0.0]]),
            ShapeError,
            "inputs have shape (1, 1) and targets (2, 1); wanted one target per row",
        ),
        (
            lambda: learn([[np.inf]], [[1.0]]),
            SpecificationError,
            "inputs hold an entry that is not finite; expected finite numbers",
        ),
        (
            lambda: learn([[0.0]], [[1.0]], learning_rate=0),
            SpecificationError,
            "learning_rate 0; expected a positive finite number",
        ),
        (
            lambda: learn([[0.0]], [[1.0]], start=GATES["and"]),
            ShapeError,
            "inputs have shape (1, 1); wanted (samples, 2)",
        ),
        (lambda: Perceptron(np.array([np.nan]), 0), SpecificationError, "weights [nan]; expected finite numbers"),
        (lambda: Perceptron(np.zeros(2), np.inf), SpecificationError, "bias inf; expected a finite number"),
    ],
)
def test_bad_input_is_refused(call: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
