"""The cost C of a batch: squared error or binary cross-entropy, scaled by a convention.

Goes in: what the last layer computed, and targets (samples, n_L). Comes out: one number.
Must not know: how the cost changes with a parameter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from derivations.errors import SpecificationError, unknown
from derivations.network import Convention, Network
from derivations.numeric.activations import functions
from derivations.numeric.arrays import Array, Values
from derivations.numeric.forward import buffers, propagate
from derivations.numeric.parameters import Parameters
from derivations.numeric.samples import checked


@dataclass(frozen=True)
class LossFunction:
    """A loss, summed over outputs and samples, and what backpropagation has to know about it.

    Parameters
    ----------
    total : (z, a, y) -> number
        The unscaled sum; complex if z and a are.
    factor : float
        delta of the last layer is this factor times (a - y), times f'(z) unless that has cancelled.
    slope_cancels : bool
        Whether f'(z) has cancelled against the derivative of the loss.
    """

    total: Callable[[Values, Values, Array], Any]
    factor: float
    slope_cancels: bool


def squared_error(z: Values, a: Values, y: Array) -> Any:
    """Add up (a - y)^2."""
    error = a - y
    return (error * error).sum()


def binary_cross_entropy(z: Values, a: Values, y: Array) -> Any:
    """Add up -y ln a - (1 - y) ln(1 - a) for a = sigmoid(z), computed from z.

    With a = 1 / (1 + exp(-z)) that is max(z, 0) - y z + ln(1 + exp(-|z|)), which neither overflows nor meets ln 0,
    and keeps its digits where a rounds to 0 or 1. For complex z the branch is chosen by the real part.
    """
    if z.dtype.kind == "c":
        positive = z.real > 0
        larger, decay = np.where(positive, z, 0), np.exp(np.where(positive, -z, z))
    else:
        larger, decay = np.maximum(z, 0.0), np.exp(-np.abs(z))
    # the difference first: for y = 1 it is exactly 0, and the small rest survives
    return (larger - y * z + np.log1p(decay)).sum()


LOSS_FUNCTIONS = {
    "mse": LossFunction(squared_error, factor=2.0, slope_cancels=False),
    "bce": LossFunction(binary_cross_entropy, factor=1.0, slope_cancels=True),
}


def loss_function(network: Network) -> LossFunction:
    """Look up the loss of a network."""
    if network.loss not in LOSS_FUNCTIONS:
        raise SpecificationError(unknown("loss", network.loss, LOSS_FUNCTIONS))
    return LOSS_FUNCTIONS[network.loss]


def scale(network: Network, samples: int, convention: Convention) -> float:
    """What the unscaled total is multiplied with: 1/2, 1/n_L and 1/samples, where the convention has them."""
    half = 0.5 if network.loss == "mse" and convention.half else 1.0
    outputs = network.sizes[-1] if convention.outputs == "mean" else 1
    rows = samples if convention.samples == "mean" else 1
    return half / (outputs * rows)


def loss(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
) -> float:
    """Compute the cost C of a batch.

    Parameters
    ----------
    network : Network
    parameters : Parameters
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
        In [0, 1] for the cross-entropy.
    convention : Convention
        Whether the squared error is halved, and what is a sum and what a mean.

    Returns
    -------
    float
        Sum or mean over outputs and samples of (a - y)^2 / 2 ("mse") or of -y ln a - (1 - y) ln(1 - a)
        ("bce", natural logarithm), finite for |z| up to 1e4 and targets of exactly 0 or 1.

    Raises
    ------
    ShapeError
        If parameters, inputs or targets do not have the shapes that the network asks for.
    SpecificationError
        If an entry is not a finite real number, or a target of the cross-entropy lies outside [0, 1].
    """
    rows, wanted = checked(network, parameters, inputs, targets, convention)
    z, a = buffers(network, len(rows))
    a[0][...] = rows
    with np.errstate(over="ignore"):
        propagate(functions(network), parameters.weights, parameters.biases, z, a)
        return float(scale(network, len(rows), convention) * loss_function(network).total(z[-1], a[-1], wanted))
