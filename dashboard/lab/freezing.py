"""An input near 0 freezes its weight: the gradient that one sample asks for, as the value of the input moves.

Goes in: a network, its parameters, a sample, a weight. Comes out: gradients. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from derivations import Convention, Network, Parameters, backward, forward
from derivations.errors import FormulaError

INPUTS = tuple(round(-2 + each / 20, 2) for each in range(81))  # of the slider, and of the curve
FARTHEST = 30.0  # z; there the functions that have a limit are at it
Floats = NDArray[np.float64]


def reachable(network: Network, layer: int) -> tuple[float, ...]:
    """Return those of INPUTS that the input of a weight of this layer can be: what the function before it gives."""
    if layer == 1:
        return INPUTS
    one = Network((1, 1), (network.activation(layer - 1),), "mse")
    z = np.linspace(-FARTHEST, FARTHEST, 1201)[:, None]
    try:
        given = forward(one, Parameters((np.ones((1, 1)),), (np.zeros(1),)), z).a[1]
    except FormulaError:
        return INPUTS
    lowest, highest = float(np.min(given)), float(np.max(given))
    return tuple(each for each in INPUTS if lowest - 1e-9 <= each <= highest + 1e-9)


def freeze(
    network: Network,
    parameters: Parameters,
    before: Floats,
    target: Floats,
    *,
    convention: Convention,
    weight: tuple[int, int, int],
    inputs: Sequence[float] = INPUTS,
) -> Floats:
    """Return dC_s/dw for each of the inputs in the place of the weight's own, the others of its layer as they are.

    Parameters
    ----------
    before : (n_(l-1),)
        What the layer before the weight's gives for the sample: x, where that is layer 1.
    target : (n_L,)
    weight : (layer, unit, source), counted from 1

    Raises
    ------
    FormulaError
        If a number is not defined somewhere.
    """
    layer, unit, source = weight
    functions = [network.activation(each) for each in range(layer, network.depth + 1)]
    rest = Network(network.sizes[layer - 1 :], tuple(functions), network.loss)
    later = Parameters(parameters.weights[layer - 1 :], parameters.biases[layer - 1 :])
    rows = np.tile(before, (len(inputs), 1))
    rows[:, source - 1] = inputs
    # summed, a delta is that of the own sample
    own = replace(convention, samples="sum", delta="cost")
    found = backward(rest, later, rows, np.tile(target, (len(inputs), 1)), own)
    gradients: Floats = found.deltas[0][:, unit - 1] * rows[:, source - 1]
    return gradients
