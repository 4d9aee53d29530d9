"""Penalties on large weights: what they add to the cost, and to the slope of the cost along every weight.

Goes in: the weights of all layers, real or complex. Comes out: a number, or slopes. Must not know: data, losses.
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


def add_slopes(network: Network, W: Values, slopes: Values) -> None:
    """Add l1 sign(w) + l2 w to the slopes along the weights of a layer, in place; the kink at w = 0 has slope 0."""
    if network.l1:
        slopes += network.l1 * np.sign(W)
    if network.l2:
        slopes += network.l2 * W
