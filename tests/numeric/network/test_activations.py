"""Values and derivatives of the activations: against mpmath-like exact values, autograd, and at the extremes."""

import math
from types import ModuleType

import mpmath
import numpy as np
import pytest
from autograd import elementwise_grad, jacobian

from derivations.network import ACTIVATIONS, KINKS, Network
from derivations.numeric.arrays import FEW
from derivations.numeric.network.activations import FUNCTIONS, functions, saturating, softmax
from tests.numeric.oracle import FUNCTIONS as ORACLE
from tests.oracles import torch_functions

EXTREMES = np.array([-1e4, -745.0, -710.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 710.0, 745.0, 1e4])
PUBLIC = {name: (each.value_at, each.derivative_at) for name, each in FUNCTIONS.items()}
# each unit for itself
ALONE = [name for name in ACTIVATIONS if name != "softmax"]


def test_every_activation_of_a_network_has_functions() -> None:
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    assert functions(Network((1, 1, 1), ("relu", "sigmoid"))) == (FUNCTIONS["relu"], FUNCTIONS["sigmoid"])


@pytest.mark.parametrize("name", ALONE)
def test_values_and_derivatives_equal_those_of_autograd(name: str) -> None:
    z = np.random.default_rng(0).normal(0, 3, (50, 7))
    value, derivative = PUBLIC[name]
    a = value(z)
    np.testing.assert_allclose(a, ORACLE[name](z), rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(derivative(z, a), elementwise_grad(ORACLE[name])(z), rtol=1e-10, atol=1e-14)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_warning_and_no_nan_at_the_extremes(name: str) -> None:
    value, derivative = PUBLIC[name]
    # as every pass does: some overflow on the way to a right value
    with np.errstate(over="ignore"):
        a = value(EXTREMES)
        assert np.isfinite(a).all()
        assert np.isfinite(derivative(EXTREMES, a)).all()
        complex_a = value(EXTREMES + 1e-100j)
    assert np.isfinite(complex_a).all()
    # the square of the step is seen where a itself is smaller
    np.testing.assert_allclose(complex_a.real, a, rtol=1e-13, atol=1e-199)


def test_sigmoid_keeps_its_digits_in_the_tail() -> None:
    assert saturating.quiet_sigmoid(np.array([-700.0]))[0] == pytest.approx(math.exp(-700), rel=1e-14)
    with np.errstate(over="ignore"):
        assert saturating.quiet_sigmoid(np.array([-1e4, 1e4])).tolist() == [0, 1]


@pytest.mark.parametrize("size", [1, FEW + 1])
@pytest.mark.parametrize("z", [-700.0, -20.0, -5.0, -4.0, 0.5, 4.0, 5.0, 20.0, 40.0, 300.0])
def test_slopes_keep_their_digits_behind_saturation(z: float, size: int) -> None:
    with mpmath.workdps(40):
        exact = {"sigmoid": 1 / (2 + mpmath.exp(z) + mpmath.exp(-z)), "tanh": mpmath.sech(z) ** 2}
    for name, wanted in exact.items():
        at = np.full(size, z)
        with np.errstate(over="ignore"):
            found = FUNCTIONS[name].derivative_at(at, FUNCTIONS[name].value_at(at))
        np.testing.assert_allclose(found, float(wanted), rtol=2e-14, atol=1e-307)


def test_relu_has_derivative_0_at_the_kink() -> None:
    z = np.array([-1.0, 0.0, 1.0])
    relu = FUNCTIONS["relu"]
    assert relu.derivative_at(z, relu.value_at(z)).tolist() == [0, 0, 1]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("name", ALONE)
def test_a_complex_step_through_the_value_gives_the_derivative(name: str) -> None:
    z = np.concatenate([np.random.default_rng(1).normal(0, 3, 100), [0.0, 800.0, -800.0]])
    value, derivative = PUBLIC[name]
    stepped = value(z + 1e-100j).imag / 1e-100
    np.testing.assert_allclose(stepped, derivative(z, value(z)), rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_out_is_used_and_z_is_left_alone(name: str) -> None:
    z = np.linspace(-2, 2, 6).reshape(2, 3)
    kept, out = z.copy(), np.empty((2, 3))
    assert FUNCTIONS[name].value(z, out) is out
    room = np.empty((2, 3))
    assert FUNCTIONS[name].derivative(z, out, room) is room
    assert np.array_equal(z, kept)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_and_whole_numbers_are_taken_as_floats(name: str) -> None:
    value, derivative = PUBLIC[name]
    a = value(np.array(2))
    assert float(a) == pytest.approx(ORACLE[name](np.array(2.0)))
    assert np.shape(derivative(np.array(2), a)) == ()


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_equals_pytorch(name: str, torch: ModuleType) -> None:
    z = np.concatenate([np.random.default_rng(3).normal(0, 3, 40), [-1.0, 0.0, 1.0, 30.0, -30.0]])
    theirs = torch.tensor(z, requires_grad=True)
    pulled = np.random.default_rng(4).normal(0, 1, z.shape)
    result = torch_functions(torch)[name](theirs)
    (result * torch.tensor(pulled)).sum().backward()
    function = FUNCTIONS[name]
    a = function.value_at(z)
    np.testing.assert_allclose(a, result.detach().numpy(), rtol=1e-12, atol=1e-14)
    # at every kink, too
    through, out = function.pull_back, np.empty_like(pulled)
    derivatives = through(a, pulled, out) if through else pulled * function.derivative_at(z, a)
    np.testing.assert_allclose(derivatives, theirs.grad.numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ALONE)
def test_a_planted_wrong_derivative_is_noticed(name: str) -> None:
    """The comparison with autograd rejects the derivative of every other activation."""
    z = np.random.default_rng(5).normal(0, 2, 40)
    right = elementwise_grad(ORACLE[name])(z)
    for other in ALONE:
        if other != name:
            value, derivative = PUBLIC[other]
            assert not np.allclose(derivative(z, value(z)), right, rtol=1e-10, atol=1e-14), other


@pytest.mark.parametrize("name", KINKS)
def test_the_derivative_at_a_kink_is_the_one_that_is_stated(name: str) -> None:
    value, derivative = PUBLIC[name]
    for kink in KINKS[name]:
        z = np.array([kink.at])
        assert derivative(z, value(z)).item() == pytest.approx(kink.derivative, rel=1e-15)
        left, right = (derivative(np.array([z]), value(np.array([z]))).item() for z in (kink.at - 1e-9, kink.at + 1e-9))
        assert (left, right) == (pytest.approx(kink.left, rel=1e-8), pytest.approx(kink.right, rel=1e-8))


def test_softmax_is_a_share_of_a_whole() -> None:
    z = np.array([[1.0, 2.0, 3.0], [1e4, -1e4, 9999.0]])
    a = FUNCTIONS["softmax"].value_at(z)
    np.testing.assert_allclose(a.sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(a[0], np.exp(z[0]) / np.exp(z[0]).sum(), rtol=1e-15)
    np.testing.assert_allclose(a[1], [1 / (1 + math.exp(-1)), 0, 1 / (1 + math.e)], rtol=1e-15)


def test_the_jacobian_of_softmax_is_full() -> None:
    z = np.random.default_rng(6).normal(0, 2, 4)
    a = FUNCTIONS["softmax"].value_at(z)
    exact = jacobian(ORACLE["softmax"])(z)
    rows = np.array([softmax.softmax_pull_back(a, unit, np.empty(4)) for unit in np.eye(4)])
    np.testing.assert_allclose(rows, exact, rtol=1e-12)
    np.testing.assert_allclose(FUNCTIONS["softmax"].derivative_at(z, a), np.diag(exact), rtol=1e-12)
    # what a unit alone would feel is another thing
    assert not np.allclose(np.diag(np.diag(exact)), exact)
    stepped = np.array([FUNCTIONS["softmax"].value_at(z + 1e-100j * unit).imag / 1e-100 for unit in np.eye(4)])
    np.testing.assert_allclose(stepped, exact.T, rtol=1e-12)


def test_selu_has_the_constants_that_keep_mean_0_and_variance_1() -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    a = FUNCTIONS["selu"].value_at(nodes)
    normal = weights / weights.sum()
    # the kink costs the quadrature a few digits
    assert float(normal @ a) == pytest.approx(0, abs=1e-3)
    assert float(normal @ a**2) == pytest.approx(1, abs=1e-3)
