"""The last layer: which derivatives cancel against which loss, in every convention; the full Jacobian of softmax."""

import itertools
from collections.abc import Callable
from functools import cache

import pytest
from sympy import Expr, IndexedBase, KroneckerDelta, S, Symbol

from derivations import Convention, Loss, Network, derive
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.expressions import rewrite
from derivations.engine.indices import index
from derivations.errors import SpecificationError
from derivations.models.functions import loss_of
from derivations.network import ACTIVATIONS, LOSSES
from tests.numeric.oracle import LAST
from tests.oracles import line_of, planted

CONVENTIONS = list(itertools.product((True, False), ("sum", "mean"), ("sum", "mean")))
FRONT = {("sum", "sum"): "", ("sum", "mean"): "1/m", ("mean", "sum"): "1/n_1", ("mean", "mean"): "1/(m*n_1)"}
ERROR = "a1[j, s] - y[j, s]"


@cache
def of(loss: str, last: str = "", half: bool = True, outputs: str = "sum", samples: str = "mean") -> Derivation:
    network = Network((2, 2), last or LAST.get(loss, "sigmoid"), loss)
    return derive(network, Convention(half=half, outputs=outputs, samples=samples))


def written(*factors: str) -> str:
    kept = [factor for factor in factors if factor]
    return f"Chain({', '.join(kept)})" if len(kept) > 1 else kept[0]


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
@pytest.mark.parametrize("loss", ["bce", "cross_entropy", "bce_logits"])
def test_the_derivative_cancels_in_every_convention(loss: str, half: bool, outputs: str, samples: str) -> None:
    derivation = of(loss, "", half, outputs, samples)
    error = "sigmoid(a1[j, s]) - y[j, s]" if loss == "bce_logits" else ERROR
    assert str(derivation["delta1"].value) == written(FRONT[outputs, samples], error)
    where = "da1" if loss == "bce_logits" else "delta1"
    assert "cancellation" in [line.rule for line in derivation[where].lines]
    if outputs == samples and half == (outputs == "sum"):
        # the factors in front are numbers to the rules: all of them or none
        assert derivation.check(["C", "da1", "delta1"]).ok


def test_what_is_above_and_below_the_bar_stands_there_until_it_cancels() -> None:
    before, after = of("bce_logits")["da1"].lines[-2:]
    assert (before.rule, after.rule) == ("common denominator", "cancellation")
    sigmoid = "sigmoid(a1[j, s])"
    assert str(before.expression) == (
        f"Chain(1/m, (1 - {sigmoid})*{sigmoid}, ({sigmoid} - y[j, s])/((1 - {sigmoid})*{sigmoid}))"
    )


@pytest.mark.parametrize("last", [name for name in ACTIVATIONS if name not in {"identity", "softmax", "step"}])
@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_nothing_cancels_for_the_other_losses(loss: str, last: str) -> None:
    derivation = of(loss, last)
    assert "cancellation" not in [line.rule for line in derivation["delta1"].lines]
    plain = str(of(loss, "identity")["delta1"].value)
    assert str(derivation["delta1"].value).startswith(plain.rstrip(")"))
    assert str(derivation["delta1"].value) != plain


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("loss", LOSSES)
def test_half_stands_in_front_of_the_squared_error_alone(loss: str, half: bool) -> None:
    same = of(loss, half=half)["C"].lines == of(loss, half=not half)["C"].lines
    assert same == (loss != "mse")


@pytest.mark.parametrize(
    ("loss", "value"),
    [
        ("mae", "Chain(1/m, absolute'(a1[j, s] - y[j, s]))"),
        ("huber", "Chain(1/m, huber'(a1[j, s] - y[j, s]))"),
        ("cross_entropy", "Chain(-1/m, y[j, s], 1/a1[j, s])"),
    ],
)
def test_the_derivative_of_a_loss(loss: str, value: str) -> None:
    assert str(of(loss)["da1"].value) == value


def test_lemmas_of_losses() -> None:
    assert str(of("mae")["absolute'"].value) == "Piecewise((1, z > 0), (-1, z < 0), (0, True))"
    assert str(of("huber")["huber'"].value) == "Piecewise((u, Abs(u) <= 1), (sign(u), True))"


def test_the_steps_of_the_cross_entropy() -> None:
    lines = of("cross_entropy")["delta1"].lines
    assert [line.rule for line in lines] == [
        "chain rule",
        "definition",
        "quotient rule",
        "sum rule",
        "chain rule",
        "Kronecker delta",
        "contraction above a sum",
        "division term by term",
        "named value",
        "common factor",
        "citation",
        "cancellation",
        "contraction",
        "arithmetic",
        "common factor",
        "shares of a whole",
    ]
    # the Jacobian da_k/dz_j = a_k ([j = k] - a_j), whole
    assert str(lines[9].expression) == (
        "Sum(Chain(da1[k, s'], a1[k, s'], KroneckerDelta(s, s'), KroneckerDelta(j, k) - a1[j, s']), "
        "(k, 1, n_1), (s', 1, m))"
    )
    assert str(lines[-2].expression) == "Chain(1/m, Chain(a1[j, s], Sum(y[k, s], (k, 1, n_1))) - y[j, s])"
    assert str(lines[-1].expression) == "Chain(1/m, a1[j, s] - y[j, s])"


def test_that_targets_are_shares_is_an_equation_of_the_model() -> None:
    derivation = of("cross_entropy")
    assert [variable.name for variable in derivation.model.inputs] == ["a0", "W1", "b1", "t"]
    # they are data: nothing asks for their gradient
    assert "dy" not in derivation.by_target
    assert str(derivation["y"].value) == "t[j, s]/Sum(t[k, s], (k, 1, n_1))"
    assert "shares of a whole" not in [line.rule for r in of("bce").results for line in r.lines]


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_a_softmax_in_front_of_another_loss(loss: str) -> None:
    derivation = of(loss, "softmax")
    inner = "Sum(Chain(da1[k, s], a1[k, s]), (k, 1, n_1))"
    assert str(derivation["delta1"].value) == f"Chain(a1[j, s], da1[j, s] - {inner})"
    assert derivation.check().ok


@pytest.mark.parametrize("after", ["identity", "softmax"])
def test_a_softmax_in_a_hidden_layer(after: str) -> None:
    derivation = derive(Network((2, 3, 2, 2), ("softmax", after, "softmax"), "cross_entropy"))
    inner = "Sum(Chain(da1[k, s], a1[k, s]), (k, 1, n_1))"
    assert str(derivation["delta1"].value) == f"Chain(a1[j, s], da1[j, s] - {inner})"
    report = derivation.check(["a1", "da1", "delta1", "dW1", "db1"])
    assert report.ok, report.failures


def diagonal_only(expression: Expr) -> Expr:
    """Forget that units see each other."""
    a1, other, here = IndexedBase("a1"), index("s'"), KroneckerDelta(index("j"), index("k"))
    return expression.xreplace({here - a1[index("j"), other]: here * (1 - a1[index("j"), other])})


def everywhere(expression: Expr) -> Expr:
    return rewrite(expression, lambda node: S.One if isinstance(node, KroneckerDelta) else node)


@pytest.mark.parametrize(
    ("rule", "nth", "wrong"),
    [
        # for two units the diagonal is off already
        ("common factor", 0, diagonal_only),
        ("common factor", 0, everywhere),
        ("cancellation", 0, everywhere),
        ("shares of a whole", 0, lambda line: line + Symbol("m", integer=True, positive=True)),
        ("common factor", 1, lambda line: -line),
    ],
)
def test_a_planted_error_is_found_in_its_line(rule: str, nth: int, wrong: Callable[[Expr], Expr]) -> None:
    derivation = of("cross_entropy")
    line = line_of(derivation, "delta1", rule, nth)
    changed = planted(derivation, "delta1", line, wrong(derivation["delta1"].lines[line].expression))
    failures = check(changed, ["delta1"]).failures
    assert [(row.line, row.rule) for row in failures] == [(line, rule)]


@pytest.mark.parametrize(
    ("text", "delta"),
    [
        ("-y*log(a)", "Chain(1/m, Chain(a1[j, s], {total}) - y[j, s])"),
        ("2*y*log(a)", "Chain(2/m, Chain(-1, a1[j, s], {total}) + y[j, s])"),
    ],
)
def test_a_cross_entropy_that_was_typed_cancels_too_but_for_the_sum_of_its_targets(text: str, delta: str) -> None:
    derivation = derive(Network((2, 2), "softmax", Loss.parse(text)))
    assert str(derivation["delta1"].value) == delta.format(total="Sum(y[k, s], (k, 1, n_1))")
    assert check(derivation, ["delta1"]).ok


def test_without_shares_the_sum_of_the_targets_would_stay() -> None:
    """The rule is not applied to a sum of anything else: here of what is given, not of its shares."""
    derivation = of("cross_entropy")
    lines = derivation["delta1"].lines
    line = line_of(derivation, "delta1", "common factor", 1)
    t, y = IndexedBase("t"), IndexedBase("y")
    k, s = index("k"), index("s")
    other = lines[line].expression.xreplace({y[k, s]: t[k, s]})
    assert other != lines[line].expression
    failures = check(planted(derivation, "delta1", line, other), ["delta1"]).failures
    assert [row.line for row in failures] == [line]


@pytest.mark.parametrize(
    ("loss", "last"), [*(("mse", last) for last in ACTIVATIONS), *((loss, LAST.get(loss, "relu")) for loss in LOSSES)]
)
def test_every_line_of_every_last_layer_checks(loss: str, last: str) -> None:
    report = of(loss, last, True, "mean", "mean").check(["C", "da1", "delta1"])
    assert report.ok, report.failures


def test_an_unknown_loss_is_refused() -> None:
    with pytest.raises(SpecificationError, match="loss 'l1'; known: mse, mae"):
        loss_of("l1")


@pytest.mark.parametrize("text", ["abs(min(a, y)^3)", "|(a if y > 0 else 1/2)^2|"])
def test_the_absolute_value_of_a_power_of_cases_is_derived(text: str) -> None:
    assert derive(Network((1, 1), "identity", Loss.parse(text))).check().ok
