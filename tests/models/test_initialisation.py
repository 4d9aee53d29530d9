"""The variance argument: exact on small distributions, wrong where an assumption is broken, met by real layers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from sympy import Expr, Integer, KroneckerDelta, Rational, Symbol, sqrt, symbols

from derivations import Network, backward, derive, forward, initialise
from derivations.engine.derivation import Line, Result
from derivations.engine.expressions import product
from derivations.errors import RuleError, SpecificationError, UnknownTargetError
from derivations.models.initialisation import SCHEMES, Argument, Scheme, Variance, theorem, variance_argument
from derivations.models.initialisation.argument import ACTIVATIONS
from derivations.models.initialisation.exact import Block, Exact, Outcomes, combine, equally_likely, two_valued
from derivations.models.initialisation.rules import RULES
from derivations.rendering.latex import latex

N1, N2 = symbols("n_1 n_2", integer=True, positive=True)
# n_1 and n_2 differ, so that one cannot stand for the other unnoticed; only what layer 2, unit 1 touches is drawn.
SIZES = {"n_1": 2, "n_2": 3, "m": 1}
AT = {"j": 1, "s": 1}
EXPECTED = ("z", "delta", "a^2", "derivative^2")

# Each unit takes the values 1, 2, 3 and their negatives; the units are far from independent of each other.
PAIRS = [(1, 2), (2, 1), (3, 3), (-1, -2), (-2, -1), (-3, -3)]
TRIPLES = [(1, 2, 4), (2, 4, 1), (4, 1, 2), (-1, -2, -4), (-2, -4, -1), (-4, -1, -2)]


def weights(positions: list[tuple[int, int]], variance: Fraction = Fraction(2)) -> list[Block]:
    return [two_valued("W2", position, variance) for position in positions]


ROW, COLUMN = [(1, 1), (1, 2)], [(1, 1), (2, 1), (3, 1)]


def z_block(values: Sequence[Sequence[int]] = PAIRS) -> Block:
    return equally_likely("z1", [(1, 1), (2, 1)], values)


def with_a(block: Block, activation: str) -> Block:
    """Add a = f(z) beside each z."""

    def f(z: Fraction) -> Fraction:
        return z if activation == "identity" else max(z, Fraction(0))

    return tuple((p, {**part, **{("a1", at): f(z) for (_, at), z in part.items()}}) for p, part in block)


BIAS: Block = ((Fraction(1), {("b2", (1,)): Fraction(0)}),)


def forward_outcomes(activation: str, variance: Fraction = Fraction(2)) -> Outcomes:
    return combine(*weights(ROW, variance), with_a(z_block(), activation), BIAS)


def backward_outcomes(variance: Fraction = Fraction(2)) -> Outcomes:
    deltas = equally_likely("delta2", [(1, 1), (2, 1), (3, 1)], TRIPLES)
    return combine(*weights(COLUMN, variance), deltas, z_block())


@cache
def exact(activation: str, target: str) -> Exact:
    derivation = derive(Network((1, 1, 1), (activation, "identity"), "mse"))
    computed = {
        name: (derivation[name].variable.indices, derivation[name].value)  # type: ignore[union-attr]
        for name in ("z2", "delta1")
    }
    found = backward_outcomes() if target in ("delta", "derivative^2") else forward_outcomes(activation)
    return Exact(SIZES, found, computed, AT)


def first_failure(result: Result, by: Exact) -> str | None:
    """Give the rule of the first line that is not exactly the line before it; None if all are."""
    values = [_value(each, by) for each in (result.left, *(line.expression for line in result.lines))]
    wrong = (line.rule for line, (before, after) in zip(result.lines, pairwise(values), strict=True) if before != after)
    return next(wrong, None)


def _value(expression: Expr, by: Exact) -> Fraction | None:
    """Give the value of a line; None of one that asks for an entry that is not there."""
    try:
        return by.value(expression)
    except KeyError:
        return None


def targets_of(activation: str) -> list[str]:
    argument = variance_argument(activation)
    return [target for target in EXPECTED if target in argument.by_target]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_line_is_exact(activation: str) -> None:
    for target in targets_of(activation):
        assert first_failure(variance_argument(activation)[target], exact(activation, target)) is None, target


def planted(expression: Expr) -> list[Expr]:
    """Make wrong versions of a line: doubled, the other size, a Kronecker delta dropped, its sign."""
    found = [2 * expression, -expression, expression.xreplace({N1: N2, N2: N1})]
    found += [expression.xreplace({delta: Integer(1)}) for delta in expression.atoms(KroneckerDelta)]
    return [each for each in found if each != expression]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_planted_wrong_line_fails(activation: str) -> None:
    for target in targets_of(activation):
        result, by = variance_argument(activation)[target], exact(activation, target)
        for at, line in enumerate(result.lines):
            for wrong in planted(line.expression):
                lines = (*result.lines[:at], Line(wrong, line.rule), *result.lines[at + 1 :])
                assert first_failure(Result(target, result.kind, result.left, lines), by) == line.rule, wrong


def _shifted(block: Block, by: int) -> Block:
    return tuple((p, {at: value + by for at, value in part.items()}) for p, part in block)


A_RELU = with_a(z_block(), "relu")
# weights that know the input: their mean is 0, but not their mean given a
KNOWING: Block = tuple(
    (p, {**part, ("W2", (1, 1)): Fraction(part["z1", (1, 1)]), ("W2", (1, 2)): Fraction(part["z1", (2, 1)])})
    for p, part in with_a(z_block([(1, 2), (2, 1), (-1, -2), (-2, -1)]), "relu")
)
CORRELATED = equally_likely("W2", ROW, [(1, 1), (-1, -1)])
UNEQUAL = with_a(z_block([(1, 5), (-1, -5)]), "relu")
LOPSIDED = with_a(z_block([(2, -1), (-1, 2), (-1, -1)]), "relu")

BROKEN: list[tuple[str, str, Outcomes]] = [
    ("z", "no bias", combine(*weights(ROW), A_RELU, equally_likely("b2", [(1,)], [(1,), (-1,)]))),
    ("z", "independence", combine(KNOWING, BIAS)),
    ("z", "zero mean", combine(*(_shifted(block, 1) for block in weights(ROW)), A_RELU, BIAS)),
    ("z", "uncorrelated", combine(CORRELATED, A_RELU, BIAS)),
    ("z", "identically distributed", combine(*weights(ROW), UNEQUAL, BIAS)),
    ("a^2", "symmetry", combine(LOPSIDED)),
    ("z", "citation", combine(*weights(ROW), LOPSIDED, BIAS)),
]


@pytest.mark.parametrize(("target", "rule", "outcomes"), BROKEN, ids=[case[1] for case in BROKEN])
def test_where_an_assumption_is_broken_the_line_that_needs_it_fails(target: str, rule: str, outcomes: Outcomes) -> None:
    assert first_failure(variance_argument("relu")[target], exact("relu", target)) is None
    by = Exact(SIZES, outcomes, exact("relu", target).computed, AT)
    assert first_failure(variance_argument("relu")[target], by) == rule


@pytest.mark.parametrize(("activation", "wanted"), [("identity", 1 / N1), ("relu", 2 / N1)])
def test_with_the_derived_variance_the_signal_keeps_its_own(activation: str, wanted: Expr) -> None:
    found = variance_argument(activation)["forward"].value
    assert found == wanted
    variance = Fraction(*map(int, found.xreplace({N1: Integer(2)}).as_numer_denom()))
    by = Exact(SIZES, forward_outcomes(activation, variance), exact(activation, "z").computed, AT)
    z2 = variance_argument(activation)["z"].left
    assert by.value(z2) == by.value(Variance(Symbol("z1")))
    assert first_failure(variance_argument(activation)["forward"], by) is None
    other = Exact(SIZES, forward_outcomes(activation, 2 * variance), by.computed, AT)
    assert other.value(z2) == 2 * by.value(z2)
    assert first_failure(variance_argument(activation)["forward"], other) == "the gain is 1"


@pytest.mark.parametrize(("activation", "wanted"), [("identity", 1 / N2), ("relu", 2 / N2)])
def test_with_the_derived_variance_the_error_keeps_its_own(activation: str, wanted: Expr) -> None:
    found = variance_argument(activation)["backward"].value
    assert found == wanted
    variance = Fraction(*map(int, found.xreplace({N2: Integer(3)}).as_numer_denom()))
    by = Exact(SIZES, backward_outcomes(variance), exact(activation, "delta").computed, AT)
    delta1 = variance_argument(activation)["delta"].left
    # z takes each of its values with its negative: the derivative of ReLU is 1 half of the time
    assert by.value(delta1) == by.value(Variance(Symbol("delta2")))
    assert first_failure(variance_argument(activation)["backward"], by) is None


def test_the_compromise_of_glorot_and_bengio() -> None:
    argument = variance_argument("identity")
    both = argument["both"].value
    assert both == 2 / (N1 + N2)
    gains = [product(argument[target].value) for target in ("z", "delta")]
    units = {Variance(Symbol("z1")): 1, Variance(Symbol("delta2")): 1, Variance(Symbol("W2")): both}
    assert (sum(gain.subs(units) for gain in gains) / 2).simplify() == 1
    # both are met where the layers are equally wide, and only there
    assert [gain.subs(units).subs(N2, N1).simplify() for gain in gains] == [1, 1]
    assert gains[0].subs(units).subs({N1: 2, N2: 3}) != 1


def test_the_bounds_of_the_uniform_ones() -> None:
    argument = variance_argument("identity")
    x, r = Symbol("x", real=True), Symbol("r", positive=True)
    assert argument["uniform"].left == Variance(x)
    assert argument["uniform"].value == r**2 / 3
    assert argument["uniform"].lines[0].expression.doit() == r**2 / 3
    for target in ("forward", "backward", "both"):
        bound = argument[f"bound {target}"].value
        assert (bound**2 / 3 - argument[target].value).simplify() == 0
    assert SCHEMES["xavier"].bound == sqrt(6) / sqrt(N1 + N2)
    assert SCHEMES["he_uniform"].bound == sqrt(6) / sqrt(N1)
    assert SCHEMES["lecun_uniform"].bound == sqrt(3) / sqrt(N1)
    assert SCHEMES["he"].bound is None


def test_the_known_variances() -> None:
    assert {name: scheme.variance for name, scheme in SCHEMES.items()} == {
        "lecun": 1 / N1,
        "lecun_uniform": 1 / N1,
        "xavier": 2 / (N1 + N2),
        "xavier_normal": 2 / (N1 + N2),
        "he": 2 / N1,
        "he_uniform": 2 / N1,
    }


def test_half_of_the_square_passes_a_relu() -> None:
    argument = variance_argument("relu")
    assert product(argument["a^2"].value) == Variance(Symbol("z1")) / 2
    assert product(argument["derivative^2"].value) == Rational(1, 2)
    assert argument["z"].uses == ("z2", "a1", "a^2")
    assert argument["delta"].uses == ("delta1", "derivative^2")


def test_the_steps_of_the_forward_argument() -> None:
    assert [line.rule for line in variance_argument("relu")["z"].lines] == [
        "definition of the variance",
        "definition",
        "no bias",
        "square of a sum",
        "linearity",
        "independence",
        "zero mean",
        "uncorrelated",
        "contraction",
        "identically distributed",
        "mean square",
        "definition",
        "citation",
    ]


def test_printed_as_in_the_papers() -> None:
    argument = variance_argument("relu")
    assert _statement(argument, "z") == (
        r"\operatorname{Var}\left(z^{(2)}_{js}\right) = "
        r"\frac{1}{2} n_{1} \operatorname{Var}\left(w^{(2)}\right) \operatorname{Var}\left(z^{(1)}\right)"
    )
    assert _statement(argument, "forward") == r"\operatorname{Var}\left(w^{(2)}\right) = \frac{2}{n_{1}}"
    assert _statement(argument, "a^2") == (
        r"\mathbb{E}\left[\operatorname{ReLU}(z^{(1)})^{2}\right] = "
        r"\frac{1}{2} \operatorname{Var}\left(z^{(1)}\right)"
    )


def _statement(argument: Argument, target: str) -> str:
    result = argument[target]
    return f"{latex(result.left, argument.model)} = {latex(result.value, argument.model)}"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_line_prints_and_has_its_theorem(activation: str) -> None:
    argument = variance_argument(activation)
    for result in argument.results:
        for line in result.lines:
            text = latex(line.expression, argument.model)
            assert text.count(r"\left") == text.count(r"\right")
            assert "}^{(2)}^" not in text
            assert theorem(line.rule)
            assert set(line.uses) <= {*argument.by_target, "z2", "a1", "delta1"}


def test_the_assumptions_are_stated() -> None:
    stated = variance_argument("relu").stated
    assert "The mean is 0: $w^{(2)}$, $z^{(1)}$." in stated
    assert r"Independent of each other: $w^{(2)}$; $\delta^{(2)}$; $z^{(1)}$." in stated
    assert "Is 0: $b^{(2)}$." in stated


def test_unknown_names_are_refused_with_the_choices() -> None:
    with pytest.raises(SpecificationError) as caught:
        variance_argument("sigmoid")
    assert str(caught.value) == "activation 'sigmoid'; known: identity, relu"
    with pytest.raises(UnknownTargetError, match="target 'w'; known: a\\^2"):
        variance_argument("relu")["w"]
    with pytest.raises(SpecificationError, match="rule 'magic'; known: definition"):
        theorem("magic")
    assert all(rule.theorem for rule in RULES.values())


# Real layers.


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_drawn_weights_have_the_derived_variance_and_bound(scheme: Scheme) -> None:
    n_in, n_out = 400, 250
    weights = initialise(Network((n_in, n_out)), np.random.default_rng(0), scheme.name).weights[0]
    at = {N1: n_in, N2: n_out}
    assert weights.var() == pytest.approx(float(scheme.variance.subs(at)), rel=0.02)
    assert abs(weights.mean()) < 4 * weights.std() / np.sqrt(weights.size)
    if scheme.bound is not None:
        bound = float(scheme.bound.subs(at))
        assert 0.999 * bound < np.abs(weights).max() <= bound


WIDTH, DEPTH, SAMPLES, DRAWS = 300, 6, 40, 8


def spreads(activation: str, method: str, seed: int) -> tuple[list[float], list[float]]:
    """Give the mean square of z and of delta in each layer of a wide network, from a standard normal input."""
    network = Network((WIDTH,) * (DEPTH + 1), (*(activation,) * (DEPTH - 1), "identity"), "mse")
    rng = np.random.default_rng(seed)
    parameters = initialise(network, rng, method)
    inputs, targets = rng.normal(0, 1, (SAMPLES, WIDTH)), rng.normal(0, 30, (SAMPLES, WIDTH))
    z = forward(network, parameters, inputs).z
    deltas = backward(network, parameters, inputs, targets).deltas
    return [float(np.mean(each**2)) for each in z], [float(np.mean(each**2)) for each in deltas]


@cache
def measured_gains(activation: str, method: str) -> tuple[float, float]:
    """Give the mean over layers and draws of what a layer multiplies the mean square of z by, and that of delta."""
    forwards, backwards = [], []
    for seed in range(DRAWS):
        z, deltas = spreads(activation, method, seed)
        forwards += [after / before for before, after in pairwise(z)]
        backwards += [before / after for before, after in pairwise(deltas)]
    return float(np.mean(forwards)), float(np.mean(backwards))


@pytest.mark.parametrize("method", SCHEMES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_layers_change_the_variance_by_the_derived_gain(activation: str, method: str) -> None:
    argument = variance_argument(activation)
    variance = SCHEMES[method].variance.subs({N1: WIDTH, N2: WIDTH})
    # one layer scatters by some 13 % at this width, the mean over 40 by 2 %
    for target, measured in zip(("z", "delta"), measured_gains(activation, method), strict=True):
        given = {Variance(Symbol("W2")): variance, N1: WIDTH, N2: WIDTH}
        given |= {Variance(Symbol(before)): 1 for before in ("z1", "delta2")}
        assert measured == pytest.approx(float(product(argument[target].value).subs(given)), rel=0.08)


def test_he_keeps_a_relu_network_alive_and_lecun_lets_it_fade() -> None:
    assert measured_gains("relu", "he") == pytest.approx((1, 1), rel=0.08)
    assert measured_gains("relu", "lecun") == pytest.approx((0.5, 0.5), rel=0.08)
    assert measured_gains("identity", "he") == pytest.approx((2, 2), rel=0.08)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_argument_is_checked_like_any_derivation(activation: str) -> None:
    argument = variance_argument(activation)
    report = argument.check()
    assert report.ok, report.failures
    assert [(row.target, row.line, row.rule) for row in report.rows] == [
        (result.target, at, line.rule) for result in argument.results for at, line in enumerate(result.lines)
    ]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_check_of_the_argument_names_every_planted_line(activation: str) -> None:
    argument = variance_argument(activation)
    for at, result in enumerate(argument.results):
        for number, line in enumerate(result.lines):
            for wrong in planted(line.expression):
                lines = (*result.lines[:number], Line(wrong, line.rule), *result.lines[number + 1 :])
                results = (*argument.results[:at], replace(result, lines=lines), *argument.results[at + 1 :])
                report = replace(argument, results=results).check([result.target])
                assert (result.target, number) in {(row.target, row.line) for row in report.failures}, wrong
                with pytest.raises(RuleError, match=f"line .* of {re.escape(report.failures[0].target)}"):
                    report.require()
