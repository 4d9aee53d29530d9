"""One step of an optimiser."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import Gradients, Parameters, backward, sgd
from derivations.numeric.training.optimisers import PART
from tests.numeric.oracle import random_problem

PARAMETERS = Parameters((np.array([[1.0, 2.0]]),), (np.array([3.0]),))
GRADIENTS = Gradients((np.array([[10.0, -20.0]]),), (np.array([30.0]),), (np.ones((1, 1)),))


def test_sgd_by_hand() -> None:
    after, state = sgd(learning_rate=0.1).step(PARAMETERS, GRADIENTS)
    assert after.weights[0].tolist() == [[0, 4]]
    assert after.biases[0].tolist() == [0]
    assert state == ()


def test_nothing_that_is_given_changes() -> None:
    sgd().step(PARAMETERS, GRADIENTS)
    assert PARAMETERS.weights[0].tolist() == [[1, 2]]
    assert GRADIENTS.weights[0].tolist() == [[10, -20]]


def test_a_large_network_moves_to_its_last_entry() -> None:
    size = 2 * PART + 5
    ones = (np.ones((1, size)),), (np.ones(1),)
    after, _ = sgd(learning_rate=0.25).step(Parameters(*ones), Gradients(*ones, (np.ones((1, 1)),)))
    assert set(after.weights[0].ravel()) == set(after.biases[0]) == {0.75}


def test_default_learning_rate() -> None:
    assert sgd().learning_rate == 0.5
    assert sgd().name == "sgd"


def test_equals_pytorch(torch: ModuleType) -> None:
    problem = random_problem(Network((3, 4, 2)), 5, np.random.default_rng(0))
    gradients = backward(*problem)
    ours, _ = sgd(learning_rate=0.3).step(problem.parameters, gradients)
    tensors = [torch.tensor(a.copy()) for a in problem.parameters.weights + problem.parameters.biases]
    for tensor, gradient in zip(tensors, gradients.weights + gradients.biases, strict=True):
        tensor.grad = torch.tensor(gradient.copy())
    torch.optim.SGD(tensors, lr=0.3).step()
    for a, tensor in zip(ours.weights + ours.biases, tensors, strict=True):
        np.testing.assert_allclose(a, tensor.numpy(), rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize("rate", [0, -0.5, np.nan, np.inf, "0.5", None, True, [0.5]])
def test_a_learning_rate_is_positive_and_finite(rate: Any) -> None:
    with pytest.raises(SpecificationError) as caught:
        sgd(learning_rate=rate)
    assert str(caught.value) == f"learning_rate {rate!r}; expected a positive finite number"


def test_gradients_of_another_network_are_refused() -> None:
    other = Gradients((np.ones((1, 1)),), (np.ones(1),), (np.ones((1, 1)),))
    with pytest.raises(ShapeError) as caught:
        sgd().step(PARAMETERS, other)
    assert str(caught.value) == "gradients have shapes [(1, 1), (1,)]; wanted [(1, 2), (1,)], those of the parameters"


def test_a_step_to_infinity_is_refused() -> None:
    infinite = Gradients((np.array([[np.inf, 0]]),), (np.ones(1),), (np.ones((1, 1)),))
    with pytest.raises(SpecificationError, match="weights of layer 1, unit 1, input 1: -inf is not a finite number"):
        sgd().step(PARAMETERS, infinite)
