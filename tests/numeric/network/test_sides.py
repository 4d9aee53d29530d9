"""What the cost does on the two sides of a kink, and that nothing is measured where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from derivations import Activation, Loss, Network, Parameters
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.sides import Sides, measure_sides


def at(network: Network, weight: float = 1.0, inputs: float = 0.0, targets: float = 5.0) -> Problem:
    parameters = Parameters((np.array([[weight]]),), (np.zeros(1),))
    return pose(network, parameters, [[inputs]], [[targets]])


def measured(problem: Problem) -> Sides:
    found = measure_sides(problem)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("formula", "left", "right"),
    [
        ("relu(z)", 0, -5),
        ("abs(z)", 5, -5),
        ("max(z, 2*z)", -5, -10),
        ("abs(z)*sign(z)", -5, -5),
        ("z if z > 0 else 3*z", -15, -5),
    ],
)
def test_both_sides_of_a_formula_are_measured(formula: str, left: float, right: float) -> None:
    found = measured(at(Network((1, 1), Activation.parse(formula), "mse")))
    assert found.left.biases[0][0] == pytest.approx(left, rel=1e-7)
    assert found.right.biases[0][0] == pytest.approx(right, rel=1e-7)
    # the input is 0: no step of the weight leads to either side
    assert found.left.weights[0][0, 0] == found.right.weights[0][0, 0] == 0


@pytest.mark.parametrize(("name", "left"), [("relu", 0.0), ("leaky_relu", -0.05), ("selu", -8.790499)])
def test_both_sides_of_a_kink_are_measured(name: str, left: float) -> None:
    assert measured(at(Network((1, 1), name, "mse"))).left.biases[0][0] == pytest.approx(left, rel=1e-6)


def test_a_jump_is_infinite() -> None:
    for activation in ("step", Activation.parse("step(z)")):
        found = measured(at(Network((1, 1), activation, "mse")))
        assert sorted(abs(side.biases[0][0]) for side in (found.left, found.right)) == [0, np.inf]


def test_a_loss_and_a_penalty_have_kinks() -> None:
    for loss in ("mae", Loss.parse("abs(a-y)")):
        found = measured(at(Network((1, 1), "identity", loss), 1.0, 2.0, 2.0))
        assert [side.biases[0][0] for side in found[:2]] == pytest.approx([-1, 1])
    found = measured(at(Network((1, 1), "identity", "mse", l1=0.5), 0.0, 0.0))
    assert [side.weights[0][0, 0] for side in found[:2]] == pytest.approx([-0.5, 0.5])


def test_where_one_side_has_no_value_its_quotient_is_no_number() -> None:
    edge = at(Network((1, 1), Activation.parse("abs(z) + sqrt(z + 1e-9)"), "mse"))
    assert np.isnan(measured(edge).left.biases[0][0])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "softplus", "elu", "identity", "relu", "step"])
def test_nothing_is_measured_where_all_is_smooth(activation: str) -> None:
    assert measure_sides(at(Network((1, 1), activation, "mse"), 1.0, 1e-9)) is None
    assert measure_sides(at(Network((1, 1), activation, "mse"), 1.0, 1e9)) is None


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "softplus", "elu", "identity"])
def test_a_smooth_function_has_no_kink_at_0(activation: str) -> None:
    assert measure_sides(at(Network((1, 1), activation, "mse"))) is None
