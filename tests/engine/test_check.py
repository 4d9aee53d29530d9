"""The check itself: what it evaluates at, what it reports, and that it does not cry wolf where a gradient is 0."""

import itertools
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from sympy import (
    Add,
    Eq,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    sqrt,
    symbols,
)

from derivations import Activation, Loss, Network, derive, notes
from derivations.engine.check import CheckReport, LineCheck, check, new_seed
from derivations.engine.comparison import Finding, findings
from derivations.engine.derivation import Line, Result, Results
from derivations.engine.expressions import Chain, chain
from derivations.engine.model import Equation, Model
from derivations.engine.proof import Prover
from derivations.engine.reverse import differentiate
from derivations.engine.sizes import smallest_size
from derivations.engine.variables import Variable
from derivations.errors import RuleError, UnknownTargetError
from derivations.models import names
from derivations.models.mlp import mlp
from tests.engine.planted import border_moved, derivation_of
from tests.oracles import EXAMPLES, J, K, S, planted

SIZES = symbols("n_0 m n_1 n_2", integer=True, positive=True)
M, N = SIZES[1], SIZES[3]


@pytest.mark.parametrize(("right", "wrong"), list(itertools.permutations(SIZES, 2)))
def test_every_size_is_told_from_every_other(right: Symbol, wrong: Symbol) -> None:
    result = derivation_of("bce")["delta2"]
    lines = tuple(Line(chain((1 / size, result.value)), "arithmetic") for size in (right, right, wrong))
    derivation = Results(derivation_of("bce").model, (replace(result, lines=lines),))
    rows = check(derivation).rows
    assert rows[1].agrees
    assert not rows[2].agrees
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


def test_a_position_that_does_not_exist_is_a_failure_not_a_crash() -> None:
    derivation = derivation_of("bce")
    last = len(derivation["db1"].lines) - 1
    outside = derivation.model.by_name["b1"].at(Integer(9))
    row = check(planted(derivation, "db1", last, outside), ["db1"]).by_line["db1", last]
    assert not row.ok
    assert row.difference == float("inf")


def test_only_what_is_asked_for_is_checked() -> None:
    report = derivation_of("bce").check(["delta2", "sigmoid'"])
    assert {row.target for row in report.rows} == {"delta2", "sigmoid'"}
    # delta at three points, and at two with special values;
    # sigmoid at three numbers, at 0, near to it, on both sides of it, and far out
    assert all(row.points == (12 if row.target == "sigmoid'" else 5) for row in report.rows)
    with pytest.raises(UnknownTargetError, match="target 'delta9'; known: z1, a1, "):
        derivation_of("bce").check(["delta9"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_random_numbers_agree_too(seed: int) -> None:
    assert check(derive(Network((2, 2, 1), "tanh", "mse")), seed=seed).ok


@pytest.mark.parametrize("text", ["-y*log(a)-(1-y)*log(1-a)", "y*sqrt(1-a)"])
def test_after_softmax_a_loss_has_no_value_beside_one_unit(text: str) -> None:
    """Softmax of one unit is 1, where log(1 - a) has no value, and that of a rounding error is none."""
    derivation = derive(Network((2, 3, 2), ("tanh", "softmax"), Loss.parse(text)))
    assert smallest_size(derivation.model) == 2
    assert all(check(derivation, seed=seed).ok for seed in range(6))
    # what is right for sizes of 2 and 3 is no more right than elsewhere
    for target, line in (("da2", -1), ("delta2", -1), ("dW1", -1), ("db2", -1)):
        number, right = len(derivation[target].lines) + line, derivation[target].lines[line].expression
        for wrong in (-right, 2 * right, right * (1 + (N - 2) * (N - 3)), right * M / (M**2 - 4 * M + 6)):
            rows = check(planted(derivation, target, number, wrong), [target], seed=3).by_line
            assert not rows[target, number].agrees


@pytest.mark.parametrize(("text", "seeds"), [("log(z - 1)", range(5, 11)), ("asin(z - 5)", range(8, 14))])
def test_a_formula_that_is_defined_far_from_0_only_is_checked_there(text: str, seeds: range) -> None:
    """Where no point with real values is found the others are complex, and so may be a sum of real numbers."""
    derivation = derive(Network((2, 2, 1), Activation.parse(text), "mse"))
    assert all(check(derivation, seed=seed).ok for seed in seeds)


@pytest.mark.parametrize(
    "text",
    [
        # at y = 0 nothing moves, but the chain rule asks for a derivative that is infinite
        *("1-sqrt(a*y)", "sqrt(a*(1-a)*y)", "(a*y)^0.75", "acos(1-a*y)", "asin(1-a*y/100)", "acosh(1+a*y)"),
        # at y < 0 a logarithm is complex
        "2a - max(a, pi) + (e if y > 0.10 else y)**sign(a)",
    ],
)
def test_a_line_need_have_no_value_where_its_rule_asks_for_what_does_not_hold(text: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    assert all(check(derivation, ["da1"], seed=seed).ok for seed in range(4))


@pytest.mark.parametrize("text", ["sqrt(a*y)", "a*sqrt(y)"])
def test_beside_a_root_a_line_is_held_at_0_against_every_line_that_has_a_value_there(text: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    last = len(derivation["da1"].lines) - 1
    (y,) = (each for each in derivation["da1"].value.atoms(Indexed) if each.base.label.name == "y")
    wrong = derivation["da1"].value + Piecewise((1, Eq(y, 0)), (0, True))
    changed = planted(derivation, "da1", last, wrong)
    seen = [not check(changed, ["da1"], seed=seed).by_line["da1", last].agrees for seed in range(6)]
    # the derivative of the root itself is infinite there
    assert any(seen) == (text == "a*sqrt(y)")


@pytest.mark.parametrize("text", ["sigmoid(1e17z)", "sigmoid(1e30z)", "softplus(1e30z)", "silu(1e25z)"])
def test_a_formula_that_is_steep_beyond_all_measure_is_checked(text: str) -> None:
    assert derive(Network((1, 1), Activation.parse(text), "mse")).check().ok


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max(z,0)+min(z,0)", "f'(0) is 0 by convention, where both sides have the derivative 1"),
        ("relu(z)-relu(-z)", "f'(0) is 0 by convention, where both sides have the derivative 1"),
        ("sign(z)*|z|", "f'(0) is 0 by convention, where both sides have the derivative 1"),
        ("sign(z)^2*z", "f'(0) is 0 by convention, where both sides have the derivative 1"),
        ("sign(z)*log(1+abs(z))", "f'(0) is 0 by convention, where both sides have the derivative 1"),
        ("max(z-0.3,0)+min(z-0.3,0)+z", "f'(0.3) is 1 by convention, where both sides have the derivative 2"),
        ("relu(z)", ""),
        ("sign(z)*z^2", ""),
        # their derivative is 0 at 0, and their quotients tend to it slowly
        ("sign(z)*abs(z)^1.1", ""),
        ("sign(z)*abs(z)^1.4", ""),
        ("z*abs(z)^0.25", ""),
        ("relu(z)^1.2-relu(-z)^1.2", ""),
        ("max(z^2,-z^2)", ""),
        ("z if z > 0 else 0.01z", ""),
    ],
)
def test_a_derivative_that_is_a_choice_although_there_is_one_is_said(text: str, said: str) -> None:
    report = derive(Network((1, 1), Activation.parse(text, name="f"), "mse")).check()
    assert report.ok
    assert [row.convention for row in report if row.convention] == [said] * bool(said)
    assert report.summary.endswith(f"all right, but {said}" if said else "all right")
    assert said in report._repr_markdown_()


def test_the_same_seed_finds_the_same() -> None:
    one, other = (check(derive(Network((2, 2, 1), "tanh", "mse")), ["delta2"], seed=1) for _ in range(2))
    assert one == other
    assert one != check(derivation_of("tanh"), ["delta2"], seed=2)


def test_without_a_seed_a_new_one_is_drawn_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    seeds = {new_seed() for _ in range(5)}
    assert len(seeds) > 1
    monkeypatch.setattr("derivations.engine.check.new_seed", lambda: 271)
    report = derive(Network((1, 1))).check(["db1"])
    assert report.seed == 271
    with pytest.raises(RuleError, match=r"there are no lines; repeat it with check\(seed=5\)"):
        CheckReport((), seed=5).require()


def test_what_was_found_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = derive(Network((1, 1)))
    first = derivation.check()
    monkeypatch.setattr("derivations.engine.check.findings", lambda *_: pytest.fail("checked again"))
    assert derivation.check() is first
    assert derivation.check(["db1"]).rows == tuple(row for row in first.rows if row.target == "db1")
    assert check(derivation) is first
    notes.to_latex(derivation)
    notes.to_markdown(derivation)


def test_a_model_is_handed_out_with_its_check(monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = derive(EXAMPLES["product of sum"].model)
    monkeypatch.setattr("derivations.engine.check.findings", lambda *_: pytest.fail("checked again"))
    assert derivation.check().ok


def test_equal_layers_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(result: Result, *others: Any) -> tuple[Finding, ...]:
        asked.append(result.target)
        return findings(result, *others)

    monkeypatch.setattr("derivations.engine.check.findings", noted)
    assert derive(Network((2,) * 7)).check().ok
    assert sorted(name for name in asked if name.startswith("delta")) == ["delta1", "delta5", "delta6"]


@pytest.mark.parametrize("layer", [2, 3, 4])
@pytest.mark.parametrize(
    "wrong",
    [
        lambda value, layer: chain((Integer(2), value)),
        lambda value, layer: value.xreplace({IndexedBase(f"a{layer}"): IndexedBase(f"a{layer - 1}")}),
        lambda value, layer: value.xreplace({IndexedBase(f"delta{layer + 1}"): IndexedBase("delta6")}),
        lambda value, layer: value.xreplace({names.units(layer + 1): names.units(1)}) / names.units(layer),
    ],
)
def test_a_wrong_line_in_one_of_many_equal_layers_is_found(layer: int, wrong: Any) -> None:
    derivation = derive(Network((2,) * 7))
    assert derivation.check().ok
    target = f"delta{layer}"
    last = len(derivation[target].lines) - 1
    report = check(planted(derivation, target, last, wrong(derivation[target].value, layer)))
    assert [(row.target, row.line) for row in report.failures] == [(target, last)]
    assert not report.failures[0].agrees


def test_gradients_that_are_not_the_derivative_of_the_cost_do_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line agrees with the one before it, but an equation that uses a weight is forgotten by all."""
    model = mlp(Network((2, 2, 1), l2=0.1))
    users = dict(model.users)
    assert len(users["W1"]) == 2
    users["W1"] = users["W1"][:1]
    monkeypatch.setitem(model.__dict__, "users", users)
    report = check(differentiate(model))
    assert not report.failures
    assert report.whole is not None
    assert report.whole > 1e-3
    assert not report.ok
    with pytest.raises(RuleError, match="all gradients together are not the derivative of the cost"):
        report.require()


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


def test_what_holds_only_for_the_sizes_of_the_proof_is_a_failure() -> None:
    # with 2 units in every layer a sum over them is its first two terms, and that is what a proof looks at
    derivation = derivation_of("bce")
    value = derivation["da1"].value
    (total,) = value.atoms(Sum)
    (index, _, _) = total.limits[0]
    two = Add(*(total.function.xreplace({index: Integer(at)}) for at in (1, 2)))
    assert Prover(derivation).prove(value, value.xreplace({total: two}), [{J: 1, S: 1}])
    last = len(derivation["da1"].lines) - 1
    row = check(planted(derivation, "da1", last, value.xreplace({total: two})), ["da1"]).by_line["da1", last]
    assert not row.agrees
    assert not row.proved


def test_a_sentence_says_what_is_wrong_with_the_value_and_with_the_step() -> None:
    derivation = derivation_of("bce")
    wrong = planted(derivation, "dW1", 1, 2 * derivation["dW1"].lines[1].expression)
    sentence = check(wrong, ["dW1"]).by_line["dW1", 1].sentence
    assert sentence.startswith("line 2 of dW1 is not what the rule 'definition' gives; line 2 of dW1 is wrong")
    assert sentence.endswith("changed the value (relative difference 5.0e-01)")


def test_a_sentence_says_where_there_is_no_value() -> None:
    derivation = derivation_of("bce")
    last = len(derivation["da1"].lines) - 1
    row = check(planted(derivation, "da1", last, derivation["da1"].value.xreplace({J: K, K: J}))).by_line["da1", last]
    assert "leads to what has no value: an index outside of its array" in row.sentence
    assert not row.ok
    unread = check(planted(derivation, "da1", last, "no expression")).by_line["da1", last]
    assert unread.sentence == f"line {last + 1} of da1 is no expression"


@pytest.mark.parametrize(
    ("target", "name", "wrong"),
    [
        ("delta2", "y", lambda y: Min(y, 3)),
        ("delta2", "y", lambda y: Max(y, Rational(-21, 10))),
        ("dW1", "a0", lambda a: Min(a, 2)),
        ("dW1", "delta1", lambda delta: Max(delta, -2)),
        ("delta2", "y", lambda y: y + Piecewise((1, Eq(y, 0)), (0, True))),
        ("delta2", "y", lambda y: y + Piecewise((1, Eq(y, 1)), (0, True))),
        ("delta2", "y", lambda y: Chain(y, y, 1 / y)),
        ("delta2", "y", lambda y: Chain(y, 1 - y, 1 / (1 - y))),
    ],
)
def test_special_values_are_looked_at_too(target: str, name: str, wrong: Callable[[Expr], Expr]) -> None:
    # by the values alone, whatever the rules say; which entries are special depends on the seed
    derivation = derivation_of("bce")
    last, value = len(derivation[target].lines) - 1, derivation[target].value
    entries = [each for each in value.atoms(Indexed) if each.base.label.name == name]
    changed = planted(derivation, target, last, value.xreplace({each: wrong(each) for each in entries}))
    assert not all(check(changed, [target], seed=seed).by_line[target, last].agrees for seed in range(30))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x, value: value + Piecewise((1, Eq(x, 0)), (0, True)),
        lambda x, value: value + Piecewise((1, Eq(x, 4)), (0, True)),
        lambda x, value: Chain(x, value, 1 / x),
    ],
)
def test_special_values_are_looked_at_where_lines_are_complex_too(wrong: Callable[[Expr, Expr], Expr]) -> None:
    x, out = Variable("x"), Variable("out")
    derivation = derive(Model("nowhere real", (x,), (Equation(out, sqrt(-1 - x.at() ** 2)),)))
    last = len(derivation["dx"].lines) - 1
    changed = planted(derivation, "dx", last, wrong(x.at(), derivation["dx"].value))
    seeds = range(30)
    assert not all(check(changed, ["dx"], seed=seed).by_line["dx", last].agrees for seed in seeds)
    assert all(check(derivation, ["dx"], seed=seed).ok for seed in seeds)


@pytest.mark.parametrize("by", [Rational(1, 10), Rational(-1, 100), Rational(1, 10**6), Rational(-1, 10**8)])
@pytest.mark.parametrize("name", ["hinge", "by condition"])
def test_a_border_of_entries_that_is_a_little_off_is_seen_by_the_values_alone(name: str, by: Expr) -> None:
    derivation = derivation_of(name)
    last = len(derivation["da1"].lines) - 1
    changed = planted(derivation, "da1", last, border_moved(by)(derivation["da1"].value))
    for seed in range(3):
        assert not check(changed, ["da1"], seed=seed).by_line["da1", last].agrees
        assert check(derivation, ["da1"], seed=seed).ok


def test_a_cost_that_turns_within_the_step_of_its_quotient_is_looked_at_elsewhere() -> None:
    derivation = derive(Network((1, 1), Activation.parse("-cos(exp(z**4))"), "mse"))
    assert derivation.check(seed=3).ok


def test_a_row_shows_the_number_of_its_line_as_its_sentence_does() -> None:
    row = LineCheck("dW1", 1, "sum rule", 0.5, 2, proved=False)
    assert repr(row) == "<LineCheck line 2 of dW1 by 'sum rule': wrong>"
    assert row.cells["line"] == 2
