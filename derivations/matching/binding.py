"""The names of a network's model bound to the arrays of its parameters and data.

Goes in: parameters and a batch, samples as rows. Comes out: arrays by the model's names, and single elements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivations.engine.model import Model
from derivations.network import Network
from derivations.numeric import Gradients, Parameters
from derivations.views.layout import PROGRAM

Arrays = Mapping[str, Any]


def bind(
    parameters: Parameters, inputs: ArrayLike, targets: ArrayLike, *, given: str = "y"
) -> dict[str, NDArray[np.float64]]:
    """Return the inputs of a network's model by name: a0, W1, b1, ..., and the targets, y or what ``given`` says."""
    values = {"a0": np.asarray(inputs, dtype=float)}
    for layer, (weights, biases) in enumerate(zip(parameters.weights, parameters.biases, strict=True), start=1):
        values |= {f"W{layer}": weights, f"b{layer}": biases}
    return {**values, given: np.asarray(targets, dtype=float)}


def gradients(network: Network, values: Arrays) -> Gradients:
    """Return what a derived program computed as the record that the hand-written pass returns too."""
    layers = range(1, network.depth + 1)
    return Gradients(
        weights=tuple(values[f"dW{layer}"] for layer in layers),
        biases=tuple(values[f"db{layer}"] for layer in layers),
        deltas=tuple(values[f"delta{layer}"] for layer in layers),
    )


def lookup(model: Model, values: Arrays) -> Callable[[str, tuple[int, ...]], float]:
    """Return a function that finds the element of a name at places counted from 1."""

    def find(name: str, places: tuple[int, ...]) -> float:
        variable = model.by_name.get(name) or model.by_gradient[name]
        at = tuple(place - 1 for place in PROGRAM.order(variable, places) if place is not None)
        return float(np.asarray(values[name])[at])

    return find
