"""The derivative of every activation, derived from its definition; and definitions that are wrong, rejected."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from autograd import elementwise_grad
from mpmath import mp
from sympy import Abs, Expr, Float, Integer, Piecewise, Rational, exp, log

from derivations import Network, derive
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.definitions import DefinedFunction, Definition
from derivations.engine.expressions import Partial, walk
from derivations.engine.model import Model
from derivations.errors import SpecificationError
from derivations.models.functions import (
    DEFINITIONS,
    SIGMOID,
    SOFTPLUS,
    TANH,
    Z,
    activate,
    with_those_behind,
)
from derivations.models.functions.constants import SELU_ALPHA, SELU_SCALE
from derivations.models.functions.definitions import GAUSSIAN
from derivations.network import ACTIVATIONS, KINKS
from derivations.rendering.lines import print_result
from tests.numeric.oracle import FUNCTIONS as ORACLE
from tests.oracles import line_of, planted

LAST = {
    "step": "0",
    "sigmoid": "(1 - sigmoid(z))*sigmoid(z)",
    "tanh": "1 - tanh(z)**2",
    "relu": "Piecewise((1, z > 0), (0, True))",
    "leaky_relu": "Piecewise((1, z > 0), (1/100, True))",
    "elu": "Piecewise((1, z > 0), (exp(z), True))",
    "softplus": "sigmoid(z)",
    "softsign": "(Abs(z) + 1)**(-2)",
    "silu": "sigmoid(z) + Chain(z, (1 - sigmoid(z))*sigmoid(z))",
    "gelu": "gaussian_cdf(z) + Chain(sqrt(2)/(2*sqrt(pi)), z, exp(-z**2/2))",
    "mish": "tanh(softplus(z)) + Chain(z, 1 - tanh(softplus(z))**2, sigmoid(z))",
    "log_sigmoid": "1 - sigmoid(z)",
    "hard_tanh": "Piecewise((0, z <= -1), (1, z < 1), (0, True))",
}
RULES_OF = {
    "softplus": [
        "definition",
        "chain rule",
        "sum rule",
        "derivative of a function",
        "division by the exponential",
        "definition, read backwards",
    ],
    "softsign": ["definition", "quotient rule", "sum rule", "derivative of a function", "absolute value", "arithmetic"],
    "silu": ["definition", "product rule", "derivative of a function", "lemma"],
    "mish": ["definition", "product rule", "chain rule", "derivative of a function", "lemma"],
    "log_sigmoid": ["definition", "chain rule", "derivative of a function", "lemma", "cancellation"],
    "hard_tanh": ["definition", "case by case"],
    "step": ["definition", "case by case"],
    "selu": [
        "definition",
        "constant factor",
        "case by case",
        "constant factor",
        "sum rule",
        "derivative of a function",
    ],
}


@cache
def derivation_of(name: str) -> Derivation:
    return derive(Network((1, 1), name, "mse"))


def value_of(expression: Expr, at: float) -> float:
    """Evaluate an expression in z, functions by their definitions."""
    with mp.workdps(30):
        return float(_written_out(expression).xreplace({Z: Float(at, 30)}).evalf(25))


def _written_out(expression: Expr) -> Expr:
    """Put definitions in place of names, however deep, and products in place of ordered ones."""
    for _ in range(5):
        functions = {f: f.definition.expression.xreplace({Z: f.args[0]}) for f in expression.atoms(DefinedFunction)}
        expression = expression.xreplace(functions)
    return expression.replace(lambda node: node.func.__name__ == "Chain", lambda node: _product(node.args))


def _product(factors: tuple[Expr, ...]) -> Expr:
    whole: Expr = Integer(1)
    for factor in factors:
        whole *= factor
    return whole


def test_every_activation_but_identity_and_softmax_has_a_definition() -> None:
    assert {"identity", "softmax", *DEFINITIONS} == set(ACTIVATIONS)


@pytest.mark.parametrize("name", LAST)
def test_a_lemma_ends_in_the_known_form(name: str) -> None:
    assert str(derivation_of(name)[f"{name}'"].value) == LAST[name]


@pytest.mark.parametrize("name", RULES_OF)
def test_each_elementary_step_is_a_line(name: str) -> None:
    assert [line.rule for line in derivation_of(name)[f"{name}'"].lines] == RULES_OF[name]


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_line_of_the_derivation_checks(name: str) -> None:
    report = derivation_of(name).check()
    assert report.ok, report.failures


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definition_and_derivative_are_those_of_autograd(name: str) -> None:
    points = np.array([-7.3, -2.4, -0.9, -0.1, 0.2, 0.95, 1.7, 6.1])
    derivative = derivation_of(name)[f"{name}'"].value
    values = [value_of(DEFINITIONS[name].expression, z) for z in points]
    np.testing.assert_allclose(values, ORACLE[name](points), rtol=1e-12, atol=1e-14)
    derivatives = [value_of(derivative, z) for z in points]
    np.testing.assert_allclose(derivatives, elementwise_grad(ORACLE[name])(points), rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("name", KINKS)
def test_the_derivative_at_a_kink_is_the_one_that_is_stated(name: str) -> None:
    derivative = derivation_of(name)[f"{name}'"].value
    for kink in KINKS[name]:
        assert value_of(derivative, kink.at) == pytest.approx(kink.derivative, rel=1e-14)


# a wrong version of every definition: what a learner might write, and what autograd then has otherwise
WRONG: dict[str, Expr] = {
    "step": Piecewise((1, Z > 1), (0, True)),
    "sigmoid": 1 / (1 + exp(Z)),
    "tanh": (exp(Z) - exp(-Z)) / 2,
    "relu": Piecewise((Z, Z > 0), (-Z, True)),
    "leaky_relu": Piecewise((Z, Z > 0), (Rational(1, 10) * Z, True)),
    "elu": Piecewise((Z, Z > 0), (exp(Z), True)),
    "selu": Piecewise((Z, Z > 0), (SELU_ALPHA * (exp(Z) - 1), True)),
    "softplus": log(1 + exp(-Z)),
    "softsign": Z / (1 + Z**2),
    "silu": SIGMOID(Z) * (1 - SIGMOID(Z)),
    "gelu": Z * SIGMOID(Rational(1702, 1000) * Z),
    "gelu_tanh": Z / 2 * (1 + TANH(Rational(4, 5) * Z)),
    "mish": Z * TANH(Z),
    "log_sigmoid": log(1 - SIGMOID(Z)),
    "hard_tanh": Piecewise((0, Z <= 0), (Z, Z < 1), (1, True)),
}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_wrong_definition_is_another_function(name: str) -> None:
    points = np.array([-7.3, -2.4, -0.9, -0.1, 0.2, 0.95, 1.7, 6.1])
    values = [value_of(WRONG[name], z) for z in points]
    assert not np.allclose(values, ORACLE[name](points), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_wrong_derivative_fails_its_check(name: str) -> None:
    """The last line of every lemma, changed a little: the check finds that line and no other."""
    derivation = derivation_of(name)
    last = len(derivation[f"{name}'"].lines) - 1
    right = derivation[f"{name}'"].value
    wrong = planted(derivation, f"{name}'", last, right + Rational(1, 10**9))
    report = check(wrong, [f"{name}'"])
    assert [row.line for row in report.failures] == [last]


@pytest.mark.parametrize(
    ("name", "rule", "wrong"),
    [
        ("silu", "product rule", SIGMOID(Z)),
        ("silu", "lemma", SIGMOID(Z) + Z * (1 - SIGMOID(Z))),
        ("mish", "lemma", TANH(SOFTPLUS(Z)) + Z * (1 - TANH(SOFTPLUS(Z)) ** 2)),
        ("gelu", "lemma", GAUSSIAN(Z) + exp(-(Z**2) / 2)),
        ("log_sigmoid", "cancellation", SIGMOID(Z)),
        ("softplus", "definition, read backwards", SIGMOID(-Z)),
        ("softsign", "absolute value", 1 / (1 + Abs(Z))),
        ("elu", "derivative of a function", Piecewise((1, Z > 0), (exp(Z) - 1, True))),
        ("selu", "derivative of a function", Piecewise((1, Z > 0), (SELU_ALPHA * exp(Z), True))),
    ],
)
def test_a_planted_wrong_step_fails_its_check(name: str, rule: str, wrong: Expr) -> None:
    derivation = derivation_of(name)
    line = line_of(derivation, f"{name}'", rule)
    report = check(planted(derivation, f"{name}'", line, wrong), [f"{name}'"])
    assert [(row.line, row.rule) for row in report.failures] == [(line, rule)]


def test_the_functions_behind_a_function_come_before_it() -> None:
    names = [definition.name for definition in with_those_behind([DEFINITIONS["mish"], DEFINITIONS["gelu"]])]
    assert names == ["tanh", "sigmoid", "softplus", "mish", "gaussian_cdf", "gelu"]
    kinds = [result.target for result in derivation_of("mish").results if result.kind == "lemma"]
    assert kinds == ["tanh'", "sigmoid'", "softplus'", "mish'"]


def test_a_model_of_definitions_hashes() -> None:
    assert isinstance(derivation_of("mish").model, Model)
    assert hash(derivation_of("mish")) == hash(derive(Network((1, 1), "mish", "mse")))


@pytest.mark.parametrize(
    ("constant", "digits"),
    [
        (SELU_ALPHA, "1.6732632423543772848170429916717"),
        (SELU_SCALE, "1.0507009873554804934193349852946"),
    ],
)
def test_constants_are_those_that_were_published_to_every_digit(constant: Expr, digits: str) -> None:
    assert abs(constant.evalf(40) - Float(digits, 40)) < Float("1e-31", 40)
    assert float(constant) == float(digits)


def test_the_constants_of_selu_keep_mean_and_variance() -> None:
    with mp.workdps(30):
        density = mp.npdf
        scale, alpha = (mpmath.mpf(str(c.evalf(30))) for c in (SELU_SCALE, SELU_ALPHA))

        def selu(z: mpmath.mpf) -> mpmath.mpf:
            return scale * (z if z > 0 else alpha * (mp.exp(z) - 1))

        ends = [-20, -5, 0, 5, 20]
        assert abs(mp.quad(lambda z: selu(z) * density(z), ends)) < 1e-20
        assert abs(mp.quad(lambda z: selu(z) ** 2 * density(z), ends) - 1) < 1e-20


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("selu", [r"\kappa", r"\alpha", r"\begin{cases}"]),
        ("gelu", [r"\Phi(z)", r"\frac{1}{\sqrt{2 \pi}}", r"e^{-z^{2}/2}"]),
        ("gelu_tanh", ["0.044715 z^{3}", "0.134145 z^{2}", r"\tanh"]),
        ("leaky_relu", ["0.01"]),
    ],
)
def test_constants_and_cases_print_readably(name: str, signs: list[str]) -> None:
    lines = print_result(derivation_of(name), f"{name}'").lines
    assert [sign for sign in signs if sign not in lines[-1].formula] == []
    # no decimals with sixteen digits anywhere
    assert not any("1.67" in line.formula or "1.05" in line.formula for line in lines)
    if name == "gelu":
        assert r"\operatorname{erf}" in print_result(derivation_of(name), "gaussian_cdf'").lines[0].formula


def test_unknown_names_and_a_softmax_without_a_layer_are_refused() -> None:
    with pytest.raises(SpecificationError, match="activation 'sigmod'; known: identity, relu"):
        activate("sigmod", Z)
    with pytest.raises(SpecificationError, match="softmax of z; it is a function of a whole layer"):
        activate("softmax", Z)


def test_a_definition_that_names_itself_alike_is_another_one() -> None:
    other = replace(DEFINITIONS["silu"], expression=Z**2)
    assert isinstance(other, Definition)
    assert other != DEFINITIONS["silu"]


@pytest.mark.parametrize("name", ["silu", "gelu", "mish"])
def test_a_derivative_with_its_variable_in_it_keeps_its_name_in_a_gradient(name: str) -> None:
    functions = derivation_of(name)["delta1"].value.atoms(DefinedFunction)
    assert {function.func.__name__ for function in functions} == {f"{name}'"}


def test_the_chain_rule_is_named_only_where_a_function_stands_in_another() -> None:
    for name in DEFINITIONS:
        result = derivation_of(name)[f"{name}'"]
        for before, line in pairwise(result.lines):
            waiting = [node for node in walk(before.expression) if isinstance(node, Partial)]
            inside = [node.function for node in waiting if node.function.is_Function and node.function.args != (Z,)]
            of_variable = [node for node in waiting if node.function.is_Function and node.function.args == (Z,)]
            assert inside or line.rule != "chain rule", (name, line)
            assert of_variable or line.rule != "derivative of a function", (name, line)


def test_a_derivative_of_a_function_says_of_which() -> None:
    notes = [line.note for line in print_result(derivation_of("silu"), "silu'").lines]
    assert r"derivative of $\sigma$" in notes
