"""The gradient over an input is that of the sample with that input, by the whole network."""

import numpy as np
import pytest

from dashboard.lab.freezing import INPUTS, freeze, reachable
from derivations import Convention, Network, backward, forward, initialise, xor

NETWORK, DATA = Network((2, 3, 1), ("tanh", "sigmoid"), "mse"), xor()
PARAMETERS = initialise(NETWORK, np.random.default_rng(4))


@pytest.mark.parametrize(
    "convention", [Convention(), Convention(samples="sum", delta="sample"), Convention(half=False)]
)
def test_it_is_the_gradient_of_the_sample_with_another_input(convention: Convention) -> None:
    found = freeze(NETWORK, PARAMETERS, DATA.inputs[1], DATA.targets[1], convention=convention, weight=(1, 3, 2))
    for value, gradient in zip(INPUTS, found, strict=True):
        inputs = np.array([[DATA.inputs[1, 0], value]])
        alone = backward(NETWORK, PARAMETERS, inputs, DATA.targets[1:2], convention)
        assert gradient == pytest.approx(alone.weights[0][2, 1], abs=1e-15)
    assert found[INPUTS.index(0.0)] == 0


def test_of_a_later_layer_the_input_is_an_activation() -> None:
    passed = forward(NETWORK, PARAMETERS, DATA.inputs)
    given = float(passed.a[1][2, 1])
    before = passed.a[1][2].copy()
    found = freeze(NETWORK, PARAMETERS, before, DATA.targets[2], convention=Convention(), weight=(2, 1, 2))
    whole = backward(NETWORK, PARAMETERS, DATA.inputs[2:3], DATA.targets[2:3]).weights[1][0, 1]
    # between the two values next to it, since the curve is smooth
    assert np.interp(given, INPUTS, found) == pytest.approx(whole, abs=1e-4)
    assert np.array_equal(before, passed.a[1][2])


@pytest.mark.parametrize(
    ("function", "ends"), [("sigmoid", (0, 1)), ("tanh", (-1, 1)), ("relu", (0, 2)), ("identity", (-2, 2))]
)
def test_the_input_of_a_later_layer_is_what_the_function_before_it_gives(
    function: str, ends: tuple[float, float]
) -> None:
    network = Network((2, 2, 1), (function, "sigmoid"))
    found = reachable(network, 2)
    assert (found[0], found[-1]) == ends
    assert reachable(network, 1) == INPUTS
