"""The square of a cost is derived like any other, and is no sum over samples."""

import numpy as np
import pytest

from dashboard.lab.broken_cost import derive_squared
from derivations import Convention, Network, assumptions, backward, initialise, loss, xor
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose

DATA = xor()


@pytest.mark.parametrize("convention", [Convention(), Convention(samples="sum", delta="sample")])
@pytest.mark.parametrize("name", ["bce", "mse"])
def test_its_gradient_is_that_of_a_square(convention: Convention, name: str) -> None:
    network = Network((2, 2, 1), "sigmoid", name)
    parameters = initialise(network, np.random.default_rng(3))
    derivation = derive_squared(network, convention)
    found = derivation.arrays(**bind(pose(network, parameters, DATA.inputs, DATA.targets, convention)))
    cost = loss(network, parameters, DATA.inputs, DATA.targets, convention)
    by_hand = backward(network, parameters, DATA.inputs, DATA.targets, convention)
    np.testing.assert_allclose(found["dW1"], 2 * cost * by_hand.weights[0], rtol=1e-12)
    first, second = assumptions(derivation.model)
    assert (first.holds, second.holds) == (False, True)
    assert "a sum over samples inside a power" in first.reason
    assert derivation.check(["delta2"]).ok
