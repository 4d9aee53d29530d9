"""How large z, a and their gradients stay from layer to layer: measured in a deep network, beside what the variance
argument says.

Goes in: a method of initialisation, an activation, units in a layer, layers, a scale. Comes out: frozen records. Must
not know: Streamlit, how a method comes about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from derivations import Loss, Network, backward, forward, initialise, sgd, train, xor
from derivations.errors import DerivationError
from derivations.numeric.network.vector import vector_of

Floats = NDArray[np.float64]

DEPTH, SAMPLES, SEED = 20, 200, 1
SENT = Loss.parse("a*y")
TWINS, RATE, EPOCHS = Network((2, 2, 1), "sigmoid", "bce"), 1.0, 2000


@dataclass(frozen=True, eq=False)
class Sizes:
    """Root mean squares: of z and a from layer 1 to the last, of delta and dC/dW from the last to layer 1, as shares of
    the first of them.

    NaN where a number is too large for float64, or the first of them is 0. ``spread`` is that of z between the samples,
    ``variance`` that of the weights of a layer, as those of layer 2 were drawn, or of the only layer.
    """

    z: Floats
    a: Floats
    delta: Floats
    gradients: Floats
    spread: Floats
    variance: float


@dataclass(frozen=True, eq=False)
class Twins:
    """Two hidden units after training on XOR: two weights, bias and weight to the output of each, and the cost.

    ``moved`` says whether any parameter is another one than at the start.
    """

    units: Floats
    cost: float
    moved: bool

    @property
    def alike(self) -> bool:
        """Whether the two units are one and the same, to the last digit."""
        return bool((self.units[0] == self.units[1]).all())


def measure_sizes(method: str, activation: str, units: int, depth: int = DEPTH, scale: float = 1.0) -> Sizes:
    """Let normal inputs go through a network, and normal gradients back; a deeper one begins with the same layers."""
    inputs, sent = np.random.default_rng(SEED).normal(size=(2, SAMPLES, units))
    # with this loss dC/da of the last layer is what is given as target, however large a is
    network = Network((units,) * (depth + 1), (activation,) * depth, SENT)
    parameters = initialise(network, np.random.default_rng(SEED + 1), method, scale=scale)
    variance = float(parameters.weights[:2][-1].var())
    try:
        found = forward(network, parameters, inputs)
        back = backward(network, parameters, inputs, sent)
    except DerivationError:
        nothing = np.full(depth, np.nan)
        return Sizes(nothing, nothing, nothing, nothing, nothing, variance)
    between = [layer - layer.mean(axis=0) for layer in found.z]
    forth = (_shares(found.z), _shares(found.a[1:]))
    return Sizes(*forth, _shares(back.deltas[::-1]), _shares(back.weights[::-1]), _shares(between), variance)


def _shares(layers: Sequence[Floats]) -> Floats:
    with np.errstate(all="ignore"):
        sizes = np.array([np.sqrt(np.square(layer).mean()) for layer in layers])
        return np.asarray(sizes / sizes[0] if sizes[0] else np.full(len(sizes), np.nan))


def predict(gain: float, depth: int = DEPTH) -> Floats:
    """Return what a variance that is multiplied by a number in every layer leaves of a standard deviation."""
    return np.asarray(np.sqrt(gain) ** np.arange(depth))


def train_twins(method: str) -> Twins:
    """Train two hidden units on XOR, from a method of initialisation."""
    data, start = xor(), initialise(TWINS, np.random.default_rng(SEED), method)
    found, cost = start, float("nan")
    for epoch in train(TWINS, start, data.inputs, data.targets, optimiser=sgd(learning_rate=RATE), epochs=EPOCHS):
        found, cost = epoch.parameters, float(epoch.loss)
    units = np.column_stack([found.weights[0], found.biases[0], found.weights[1][0]])
    return Twins(units, cost, not np.array_equal(vector_of(found), vector_of(start)))
