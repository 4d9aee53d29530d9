"""Penalties on weights: by hand, and at their kink."""

import numpy as np
import pytest

from derivations.network import Convention, Network
from derivations.numeric import Parameters, backward, difference_quotient, initialise, loss


def test_penalties_are_those_of_the_weights_alone() -> None:
    rng = np.random.default_rng(0)
    network, plain = Network((2, 3, 1), l1=0.3, l2=0.7), Network((2, 3, 1))
    start, inputs, targets = initialise(plain, rng, "normal"), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))
    for convention in (Convention(), Convention(samples="sum", outputs="mean", half=False)):
        arguments = (start, inputs, targets, convention)
        size = sum(0.3 * np.abs(W).sum() + 0.35 * (W**2).sum() for W in start.weights)
        assert loss(network, *arguments) == pytest.approx(loss(plain, *arguments) + size, rel=1e-14)
        with_it, without = backward(network, *arguments), backward(plain, *arguments)
        for one, other, W in zip(with_it.weights, without.weights, start.weights, strict=True):
            np.testing.assert_allclose(one, other + 0.3 * np.sign(W) + 0.7 * W, rtol=1e-12)
        np.testing.assert_allclose(with_it.biases[0], without.biases[0], rtol=1e-13)


def test_the_kink_of_a_penalty_has_gradient_0() -> None:
    network = Network((1, 1), "identity", "mse", l1=1.0)
    start = Parameters((np.zeros((1, 1)),), (np.zeros(1),))
    assert backward(network, start, [[0.0]], [[0.0]]).weights[0].item() == 0
    assert difference_quotient(network, start, [[0.0]], [[0.0]]).weights[0].item() == 0
