"""Values and slopes of the activations: against mpmath-like exact values, autograd, and at the extremes."""

import math
from typing import Any

import numpy as np
import pytest
from autograd import elementwise_grad

from derivations.network import ACTIVATIONS, Network
from derivations.numeric import activations
from derivations.numeric.activations import FUNCTIONS, functions
from tests.numeric.oracle import FUNCTIONS as ORACLE

EXTREMES = np.array([-1e4, -745.0, -710.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 710.0, 745.0, 1e4])
PUBLIC: dict[str, tuple[Any, Any]] = {
    "identity": (activations.identity, activations.identity_slope),
    "relu": (activations.relu, activations.relu_slope),
    "sigmoid": (activations.sigmoid, activations.sigmoid_slope),
    "tanh": (activations.tanh, activations.tanh_slope),
}


def test_every_activation_of_a_network_has_functions() -> None:
    assert tuple(FUNCTIONS) == ACTIVATIONS
    assert functions(Network((1, 1, 1), ("relu", "sigmoid"))) == (FUNCTIONS["relu"], FUNCTIONS["sigmoid"])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_slopes_equal_those_of_autograd(name: str) -> None:
    z = np.random.default_rng(0).normal(0, 3, (50, 7))
    value, slope = PUBLIC[name]
    a = value(z)
    np.testing.assert_allclose(a, ORACLE[name](z), rtol=1e-13)
    np.testing.assert_allclose(slope(z, a), elementwise_grad(ORACLE[name])(z), rtol=1e-10, atol=1e-15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_warning_and_no_nan_at_the_extremes(name: str) -> None:
    value, slope = PUBLIC[name]
    a = value(EXTREMES)
    assert np.isfinite(a).all()
    assert np.isfinite(slope(EXTREMES, a)).all()
    complex_a = value(EXTREMES + 1e-100j)
    assert np.isfinite(complex_a).all()
    np.testing.assert_allclose(complex_a.real, a, rtol=1e-15, atol=1e-300)


def test_sigmoid_keeps_its_digits_in_the_tail() -> None:
    assert activations.sigmoid(np.array([-700.0]))[0] == pytest.approx(math.exp(-700), rel=1e-14)
    assert activations.sigmoid(np.array([-1e4, 1e4])).tolist() == [0, 1]


def test_relu_has_slope_0_at_the_kink() -> None:
    z = np.array([-1.0, 0.0, 1.0])
    assert activations.relu_slope(z, activations.relu(z)).tolist() == [0, 0, 1]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_complex_step_through_the_value_gives_the_slope(name: str) -> None:
    z = np.concatenate([np.random.default_rng(1).normal(0, 3, 100), [0.0, 800.0, -800.0]])
    value, slope = PUBLIC[name]
    stepped = value(z + 1e-100j).imag / 1e-100
    np.testing.assert_allclose(stepped, slope(z, value(z)), rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_out_is_used_and_z_is_left_alone(name: str) -> None:
    z = np.linspace(-2, 2, 6).reshape(2, 3)
    kept, out = z.copy(), np.empty((2, 3))
    value, slope = PUBLIC[name]
    assert value(z, out) is out
    room = np.empty((2, 3))
    assert slope(z, out, room) is room
    assert np.array_equal(z, kept)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_and_whole_numbers_are_taken_as_floats(name: str) -> None:
    value, slope = PUBLIC[name]
    a = value(np.array(2))
    assert float(a) == pytest.approx(ORACLE[name](np.array(2.0)))
    assert np.shape(slope(np.array(2), a)) == ()
