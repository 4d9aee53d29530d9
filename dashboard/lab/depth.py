"""How large z and delta stay from layer to layer: measured in a deep network, beside what the variance argument says.

Goes in: a method of initialisation, an activation, units in a layer, a scale. Comes out: frozen records. Must not know:
Streamlit, how a method comes about.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from derivations import Network, Parameters, backward, forward, initialise, sgd, train, xor
from derivations.errors import DerivationError

Floats = NDArray[np.float64]

DEPTH, SAMPLES, SEED = 20, 200, 1
TWINS, RATE, EPOCHS = Network((2, 2, 1), "sigmoid", "bce"), 1.0, 2000


@dataclass(frozen=True, eq=False)
class Sizes:
    """Standard deviations: of z of layers 1 to 20, of delta of layers 20 to 1, as shares of the first of them.

    NaN where a number is too large for float64, or the first of them is 0; ``variance`` is that of all weights of layer
    2, as they were drawn.
    """

    z: Floats
    delta: Floats
    variance: float


@dataclass(frozen=True, eq=False)
class Twins:
    """A network of two hidden units after training on XOR: their weights and bias, (2, 3), and the cost."""

    units: Floats
    cost: float

    @property
    def alike(self) -> bool:
        """Whether the two units are one and the same, to the last digit."""
        return bool((self.units[0] == self.units[1]).all())


def measure_sizes(method: str, activation: str, units: int, scale: float = 1.0) -> Sizes:
    """Let normal inputs go through a network of 20 layers, and normal gradients back."""
    rng = np.random.default_rng(SEED)
    network = Network((units,) * (DEPTH + 1), (activation,) * DEPTH, "mse")
    parameters = initialise(network, rng, method, scale=scale)
    inputs, sent = rng.normal(size=(2, SAMPLES, units))
    variance = float(parameters.weights[1].var())
    try:
        found = forward(network, parameters, inputs)
        # with a - y = sent, that is what comes into the last layer, up to a factor that is the same for all
        deltas = backward(network, parameters, inputs, found.outputs - sent).deltas
    except DerivationError:
        nothing = np.full(DEPTH, np.nan)
        return Sizes(nothing, nothing, variance)
    return Sizes(_shares(found.z), _shares(deltas[::-1]), variance)


def _shares(layers: tuple[Floats, ...]) -> Floats:
    with np.errstate(all="ignore"):
        sizes = np.array([layer.std() for layer in layers])
        return np.asarray(sizes / sizes[0] if sizes[0] else np.full(len(sizes), np.nan))


def foresee(gain: float) -> Floats:
    """Return what a variance that is multiplied by a number in every layer leaves of a standard deviation."""
    return np.asarray(np.sqrt(gain) ** np.arange(DEPTH))


def train_twins(method: str) -> Twins:
    """Train two hidden units on XOR, from a method of initialisation."""
    data, start = xor(), initialise(TWINS, np.random.default_rng(SEED), method)
    epochs = train(TWINS, start, data.inputs, data.targets, optimiser=sgd(learning_rate=RATE), epochs=EPOCHS)
    *_, last = islice(epochs, EPOCHS)
    found: Parameters = last.parameters
    return Twins(np.column_stack([found.weights[0], found.biases[0]]), float(last.loss))
