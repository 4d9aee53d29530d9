"""The terms that a gradient is added up from: never less than the gradient, and no more than there is to add."""

import numpy as np
import pytest

from derivations.network import ACTIVATIONS, LOSSES, Network
from derivations.numeric import Parameters, backward
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from tests.numeric.oracle import LAST, random_problem


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_a_gradient_is_at_most_its_terms(hidden: str, loss: str) -> None:
    network = Network((2, 3, 2), (hidden, LAST.get(loss, hidden)), loss)
    for seed in range(3):
        problem = random_problem(network, 4, np.random.default_rng(seed))
        found, terms = backward(*problem), rounding_bounds(pose(*problem))
        for kind in ("weights", "biases"):
            for gradient, scale in zip(getattr(found, kind), getattr(terms, kind), strict=True):
                assert np.all(np.abs(gradient) <= scale * (1 + 1e-12))


def test_what_cancels_keeps_the_size_of_its_terms() -> None:
    network = Network((1, 1), "identity", "mse")
    one = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    # a - y is 2 - 2 for one sample, and a has been rounded as well
    terms = rounding_bounds(pose(network, one, [[2.0]], [[2.0]]))
    assert backward(network, one, [[2.0]], [[2.0]]).weights[0].item() == 0
    assert terms.biases[0].item() == 6
    assert terms.weights[0].item() == 12


def test_what_is_tiny_because_a_weight_is_has_tiny_terms() -> None:
    network = Network((1, 1, 1), "tanh", "mse")
    tiny = Parameters((np.array([[1.0]]), np.array([[1e-30]])), (np.array([0.0]), np.array([0.0])))
    terms = rounding_bounds(pose(network, tiny, [[1.0]], [[1.0]]))
    assert terms.weights[0].item() < 1e-29
    assert terms.weights[1].item() > 0.1


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_terms_are_finite_at_the_extremes(hidden: str) -> None:
    network = Network((1, 2, 2), (hidden, "softmax"), "cross_entropy")
    parameters = Parameters((np.array([[1e4], [-1e4]]), np.eye(2)), (np.zeros(2), np.zeros(2)))
    terms = rounding_bounds(pose(network, parameters, [[1.0]], [[1.0, 0.0]]))
    assert all(np.isfinite(array).all() and (array >= 0).all() for array in (*terms.weights, *terms.biases))
