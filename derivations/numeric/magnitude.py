"""How large the terms are that a gradient is added up from: what its rounding errors are to be held against.

Goes in: parameters and a batch. Comes out: one positive number per parameter. Must not know: the gradient itself.

A gradient may be tiny because everything that goes into it is (a small weight on the way), or because large terms
cancel. Only in the second case may two right computations of it differ by much of its own size.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from derivations.network import Convention, Network
from derivations.numeric.arrays import Array
from derivations.numeric.difference import Quotients
from derivations.numeric.forward import forward
from derivations.numeric.losses import loss_function, scale
from derivations.numeric.parameters import Parameters


def magnitudes(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
) -> Quotients:
    """Add up the absolute values of all terms of dC/dw and dC/db: |a| + |y| for a - y, a (1 + a) for a (1 - a).

    Parameters
    ----------
    network, parameters, inputs, targets, convention
        As in backward.

    Returns
    -------
    Quotients
        weights[l] of shape (n_out, n_in) and biases[l] of shape (n_out,), none negative.

    Raises
    ------
    ShapeError, SpecificationError
        As backward does.
    """
    a = forward(network, parameters, inputs).a
    cost = loss_function(network)
    factor = cost.factor * scale(network, len(a[0]), convention)
    terms = (np.abs(a[-1]) + np.abs(np.asarray(targets, dtype=float))) * factor
    if not cost.slope_cancels:
        terms = terms * _slope(network.activation(network.depth), a[-1])
    weights: list[Array] = []
    biases: list[Array] = []
    for layer in range(network.depth, 0, -1):
        weights.insert(0, terms.T @ np.abs(a[layer - 1]))
        biases.insert(0, terms.sum(axis=0))
        if layer > 1:
            slope = _slope(network.activation(layer - 1), a[layer - 1])
            terms = (terms @ np.abs(parameters.weights[layer - 1])) * slope
    return Quotients(tuple(weights), tuple(biases))


def _slope(activation: str, a: Array) -> Array:
    """Add up the absolute values of the terms of f'(z), which is computed from a."""
    if activation == "sigmoid":
        return a * (1 + a)
    if activation == "tanh":
        return 1 + a * a
    # the slope of identity and ReLU is 0 or 1; at the kink of ReLU nothing passes
    return np.ones_like(a) if activation == "identity" else (a > 0).astype(float)
