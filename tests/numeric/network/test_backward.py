"""Backpropagation by hand against autograd, PyTorch, numbers on paper and the extremes; and a comparison that fails."""

import math
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given

from derivations.network import Convention, Network
from derivations.numeric import Gradients, Parameters, backward
from tests.numeric.oracle import Problem, oracle_gradients, problems, random_problem
from tests.numeric.rounding import gradients_apart

ONE = Parameters((np.array([[1.0]]),), (np.array([0.0]),))


def worst_error(gradients: Gradients, problem: Problem) -> float:
    """Compare with autograd, over weights, biases and deltas: in units of what rounding allows."""
    _, weights, biases, deltas = oracle_gradients(problem)
    wanted = Gradients(tuple(weights), tuple(biases), tuple(deltas))
    return gradients_apart(gradients, wanted, problem, ("weights", "biases", "deltas"))


@given(problems())
def test_equals_autograd(problem: Problem) -> None:
    gradients = backward(*problem)
    for kind in ("weights", "biases"):
        shapes = [[array.shape for array in getattr(each, kind)] for each in (gradients, problem.parameters)]
        assert shapes[0] == shapes[1]
    assert [delta.shape for delta in gradients.deltas] == [
        (len(problem.inputs), size) for size in problem.network.sizes[1:]
    ]
    assert worst_error(gradients, problem) <= 1


@pytest.mark.parametrize("name", ["mse", "bce"])
@pytest.mark.parametrize("hidden", ["identity", "relu", "sigmoid", "tanh"])
def test_equals_pytorch(name: str, hidden: str, torch: ModuleType) -> None:
    network = Network((3, 5, 4, 2), (hidden, hidden, "sigmoid"), name)
    problem = random_problem(network, 6, np.random.default_rng(1), Convention(half=False, outputs="mean"))
    weights = [torch.tensor(W.copy(), requires_grad=True) for W in problem.parameters.weights]
    biases = [torch.tensor(b.copy(), requires_grad=True) for b in problem.parameters.biases]
    functions = {"identity": lambda z: z, "relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}
    a, zs = torch.tensor(problem.inputs), []
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        zs.append(torch.nn.functional.linear(a, W, b))
        zs[-1].retain_grad()
        a = functions[str(network.activation(layer))](zs[-1])
    y = torch.tensor(problem.targets)
    cost = torch.nn.functional.mse_loss(a, y) if name == "mse" else torch.nn.functional.binary_cross_entropy(a, y)
    cost.backward()
    ours = backward(*problem)
    theirs = Gradients(*(tuple(tensor.grad.numpy() for tensor in each) for each in (weights, biases, zs)))
    assert gradients_apart(ours, theirs, problem, ("weights", "biases", "deltas")) <= 1


def test_numbers_worked_out_on_paper() -> None:
    network = Network((1, 1, 1), ("identity", "identity"), "mse")
    parameters = Parameters((np.array([[2.0]]), np.array([[3.0]])), (np.array([1.0]), np.array([-1.0])))
    # x = 4: z1 = 9, z2 = 26, C = (26 - 6)^2 / 2
    gradients = backward(network, parameters, [[4]], [[6]])
    assert [float(delta[0, 0]) for delta in gradients.deltas] == [60, 20]
    assert [float(W[0, 0]) for W in gradients.weights] == [240, 180]
    assert [float(b[0]) for b in gradients.biases] == [60, 20]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("z", "y", "delta"),
    [(1e4, 1, 0), (1e4, 0, 1), (-1e4, 1, -1), (-1e4, 0, 0), (1e4, 0.25, 0.75), (-1e4, 0.25, -0.25), (0, 1, -0.5)],
)
def test_cross_entropy_at_the_extremes(z: float, y: float, delta: float) -> None:
    gradients = backward(Network((1, 1)), ONE, [[z]], [[y]])
    assert gradients.deltas[0].item() == delta
    assert gradients.weights[0].item() == delta * z
    assert gradients.biases[0].item() == delta


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", ["identity", "relu", "sigmoid", "tanh"])
def test_large_z_in_every_layer(hidden: str) -> None:
    network = Network((2, 2, 1), (hidden, "sigmoid"))
    big = 1e4 if hidden in {"sigmoid", "tanh"} else 1.0
    parameters = Parameters((np.full((2, 2), 5e3), np.full((1, 2), big)), (np.zeros(2), np.zeros(1)))
    gradients = backward(network, parameters, [[1, 1], [-1, -1]], [[0], [1]])
    assert all(np.isfinite(array).all() for array in gradients.weights + gradients.biases + gradients.deltas)


def test_relu_at_exactly_0_passes_nothing_back() -> None:
    network = Network((1, 1, 1), ("relu", "identity"), "mse")
    parameters = Parameters((np.array([[1.0]]), np.array([[1.0]])), (np.array([-2.0]), np.array([0.0])))
    gradients = backward(network, parameters, [[2]], [[1]])
    assert gradients.deltas[0].item() == 0
    assert gradients.weights[0].item() == 0
    assert gradients.deltas[1].item() == -1


def test_saturated_squared_error_has_no_gradient_and_cross_entropy_has() -> None:
    gradients = {
        name: backward(Network((1, 1), loss=name), ONE, [[800]], [[0]]).deltas[0].item() for name in ("mse", "bce")
    }
    assert gradients == {"mse": 0, "bce": 1}


def test_small_case_with_formulas_on_paper() -> None:
    a = 1 / (1 + math.exp(-0.3))
    gradients = backward(Network((1, 1), loss="mse"), ONE, [[0.3]], [[1]])
    assert gradients.deltas[0].item() == pytest.approx((a - 1) * a * (1 - a), rel=1e-14)


@pytest.mark.parametrize("planted", ["dropped derivative", "transposed", "missing 1/m", "swapped sign of one entry"])
def test_a_planted_wrong_gradient_is_noticed(planted: str) -> None:
    problem = random_problem(Network((3, 3, 3), "tanh", "mse"), 4, np.random.default_rng(2))
    right = backward(*problem)
    assert worst_error(right, problem) <= 1
    weights, biases, deltas = list(right.weights), list(right.biases), list(right.deltas)
    if planted == "dropped derivative":
        deltas[0] = deltas[1] @ problem.parameters.weights[1]
    elif planted == "transposed":
        weights[0] = weights[0].T
    elif planted == "missing 1/m":
        biases[0] = biases[0] * len(problem.inputs)
    else:
        weights[1] = weights[1] * np.where(np.eye(3) == 1, -1, 1)
    # of its own size, not of rounding
    assert worst_error(Gradients(tuple(weights), tuple(biases), tuple(deltas)), problem) > 1e9


def test_nothing_that_is_given_changes() -> None:
    problem = random_problem(Network((2, 3, 1)), 5, np.random.default_rng(3))
    kept = problem.inputs.copy(), problem.targets.copy()
    first = backward(*problem)
    second = backward(*problem)
    assert np.array_equal(problem.inputs, kept[0])
    assert np.array_equal(problem.targets, kept[1])
    assert all(np.array_equal(a, b) for a, b in zip(first.weights, second.weights, strict=True))
