"""The names of a network's model bound to the arrays of its parameters and data.

Goes in: a problem, samples as rows. Comes out: arrays by the model's names, and single entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivations.engine.model import Model
from derivations.network import Network
from derivations.numeric import Gradients
from derivations.numeric.network.normalisation import EPSILON
from derivations.numeric.network.problem import Problem
from derivations.views.layout import PROGRAM

Arrays = Mapping[str, Any]


def bind(problem: Problem) -> dict[str, NDArray[np.float64]]:
    """Return the inputs of a network's model by name: a0, W1, b1, ..., the targets y (or t, for shares of a whole).

    A network with penalties, dropout or batch normalisation has more: l1, l2, r1, p1, eps, gamma1, beta1, mu1, v1.
    """
    network, parameters, statistics = problem.network, problem.parameters, problem.fixed.statistics
    values = {"a0": problem.inputs}
    for layer in range(1, network.depth + 1):
        at = layer - 1
        values |= {f"W{layer}": parameters.weights[at], f"b{layer}": parameters.biases[at]}
        if network.normalises(layer):
            values |= {f"gamma{layer}": parameters.scales[at], f"beta{layer}": parameters.shifts[at]}
            if statistics is not None:
                values |= {f"mu{layer}": statistics.means[at], f"v{layer}": statistics.variances[at]}
        if network.drops(layer):
            # a factor is what the mask keeps, divided by its share
            mask = (problem.fixed.factors[at] != 0).astype(float)
            values |= {f"r{layer}": mask, f"p{layer}": np.array(network.drops(layer))}
    if network.is_normalised:
        values["eps"] = np.array(EPSILON)
    values |= {name: np.array(number) for name, number in (("l1", network.l1), ("l2", network.l2)) if number}
    given = "t" if network.loss == "cross_entropy" else "y"
    return {**values, given: problem.targets}


def gradients(network: Network, values: Arrays) -> Gradients:
    """Return what a derived program computed as the record that the hand-written pass returns too."""
    layers = range(1, network.depth + 1)
    normalised = layers if network.is_normalised else ()
    nothing = np.empty(0)
    return Gradients(
        weights=tuple(values[f"dW{layer}"] for layer in layers),
        biases=tuple(values[f"db{layer}"] for layer in layers),
        deltas=tuple(values[f"delta{layer}"] for layer in layers),
        scales=tuple(values.get(f"dgamma{layer}", nothing) for layer in normalised),
        shifts=tuple(values.get(f"dbeta{layer}", nothing) for layer in normalised),
    )


def lookup(model: Model, values: Arrays) -> Callable[[str, tuple[int, ...]], float]:
    """Return a function that finds the entry of a name at positions counted from 1."""

    def find(name: str, positions: tuple[int, ...]) -> float:
        variable = model.by_name.get(name) or model.by_gradient[name]
        at = tuple(position - 1 for position in PROGRAM.order(variable, positions) if position is not None)
        return float(np.asarray(values[name])[at])

    return find
