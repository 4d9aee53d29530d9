"""Values and derivatives of a user's formula, taken from the formula alone; against autograd, PyTorch and quotients."""

import math
import random
from types import ModuleType
from typing import Any

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import elementwise_grad

from derivations.errors import DerivationError, FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.vocabulary import INVERSE
from derivations.network import ACTIVATIONS, KINKS
from derivations.numeric.network import dual, elementary
from derivations.numeric.network.activations import function
from derivations.numeric.network.dual import dual_of, value_of
from derivations.numeric.network.dual_arithmetic import OPERATIONS, Dual
from derivations.numeric.network.formulas import (
    activation_function,
    complex_step,
    error_of,
    kinks,
    loss_derivatives,
    loss_values,
    total_of,
)
from tests.formula.texts import formula

# For the oracles the text is Python: these names are all that it needs.
AUTOGRAD: dict[str, Any] = {
    "e": math.e,
    "pi": math.pi,
    "abs": anp.abs,
    **{name: getattr(anp, f"arc{name[1:]}") for name in INVERSE},
    "log": anp.log,
    "max": anp.maximum,
    "min": anp.minimum,
    "relu": lambda u: anp.maximum(u, 0),
    "sigmoid": lambda u: 1 / (1 + anp.exp(-u)),
    "softplus": lambda u: anp.log(1 + anp.exp(u)),
    **{name: getattr(anp, name) for name in ("cos", "cosh", "exp", "sign", "sin", "sinh", "sqrt", "tan", "tanh")},
}
# True where the formula is defined for positive arguments only
TEXTS = {
    "z*tanh(log(1+exp(z)))": False,
    "abs(z) + z**3/3": False,
    "atan(z)/(1 + z**2)": False,
    "asin(z/4) - z*acos(z/3.1)": False,
    "acosh(z + 5)*asinh(z) + atanh(z/4)": False,
    "cos(z)*cosh(z)": False,
    "log(z) + sqrt(z)": True,
    "max(z, 0.1*z) + min(z, 1)": False,
    "relu(z)*sigmoid(1.702*z)": False,
    "sin(z) - sinh(z)*sign(z)": False,
    "softplus(z) + tan(z/2)": False,
    "z**-2 + z**0.5 + z**(1/3)": True,
    "2**z + e**-z": False,
    "z**z": True,
    "-z**2 + (-z)**3 - 2**-z": False,
    "1/(1+exp(-z))": False,
    "(exp(z)-exp(-z))/(exp(z)+exp(-z))": False,
    "log(cosh(z))": False,
}
SMOOTH = [text for text in TEXTS if not any(name in text for name in ("abs", "max", "relu", "sign("))]


def points(positive: bool) -> Any:
    return np.random.default_rng(0).uniform(0.05 if positive else -3.0, 3.0, (9, 4))


def both(text: str, z: Any) -> tuple[Any, Any]:
    function = activation_function(Activation.parse(text))
    value = function.value_at(z)
    return value, function.derivative_at(z, value)


@pytest.mark.parametrize("text", TEXTS)
def test_value_and_derivative_equal_those_of_autograd(text: str) -> None:
    z = points(TEXTS[text])

    def oracle(at: Any) -> Any:
        return eval(text, {"__builtins__": {}, **AUTOGRAD, "z": at})

    value, derivative = both(text, z)
    np.testing.assert_allclose(value, oracle(z), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(derivative, elementwise_grad(oracle)(z), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("text", [*TEXTS, "z*erf(z)"])
def test_value_and_derivative_equal_those_of_pytorch(text: str, torch: ModuleType) -> None:
    z = points(TEXTS.get(text, False))
    given = torch.tensor(z, requires_grad=True)
    shared = {name: getattr(torch, name) for name in AUTOGRAD if hasattr(torch, name) and name not in ("e", "pi")}
    more = {
        "erf": torch.erf,
        "max": lambda u, v: torch.maximum(torch.as_tensor(u), torch.as_tensor(v, dtype=torch.float64)),
        "min": lambda u, v: torch.minimum(torch.as_tensor(u), torch.as_tensor(v, dtype=torch.float64)),
        "relu": torch.nn.functional.relu,
        "softplus": lambda u: torch.nn.functional.softplus(u, threshold=100),
    }
    found = eval(text, {"__builtins__": {}, **shared, **more, "e": math.e, "pi": math.pi, "z": given})
    found.sum().backward()
    value, derivative = both(text, z)
    np.testing.assert_allclose(value, found.detach().numpy(), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(derivative, given.grad.numpy(), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("text", [*TEXTS, "erf(z)", "z*erf(z/sqrt(2))"])
def test_a_complex_step_has_the_same_opinion(text: str) -> None:
    z = points(TEXTS.get(text, False))
    np.testing.assert_allclose(complex_step(Activation.parse(text), z), both(text, z)[1], rtol=1e-11, atol=1e-14)


def central(text: str, z: Any, step: float = 1e-5) -> Any:
    tree = Activation.parse(text).tree
    up, down = (value_of(tree, {"z": z + sign * step}) for sign in (1, -1))
    return (up - down) / (2 * step)


def test_generated_formulas_have_the_derivative_of_their_difference_quotient() -> None:
    rng, compared = random.Random(7), 0
    z = np.random.default_rng(7).uniform(-2, 2, 12)
    for _ in range(900):
        text = formula(rng, depth=3)
        try:
            record = Activation.parse(text)
        except DerivationError:
            continue
        value, derivative = dual_of(record.tree, {"z": z}, "z")
        with np.errstate(all="ignore"):
            quotient = central(text, z)
            wider = central(text, z, 2e-5)
            # only where the quotient itself can be relied on: no pole, no kink, no large number near by
            near = np.abs(quotient - wider) < 1e-7 * (1 + np.abs(quotient))
            fine = (
                np.isfinite(value) & np.isfinite(derivative) & near & (np.abs(value) < 100) & (np.abs(derivative) < 100)
            )
        np.testing.assert_allclose(derivative[fine], quotient[fine], rtol=1e-5, atol=1e-6, err_msg=text)
        compared += int(fine.sum())
    assert compared > 2000


@pytest.mark.parametrize("name", [*elementary.FUNCTIONS, "*", "/"])
def test_a_wrong_derivative_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called = name in elementary.FUNCTIONS
    middle = {"acos": 0.1, "acosh": 1.8, "asin": 0.1, "atanh": 0.1}.get(name, 0.8)
    text = (
        f"{name.replace(' ', '(')}({middle} + z{')' * name.count(' ')})" if called else f"(2 + z) {name} (3 + sin(z))"
    )
    text = f"{text} + z*z" if name == "sign" else text
    z = points(False)[np.abs(points(False)) < 0.7]
    before = complex_step(Activation.parse(text), z)
    np.testing.assert_allclose(both(text, z)[1], before, rtol=1e-11, atol=1e-14)
    if called:
        function, derivative = elementary.FUNCTIONS[name]
        wrong = {**elementary.FUNCTIONS, name: (function, lambda u, value: derivative(u, value) + 1e-6)}
        monkeypatch.setattr(dual, "FUNCTIONS", wrong)
    else:
        operation = OPERATIONS[name]

        def planted(u: Dual, v: Dual) -> Dual:
            found = operation(u, v)
            return Dual(found.value, None if found.derivative is None else found.derivative * (1 + 1e-6))

        monkeypatch.setattr(dual, "OPERATIONS", {**OPERATIONS, name: planted})
    assert not np.allclose(both(text, z)[1], before, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "text", ["(a-y)**4", "abs(a-y)", "log(cosh(a-y))", "max(1-a*y, 0)", "sqrt(1+(a-y)**2)", "y*exp(-a)"]
)
def test_a_loss_has_the_derivative_of_autograd_by_its_output(text: str) -> None:
    rng = np.random.default_rng(2)
    a, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))

    def oracle(at: Any) -> Any:
        return eval(text, {"__builtins__": {}, **AUTOGRAD, "a": at, "y": y})

    record = Loss.parse(text)
    np.testing.assert_allclose(loss_values(record, a, y), oracle(a), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(loss_derivatives(record, a, y), elementwise_grad(oracle)(a), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(complex_step(record, a, y), loss_derivatives(record, a, y), rtol=1e-10, atol=1e-13)
    out = np.empty_like(a)
    assert total_of(record)(a, a, y) == pytest.approx(oracle(a).sum(), rel=1e-12)
    assert error_of(record)(a, y, out=out) is out
    assert np.array_equal(out, loss_derivatives(record, a, y))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "text",
    [
        "sigmoid(z)",
        "softplus(z)",
        "tanh(z)",
        "log(1+exp(z))",
        "1/(1+exp(-z))",
        "exp(z)/(1+exp(z))",
        "z*tanh(log(1+exp(z)))",
        "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
        "log(cosh(z))",
        "z/(1+exp(-1.702*z))",
        "max(z, 0) + min(exp(z) - 1, 0)",
        "erf(z)",
    ],
)
def test_nothing_overflows_far_from_zero(text: str) -> None:
    z = np.array([-1e4, -745.0, -710.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 710.0, 745.0, 1e4])
    value, derivative = both(text, z)
    assert np.isfinite(value).all()
    assert np.isfinite(derivative).all()


@pytest.mark.parametrize(
    ("text", "z", "found"),
    [
        ("log(z)", [[1.0, 2.0], [3.0, -1.5]], "f = log(z) is not defined at z = -1.5 (sample 2, unit 2); log needs"),
        (
            "1/z",
            [[1.0, 0.0]],
            "f = 1/z is not defined at z = 0 (sample 1, unit 2); a quotient needs a divisor other than 0",
        ),
        ("z**0.5", [[-2.0]], "f = z**0.5 is not defined at z = -2 (sample 1, unit 1); a fractional power"),
        ("sqrt(z)", [[-1.0]], "sqrt needs an argument that is not negative: z >= 0"),
        ("exp(z)", [[800.0]], "f = exp(z) is too large for a number at z = 800 (sample 1, unit 1)"),
        ("max(log(z), 0)", [[-1.0]], "is not defined at z = -1"),
        ("relu(log(z))", [[-1.0]], "is not defined at z = -1"),
        ("z**z", [[-1.0]], "a power with a variable exponent needs a positive base"),
    ],
)
def test_what_is_not_finite_is_an_error_that_names_the_position(text: str, z: list[list[float]], found: str) -> None:
    function = activation_function(Activation.parse(text))
    for given in (np.array(z), np.array(z) + 1e-100j):
        with pytest.raises(FormulaError) as caught:
            function.value_at(given)
        assert found in str(caught.value)


@pytest.mark.filterwarnings("error")
def test_inverse_functions_have_their_values_at_the_ends_of_where_they_are_defined() -> None:
    ends = np.array([-1.0, 1.0])
    for name, right in (("asin", [-np.pi / 2, np.pi / 2]), ("acos", [np.pi, 0.0]), ("acosh", [0.0])):
        found = activation_function(Activation.parse(f"{name}(z)")).value_at(ends[-len(right) :])
        np.testing.assert_allclose(found, right, rtol=1e-15, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", INVERSE)
@pytest.mark.parametrize("at", [1.0, -1.0, 0.0])
def test_inverse_functions_keep_their_digits_wherever_they_are_defined(name: str, at: float) -> None:
    z = np.array(
        [at + sign * size for size in (1e-200, 1e-17, 2e-16, 1e-9, 1e-3, 0.3, 50.0, 1e200) for sign in (1, -1)]
    )
    with mpmath.workdps(400):
        exact = [getattr(mpmath, name)(mpmath.mpf(each)) for each in z]
        slopes = [mpmath.diff(getattr(mpmath, name), mpmath.mpf(each)) if abs(each) != 1 else mpmath.inf for each in z]
        real = np.array([isinstance(each, mpmath.mpf) and mpmath.isfinite(each) for each in exact]) & (np.abs(z) != 1)
    value, derivative = both(f"{name}(z)", z[real]) if real.any() else (z[real], z[real])
    np.testing.assert_allclose(value, np.array(exact)[real].astype(float), rtol=1e-15, atol=0)
    np.testing.assert_allclose(derivative, np.array(slopes)[real].astype(float), rtol=1e-14, atol=0)


def test_a_derivative_that_is_not_finite_is_an_error_too() -> None:
    function = activation_function(Activation.parse("sqrt(z)"))
    z = np.array([[1.0, 0.0]])
    assert function.value_at(z).tolist() == [[1, 0]]
    with pytest.raises(FormulaError, match=r"derivative of f = sqrt\(z\) is not defined at z = 0 \(sample 1, unit 2\)"):
        function.derivative_at(z, z)


def test_a_loss_that_is_not_finite_is_an_error() -> None:
    with pytest.raises(FormulaError, match=r"not defined at a = -1, y = 1 \(sample 1, unit 1\)"):
        loss_values(Loss.parse("-y*log(a)"), np.array([[-1.0]]), np.array([[1.0]]))
    with pytest.raises(FormulaError, match="the derivative of L"):
        loss_derivatives(Loss.parse("sqrt(a-y)"), np.array([[1.0]]), np.array([[1.0]]))


def test_out_is_used_z_is_left_alone_and_whole_numbers_are_numbers() -> None:
    function = activation_function(Activation.parse("z**3 - abs(z)"))
    z = np.linspace(-2, 2, 6).reshape(2, 3)
    kept, out, room = z.copy(), np.empty((2, 3)), np.empty((2, 3))
    assert function.value(z, out) is out
    assert function.derivative(z, out, room) is room
    assert np.array_equal(z, kept)
    assert function.value_at(np.array([2])).tolist() == [6.0]
    assert function.value_at(np.array(2)).shape == ()
    assert not np.shares_memory(activation_function(Activation.parse("z")).value_at(z), z)


def test_erf_of_complex_numbers_is_that_of_mpmath() -> None:
    z = np.array([-30, -7.5, -2, -0.3, 0, 1e-9, 0.8, 3.1, 6, 26]) + 1e-3j
    found = value_of(Activation.parse("erf(z)").tree, {"z": z})
    np.testing.assert_allclose(found, [complex(mpmath.erf(complex(each))) for each in z], rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "z if z > 0 else 0.01z",
            ["At z = 0 the derivatives on its two sides are 0.01 and 1; 0.01 is used there."],
        ),
        (
            "z if z >= 0 else 0.01z",
            ["At z = 0 the derivatives on its two sides are 0.01 and 1; 1 is used there."],
        ),
        ("relu(2z - 1)", ["At z = 0.5 the derivatives on its two sides are 0 and 2; 0 is used there."]),
        ("max(0.1z, z)", ["At z = 0 the derivatives on its two sides are 0.1 and 1; 0.55 is used there."]),
        ("max(z, sqrt(2))", ["At z = 1.41 the derivatives on its two sides are 0 and 1; 0 is used there."]),
        ("|z + 1|", ["At z = -1 the derivatives on its two sides are -1 and 1; 0 is used there."]),
        ("(z > 1)*2", ["At z = 1 the value jumps; 0 is used there."]),
        ("sign(z)*log(1+abs(z))", ["At z = 0 the derivative on its two sides is 1; 0 is used there."]),
        ("sign(z)*abs(z)**3", []),
        ("z^2 if z > 0 else 0", []),
        ("log(z) if z > 1 else z - 1", []),
        ("tanh(z)", []),
    ],
)
def test_a_kink_is_said_with_the_derivative_that_is_used(text: str, sentences: list[str]) -> None:
    assert [kink.sentence for kink in kinks(Activation.parse(text))] == sentences


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("identity", "softmax")])
def test_a_named_activation_is_the_one_of_the_library(name: str) -> None:
    z = np.concatenate([points(False).ravel(), [0.0, -0.0, 1.0, -1.0, 30.0, -30.0]])
    value, derivative = both(f"{name}(z)", z)
    library = function(name)
    with np.errstate(over="ignore"):
        wanted = library.value_at(z), library.derivative_at(z, library.value_at(z))
    np.testing.assert_allclose(value, wanted[0], rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(derivative, wanted[1], rtol=1e-13, atol=1e-14)
    found, known = kinks(Activation.parse(f"{name}(z)")), KINKS.get(name, ())
    assert [kink.at for kink in found] == [kink.at for kink in known]
    assert [kink.derivative for kink in found] == pytest.approx([kink.derivative for kink in known])


def test_cases_have_the_values_and_derivatives_of_pytorch(torch: ModuleType) -> None:
    z = np.concatenate([points(False).ravel(), [0.0, 1.0, -1.0, 2.0]])
    texts: dict[str, Any] = {
        "z if z > 0 else 0.01*z": lambda t: torch.where(t > 0, t, 0.01 * t),
        "where(z >= 0, z**2, -z)": lambda t: torch.where(t >= 0, t**2, -t),
        "z**2 if -1 < z < 1 else 2*|z| - 1": lambda t: torch.where((t > -1) & (t < 1), t**2, 2 * t.abs() - 1),
        "z if z > 1 or z < -1 else z**3": lambda t: torch.where((t > 1) | (t < -1), t, t**3),
        "sin(z) if not z < 2 else tanh(z)": lambda t: torch.where(~(t < 2), torch.sin(t), torch.tanh(t)),
        "(z > 0)*z - 0.5*(z <= -1)": lambda t: (t > 0) * t - 0.5 * (t <= -1),
        "-1 if z < -1 else z if z <= 1 else 1": lambda t: torch.where(
            t < -1, -torch.ones_like(t), torch.where(t <= 1, t, torch.ones_like(t))
        ),
        "leaky_relu(z, 0.2)": lambda t: torch.nn.functional.leaky_relu(t, 0.2),
        "elu(z, 0.5)": lambda t: torch.nn.functional.elu(t, 0.5),
        "asinh(z)": torch.asinh,
        "expm1(z) + erfc(z)": lambda t: torch.expm1(t) + torch.erfc(t),
        "celu(z, 0.5)": lambda t: torch.nn.functional.celu(t, 0.5),
        "hardshrink(z)": torch.nn.functional.hardshrink,
        "hardswish(z)": torch.nn.functional.hardswish,
        "softshrink(z)": torch.nn.functional.softshrink,
        "tanhshrink(z)": torch.nn.functional.tanhshrink,
        "threshold(z, 0.1, -2)": lambda t: torch.nn.functional.threshold(t, 0.1, -2),
        "logaddexp(z, 1)": lambda t: torch.logaddexp(t, torch.ones_like(t)),
        "hypot(z, 2) + rsqrt(z**2 + 1)": lambda t: torch.hypot(t, 0 * t + 2) + torch.rsqrt(t**2 + 1),
    }
    for text, oracle in texts.items():
        given = torch.tensor(z, requires_grad=True)
        found = oracle(given)
        found.sum().backward()
        value, derivative = both(text, z)
        np.testing.assert_allclose(value, found.detach().numpy(), rtol=1e-12, atol=1e-14, err_msg=text)
        np.testing.assert_allclose(derivative, given.grad.numpy(), rtol=1e-12, atol=1e-14, err_msg=text)


def test_a_part_of_a_case_that_does_not_hold_is_not_looked_at() -> None:
    z = np.array([-1.0, 0.0, 4.0])
    value, derivative = both("log(z) if z > 1 else exp(z)", z)
    np.testing.assert_allclose(value, [np.exp(-1), 1, np.log(4)])
    np.testing.assert_allclose(derivative, [np.exp(-1), 1, 0.25])
    # of a condition that has no value there is no telling
    with pytest.raises(FormulaError, match="is not defined at z = -1"):
        both("z if sqrt(z) > 1 else 0*z", z)


@pytest.mark.parametrize("text", ["max(log(z), 0)", "max(0, log(z))", "min(log(z), z)", "min(z, log(z))"])
def test_no_number_goes_through_max_and_min_with_its_derivative(text: str) -> None:
    for found in both_parts(text, np.array([-1.0])):
        assert np.isnan(found).all()


def both_parts(text: str, z: Any) -> tuple[Any, Any]:
    return dual_of(Activation.parse(text).tree, {"z": z}, "z")
