"""The rounding of a user's formula is bounded: by all that program and hand-written pass are off, and no more."""

from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import lambdify

from derivations import Activation, Convention, Loss, Network, Parameters, derive, match
from derivations.models.formulas import Z, expression_of
from derivations.numeric.dual import dual_of

# a few operations round twice, and a function of a library is off by more than half of its last digit
ROUNDINGS = 4 * float(np.finfo(float).eps)
POINTS = np.array([-800.0, -40.0, -12.0, -3.1, -0.4, -1e-9, 1e-9, 0.2, 0.9, 2.4, 15.0, 30.0, 36.5, 100.0, 800.0])
TEXTS = (
    "3*tanh(z)",
    "1/(1+exp(-z))",
    "z*sigmoid(1.702*z)",
    "(1+tanh(z))/2",
    "z*tanh(log(1+exp(z)))",
    "(exp(z)-1)/(exp(z)+1)",
    "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
    "softplus(z)-z",
    "z**20/(1+z**20)",
    "tanh(exp(z))",
    "log(cosh(z))",
    "sin(z)*exp(-z**2)",
    "sigmoid(z)**2",
    "erf(z)*exp(-abs(z))",
    "max(z, 0.1*z)*atan(z)",
    "2**z/(1+2**z)",
    "sqrt(1+z**2) - abs(z)",
)


def network_of(text: str) -> Network:
    return Network((1, 1), Activation.parse(text), "mse")


def exact_slopes(text: str) -> Any:
    """Differentiate with SymPy, and evaluate at so many digits that enough are left of what cancels."""
    slope = lambdify(
        Z, expression_of(Activation.parse(text), {"z": Z}).diff(Z), [{"Larger": max, "Smaller": min}, "mpmath"]
    )
    with mpmath.workdps(1200):
        return np.array([float(slope(mpmath.mpf(float(z)))) for z in POINTS])


@pytest.mark.parametrize("text", TEXTS)
def test_program_and_hand_written_pass_are_off_by_no_more(text: str) -> None:
    # the cost of an output is the output: delta is the derivative of the activation
    network = Network((1, 1), Activation.parse(text), Loss.parse("a*y"))
    program = derive(network, Convention(samples="sum")).compile()
    exact, column = exact_slopes(text), POINTS[:, None]
    with np.errstate(all="ignore"):
        allowed = program.bounds[network.activation(1)](POINTS, off=np.zeros_like(POINTS))[1]  # type: ignore[index]
        by_hand = dual_of(Activation.parse(text).tree, {"z": POINTS}, "z")[1]
        given = {"a0": column, "W1": np.ones((1, 1)), "b1": np.zeros(1), "y": np.ones_like(column)}
        derived = program.arrays(**given)["delta1"][:, 0]
    for found in (derived, by_hand):
        fine = np.isfinite(found)
        assert np.all(np.abs(found - exact)[fine] <= np.maximum(ROUNDINGS * allowed, 1e-300)[fine]), text


@pytest.mark.parametrize("text", ["z*sigmoid(1.702*z)", "sin(z)*exp(-z**2)", "softplus(z)", "max(z, 0.1*z)*atan(z)"])
def test_nothing_is_forgiven_where_nothing_cancels(text: str) -> None:
    network = network_of(text)
    allowed = derive(network).compile().bounds[network.activation(1)]  # type: ignore[index]
    z = np.array([-2.1, 0.2, 0.5, 1.3])
    slope = dual_of(Activation.parse(text).tree, {"z": z}, "z")[1]
    # two lines of a dozen operations each
    assert np.all(allowed(z, off=np.zeros_like(z))[1] <= 300 * np.abs(slope))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", TEXTS)
def test_the_match_of_a_right_network_is_right_at_any_z(text: str) -> None:
    network = network_of(text)
    for z in (-40.0, -1e-9, 2.4, 36.5):
        report = match(network, Parameters((np.ones((1, 1)),), (np.zeros(1),)), [[z]], [[0.3]])
        assert report.worst.error <= ROUNDINGS, (text, z, report)


@pytest.mark.parametrize(
    ("text", "a", "y"),
    [
        ("log(1+exp(-a*y))", -800.0, 1.0),
        ("log(cosh(a-y))", 3.0, 3.000001),
        ("abs(a-y)", 1.0, 1.0),
        ("max(0, 1-a*y)", 1.0, 1.0),
        ("(a-y)**4", 1.0, 1.0001),
        ("y*log(1+exp(-a))+(1-y)*log(1+exp(a))", 36.0, 1.0),
    ],
)
def test_the_match_of_a_right_loss_is_right(text: str, a: float, y: float) -> None:
    network = Network((1, 1), "identity", Loss.parse(text))
    report = match(network, Parameters((np.ones((1, 1)),), (np.zeros(1),)), [[a]], [[y]])
    assert report.worst.error <= ROUNDINGS, report


@pytest.mark.parametrize("text", ["1/(1+exp(-z))", "z*sigmoid(1.702*z)", "log(cosh(z))"])
def test_a_slope_that_is_wrong_by_a_millionth_is_found(text: str) -> None:
    network = network_of(text)
    program = derive(network).compile()
    z = np.array([-3.0, -0.4, 0.9, 2.4])
    slope = dual_of(Activation.parse(text).tree, {"z": z}, "z")[1]
    allowed = program.bounds[network.activation(1)](z, off=np.zeros_like(z))[1]  # type: ignore[index]
    assert np.all(1e-6 * np.abs(slope) > 1e3 * ROUNDINGS * allowed)
