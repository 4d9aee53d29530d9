"""The check itself: what it evaluates at, what it reports, and that it does not cry wolf where a gradient is 0."""

import itertools
from dataclasses import FrozenInstanceError, replace

import pytest
from sympy import Add, Integer, Symbol, symbols

from derivations import Network, derive
from derivations.engine.check import CheckReport, LineCheck, check
from derivations.engine.derivation import Derivation, Line
from derivations.engine.expressions import chain
from derivations.errors import RuleError, UnknownTargetError
from tests.engine.planted import derivation_of
from tests.oracles import EXAMPLES, planted

SIZES = symbols("n_0 m n_1 n_2", integer=True, positive=True)


@pytest.mark.parametrize(("right", "wrong"), list(itertools.permutations(SIZES, 2)))
def test_every_size_is_told_from_every_other(right: Symbol, wrong: Symbol) -> None:
    result = derivation_of("bce")["delta2"]
    lines = tuple(Line(chain((1 / size, result.value)), "arithmetic") for size in (right, right, wrong))
    derivation = Derivation(derivation_of("bce").model, (replace(result, lines=lines),))
    rows = check(derivation).rows
    assert rows[1].ok
    assert rows[1].proved
    assert not rows[2].ok
    assert not rows[2].proved


def test_a_zero_gradient_is_no_failure() -> None:
    # the cost does not change with the mean: what is left of it is rounding only
    report = derive(EXAMPLES["variance"].model).check(["dmean"])
    assert report.ok
    assert len(report.rows) > 5


def test_something_small_instead_of_zero_is_a_failure() -> None:
    derivation = derive(EXAMPLES["variance"].model)
    last = len(derivation["dmean"].lines) - 1
    almost = Add(derivation["dmean"].value, Integer(10) ** -30)
    row = check(planted(derivation, "dmean", last, almost), ["dmean"]).by_line["dmean", last]
    assert not row.ok
    assert not row.proved


@pytest.mark.parametrize("power", [-45, -20, -1])
def test_an_error_in_any_of_the_50_digits_shows(power: int) -> None:
    derivation = derivation_of("bce")
    last = len(derivation["dW1"].lines) - 1
    almost = chain((1 + Integer(10) ** power, derivation["dW1"].value))
    row = check(planted(derivation, "dW1", last, almost), ["dW1"]).by_line["dW1", last]
    assert not row.ok
    assert row.difference == pytest.approx(10.0**power / (1 + 10.0**power), rel=1e-6)


def test_a_place_that_does_not_exist_is_a_failure_not_a_crash() -> None:
    derivation = derivation_of("bce")
    last = len(derivation["db1"].lines) - 1
    outside = derivation.model.by_name["b1"].at(Integer(9))
    row = check(planted(derivation, "db1", last, outside), ["db1"]).by_line["db1", last]
    assert not row.ok
    assert row.difference == float("inf")


def test_only_what_is_asked_for_is_checked() -> None:
    report = derivation_of("bce").check(["delta2", "sigmoid'"])
    assert {row.target for row in report.rows} == {"delta2", "sigmoid'"}
    # delta at three points; sigmoid at three numbers, at 0, near to it, on both sides of it, and far out
    assert all(row.points == (12 if row.target == "sigmoid'" else 3) for row in report.rows)
    with pytest.raises(UnknownTargetError, match="target 'delta9'; known: z1, a1, "):
        derivation_of("bce").check(["delta9"])


def test_other_random_numbers_agree_too() -> None:
    assert check(derivation_of("tanh"), ["delta2", "dW1"], seed=12).ok
    assert (
        check(derivation_of("tanh"), ["delta2"], seed=1).rows == check(derivation_of("tanh"), ["delta2"], seed=1).rows
    )


def test_the_report() -> None:
    good = LineCheck("dW1", 0, "chain rule", 1e-60, 2, proved=True)
    bad = LineCheck("dW1", 1, "sum rule", 0.5, 2, proved=False)
    assert CheckReport((good,)).ok
    assert CheckReport((good,)).require().rows == (good,)
    report = CheckReport((good, bad))
    assert not report.ok
    assert report.failures == (bad,)
    assert report.by_line["dW1", 1] is bad
    with pytest.raises(RuleError, match=r"line 2 of dW1 is wrong: the rule 'sum rule' changed the value .*5\.0e-01"):
        report.require()
    with pytest.raises(FrozenInstanceError):
        report.rows = ()  # type: ignore[misc]


@pytest.mark.parametrize("depth", [1, 2])
def test_what_is_proved_is_said_line_by_line(depth: int) -> None:
    report = derive(Network((1,) * (depth + 1))).check()
    first = [row for row in report.rows if row.rule == "chain rule" and row.line == 0]
    cost = report.by_line[f"da{depth}", 0]
    assert cost.rule == "definition"
    assert not cost.proved
    # of the last layer's activation only the cost makes use: there the definition of the cost stands first
    assert len(first) == 4 * depth - 1
    assert not any(row.proved for row in first)
    assert all(row.proved for row in report.rows if row not in (*first, cost) and not row.given)
