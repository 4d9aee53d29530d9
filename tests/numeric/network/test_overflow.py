"""Gradients that are too large for a number: which one is named, in the order in which a pass computes them."""

from dataclasses import replace

import numpy as np
import pytest

from derivations import Gradients, Network, backward, initialise
from derivations.errors import FormulaError
from derivations.numeric.network.overflow import finite

NETWORK = Network((2, 3, 1), "tanh", "mse", batch_norm=(True, False))
RNG = np.random.default_rng(0)
RIGHT = backward(NETWORK, initialise(NETWORK, RNG), RNG.normal(size=(4, 2)), RNG.normal(size=(4, 1)))


def test_what_is_finite_is_handed_on() -> None:
    assert finite(RIGHT) is RIGHT


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize(
    ("kind", "layer", "at", "said"),
    [
        ("deltas", 2, (3, 0), "delta of layer 2 is too large for a number (sample 4, unit 1)"),
        ("weights", 1, (2, 1), "dC/dW of layer 1 is too large for a number (unit 3, input 2)"),
        ("biases", 1, (1,), "dC/db of layer 1 is too large for a number (unit 2)"),
        ("scales", 1, (0,), "dC/dgamma of layer 1 is too large for a number (unit 1)"),
        ("shifts", 1, (2,), "dC/dbeta of layer 1 is too large for a number (unit 3)"),
    ],
)
def test_what_is_not_is_named(kind: str, layer: int, at: tuple[int, ...], said: str, number: float) -> None:
    with pytest.raises(FormulaError) as caught:
        finite(with_entry(RIGHT, kind, layer, at, number))
    assert str(caught.value) == f"{said}; choose smaller weights, inputs or targets"


def test_of_several_it_is_the_one_that_a_pass_comes_to_first() -> None:
    both = with_entry(with_entry(RIGHT, "deltas", 1, (0, 0), np.nan), "weights", 2, (0, 2), np.inf)
    with pytest.raises(FormulaError, match=r"^dC/dW of layer 2"):
        finite(both)


def with_entry(gradients: Gradients, kind: str, layer: int, at: tuple[int, ...], number: float) -> Gradients:
    arrays = [np.array(each) for each in getattr(gradients, kind)]
    arrays[layer - 1][at] = number
    return replace(gradients, **{kind: tuple(arrays)})
