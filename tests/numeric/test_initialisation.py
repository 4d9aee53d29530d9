"""Where training starts."""

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import initialise, train, xor

WIDE = Network((300, 200, 1))


@pytest.mark.parametrize("method", ["xavier", "he", "normal", "uniform", "zeros"])
def test_shapes_fit_and_the_generator_decides(method: str) -> None:
    one = initialise(WIDE, np.random.default_rng(5), method)
    two = initialise(WIDE, np.random.default_rng(5), method)
    one.check(WIDE)
    for a, b in zip(one.weights + one.biases, two.weights + two.biases, strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize(
    ("method", "variance", "largest"),
    [
        ("xavier", 2 / 500, np.sqrt(6 / 500)),
        ("he", 2 / 300, np.inf),
        ("normal", 1.0, np.inf),
        ("uniform", 1 / 3, 1.0),
    ],
)
def test_spread_of_the_weights(method: str, variance: float, largest: float) -> None:
    weights = initialise(WIDE, np.random.default_rng(0), method).weights[0]
    assert weights.var() == pytest.approx(variance, rel=0.02)
    assert abs(weights.mean()) < 0.01 * np.sqrt(variance) * 3
    assert np.abs(weights).max() <= largest


@pytest.mark.parametrize(("method", "zero"), [("xavier", True), ("he", True), ("normal", False), ("uniform", False)])
def test_biases(method: str, zero: bool) -> None:
    assert (not initialise(WIDE, np.random.default_rng(0), method).biases[0].any()) is zero


def test_zeros_are_zeros() -> None:
    start = initialise(WIDE, np.random.default_rng(0), "zeros")
    assert not any(array.any() for array in start.weights + start.biases)


def test_default_is_xavier() -> None:
    ours = initialise(WIDE, np.random.default_rng(3))
    assert np.array_equal(ours.weights[0], initialise(WIDE, np.random.default_rng(3), "xavier").weights[0])


def test_hidden_units_of_the_xor_network_differ_and_training_keeps_them_apart() -> None:
    network, data = Network((2, 2, 1)), xor()
    for seed in range(20):
        start = initialise(network, np.random.default_rng(seed))
        *_, last = train(network, start, data.inputs, data.targets, epochs=20)
        for parameters in (start, last.parameters):
            assert np.abs(parameters.weights[0][0] - parameters.weights[0][1]).max() > 1e-2


def test_unknown_method_names_the_choices() -> None:
    with pytest.raises(SpecificationError) as caught:
        initialise(WIDE, np.random.default_rng(0), "glorot")
    assert str(caught.value) == "method 'glorot'; known: xavier, he, normal, uniform, zeros"


def test_a_seed_is_not_a_generator() -> None:
    with pytest.raises(SpecificationError) as caught:
        initialise(WIDE, 0)  # type: ignore[arg-type]
    assert str(caught.value) == "rng 0; expected a numpy.random.Generator, such as default_rng(0)"
