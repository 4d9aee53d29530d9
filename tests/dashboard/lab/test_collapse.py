"""Layers that collapse: what they give, written out, and that a function between them cannot be had by one layer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dashboard.charts import boundary_grid
from dashboard.lab.collapse import SEEDS, measure_bend, sample_layers

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_three_layers_are_one_only_without_a_function_between(seed: int, function: str) -> None:
    found, points, f = sample_layers(seed, function), boundary_grid(), FUNCTIONS[function]
    (one, two, three), (first, second, last) = found.parameters.weights, found.parameters.biases
    expected = [(three @ f(two @ f(one @ x + first) + second) + last).item() for x in points[::97]]
    assert found.evaluate(points[::97]) == pytest.approx(expected, abs=1e-12)
    # through the middle of the picture
    assert abs(found.evaluate(np.array([[0.5, 0.5]])).item()) < 1e-4
    apart = np.abs(found.evaluate(points) - found.evaluate_one(points)).max()
    if function == "identity":
        assert apart < 1e-13
        assert measure_bend(found) < 1e-12
    else:
        assert apart > 0.1
        # of the picture, which is 1.5 wide
        assert measure_bend(found) > 0.1
        assert (found.evaluate(points) != 0).mean() > 0.98


def test_the_weights_have_one_decimal_as_they_are_printed() -> None:
    for seed in SEEDS:
        for array in sample_layers(seed, "identity").parameters.weights:
            assert (np.round(array, 1) == array).all()
            assert (array != 0).all()
