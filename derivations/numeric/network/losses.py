"""The cost C of a batch: a loss, summed over outputs and samples, scaled by a convention.

Goes in: what the last layer computed, and targets (samples, n_L). Comes out: one number.
Must not know: how the cost changes with a parameter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.network import Convention, Network
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import Masks, Statistics, checked_fixed
from derivations.numeric.network.forward import buffers, propagate
from derivations.numeric.network.loss_functions import LOSS_FUNCTIONS, LossFunction, loss_function
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.passes import passed
from derivations.numeric.network.penalties import penalty
from derivations.numeric.network.samples import checked
from derivations.numeric.network.vector import views_of

__all__ = ["LOSS_FUNCTIONS", "LossFunction", "loss", "loss_function", "scale", "share"]


def scale(network: Network, samples: int, convention: Convention) -> float:
    """What the unscaled total is multiplied with: 1/2, 1/n_L and 1/samples, where the convention has them."""
    half = 0.5 if loss_function(network).halved and convention.half else 1.0
    outputs = network.sizes[-1] if convention.outputs == "mean" else 1
    rows = samples if convention.samples == "mean" else 1
    return half / (outputs * rows)


def share(samples: int, convention: Convention) -> float:
    """What a sample's own cost is multiplied with in C, where delta is the derivative of that cost: 1/samples, or 1.

    Where delta is the derivative of C itself, this stands in it, and nothing is left: 1.
    """
    return 1 / samples if convention.delta == "sample" and convention.samples == "mean" else 1.0


@public
def loss(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
    *,
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> float:
    """Compute the cost C of a batch.

    Parameters
    ----------
    network : Network
    parameters : Parameters
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
        In [0, 1] for the cross-entropies; for the categorical one the targets of a sample add up to 1.
    convention : Convention
        Whether the squared error is halved, and what is a sum and what a mean.
    masks, statistics
        As in backward.

    Returns
    -------
    float
        Sum or mean over outputs and samples, finite for |z| up to 1e4 and targets of exactly 0 or 1, of

        - "mse": (a - y)^2, halved or not
        - "mae": |a - y|
        - "huber": (a - y)^2 / 2 where |a - y| <= 1, |a - y| - 1/2 beyond
        - "bce": -y ln a - (1 - y) ln(1 - a), natural logarithm
        - "bce_logits": the same of sigmoid(a)
        - "cross_entropy": -y ln a

        and the penalties of the network, which no convention scales.

    Raises
    ------
    ShapeError, SpecificationError
        As backward does.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, loss
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> round(loss(Network((2, 1)), parameters, [[3.0, 3.0]], [[1.0]]), 6)
    0.693147
    """
    rows, wanted = checked(network, parameters, inputs, targets, convention)
    fixed = checked_fixed(network, len(rows), masks, statistics)
    factor = scale(network, len(rows), convention)
    if not network.is_plain:
        with np.errstate(over="ignore", invalid="ignore"):
            found = passed(network, functions(network), views_of(parameters), rows, fixed)
            total = loss_function(network).total(found.u[-1], found.a[-1], wanted)
            return float(factor * total + penalty(network, parameters.weights))
    z, a = buffers(network, len(rows))
    a[0][...] = rows
    with np.errstate(over="ignore", invalid="ignore"):
        propagate(functions(network), parameters.weights, parameters.biases, z, a)
        return float(factor * loss_function(network).total(z[-1], a[-1], wanted))
