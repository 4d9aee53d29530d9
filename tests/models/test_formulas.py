"""A user's formula as SymPy sees it: derived line by line, checked, compiled, and equal to what dual numbers say."""

import itertools
import random
import time
from functools import cache
from typing import Any

import numpy as np
import pytest
from sympy import Add, Expr, Piecewise, Rational, S, Sum, Symbol, sin

from derivations import Convention, Network, derive, graph
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.definitions import apply_definition
from derivations.engine.expressions import Apart, Bracket, Chain
from derivations.engine.model import Equation
from derivations.engine.rules.arithmetic import only_moves
from derivations.engine.rules.conditions import waits_since
from derivations.engine.selection import HEAVISIDE, POSITIVE, Extreme, Larger, Smaller
from derivations.engine.variables import Variable
from derivations.errors import DerivationError, FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.vocabulary import FUNCTIONS
from derivations.models import names
from derivations.models.formulas import A, Y, Z, definition, loss_expression
from derivations.models.functions.definitions import NamedFunctions
from derivations.numeric.network.dual import dual_of
from derivations.rendering.lines import print_result
from tests.formula.texts import formula
from tests.oracles import planted

UNITS, SAMPLES = names.units(0), names.SAMPLES
TOLERANCE = 1e-10

# One formula at least for every function; True where it is defined for positive z only.
ACTIVATIONS = {
    "abs(z)": False,
    "z*atan(z)": False,
    "asin(z/3) + z*acos(0.4*z)": False,
    "acosh(z + 4) - atanh(z/3)": False,
    "cos(2*z)": False,
    "cosh(z)": False,
    "erf(z)": False,
    "0.5*z*(1+erf(z/sqrt(2)))": False,
    "exp(-z**2)": False,
    "log(z)": True,
    "max(z, 0.1*z)": False,
    "min(z, 1)": False,
    "relu(z) - relu(z - 1)/2": False,
    "sigmoid(z)": False,
    "z*sign(z)": False,
    "sin(z) + z": False,
    "sinh(z)": False,
    "softplus(z)": False,
    "sqrt(z)": True,
    "tan(z/2)": False,
    "z*tanh(log(1+exp(z)))": False,
    "z**3 - 1/(1 + z**2)": False,
    "z**0.5 + z**-2": True,
    "2**z": False,
    "z**z": True,
    "pi*z + e": False,
    "0.5*z*(1+tanh(sqrt(2/pi)*(z+0.044715*z**3)))": False,
    "z/(1 + abs(z))": False,
    "max(z, 0) + min(exp(z) - 1, 0)": False,
    "max(min(z, 1), -1)": False,
    "elu(z)": False,
    "gelu(z) + gelu_tanh(2*z)": False,
    "hard_tanh(z)*z": False,
    "huber(2*z) + 4*huber(z/2)": False,
    "leaky_relu(z) + log_sigmoid(z)": False,
    "mish(z/2)": False,
    "selu(z) + selu(1)": False,
    "z*silu(-z)": False,
    "softsign(z)**2": False,
    "z*step(z) + step(1)": False,
    "z if z > 0 else 0.01*z": False,
    "z**2 if -1 < z < 1 else 2*abs(z) - 1": False,
    "(z > 0)*z - (z <= -1)": False,
    "log(z) if z > 1 else 0": False,
    "z if max(z, 0.5) > relu(z) else exp(z)": False,
    "cbrt(z)": False,
    "asinh(z) + erfc(z)": False,
    "log2(z) + log10(z)": True,
}
# at these, a choice is made
KINKS = (
    *("max(-z, z)", "min(z - e, pi - z)", "abs(z)", "relu(z)", "z*sign(z)", "max(z, 0)", "max(0, z)"),
    *("min(z, 0)", "min(0, z)", "max(z, 0.1*z)"),
    *("max(0, z, -z)", "max(0, z, 2 - z)", "max(z, 0.1*z, -1)", "max(-z-1, z, 2*z-1)", "max(0, z, z**2 - 1)"),
    *("z if z > 0 else 2*z", "z if z >= 0 else 2*z", "z if not z < 0 else 2*z", "2*z if -1 <= z < 1 else 3*z"),
    *("sign(z)*log(1+abs(z))", "max(max(z, 0), min(z, 1))", "max(-1, z**2 - 1)"),
    *("leaky_relu(z)", "hard_tanh(z)", "huber(z)", "selu(z)", "step(z) + z", "elu(z)"),
)
LOSSES = {
    "(a-y)**4": False,
    "abs(a-y)": False,
    "log(cosh(a-y))": False,
    "sqrt(1+(a-y)**2)-1": False,
    "-y*log(a)-(1-y)*log(1-a)": True,
    "exp(-a*y)": False,
    "max(1 - a*y, 0)": False,
    "max(abs(a-y), (a-y)**2)": False,
    "min(a-y, 1) + a*y": False,
    "sign(y)*a + a**2": False,
    "relu(a-y) + 0.5*a*y": False,
    "0.5*(a-y)**2 + 0.01*(a-y)**4": False,
    "(a-y)**2/2 if abs(a-y) < 1 else abs(a-y) - 1/2": False,
    "(a-y)**2 if a > y else 2*(a-y)**2": False,
    "where(y >= 0.5, (a-1)**2, a**2)": False,
    "a**2 if -1 < a - y <= 0.5 else a*y": False,
    "softplus(-a*y) + silu(a - y)": False,
}


@cache
def derived(text: str, power: int = 2) -> Derivation:
    """Derive the sum of the squares of f(x), or of f(x) itself: the gradient is 2 f(x) f'(x), or f'(x)."""
    x, a = (Variable(name, (names.UNIT, names.SAMPLE), (UNITS, SAMPLES)) for name in ("x", "a1"))
    f = definition(Activation.parse(text))
    total = Sum(a.at() ** power, (names.UNIT, 1, UNITS), (names.SAMPLE, 1, SAMPLES))
    return derive(NamedFunctions("f", (x,), (Equation(a, f(x.at())), Equation(Variable("C"), total))))


@cache
def derived_loss(text: str) -> Derivation:
    a = Variable("a", (names.UNIT, names.SAMPLE), (UNITS, SAMPLES))
    y = Variable("y", (names.UNIT, names.SAMPLE), (UNITS, SAMPLES), data=True)
    each = loss_expression(Loss.parse(text), a.at(), y.at())
    total = Sum(each, (names.UNIT, 1, UNITS), (names.SAMPLE, 1, SAMPLES))
    return derive(NamedFunctions("loss", (a, y), (Equation(Variable("C"), total),)))


def points(positive: bool, seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(0.1 if positive else -2.0, 2.0, (6, 5))


def mean_square_of_derivative(text: str, x: Any) -> Any:
    value, derivative = dual_of(Activation.parse(text).tree, {"z": x}, "z")
    return 2 * value * derivative


def test_every_function_is_tried() -> None:
    assert all(any(f"{name}(" in text for text in ACTIVATIONS) for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "line"),
    [("(exp(2z)-1)/(exp(2z)+1)", "(1 - f(z)) (1 + f(z))"), ("1/(2+3exp(-z))", r"\frac{1}{3 f(z)} - \frac{2}{3}")],
)
def test_no_fraction_stands_below_a_bar_once_an_exponential_is_put_in(text: str, line: str) -> None:
    derivation = derive(Network((1, 1), Activation.parse(text, name="f"), "mse"))
    lines = print_result(derivation, "f'").lines
    (found,) = (each.formula for each in lines if "solved for the exponential" in each.note)
    assert line in found
    assert "/" not in found
    assert derivation.check(["f'"]).ok


@pytest.mark.parametrize("text", ACTIVATIONS)
def test_a_formula_is_derived_line_by_line_and_every_line_checks(text: str) -> None:
    derivation = derived(text)
    assert len(derivation["f'"].lines) > 1
    assert derivation.check(["f'"]).ok


# of the last three the cases of a function stand in the cases of another
@pytest.mark.parametrize("text", [*ACTIVATIONS, "selu(min(pi, z))", "-leaky_relu(min(2.5e2, z))", "elu(relu(z) - 1)"])
def test_the_program_of_a_derivation_agrees_with_dual_numbers(text: str) -> None:
    x = points(ACTIVATIONS.get(text, False))
    np.testing.assert_allclose(
        derived(text).arrays(x=x)["dx"], mean_square_of_derivative(text, x), rtol=TOLERANCE, atol=1e-12
    )


@pytest.mark.parametrize("text", KINKS)
def test_both_sides_make_the_same_choice_at_a_kink(text: str) -> None:
    x = np.array([[-1.0, 0.0, 1.0, -0.0]])
    found = derived(text, power=1).arrays(x=x)["dx"]
    np.testing.assert_allclose(found, dual_of(Activation.parse(text).tree, {"z": x}, "z")[1], rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("abs(z)", 0),
        ("relu(z)", 0),
        # the form of a ReLU, in either order
        ("max(z, 0)", 0),
        ("max(0, z)", 0),
        ("min(z, 0)", 0),
        ("min(0, z)", 0),
        # the mean, as torch.maximum has it
        ("max(z, -z)", 0),
        ("max(-z, z)", 0),
        ("max(z, 0.1*z)", 0.55),
        ("max(0.1*z, z)", 0.55),
        ("min(3*z, sin(z))", 2),
        ("min(sin(z), 3*z)", 2),
        # a number, although it is written with the variable
        ("max(z, 0*z)", 0),
        ("max(z - z, z)", 0),
    ],
)
def test_the_choice_at_a_kink_does_not_depend_on_the_order_of_arguments(text: str, derivative: float) -> None:
    assert dual_of(Activation.parse(text).tree, {"z": np.zeros(1)}, "z")[1] == [derivative]
    assert derived(text).arrays(x=np.zeros((1, 1)))["dx"] == 0
    assert derived(text, power=1).arrays(x=np.zeros((1, 1)))["dx"] == pytest.approx(derivative, abs=1e-15)


@pytest.mark.parametrize("text", ["max(z,0) + min(z,0)", "max(max(z, 0), min(z, 1))"])
def test_where_a_kink_is_hidden_lines_are_right_with_every_seed(text: str) -> None:
    """Smooth at the kinks, where the derivative is what stands there by convention; at 1 points have entries often."""
    network = derive(Network((1, 1), Activation.parse(text), "mse"))
    assert check(network, seed=4).ok
    for seed in range(8):
        assert check(derived(text, power=1), ["dx"], seed=seed).ok
    assert all(check(network, ["f'"], seed=seed).ok for seed in range(30))


@pytest.mark.parametrize("text", ["max(z^2, -z^2)", "max(z^3, 2*z^3)", "min(z^2, 2*z^2)", "max(z^2, 2*z - 1)"])
def test_a_wrong_derivative_at_a_tie_without_a_kink_is_found(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both have the same derivative their larger has a difference quotient at the tie as well."""
    network = Network((1, 1), Activation.parse(text), "mse")
    assert all(check(derive(network), ["f'"], seed=seed).ok for seed in range(6))
    cases = Extreme.cases
    monkeypatch.setattr(Extreme, "cases", lambda self, first, second, both: cases(self, first, second, both + 1))
    wrong = derive(network)
    for seed in range(6):
        assert check(wrong, ["f'"], seed=seed).by_line["f'", 1].difference > 1e-3


NESTED = (
    "relu(relu(x))",
    "max(max(x,0),0) + y",
    "relu(-relu(x)) + x",
    "(relu(x) if relu(x)>0 else -y)",
    "clip(relu(x),0,1)",
    # steep, and no kink of its own
    "max(x, exp(1000 + y))^9",
)


@pytest.mark.parametrize("text", NESTED)
def test_a_kink_of_what_is_flat_is_no_mistake_of_its_lines(text: str) -> None:
    """Left of 0 the inner one is 0 everywhere, where the outer one has no derivative."""
    derivation = derive(graph(text))
    for seed in range(6):
        assert check(derivation, seed=seed).ok


def test_the_reader_sees_what_the_slope_is_the_mean_of() -> None:
    network = Network((1, 1), Activation.parse("max(3z, 2z, z)", name="f"), "mse")
    lines_after = [line.formula for line in print_result(derive(network), "f'").lines][1:]
    for line, mean in zip(
        lines_after,
        (
            r"\frac{1}{3} \left(\frac{d}{dz} \left[ 3 z \right] + \frac{d}{dz} \left[ 2 z \right] + 1\right)",
            r"\frac{1}{3} (3 + 2 + 1)",
            "2",
        ),
        strict=True,
    ):
        assert rf"{mean} & \text{{otherwise}}" in line


def test_another_formula_does_not_agree() -> None:
    x = points(False)
    other = mean_square_of_derivative("sin(z) + 1.000001*z", x)
    assert not np.allclose(derived("sin(z) + z").arrays(x=x)["dx"], other, rtol=TOLERANCE, atol=1e-12)


@pytest.mark.parametrize("text", LOSSES)
def test_a_loss_is_derived_and_agrees_with_dual_numbers(text: str) -> None:
    low, high = (0.1, 0.9) if LOSSES[text] else (-1.5, 1.5)
    rng = np.random.default_rng(3)
    a, y = rng.uniform(low, high, (4, 3)), rng.uniform(low, high, (4, 3))
    derivative = dual_of(Loss.parse(text).tree, {"a": a, "y": y}, "a")[1]
    np.testing.assert_allclose(derived_loss(text).arrays(a=a, y=y)["da"], derivative, rtol=TOLERANCE, atol=1e-12)


def test_a_kinked_loss_has_functions_where_a_sum_would_take_cases_apart() -> None:
    loss = Loss.parse("max(1 - a*y, 0)")
    assert str(loss_expression(loss, A, Y)) == "Larger(-a*y + 1, 0)"
    assert str(loss_expression(Loss.parse("max(0, 1 - a*y)"), A, Y)) == "Larger(0, -a*y + 1)"
    assert str(loss_expression(Loss.parse("sign(a - y)*a"), A, Y)) == "a*sign(a - y)"


@pytest.mark.parametrize("text", ["max(a, y)", "max(y, a)", "min(a, y)", "min(y, a)", "relu(a-y)", "abs(a-y)"])
def test_both_sides_make_the_same_choice_at_a_kink_of_a_loss(text: str) -> None:
    a, y = np.array([[-1.0, 0.5, 2.0]]), np.array([[0.0, 0.5, 1.0]])
    derivative = dual_of(Loss.parse(text).tree, {"a": a, "y": y}, "a")[1]
    np.testing.assert_array_equal(derived_loss(text).arrays(a=a, y=y)["da"], derivative)


def test_a_definition_has_the_name_of_the_user_and_exact_numbers() -> None:
    found = definition(Activation.parse("0.1*z + z**1.5", name="phi"))
    assert (found.name, found.latex) == ("phi", r"\phi")
    assert found.expression == Z / 10 + Z ** Rational(3, 2)


@pytest.mark.parametrize(
    "text", ["z - z", "z**0", "0*z + pi", "max(z, z) - z", "relu(sqrt(z - 1 - z)) + z", "1/(z - 1 + 1 - z) + z"]
)
def test_a_formula_without_its_variable_or_without_a_real_value_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match=r"cancels|is defined nowhere"):
        definition(Activation.parse(text))


def test_a_loss_without_its_output_is_refused() -> None:
    with pytest.raises(FormulaError, match="does not depend on a: it cancels"):
        loss_expression(Loss.parse("a - a + y"), A, Y)


@pytest.mark.usefixtures("no_collection")
def test_translation_never_takes_long() -> None:
    """SymPy solves conditions that hold cases, if it is let: such formulas are taken apart, or refused."""
    rng = random.Random(5)
    slowest = 0.0
    for at in range(800):
        text = formula(rng, depth=rng.randint(2, 4))
        text = text if at % 2 else text.replace("sin(", "relu(").replace("exp(", "sign(")
        try:
            record = Activation.parse(text)
        except DerivationError:
            continue
        start = time.thread_time()
        try:
            found = definition(record)
        except FormulaError:
            continue
        slowest = max(slowest, time.thread_time() - start)
        assert found.expression.free_symbols == {Z}
        conditions = (condition for cases in found.expression.atoms(Piecewise) for _, condition in cases.args)
        assert not any(condition.has(Piecewise) for condition in conditions)
    # most take less than a millisecond of this thread's processor time, which a busy machine does not lengthen much
    assert slowest < 1.0


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("max(3, e)*z", "3*z"),
        ("min(pi, 22/7)*z", "pi*z"),
        ("max(relu(z), cos(1))", "max(relu(z), cos(1))*1"),
        ("sign(-e)*z", "-z"),
    ],
)
def test_constants_are_compared_at_once(text: str, same: str) -> None:
    assert definition(Activation.parse(text)).expression == definition(Activation.parse(same)).expression


@pytest.mark.parametrize("text", ["sign(z)**2*z", "z*sign(z)**2 + z"])
def test_a_jump_that_a_product_hides_has_no_derivative(text: str) -> None:
    # sign'(0) = 0, so that f'(0) is 0 as in PyTorch, where a difference quotient says 1
    derivation = lemma_of(text)
    # at the last two z is 0 at a special point
    for seed in (0, 10, 12):
        derivation.check(seed=seed).require()
    wrong = planted(derivation, "f'", len(derivation["f'"].lines) - 1, 2 * derivation["f'"].value)
    assert not check(wrong, ["f'"]).ok


def test_too_many_cases_are_refused() -> None:
    first, *others = (f"(z if z > {border} else z**2)" for border in range(5))
    with pytest.raises(FormulaError, match="more than 8 cases are compared"):
        definition(Activation.parse(f"z if {first} > {' + '.join(others)} else 1"))


def test_variables_are_real() -> None:
    assert Symbol("z", real=True) == Z
    assert definition(Activation.parse("abs(z)**2")).expression == Z**2


LEMMAS = {
    # a product is no quotient, and what has a name keeps it
    # f is not in half of it: it says all, or nothing
    "z*exp(-z**2)": "(1 - 2 z^{2}) e^{-z^{2}}",
    "z**2*exp(-z)": "z (2 - z) e^{-z}",
    "sin(z)/cos(z)": r"\frac{1}{\cos^{2}(z)}",
    "cos(2*z)/sin(2*z)": r"-\frac{2}{\sin^{2}(2 z)}",
    "abs(z)**z": r"\left|z\right|^{z} \ln(\left|z\right|) + \left|z\right|^{z}",
    "relu(z)*sign(z)": r"\begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}",
    "relu(z)*abs(z)": r"2 \operatorname{ReLU}(z)",
    "z*max(0, z)": r"2 \max(0, z)",
    "0.1*z + 0.9*relu(z)": r"\begin{cases} 1 & \text{if } z > 0 \\ 0.1 & \text{otherwise} \end{cases}",
    "relu(z) - 0.1*relu(-z)": (
        r"\begin{cases} 1 & \text{if } z > 0 \\ 0.1 & \text{if } z < 0 \\ 0 & \text{otherwise} \end{cases}"
    ),
    "relu(z) - relu(-z)": r"[z \neq 0]",
    # one kind of bracket, and what holds at every border
    "max(0, z, 1-z)": (
        r"\begin{cases} 1 & \text{if } z > \frac{1}{2} \\ -1 & \text{if } z < \frac{1}{2} "
        r"\\ 0 & \text{otherwise} \end{cases}"
    ),
    "max(z, 0.1*z, -1)": (
        r"\begin{cases} 1 & \text{if } z > 0 \\ 0.55 & \text{if } z = 0 \\ 0.1 & \text{if } z > -10 "
        r"\\ 0 & \text{otherwise} \end{cases}"
    ),
    "max(z, -z, 1)": (
        r"\begin{cases} 1 & \text{if } z > 1 \\ 0 & \text{if } z \geq -1 \\ -1 & \text{otherwise} \end{cases}"
    ),
    "max(max(z, 0), 6)": "[z > 6]",
    "min(min(z, 2), 1)": "[z < 1]",
    # no fraction stands in a fraction
    "asin(z/2)": r"\frac{1}{\sqrt{4 - z^{2}}}",
    "acos(2*z/3)": r"-\frac{2}{\sqrt{9 - 4 z^{2}}}",
    "asin(z/sqrt(2))": r"\frac{1}{\sqrt{2 - z^{2}}}",
    "atan(2*z/3)": r"\frac{6}{9 + 4 z^{2}}",
    "2*atan(z/2)/pi": r"\frac{4}{\pi (4 + z^{2})}",
    "asinh(z/2)": r"\frac{1}{\sqrt{4 + z^{2}}}",
    "acosh(z/2)": r"\frac{1}{\sqrt{2 + z} \sqrt{z - 2}}",
    "atanh(2*z/3)": r"\frac{6}{9 - 4 z^{2}}",
    # but a decimal that was typed stays one, and so does a sum that was typed
    "asin(0.5*z)": r"\frac{0.5}{\sqrt{1 - 0.25 z^{2}}}",
    "log(1+z/2)": r"\frac{1}{2 (1 + z/2)}",
    "relu(z) + relu(z - 1)": (
        r"\begin{cases} 2 & \text{if } z > 1 \\ 1 & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}"
    ),
    # no numbers: nothing is added
    "elu(z) + z": r"\left(\begin{cases} 1 & \text{if } z > 0 \\ e^{z} & \text{otherwise} \end{cases}\right) + 1",
    "sin(z)*exp(-z**2)": r"(\cos(z) - 2 z \sin(z)) e^{-z^{2}}",
    "(z^2+1)/(z^2+2)": r"\frac{2 z}{(z^{2} + 2)^{2}}",
    "(1-exp(-z))/(1+exp(-z))": r"\frac{1}{2} (1 - f(z)^{2})",
    "tanh(log(1+exp(z)))*z": r"\frac{1 - \tanh^{2}(\ln(1 + e^{z}))}{1 + e^{-z}} z + \tanh(\ln(1 + e^{z}))",
    "exp(-z**2)": r"-2 z e^{-z^{2}}",
    "sigmoid(z)**2": r"2 \sigma(z)^{2} (1 - \sigma(z))",
    "softplus(z) - log(2)": r"\sigma(z)",
    # neither longer nor in a circle
    "log(1+exp(z))": r"\frac{1}{1 + e^{-z}}",
    "z - z**2/2 + z**3/3": "1 - z + z^{2}",
    "(exp(z)-1)/(exp(z)+1)": r"\frac{1}{2} (1 - f(z)^{2})",
    "exp(z)/(1+exp(z))**2": r"\frac{(1 - e^{z}) e^{z}}{(1 + e^{z})^{3}}",
    # no line is longer than the two around it, nor a bracket opened to more terms than there were
    "(1-exp(-2*z))/(1+exp(-2*z))": "1 - f(z)^{2}",
    "sigmoid(z)*(1-tanh(z))": (r"\sigma(z) (1 - \sigma(z)) (1 - \tanh(z)) - \sigma(z) (1 - \tanh^{2}(z))"),
    "(2-z)*sigmoid(z)": r"-\sigma(z) + (2 - z) \sigma(z) (1 - \sigma(z))",
    # the exponents that were typed
    "exp(-2*(z-1))": "-2 e^{-2 (z - 1)}",
    "1/(1+exp(-3*(z-0.2)))": r"\frac{3 e^{-3 (z - 0.2)}}{(1 + e^{-3 (z - 0.2)})^{2}}",
    "1/(1+2^(-z))": r"\frac{2^{-z}}{(1 + 2^{-z})^{2}} \ln(2)",
    # the identities of sine and cosine, and of their hyperbolic ones
    "sin(z)/(2+cos(z))": r"\frac{1 + 2 \cos(z)}{(2 + \cos(z))^{2}}",
    "sinh(z)/(1+cosh(z))": r"\frac{1}{1 + \cosh(z)}",
    "atan(sinh(z))": r"\frac{1}{\cosh(z)}",
    "abs(z-1.5)/(1+abs(z-1.5))": r"\frac{\operatorname{sgn}(z - 1.5)}{(1 + \left|z - 1.5\right|)^{2}}",
    "2*z-sin(z)*z": r"2 - z \cos(z) - \sin(z)",
    "(1+z)/(1-z)": r"\frac{2}{(1 - z)^{2}}",
    "1/(1+exp(-z))": r"f(z) (1 - f(z))",
    # defined wherever the line before it is: nothing is divided by tanh z; nor collected to a sum that loses digits
    "tanh(z)*sigmoid(-z)": r"(1 - \tanh^{2}(z)) \sigma(-z) - \tanh(z) \sigma(-z) (1 - \sigma(-z))",
    "2*exp(-z**2)": r"-4 z e^{-z^{2}}",
    # powers of a constant, products of letters and functions, fractions
    "2^z": r"2^{z} \ln(2)",
    "z^3/(1+z^2)": r"\frac{z^{2} (3 + z^{2})}{(1 + z^{2})^{2}}",
    "1/(z*(z+1))": r"-\frac{2 z + 1}{z^{2} (z + 1)^{2}}",
    "z*(2*z+1)": "4 z + 1",
    "sin(z)+cos(z)": r"\cos(z) - \sin(z)",
    "log(cosh(z))": r"\tanh(z)",
    "-log(cos(z))": r"\tan(z)",
    "exp(-2*z)*(z-1)": r"(3 - 2 z) e^{-2 z}",
    # what a book writes: factors cancel, and terms that have something in common are added
    "z**z": r"z^{z} + z^{z} \ln(z)",
    "log(sqrt(1+z**2)+z)": r"\frac{1}{\sqrt{1 + z^{2}}}",
    "(1+z/2)/(1-z/3)": r"\frac{5}{6 (1 - z/3)^{2}}",
    "z**2/abs(z)": r"\operatorname{sgn}(z)",
    "abs(z)**3": r"3 z \left|z\right|",
    "log(abs(z))": r"\frac{1}{z}",
    "relu(z)**2": r"2 \operatorname{ReLU}(z)",
    "z**2*sin(1/z)": r"2 z \sin\left(\frac{1}{z}\right) - \cos\left(\frac{1}{z}\right)",
    "(1-z)*exp(z)": r"-z e^{z}",
    "exp(z)*(sin(z)+cos(z))": r"2 \cos(z) e^{z}",
    "z**2*(1-z)**3": r"z (1 - z)^{2} (2 - 5 z)",
    "z/sqrt(1-z**2)": r"\frac{1}{(1 - z^{2})^{3/2}}",
    "sqrt(z)/(1+sqrt(z))": r"\frac{1}{2 \sqrt{z} (1 + \sqrt{z})^{2}}",
    "cos(z)/z": r"-\frac{z \sin(z) + \cos(z)}{z^{2}}",
    # in the factors and the exponentials that are there
    "tanh(z)/(1+tanh(z)**2)": r"\frac{(1 - \tanh^{2}(z))^{2}}{(1 + \tanh^{2}(z))^{2}}",
    "1-tanh(z)**2": r"-2 \tanh(z) (1 - \tanh^{2}(z))",
    "1-sigmoid(z)": r"-\sigma(z) (1 - \sigma(z))",
    "exp(-z)/(1+exp(-z))**2": r"\frac{(e^{-z} - 1) e^{-z}}{(1 + e^{-z})^{3}}",
    "log(exp(z)+exp(-z))": r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
}


@cache
def lemma_of(text: str) -> Derivation:
    """Derive a network of one unit with this activation."""
    return derive(Network((1, 1), Activation.parse(text), "mse"))


@pytest.mark.parametrize("text", LEMMAS)
def test_how_the_derivative_of_a_formula_reads(text: str) -> None:
    lines = print_result(lemma_of(text), "f'").lines
    assert lines[-1].formula == LEMMAS[text]
    assert not any(one.formula == other.formula for one, other in itertools.pairwise(lines))
    assert lemma_of(text).check(["f'"]).ok


def test_a_definition_solved_for_the_exponential_makes_no_line_longer_than_the_derivative() -> None:
    lines = print_result(lemma_of("(1-exp(-2*z))/(1+exp(-2*z))"), "f'").lines
    solved = next(line for line in lines if line.rule == "definition, solved for the exponential")
    assert solved.formula == "(1 - f(z)) (1 + f(z))"


@pytest.mark.parametrize(
    ("text", "typed", "derivative"),
    [
        ("max(0, z)", r"\max(0, z)", "[z > 0]"),
        ("max(z, 0)", r"\max(z, 0)", "[z > 0]"),
        ("min(z, 1)", r"\min(z, 1)", "[z < 1]"),
        ("max(-1, min(1, z))", r"\max(-1, \min(1, z))", "[-1 < z < 1]"),
        ("clip(z, 0, 1)", r"\min(\max(z, 0), 1)", "[0 < z < 1]"),
        (
            "max(z, z**2)",
            r"\max(z, z^{2})",
            r"\begin{cases} 1 & \text{if } z > z^{2} \\ 2 z & \text{if } z < z^{2} \\ "
            r"\frac{1}{2} (1 + 2 z) & \text{otherwise} \end{cases}",
        ),
        (
            "z*sigmoid(1.702*z)",
            r"z \sigma(1.702 z)",
            r"\sigma(1.702 z) + 1.702 z \sigma(1.702 z) (1 - \sigma(1.702 z))",
        ),
        ("min(max(z,0),6)", r"\min(\max(z, 0), 6)", "[0 < z < 6]"),
        ("min(6,max(-1,2*z))", r"\min(6, \max(-1, 2 z))", r"2 [-\frac{1}{2} < z < 3]"),
        ("clip(z,-1,1)", r"\min(\max(z, -1), 1)", "[-1 < z < 1]"),
        ("max(0,min(1,z+1))", r"\max(0, \min(1, z + 1))", "[-1 < z < 0]"),
        ("max(max(z,0),6)", r"\max(\max(z, 0), 6)", None),
        ("max(min(z,-1),2)+z", r"\max(\min(z, -1), 2) + z", "1"),
        # the borders cross, or are one
        ("min(max(z,e),2)+z", r"\min(\max(z, e), 2) + z", "1"),
        ("max(min(z,2),2)+z", r"\max(\min(z, 2), 2) + z", "1"),
        ("max(min(z,2),-1)+z", r"\max(\min(z, 2), -1) + z", "[-1 < z < 2] + 1"),
        (
            "sign(z)*log(1+abs(z))",
            r"\operatorname{sgn}(z) \ln(1 + \left|z\right|)",
            r"\frac{[z \neq 0]}{1 + \left|z\right|}",
        ),
        (
            "sign(z)*sqrt(abs(z))",
            r"\operatorname{sgn}(z) \sqrt{\left|z\right|}",
            r"\frac{1}{2 \sqrt{\left|z\right|}}",
        ),
        (
            "max(z,-z)",
            r"\max(z, -z)",
            r"\begin{cases} 1 & \text{if } z > 0 \\ -1 & \text{if } z < 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            "min(2-z,z/2)",
            r"\min\left(2 - z, \frac{z}{2}\right)",
            r"\begin{cases} -1 & \text{if } z > \frac{4}{3} \\ \frac{1}{2} & \text{if } z < \frac{4}{3} \\ "
            r"-\frac{1}{4} & \text{otherwise} \end{cases}",
        ),
        ("z/1.702 + z/3", r"\frac{z}{1.702} + \frac{z}{3}", None),
        ("tanh(z)+z+1+z", r"\tanh(z) + z + 1 + z", None),
        ("z*tanh(z)*z", r"z \tanh(z) z", None),
        ("(1/2+z)/(1/3+z)", r"\frac{1/2 + z}{1/3 + z}", r"-\frac{1}{6 (1/3 + z)^{2}}"),
        (
            "exp(-z/2)/(1+exp(-z/2))",
            r"\frac{e^{-z/2}}{1 + e^{-z/2}}",
            r"-\frac{e^{-z/2}}{2 (1 + e^{-z/2})^{2}}",
        ),
        (
            "exp(0.5z)/(1+exp(0.5z))",
            r"\frac{e^{0.5 z}}{1 + e^{0.5 z}}",
            r"\frac{0.5 e^{0.5 z}}{(1 + e^{0.5 z})^{2}}",
        ),
        ("relu(z)**2", r"\operatorname{ReLU}(z)^{2}", None),
        ("3(z+1)", "3 (z + 1)", "3"),
        ("z/(2*(1+exp(-z)))", r"\frac{z}{2 (1 + e^{-z})}", None),
        ("0.5*(z+1)*(z-1)", "0.5 (z + 1) (z - 1)", "z"),
        ("(2*(z+1))**2", "(2 (z + 1))^{2}", "8 (z + 1)"),
        ("z+1", "z + 1", "1"),
        ("1+z", "1 + z", "1"),
        ("-(z+1)", "-(z + 1)", "-1"),
        ("z-(1-z)", "z - (1 - z)", "2"),
        ("exp(z)+1", "e^{z} + 1", "e^{z}"),
        ("tanh(z)*sigmoid(-z)", r"\tanh(z) \sigma(-z)", None),
        ("sigmoid(-z)*tanh(z)", r"\sigma(-z) \tanh(z)", None),
        ("(z+1)*z", "(z + 1) z", "2 z + 1"),
        ("1/((z+1)*z)", r"\frac{1}{(z + 1) z}", None),
        ("exp(z)*z", "e^{z} z", "(1 + z) e^{z}"),
        ("sin(z)*z^2", r"\sin(z) z^{2}", r"z^{2} \cos(z) + 2 z \sin(z)"),
        # a number stands in front
        ("z*2", "2 z", "2"),
        ("z*z", r"z \cdot z", "2 z"),
        ("z/2", r"\frac{z}{2}", r"\frac{1}{2}"),
        ("1/2*z", r"\frac{1}{2} z", r"\frac{1}{2}"),
        ("-z/2", r"-\frac{z}{2}", None),
        ("(z+1)/2", r"\frac{z + 1}{2}", r"\frac{1}{2}"),
        ("2*z/3", r"\frac{2 z}{3}", r"\frac{2}{3}"),
        ("z/1.702", r"\frac{z}{1.702}", None),
        ("z/0.5", r"\frac{z}{0.5}", "2"),
        ("exp(-(z-1)^2/0.5)", "e^{-(z - 1)^{2}/0.5}", r"-4 (z - 1) e^{-2 (z - 1)^{2}}"),
        ("sigmoid(z)+log(0.5)", r"\sigma(z) + \ln(0.5)", None),
        ("z/sqrt(2)", r"\frac{z}{\sqrt{2}}", r"\frac{1}{\sqrt{2}}"),
        ("exp(-z^2/2)/sqrt(2*pi)", r"\frac{e^{-z^{2}/2}}{\sqrt{2 \pi}}", None),
        ("(e+2)*z", "(e + 2) z", "e + 2"),
        ("(e-3)*(1+z)", "(e - 3) (1 + z)", "e - 3"),
        ("z/2*(1+exp(z))", r"\frac{z}{2} (1 + e^{z})", None),
        ("sigmoid(z/2)*z", r"\sigma\left(\frac{z}{2}\right) z", None),
        (
            "z if -1 < z < 1 else 0",
            r"\begin{cases} z & \text{if } -1 < z < 1 \\ 0 & \text{otherwise} \end{cases}",
            r"\begin{cases} 1 & \text{if } -1 < z < 1 \\ 0 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_what_was_typed_keeps_its_form(text: str, typed: str, derivative: str | None) -> None:
    derivation = lemma_of(text)
    assert print_result(derivation, "a1").lines[1].formula == typed.replace("z", "z^{(1)}_{js}").replace(
        "z^{(1)}_{js}^{2}", "(z^{(1)}_{js})^{2}"
    )
    lines = print_result(derivation, "f'").lines
    assert lines[0].formula == rf"\frac{{d}}{{dz}} \left[ {typed} \right]"
    assert derivative is None or lines[-1].formula == derivative
    assert derivation.check(["a1", "f'"]).ok


# Whether a line is right does not depend on the numbers that are drawn.
SEEDS = range(3)
# What SymPy turns: how it was typed, and how it is computed with.
TURNED = {
    "exp(z)**2": ("(e^{z})^{2}", "e^{2 z}"),
    "sqrt(z**2)": (r"\sqrt{z^{2}}", r"\left|z\right|"),
    "sqrt(z)**2": (r"(\sqrt{z})^{2}", "z"),
    "sqrt(z)*sqrt(z)": (r"\sqrt{z} \cdot \sqrt{z}", "z"),
    "2*sqrt(z)**2+1": (r"2 (\sqrt{z})^{2} + 1", "2 z + 1"),
    "z-(-z)": ("z - (-z)", "2 z"),
    "z+z": ("z + z", "2 z"),
    "z*exp(z)*exp(z)": ("z e^{z} \\cdot e^{z}", "z e^{2 z}"),
    "cos(-z)": (r"\cos(-z)", r"\cos(z)"),
    "tanh(-z)": (r"\tanh(-z)", r"-\tanh(z)"),
    "(-z)**2": ("(-z)^{2}", "z^{2}"),
    "(2*z)**2": ("(2 z)^{2}", "4 z^{2}"),
    "-(-z)": ("-(-z)", "z"),
    "(z+1)*(z+1)": (r"(z + 1) \cdot (z + 1)", "(z + 1)^{2}"),
    "z**2/z": (r"\frac{z^{2}}{z}", "z"),
    "z/z+z": (r"\frac{z}{z} + z", "1 + z"),
    "1/exp(z)": (r"\frac{1}{e^{z}}", "e^{-z}"),
    "1/(1/z)": (r"\frac{1}{1/z}", "z"),
    "log(exp(z))": (r"\ln(e^{z})", "z"),
    "exp(log(z))": (r"e^{\ln(z)}", "z"),
    "exp(log(z)+1)": (r"e^{\ln(z) + 1}", "e z"),
    "sqrt(2*z)": (r"\sqrt{2 z}", r"\sqrt{2} \sqrt{z}"),
    "z if z>0 else (-z)**2": tuple(
        rf"\begin{{cases}} z & \text{{if }} z > 0 \\ {each} & \text{{otherwise}} \end{{cases}}"
        for each in ("(-z)^{2}", "z^{2}")
    ),
}


@pytest.mark.parametrize("text", TURNED)
def test_what_sympy_turns_is_a_line_of_its_own(text: str) -> None:
    derivation = lemma_of(text)
    lines = print_result(derivation, "f'").lines
    for line, shown, rule in zip(lines, TURNED[text], ("definition", "rewriting"), strict=False):
        assert line.rule == rule
        assert line.formula in (rf"\frac{{d}}{{dz}} \left[ {shown} \right]", rf"\frac{{d {shown}}}{{dz}}")
    assert [line.rule for line in print_result(derivation, "a1").lines] == ["definition", "definition", "rewriting"]
    for seed in SEEDS:
        derivation.check(seed=seed).require()
    # the function is defined where what was typed is
    assert definition(Activation.parse(text)).as_typed == derivation["f'"].lines[0].expression.args[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sqrt((a-y)**2)", r"\sqrt{(a - y)^{2}}"),
        ("sqrt(a-y)**2", r"(\sqrt{a - y})^{2}"),
        ("exp(a-y)**2", "(e^{a - y})^{2}"),
        ("(a*y)**2", "(a y)^{2}"),
        ("(a-y)**2/(a-y)", r"\frac{(a - y)^{2}}{a - y}"),
        ("1-tanh(-a*y)", r"1 - \tanh(-a y)"),
    ],
)
@pytest.mark.parametrize("delta", ["cost", "sample"])
def test_what_sympy_turns_in_a_loss_is_a_line_of_its_own(text: str, shown: str, delta: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)), Convention(delta=delta))
    target = "C" if delta == "cost" else "C_s"
    lines = print_result(derivation, target).lines
    assert [line.rule for line in lines] == ["definition", "rewriting"]
    assert shown in lines[0].formula.replace("a^{(1)}_{js}", "a").replace("y_{js}", "y")
    for seed in SEEDS:
        derivation.check(seed=seed).require()
    for wrong in (derivation[target].value + 1, -derivation[target].value):
        assert not check(planted(derivation, target, 1, wrong), [target]).ok


@pytest.mark.parametrize(
    ("text", "typed", "derivative"),
    [
        ("max(0, 1-a*y)", r"\max(0, 1 - a y)", "-y [a y < 1]"),
        ("max(0, 1-a*y)**2", r"\max(0, 1 - a y)^{2}", r"-2 y \max(0, 1 - a y)"),
        ("abs(a-y)**2", r"\left|a - y\right|^{2}", "2 (a - y)"),
        ("(a-y)**2/abs(a-y)", r"\frac{(a - y)^{2}}{\left|a - y\right|}", r"\operatorname{sgn}(a - y)"),
        ("(1-a)/(a-1)**2*y", r"\frac{(1 - a) y}{(a - 1)^{2}}", r"\frac{y}{(1 - a)^{2}}"),
        ("y*(a-1)**2+(1-y)*a**2", r"\left[ y (a - 1)^{2} + (1 - y) (a)^{2} \right]", "2 (a - y)"),
        ("max(a, y)", r"\max(a, y)", "H(a - y)"),
        ("min(y, a)", r"\min(y, a)", "H(y - a)"),
        ("max(max(a, y), 0)", r"\max(\max(a, y), 0)", r"[\max(a, y) > 0] H(a - y)"),
        (
            "0.5*(a-y)**2 if abs(a-y) < 1 else abs(a-y) - 0.5",
            r"\begin{cases} 0.5 (a - y)^{2} & \text{if } \left|a - y\right| < 1 \\ "
            r"\left|a - y\right| - 0.5 & \text{otherwise} \end{cases}",
            r"\begin{cases} a - y & \text{if } \left|a - y\right| < 1 \\ \operatorname{sgn}(a - y) & \text{otherwise} "
            r"\end{cases}",
        ),
        (
            "a**2 if 0 < a <= y else y**2",
            r"\begin{cases} (a)^{2} & \text{if } 0 < a \leq y \\ y^{2} & \text{otherwise} \end{cases}",
            r"\begin{cases} 2 a & \text{if } 0 < a \leq y \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            "sign(a-y)*log(1+abs(a-y))",
            r"\operatorname{sgn}(a - y) \ln(1 + \left|a - y\right|)",
            r"\frac{[a \neq y]}{1 + \left|a - y\right|}",
        ),
        (
            "sign(a-y)*sqrt(abs(a-y))",
            r"\operatorname{sgn}(a - y) \sqrt{\left|a - y\right|}",
            r"\frac{1}{2 \sqrt{\left|a - y\right|}}",
        ),
        ("(1/2+a)/(1/3+a)*y", r"\frac{(1/2 + a) y}{1/3 + a}", r"-\frac{y}{6 (1/3 + a)^{2}}"),
        ("abs(a-y)*(a-y)", r"\left|a - y\right| (a - y)", r"2 \left|a - y\right|"),
        (
            "1-(a*y)/sqrt(a^2+1)",
            r"\left[ 1 - \frac{a y}{\sqrt{(a)^{2} + 1}} \right]",
            r"-\frac{y}{((a)^{2} + 1)^{3/2}}",
        ),
        (
            "(a-y)^2/(2*0.25)+log(0.25)",
            r"\left[ \frac{(a - y)^{2}}{2 \cdot 0.25} + \ln(0.25) \right]",
            "4 (a - y)",
        ),
        ("0.9*(y-a)", "0.9 (y - a)", "-0.9"),
        ("max(0.9(y-a), 0.1(a-y))", r"\max(0.9 (y - a), 0.1 (a - y))", "-0.9 H(y - a) + 0.1 H(a - y)"),
        ("max(0.9*y-0.9*a, 0.1*a-0.1*y)", r"\max(0.9 y - 0.9 a, 0.1 a - 0.1 y)", "-0.9 H(y - a) + 0.1 H(a - y)"),
    ],
)
def test_what_was_typed_of_a_loss_keeps_its_form(text: str, typed: str, derivative: str) -> None:
    network = Network((1, 1), "identity", Loss.parse(text))
    derivation = derive(network, Convention(samples="sum"))
    plain = [
        page.lines[at].formula.replace("a^{(1)}_{js}", "a").replace("y_{js}", "y")
        for page in (print_result(derivation, "C"), print_result(derivation, "da1"))
        for at in (0, -1)
    ]
    assert plain[0] == rf"\sum_{{s=1}}^{{m}} \sum_{{j=1}}^{{n_{{1}}}} {typed}"
    assert plain[3] == derivative
    assert derivation.check().ok


def test_a_power_of_a_function_goes_to_the_terms_in_which_it_divides() -> None:
    derivation = derive(Network((1, 1, 1), (Activation.parse("z/(1+exp(-z))"), "sigmoid")))
    assert print_result(derivation, "f'").lines[-1].formula == r"\sigma(z) + z \sigma(z) (1 - \sigma(z))"
    assert derivation.check(["f'"]).ok


@pytest.mark.parametrize("text", LEMMAS)
def test_nothing_idle_stands_in_the_lines_of_a_formula(text: str) -> None:
    for line in print_result(lemma_of(text), "f'").lines:
        assert r"\cdot 0" not in line.formula
        assert r"1 \left(" not in line.formula
        assert "1 (" not in line.formula
        if r"\cdot (-1)" in line.formula:
            assert line.rule in ("constant factor", "sum rule")


@pytest.mark.parametrize(
    ("before", "after", "moves", "below"),
    [
        (Chain(sin(Z), S(2), Z), Chain(S(2), Z, sin(Z)), True, False),
        (Chain(sin(Z), S(2), 1 / Z), Chain(S(2), 1 / Z, sin(Z)), True, True),
        (Add(1, Bracket(Z + 2), evaluate=False), Add(Z, 1, 2, evaluate=False), True, True),
        # a number that has changed, a factor that has gone, terms and powers that were put together
        (Chain(sin(Z), S(2), Z), Chain(S(3), Z, sin(Z)), False, False),
        (Chain(sin(Z), S(2), Z), Chain(S(2), Z), False, False),
        (Chain(Z, sin(Z), Z), Chain(Z**2, sin(Z)), False, False),
        (Add(Apart(Z), Z, evaluate=False), 2 * Z, False, False),
    ],
)
def test_what_only_moves_is_told_from_what_changes(before: Expr, after: Expr, moves: bool, below: bool) -> None:
    assert only_moves(before, after) is moves
    assert only_moves(before, after, below=True) is below


def test_no_line_only_moves_a_factor_unless_it_has_waited() -> None:
    rng = random.Random(20)
    texts = [*LEMMAS, *(formula(rng, depth=3) for _ in range(60))]
    seen = 0
    for text in texts:
        try:
            lines = lemma_of(text)["f'"].lines
        except DerivationError:
            continue
        for at, (before, line) in enumerate(itertools.pairwise(lines)):
            seen += line.rule == "arithmetic"
            moves = line.rule == "arithmetic" and only_moves(before.expression, line.expression)
            assert not moves or waits_since(before.expression, lines[max(at - 1, 0) : at]), text
    assert seen > 20


@pytest.mark.parametrize("loss", ["abs(a-y)", "max(0, 1-a*y)", "log(1+exp(-a*y))", "sign(a-y)*(a-y)"])
@pytest.mark.parametrize("activation", ["tanh", "softsign", "abs(z)"])
def test_any_network_can_be_derived_with_any_loss_and_penalty(activation: str, loss: str) -> None:
    shape = Activation.parse(activation) if "(" in activation else activation
    network = Network((2, 3, 1), shape, Loss.parse(loss), l1=0.1, l2=0.1)
    assert {"dW1", "db2"} <= set(derive(network).by_target)


@pytest.mark.parametrize(("target", "right", "wrong"), [("C", Larger, Smaller), ("da1", POSITIVE, HEAVISIDE)])
def test_a_false_maximum_is_rejected(target: str, right: Any, wrong: Any) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse("max(0, 1-a*y)")))
    at = len(derivation[target].lines) - 1
    function = right if right is Larger else apply_definition(right)
    changed = derivation[target].lines[at].expression.replace(function, wrong)
    report = check(planted(derivation, target, at, changed), [target])
    assert [(row.target, row.line) for row in report.failures] == [(target, at)]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("max(z, 2*z, -z)", Rational(2, 3), S.Half),
        ("max(z, 0.1*z, -1)", Rational(11, 20), S.One),
        ("asin(z/2)", S(4), S(5)),
    ],
)
def test_a_false_slope_at_a_border_or_number_below_a_root_is_rejected(text: str, right: Expr, wrong: Expr) -> None:
    derivation = lemma_of(text)
    at = len(derivation["f'"].lines) - 1
    changed = derivation["f'"].lines[at].expression.subs(right, wrong)
    assert at in [row.line for row in check(planted(derivation, "f'", at, changed), ["f'"]).failures]


def test_a_formula_that_says_what_its_variable_is_leaves_the_lemmas_of_others_alone() -> None:
    derivation = derive(Network((2, 2, 1), (Activation.parse("1/z"), "sigmoid"), "bce"))
    alone = derive(Network((2, 1), "sigmoid", "bce"))
    # e^-z is no better as e^(-1/f), and without the value sigmoid' would not cancel
    assert derivation["sigmoid'"].value == alone["sigmoid'"].value
    assert str(derivation["f'"].value) == "-f(z)**2"


def test_one_of_two_numbers_is_a_number_in_every_case() -> None:
    # the second case leaves max(pi, tanh(2)) inside of a comparison
    text = "relu(max((z if z < .5 else pi), tanh(2.)))"
    assert derive(Network((2, 1), Activation.parse(text), "mse")).check(["f'"]).ok


def formulas_of(text: str) -> list[str]:
    return [line.formula for line in print_result(lemma_of(text), "f'").lines]


def test_a_quotient_rule_is_one_fraction_with_its_denominator_together() -> None:
    assert formulas_of("z/(1+abs(z))")[1] == (
        r"\frac{1 + \left|z\right| - z \frac{d}{dz} \left[ 1 + \left|z\right| \right]}{(1 + \left|z\right|)^{2}}"
    )


def test_the_terms_of_a_product_rule_keep_their_places() -> None:
    first, *others = formulas_of("tanh(z)*sigmoid(-z)")[1:]
    assert first == r"\frac{d}{dz} \left[ \tanh(z) \right] \sigma(-z) + \tanh(z) \frac{d \sigma(-z)}{dz}"
    assert all(each.startswith(r"(1 - \tanh^{2}(z)) \sigma(-z) ") for each in others)


def test_a_lemma_and_what_cites_it_have_one_order() -> None:
    derivation = lemma_of("gelu(z)")
    assert print_result(derivation, "f'").lines[-1].formula == print_result(derivation, "gelu'").lines[-1].formula
