"""An input near 0 freezes its weight: the gradient that one sample asks for, as the value of the input moves.

Goes in: a network, its parameters, a sample, a weight. Comes out: gradients. Must not know: Streamlit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from derivations import Convention, Network, Parameters, backward

INPUTS = tuple(round(-2 + each / 20, 2) for each in range(81))  # of the slider, and of the curve
Floats = NDArray[np.float64]


def freeze(
    network: Network,
    parameters: Parameters,
    before: Floats,
    target: Floats,
    *,
    convention: Convention,
    weight: tuple[int, int, int],
) -> Floats:
    """Return dC_s/dw for each of INPUTS in the place of the weight's input, the other inputs of its layer as they are.

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
    rows = np.tile(before, (len(INPUTS), 1))
    rows[:, source - 1] = INPUTS
    # summed, a delta is that of the own sample
    own = replace(convention, samples="sum", delta="cost")
    found = backward(rest, later, rows, np.tile(target, (len(INPUTS), 1)), own)
    gradients: Floats = found.deltas[0][:, unit - 1] * rows[:, source - 1]
    return gradients
