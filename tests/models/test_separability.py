"""Separability: the certificate for XOR, weights for the other gates, and wrong answers that are rejected."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational, StrictGreaterThan, Symbol

from derivations.errors import DerivationError, RuleError, ShapeError, SpecificationError
from derivations.models.separability import (
    BIAS,
    Certificate,
    Inequality,
    Separation,
    inequality,
    separate,
    unknowns,
)
from tests.searching import examples

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
XOR = (0, 1, 1, 0)
GATES = {"and": (0, 0, 0, 1), "nand": (1, 1, 1, 0), "or": (0, 1, 1, 1), "nor": (1, 0, 0, 0)}
W1, W2 = (Symbol(f"w_{k}", real=True) for k in (1, 2))


def certificate() -> Certificate:
    found = separate(CORNERS, XOR)
    assert isinstance(found, Certificate)
    return found


def separation(name: str = "and") -> Separation:
    found = separate(CORNERS, GATES[name])
    assert isinstance(found, Separation)
    return found


def test_the_four_inequalities_of_xor() -> None:
    lefts = [each.left for each in certificate().inequalities]
    assert lefts == [-BIAS, W2 + BIAS, W1 + BIAS, -W1 - W2 - BIAS]
    assert [each.strict for each in certificate().inequalities] == [False, True, True, False]


def test_they_add_up_to_a_contradiction() -> None:
    found = certificate().check()
    assert found.multipliers == (1, 1, 1, 1)
    assert [str(step.total.relation) for step in found.steps] == ["-b >= 0", "w_2 > 0", "b + w_1 + w_2 > 0", "0 > 0"]
    last = found.steps[-1].total.relation
    assert last == StrictGreaterThan(0, 0, evaluate=False)
    assert not last.doit()


@pytest.mark.parametrize("name", GATES)
def test_the_other_gates_get_weights(name: str) -> None:
    found = separation(name).check()
    for x, target in zip(CORNERS, GATES[name], strict=True):
        z = sum(w * k for w, k in zip(found.weights, x, strict=True)) + found.bias
        assert (z > 0) == bool(target)


def test_a_certificate_with_a_wrong_multiplier_is_rejected() -> None:
    right = certificate()
    doubled = replace(right.steps[1], multiplier=Rational(2))
    with pytest.raises(RuleError, match=r"step 2 gives b \+ 2\*w_2 > 0, not w_2 > 0"):
        replace(right, steps=(right.steps[0], doubled, *right.steps[2:])).check()
    negative = replace(right.steps[0], multiplier=Rational(-1))
    with pytest.raises(RuleError, match="multiplies by -1, which turns an inequality around"):
        replace(right, steps=(negative, *right.steps[1:])).check()


def test_a_certificate_with_a_wrong_sum_is_rejected() -> None:
    right = certificate()
    wrong = replace(right.steps[2], total=Inequality(Integer(0), strict=True))
    with pytest.raises(RuleError, match=r"step 3 gives b \+ w_1 \+ w_2 > 0, not 0 > 0"):
        replace(right, steps=(*right.steps[:2], wrong, *right.steps[3:])).check()
    loose = replace(right.steps[-1], total=Inequality(Integer(0), strict=False))
    with pytest.raises(RuleError, match="step 4 gives 0 > 0, not 0 >= 0"):
        replace(right, steps=(*right.steps[:-1], loose)).check()


def test_a_certificate_that_stops_short_is_rejected() -> None:
    right = certificate()
    with pytest.raises(RuleError, match=r"add up to b \+ w_1 \+ w_2 > 0, which is no contradiction"):
        replace(right, steps=right.steps[:3]).check()
    with pytest.raises(RuleError, match="add up to 0 >= 0, which is no contradiction"):
        replace(right, steps=()).check()


def test_a_certificate_about_other_samples_is_rejected() -> None:
    right = certificate()
    with pytest.raises(RuleError, match="inequality 1 is -b >= 0; its sample says b > 0"):
        replace(right, samples=(replace(right.samples[0], target=1), *right.samples[1:])).check()
    with pytest.raises(RuleError, match="3 inequalities for 4 samples"):
        replace(right, inequalities=right.inequalities[:3]).check()
    with pytest.raises(RuleError, match="step 1 uses inequality 10; there are 4"):
        replace(right, steps=(replace(right.steps[0], uses=9), *right.steps[1:])).check()


def test_no_gate_can_borrow_the_certificate_of_xor() -> None:
    right = certificate()
    for name in GATES:
        samples = separation(name).samples
        with pytest.raises(RuleError):
            replace(right, samples=samples, inequalities=tuple(map(inequality, samples))).check()


def test_weights_that_do_not_separate_are_rejected() -> None:
    right = separation()
    with pytest.raises(RuleError, match=r"inequality 4, b \+ w_1 \+ w_2 > 0, is 0 on its left side"):
        replace(right, weights=(Rational(1, 2), Rational(1, 2)), bias=Rational(-1)).check()


def weighted(x: tuple[int, ...], weights: tuple[int, ...]) -> int:
    return sum(a * b for a, b in zip(x, weights[:-1], strict=True)) + weights[-1]


POINTS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=8)


@examples(60)
@given(POINTS, st.tuples(*[st.integers(-3, 3)] * 3))
def test_what_a_line_separates_gets_weights(points: list[tuple[int, int]], line: tuple[int, ...]) -> None:
    assert isinstance(separate(points, [int(weighted(x, line) > 0) for x in points]), Separation)


@examples(60)
@given(POINTS, st.data())
def test_any_labels_get_an_answer_that_checks(points: list[tuple[int, int]], data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.integers(0, 1), min_size=len(points), max_size=len(points)))
    found = separate(points, labels).check()
    # lines through a grid fine enough for the points -3..3 find one wherever there is one between whole numbers
    lines = ((a, b, c) for a in range(-6, 7) for b in range(-6, 7) for c in range(-18, 19))
    by_trial = any(all((weighted(x, line) > 0) == y for x, y in zip(points, labels, strict=True)) for line in lines)
    assert by_trial <= isinstance(found, Separation)


def test_numbers_of_all_kinds_are_exact() -> None:
    found = separate([(Fraction(1, 3),), (0.5,), (Rational(2, 3),)], [[0], [1.0], [True]])
    assert isinstance(found, Separation)
    assert [sample.inputs[0] for sample in found.samples] == [Rational(1, 3), Rational(1, 2), Rational(2, 3)]


def test_one_point_of_two_classes_is_a_contradiction() -> None:
    assert isinstance(separate([(1, 2), (1, 2)], [0, 1]), Certificate)


def test_the_unknowns_are_the_weights_and_the_bias() -> None:
    assert unknowns(certificate().samples) == (W1, W2, BIAS)


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        ([(0, 1)], [2], SpecificationError, "target 2; known: 0, 1"),
        ([(0, 1)], ["x"], SpecificationError, "target 'x'; known: 0, 1"),
        ([(0, float("nan"))], [1], SpecificationError, "input nan; expected a finite number"),
        ([(0, "1")], [1], SpecificationError, "input '1'; expected a finite number"),
        ([(0, 1), (0,)], [0, 1], ShapeError, "inputs have rows of different lengths; wanted (samples, n)"),
        ([(0, 1)], [0, 1], ShapeError, "1 rows of inputs and 2 targets; wanted one target per row"),
        ([], [], ShapeError, "0 rows of inputs and 0 targets; wanted one target per row"),
    ],
)
def test_bad_samples_are_refused(inputs: Any, targets: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        separate(inputs, targets)
    assert str(caught.value) == message


def test_many_samples_get_an_answer() -> None:
    inputs = [(k, k * k % 101) for k in range(300)]
    assert isinstance(separate(inputs, [k % 2 for k in range(300)]), Certificate)
    assert isinstance(separate(inputs, [int(2 * x > y) for x, y in inputs]), Separation)
