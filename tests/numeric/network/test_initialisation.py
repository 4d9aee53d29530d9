"""Where training starts."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import initialise, train, xor
from derivations.numeric.network.initialisation import METHODS

WIDE = Network((300, 200, 1))


@pytest.mark.parametrize("method", METHODS)
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
        ("xavier_normal", 2 / 500, np.inf),
        ("he", 2 / 300, np.inf),
        ("he_uniform", 2 / 300, np.sqrt(6 / 300)),
        ("lecun", 1 / 300, np.inf),
        ("lecun_uniform", 1 / 300, np.sqrt(3 / 300)),
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


def test_a_constant_is_the_scale() -> None:
    start = initialise(WIDE, np.random.default_rng(0), "constant", scale=-0.25)
    assert {float(entry) for array in start.weights + start.biases for entry in array.ravel()} == {-0.25}


@pytest.mark.parametrize("method", METHODS)
def test_the_scale_multiplies_whatever_is_drawn(method: str) -> None:
    plain = initialise(WIDE, np.random.default_rng(5), method)
    scaled = initialise(WIDE, np.random.default_rng(5), method, scale=3.0)
    for a, b in zip(plain.weights + plain.biases, scaled.weights + scaled.biases, strict=True):
        assert np.array_equal(3 * a, b)


@pytest.mark.parametrize("scale", [np.nan, np.inf, "1", None, True, [1.0]])
def test_a_scale_is_a_finite_number(scale: Any) -> None:
    with pytest.raises(SpecificationError) as caught:
        initialise(WIDE, np.random.default_rng(0), "normal", scale=scale)
    assert str(caught.value) == f"scale {scale!r}; expected a finite number"


@pytest.mark.parametrize("method", ["constant", "zeros"])
def test_equal_units_stay_equal(method: str) -> None:
    network, data = Network((2, 3, 1)), xor()
    start = initialise(network, np.random.default_rng(0), method, scale=0.5)
    *_, last = train(network, start, data.inputs, data.targets, epochs=50)
    weights = last.parameters.weights[0]
    np.testing.assert_allclose(weights, np.broadcast_to(weights[0], weights.shape), rtol=1e-12)


THEIRS = {
    "xavier": "xavier_uniform_",
    "xavier_normal": "xavier_normal_",
    "he": "kaiming_normal_",
    "he_uniform": "kaiming_uniform_",
}


@pytest.mark.parametrize("method", THEIRS)
def test_spread_equals_that_of_pytorch(method: str, torch: ModuleType) -> None:
    """PyTorch draws other numbers; the standard deviations and the largest entries are those of one distribution."""
    torch.manual_seed(0)
    options = {"nonlinearity": "relu"} if method.startswith("he") else {}
    theirs = getattr(torch.nn.init, THEIRS[method])(torch.empty(200, 300, dtype=torch.float64), **options).numpy()
    ours = initialise(WIDE, np.random.default_rng(0), method).weights[0]
    assert ours.std() == pytest.approx(theirs.std(), rel=0.01)
    if "normal" not in THEIRS[method]:
        assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=1e-3)


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
    assert str(caught.value) == (
        "method 'glorot'; known: xavier, xavier_normal, he, he_uniform, lecun, lecun_uniform, normal, uniform, "
        "constant, zeros; did you mean 'xavier'?"
    )


def test_a_seed_is_not_a_generator() -> None:
    with pytest.raises(SpecificationError) as caught:
        initialise(WIDE, 0)  # type: ignore[arg-type]
    assert str(caught.value) == "rng 0; expected a numpy.random.Generator, such as default_rng(0)"
