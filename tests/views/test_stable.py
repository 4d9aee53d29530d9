"""The program at the extremes: forms that do not overflow, equal to the formulas they stand for; and wrong ones."""

import itertools
from functools import cache

import mpmath
import numpy as np
import pytest
from sympy import Expr, Float, Sum, Symbol, exp, log

from derivations import Network, Parameters, backward, derive, forward
from derivations.engine.definitions import DefinedFunction
from derivations.engine.model import Equation, Model
from derivations.matching.program import Program
from derivations.models.functions import DEFINITIONS, Z
from derivations.network import ACTIVATIONS, LOSSES
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from derivations.views.stable import STABLE
from tests.numeric.oracle import LAST
from tests.oracles import J, K, N, scalar, vector


@cache
def program_of(activations: tuple[str, ...], loss: str) -> Program:
    return derive(Network((2,) * (len(activations) + 1), activations, loss)).compile()


def namespace_of(name: str) -> dict[str, object]:
    """Run the source of a program that uses an activation, and give its functions."""
    namespace: dict[str, object] = {"np": np}
    exec(program_of((name,), "mse").source, namespace)
    return namespace


def exact(expression: Expr, z: float) -> float:
    """Evaluate a formula to 25 digits, functions by their definitions."""
    return float(written_out(expression).xreplace({Z: Float(z, 80)}).evalf(25))


def written_out(expression: Expr) -> Expr:
    """Put in what functions stand for."""
    for _ in range(5):
        functions = {f: f.definition.expression.xreplace({Z: f.args[0]}) for f in expression.atoms(DefinedFunction)}
        expression = expression.xreplace(functions)
    return expression


POINTS = [-40.0, -9.5, -3.0, -1.0, -0.3, -1e-8, 0.0, 1e-8, 0.3, 1.0, 3.0, 9.5, 40.0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("definition", [*STABLE, DEFINITIONS["softplus"], DEFINITIONS["mish"], DEFINITIONS["silu"]])
def test_a_stable_form_is_the_formula(definition: object) -> None:
    name = getattr(definition, "name", "")
    function = namespace_of({"gaussian_cdf": "gelu"}.get(name, name))[name]
    assert callable(function)
    found = function(np.array(POINTS))
    wanted = [exact(getattr(definition, "expression", Z), z) for z in POINTS]
    # 80 digits of the formula: what is smaller has cancelled in it
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-75)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["elu", "gelu", "gelu_tanh", "mish", "selu", "silu", "softplus"])
def test_values_and_derivatives_keep_their_digits(name: str) -> None:
    """Far to the left 1 + tanh has none: what was -2.9e-60 by hand was 0 in the program."""
    namespace = namespace_of(name)
    formula = written_out(DEFINITIONS[name].expression)
    inside = [z for z in POINTS if abs(z) < 20]
    for function, expression in ((name, formula), (f"{name}_prime", formula.diff(Z))):
        found = namespace.get(function)
        if callable(found):  # the derivative of softplus is the sigmoid
            wanted = [exact(expression, z) for z in inside]
            np.testing.assert_allclose(found(np.array(inside)), wanted, rtol=1e-12, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "log_sigmoid", "silu", "mish", "gelu", "gelu_tanh"])
def test_both_passes_keep_the_digits_of_a_slope_that_is_nearly_0(name: str) -> None:
    """1 - tanh(20)^2 is 1.7e-17, and tanh(20) rounds to 1."""
    program = program_of((name, "identity"), "mse")
    formula = written_out(DEFINITIONS[name].expression).diff(Z)
    for z in (-40.0, -20.0, -9.0, 9.0, 20.0, 37.0, 40.0):
        zeros, ones = np.zeros((2, 2)), np.eye(2)
        parameters = Parameters((np.array([[z, 0.0], [0.0, 0.0]]), ones), (np.zeros(2), np.zeros(2)))
        out = forward(program.network, parameters, ones[:1]).a[-1]
        for found in (
            program(parameters, ones[:1], zeros[:1]),
            backward(program.network, parameters, ones[:1], zeros[:1]),
        ):
            wanted = float(out[0, 0]) * float(formula.xreplace({Z: Float(z, 800)}).evalf(25, maxn=2000))
            assert found.deltas[0][0, 0] == pytest.approx(wanted, rel=1e-13, abs=1e-300)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("sigmoid", "np.exp(-np.logaddexp(0, z))"),
        ("tanh", "np.sinh(z)"),
        ("elu", "np.where(z > 0, z, np.exp(np.minimum(z, 0)))"),
        ("selu", "1.05 * np.where(z > 0, z, 1.67 * np.expm1(np.minimum(z, 0)))"),
        ("log_sigmoid", "-np.logaddexp(0, z)"),
        # right as a formula, and without digits where it matters
        ("gelu_tanh", "z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))"),
        ("elu", "np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)"),
    ],
)
def test_a_wrong_form_is_not_the_formula(name: str, wrong: str) -> None:
    points = np.array([z for z in POINTS if abs(z) < 50])
    found = eval(wrong, {"np": np, "z": points})
    wanted = [exact(DEFINITIONS[name].expression, z) for z in points]
    assert not np.allclose(found, wanted, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(
    ("name", "z"),
    itertools.product(("gelu", "gelu_tanh", "mish", "silu"), (1e160, 1e200, 1e300, 1e308, 1.7e308)),
)
def test_both_passes_have_the_slope_where_a_square_of_z_overflows(name: str, z: float) -> None:
    program = derive(Network((1, 1), name, "mse")).compile()
    for side, slope in ((z, 1), (-z, 0)):
        parameters = Parameters((np.array([[side]]),), (np.zeros(1),))
        for found in (program(parameters, [[1.0]], [[1.0]]), backward(program.network, parameters, [[1.0]], [[1.0]])):
            assert found.deltas[0][0, 0] == slope * z


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_nothing_overflows_for_z_of_ten_thousand_and_certain_targets(hidden: str, loss: str) -> None:
    last = LAST.get(loss, hidden)
    program = program_of((hidden, last), loss)
    for size in (1.0, 40.0, 710.0, 1e4):
        # the first z are +-size; the second as large again where what comes in is not
        second = size if hidden in {"sigmoid", "tanh", "softsign", "hard_tanh", "step", "softmax"} else 1.0
        weights = (np.array([[size, 0.0], [-size, 0.0]]), np.array([[second, -second], [0.5 * second, second]]))
        parameters = Parameters(weights, (np.zeros(2), np.zeros(2)))
        inputs, targets = [[1.0, 0.0], [-1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]
        found = program(parameters, inputs, targets)
        by_hand = backward(program.network, parameters, inputs, targets)
        terms = rounding_bounds(pose(program.network, parameters, inputs, targets))
        for kind in ("weights", "biases"):
            for ours, theirs, scale in zip(*(getattr(each, kind) for each in (found, by_hand, terms)), strict=True):
                assert np.isfinite(ours).all()
                assert np.all(np.abs(ours - theirs) <= 1e-9 * np.maximum(scale, 1e-180))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("softplus", ["    return np.logaddexp(0, z)", "    delta1 = (a1 - y) * sigmoid(z1) / m"]),
        ("elu", ["    return np.where(z > 0, 1, np.exp(np.minimum(z, 0)))"]),
        ("selu", ["    return 1.0507009873554805 * np.where(z > 0, 1, 1.6732632423543772 * np.exp(np.minimum(z, 0)))"]),
        ("silu", ["    return sigmoid(z) + z * sigmoid(z) * sigmoid(-z)"]),
        ("mish", ["    return z * tanh(softplus(z))"]),
        ("gelu", ["from math import erfc", "erfc = np.vectorize(erfc, otypes=[float])"]),
        ("step", ["    delta1 = np.zeros_like(z1) + 0"]),
        ("softmax", ["    a1 = softmax(z1)", "    delta1 = a1 * (da1 - (da1 * a1).sum(axis=1, keepdims=True))"]),
    ],
)
def test_the_source_reads_as_the_derivation(name: str, lines: list[str]) -> None:
    source = program_of((name,), "mse").source.splitlines()
    assert [line for line in lines if line not in source] == []


def test_the_source_of_a_cross_entropy() -> None:
    source = program_of(("softmax",), "cross_entropy").source
    assert "def gradients(a0, W1, b1, t):" in source
    assert "    y = t / t.sum(axis=1, keepdims=True)\n" in source
    assert "    delta1 = (a1 - y) / m\n" in source
    # the derivative of the cost along the targets is derived, but nobody asks the program for it
    assert "dy" not in source


def test_a_function_comes_before_those_that_call_it() -> None:
    source = program_of(("mish", "gelu", "softmax"), "cross_entropy").source
    order = [
        source.index(f"def {name}(") for name in ("softmax", "tanh", "softplus", "mish", "mish_prime", "gradients")
    ]
    assert order == sorted(order)
    assert source.index("erfc = ") < source.index("def gaussian_cdf(")
    assert source.count("def tanh(") == 1


@pytest.mark.filterwarnings("error")
def test_logarithms_of_1_plus_e_to_something_are_stable_in_any_model() -> None:
    x = scalar("x")
    derivation = derive(
        Model(
            "log sum",
            (x,),
            (Equation(scalar("u"), log(1 + exp(3 * x.at()))), Equation(scalar("C"), scalar("u").at() ** 2)),
        )
    )
    assert "np.logaddexp(0, 3 * x)" in derivation.arrays.source


@pytest.mark.filterwarnings("error")
def test_a_softmax_is_found_in_any_model_and_over_any_axis_it_runs_over() -> None:
    z, a = vector("z"), vector("a")
    shares = exp(z.at()) / Sum(exp(z.at(K)), (K, 1, N))
    derivation = derive(
        Model("shares", (z,), (Equation(a, shares), Equation(scalar("C"), Sum(a.at() ** 2, (J, 1, N)))))
    )
    found = derivation.arrays(z=np.array([1e4, 0.0, 1e4 - 1]))["dz"]
    share = 1 / (1 + mpmath.exp(-1))
    a1, a3 = float(share), float(1 - share)
    inner = a1 * 2 * a1 + a3 * 2 * a3
    np.testing.assert_allclose(found, [a1 * (2 * a1 - inner), 0, a3 * (2 * a3 - inner)], rtol=1e-12)


def test_indices_of_a_definition_are_its_own() -> None:
    assert all(definition.variable == Z for definition in STABLE)
    assert Symbol("z", real=True) == Z
