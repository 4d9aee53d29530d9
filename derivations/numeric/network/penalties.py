"""Penalties on large weights: what they add to the cost, and to the derivative of the cost by every weight.

Goes in: the weights of all layers, real or complex. Comes out: a number, or gradients. Must not know: data, losses.
Source: Goodfellow, Bengio and Courville, Deep Learning, sections 7.1.1 (L2) and 7.1.2 (L1).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from derivations.network import Network
from derivations.numeric.arrays import Values


def penalty(network: Network, weights: Sequence[Values]) -> Any:
    """Compute l1 times the sum of |w| and l2 / 2 times the sum of w^2, over all weights of all layers."""
    total: Any = 0.0
    if network.l1:
        total += network.l1 * sum((W * np.sign(W.real)).sum() for W in weights)
    if network.l2:
        total += network.l2 / 2 * sum((W * W).sum() for W in weights)
    return total


def add_penalty_gradients(network: Network, W: Values, gradients: Values) -> None:
    """Add l1 sign(w) + l2 w to the gradients of a layer's weights, in place; at the kink, w = 0, sign is 0."""
    if network.l1:
        gradients += network.l1 * np.sign(W)
    if network.l2:
        gradients += network.l2 * W
