"""Adam: a mean of the gradients over the root of a mean of their squares, both corrected for starting at 0.

Source: Kingma and Ba 2015, algorithm 1.
"""

from __future__ import annotations

from functools import partial
from math import sqrt

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Now, Optimiser, State, Update, remembering
from derivations.options import positive, share


@public
def adam(
    learning_rate: float = 0.001,
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    schedule: Factor | None = None,
) -> Optimiser:
    """Adam, with bias correction. It remembers t, m and v.

        m <- beta1 m + (1 - beta1) dC/dw          mean = m / (1 - beta1^t)
        v <- beta2 v + (1 - beta2) (dC/dw)^2      square = v / (1 - beta2^t)
        w <- w - eta mean / (sqrt(square) + epsilon)

    Parameters
    ----------
    learning_rate : float
        eta; this default and the following are PyTorch's, and the paper's.
    beta1, beta2 : float
        From 0 up, below 1: how much of m, of v, stays.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import adam
    >>> adam(0.001).memory
    ('t', 'm', 'v')
    """
    update = moments(beta1, beta2, epsilon)
    return remembering("adam", learning_rate, update, memory=("m", "v"), counts=True, schedule=schedule)


def moments(beta1: float, beta2: float, epsilon: float) -> Update:
    """Give the update that Adam and AdamW share."""
    keep, keep_square = share("beta1", beta1), share("beta2", beta2)
    return partial(_update, keep=keep, keep_square=keep_square, small=positive("epsilon", epsilon))


def _update(
    w: Array, g: Array, old: State, new: State, now: Now, *, keep: float, keep_square: float, small: float
) -> None:
    m, v = new
    # m + (1 - beta1) (g - m): no room is needed for a second product
    np.subtract(g, old[0], out=m)
    np.multiply(m, 1 - keep, out=m)
    np.add(m, old[0], out=m)
    np.multiply(g, g, out=g)
    np.multiply(g, 1 - keep_square, out=g)
    np.multiply(old[1], keep_square, out=v)
    np.add(v, g, out=v)
    np.sqrt(v, out=g)
    np.divide(g, sqrt(1 - keep_square**now.t), out=g)
    np.add(g, small, out=g)
    np.divide(m, g, out=g)
    np.multiply(g, now.eta / (1 - keep**now.t), out=g)
    np.subtract(w, g, out=w)
