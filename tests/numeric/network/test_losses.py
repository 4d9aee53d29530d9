"""The cost: by hand, against autograd and PyTorch, under every convention, and where a naive formula overflows."""

import math
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given

from derivations import derive, draw_masks, initialise, xor
from derivations.errors import FormulaError
from derivations.formula import Activation
from derivations.network import Convention, Network
from derivations.numeric import Parameters, backward, forward, loss
from derivations.numeric.network.losses import costs_of_samples
from derivations.numeric.network.problem import pose
from tests.numeric.oracle import Problem, oracle_gradients, problems, random_problem
from tests.numeric.rounding import cost_bound

ONE = Parameters((np.array([[1.0]]),), (np.array([0.0]),))


@given(problems())
def test_equals_the_cost_written_for_autograd(problem: Problem) -> None:
    assert abs(loss(*problem) - oracle_gradients(problem)[0]) <= cost_bound(problem)


@pytest.mark.parametrize(
    ("convention", "cost"),
    [
        (Convention(), 2.5 + 5.0),
        (Convention(half=False), 5.0 + 10.0),
        (Convention(samples="sum"), 5.0 + 10.0),
        (Convention(outputs="mean"), 1.25 + 2.5),
        (Convention(half=False, outputs="mean", samples="sum"), 5.0 + 10.0),
    ],
)
def test_squared_error_by_hand(convention: Convention, cost: float) -> None:
    network = Network((2, 2), "identity", "mse")
    same = Parameters((np.eye(2),), (np.zeros(2),))
    # squared errors 1 + 9 and 4 + 16
    assert loss(network, same, [[1, 3], [2, 4]], np.zeros((2, 2)), convention) == cost


def test_cross_entropy_by_hand() -> None:
    network = Network((1, 1))
    a = 1 / (1 + math.exp(-0.3))
    expected = (-math.log(a) - math.log(1 - a) - 0.25 * math.log(a) - 0.75 * math.log(1 - a)) / 3
    assert loss(network, ONE, [[0.3]] * 3, [[1.0], [0.0], [0.25]]) == pytest.approx(expected, rel=1e-15)


def test_half_does_not_touch_the_cross_entropy() -> None:
    network = Network((1, 1))
    costs = [loss(network, ONE, [[0.3]], [[1]], Convention(half=half)) for half in (True, False)]
    assert costs[0] == costs[1]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("z", "y", "cost"),
    [
        (1e4, 1.0, 0.0),
        (1e4, 0.0, 1e4),
        (-1e4, 1.0, 1e4),
        (-1e4, 0.0, 0.0),
        (1e4, 0.25, 7.5e3),
        (-1e4, 0.25, 2.5e3),
        (40.0, 1.0, math.exp(-40)),
        (-40.0, 0.0, math.exp(-40)),
        (700.0, 1.0, math.exp(-700)),
        (0.0, 1.0, math.log(2)),
    ],
)
def test_cross_entropy_at_the_extremes(z: float, y: float, cost: float) -> None:
    assert loss(Network((1, 1)), ONE, [[z]], [[y]]) == pytest.approx(cost, rel=1e-14, abs=0)


@pytest.mark.parametrize("name", ["mse", "bce"])
def test_equals_pytorch(name: str, torch: ModuleType) -> None:
    problem = random_problem(Network((3, 4, 2), loss=name), 6, np.random.default_rng(0))
    a = torch.tensor(problem.inputs)
    for W, b in zip(problem.parameters.weights, problem.parameters.biases, strict=True):
        a = torch.sigmoid(torch.nn.functional.linear(a, torch.tensor(W.copy()), torch.tensor(b.copy())))
    y = torch.tensor(problem.targets)
    mean = Convention(half=False, outputs="mean", samples="mean")
    theirs = torch.nn.functional.mse_loss(a, y) if name == "mse" else torch.nn.functional.binary_cross_entropy(a, y)
    assert loss(*problem[:4], mean) == pytest.approx(theirs.item(), rel=1e-12)


def test_a_cost_too_large_for_a_number_is_infinite_and_its_gradient_says_so() -> None:
    network = Network((1, 1), Activation.parse("log(1+exp(exp(z)))"), "mse")
    start, one = Parameters((np.array([[400.0]]),), (np.zeros(1),)), np.ones((1, 1))
    # the formula itself is stable: e^400
    assert forward(network, start, one).a[1][0, 0] == pytest.approx(np.exp(400.0))
    assert loss(network, start, one, one) == np.inf
    said, program = "delta of layer 1 is too large for a number", derive(network).compile()
    with pytest.raises(FormulaError, match=said):
        backward(network, start, one, one)
    with pytest.raises(FormulaError, match=said):
        program(start, one, one)


@pytest.mark.parametrize("samples", ["mean", "sum"])
def test_what_samples_cost_alone_adds_up_to_what_they_cost_together(samples: str) -> None:
    network, convention = Network((2, 3, 2), ("tanh", "sigmoid"), "mse"), Convention(samples=samples)
    parameters, inputs, targets = random_problem(network, 5, np.random.default_rng(2))[1:4]
    found = costs_of_samples(pose(network, parameters, inputs, targets, convention).holding(), range(5))
    whole = loss(network, parameters, inputs, targets, convention)
    assert math.fsum(found) / (5 if samples == "mean" else 1) == pytest.approx(whole, rel=1e-14)
    assert found[3] == loss(network, parameters, inputs[3:4], targets[3:4], convention)


def test_of_a_sample_whose_cost_is_not_defined_there_is_no_number() -> None:
    network = Network((1, 1), Activation.parse("log(z)"), "mse")
    problem = pose(network, ONE, [[1.0], [-1.0], [2.0]], [[0.0]] * 3).holding()
    assert np.isnan(costs_of_samples(problem, (0, 1, 2))).tolist() == [False, True, False]


def test_samples_that_are_normalised_together_share_the_cost_that_they_have_together() -> None:
    """Each with its own mask, and with mean and variance of the whole batch, not of itself."""
    network = Network((2, 3, 1), dropout=0.5, batch_norm=True)
    parameters, data = initialise(network, np.random.default_rng(1)), xor()
    masks = draw_masks(network, 4, np.random.default_rng(2))
    problem = pose(network, parameters, data.inputs, data.targets).holding(masks)
    found = costs_of_samples(problem, range(4))
    assert np.mean(found) == pytest.approx(loss(network, parameters, data.inputs, data.targets, masks=masks))
    dropped = pose(
        replace(network, batch_norm=False), Parameters(parameters.weights, parameters.biases), data.inputs, data.targets
    )
    for at, own in enumerate(costs_of_samples(dropped.holding(masks), range(4))):
        row = slice(at, at + 1)
        alone = [mask[row] for mask in masks]
        assert own == pytest.approx(
            loss(dropped.network, dropped.parameters, data.inputs[row], data.targets[row], masks=alone)
        )
