"""The equations of one sample: what a batch of that sample alone has, without an index of samples."""

import numpy as np
import pytest

from derivations import Convention, Network, backward, derive, forward, initialise
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.one_sample import one_sample

NETWORKS = [
    Network((2, 3, 1)),
    Network((3, 2, 2, 3), ("tanh", "relu", "softmax"), "cross_entropy"),
    Network((2, 4, 2), ("silu", "identity"), "mse"),
    Network((2, 2, 1), l1=0.1, l2=0.3),
]


@pytest.mark.parametrize("network", NETWORKS, ids=repr)
def test_its_gradients_are_those_of_a_batch_of_one(network: Network) -> None:
    rng = np.random.default_rng(5)
    parameters = initialise(network, rng)
    x = rng.normal(size=(1, network.sizes[0]))
    y = np.eye(1, network.sizes[-1]) if network.sizes[-1] > 1 else np.ones((1, 1))
    by_hand = backward(network, parameters, x, y)
    given = {"a0": x[0], "t" if network.loss == "cross_entropy" else "y": y[0]}
    for at in range(network.depth):
        given |= {f"W{at + 1}": parameters.weights[at], f"b{at + 1}": parameters.biases[at]}
    given |= {name: number for name, number in (("l1", network.l1), ("l2", network.l2)) if number}
    found = derive(one_sample(network)).arrays(**given)
    for at in range(network.depth):
        assert found[f"dW{at + 1}"] == pytest.approx(by_hand.weights[at], rel=1e-12, abs=1e-15)
        assert found[f"db{at + 1}"] == pytest.approx(by_hand.biases[at], rel=1e-12, abs=1e-15)
        assert found[f"delta{at + 1}"] == pytest.approx(by_hand.deltas[at][0], rel=1e-12, abs=1e-15)
    assert forward(network, parameters, x).outputs.shape == (1, network.sizes[-1])


@pytest.mark.parametrize("network", NETWORKS, ids=repr)
def test_no_sample_is_left_in_any_line(network: Network) -> None:
    for result in derive(one_sample(network)).results:
        for line in result.lines:
            assert not line.expression.free_symbols & {names.SAMPLE, names.SAMPLES}


def test_the_half_of_the_squared_error_is_the_convention_s() -> None:
    network = Network((2, 1), "identity", "mse")
    given = {"a0": [1.0, 2.0], "W1": [[0.5, 0.25]], "b1": [0.0], "y": [3.0]}
    for half, delta in ((False, -4.0), (True, -2.0)):
        found = derive(one_sample(network, Convention(half=half, delta="sample"))).arrays(**given)
        assert found["delta1"] == pytest.approx([delta])


def test_a_batch_that_is_normalised_has_no_single_sample() -> None:
    with pytest.raises(SpecificationError, match="its mean is itself"):
        one_sample(Network((2, 2, 1), batch_norm=True))
    assert one_sample(Network((2, 2, 1), batch_norm=True).evaluating()).cost.name == "C"
