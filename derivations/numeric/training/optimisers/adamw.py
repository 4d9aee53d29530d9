"""AdamW: Adam, and beside it every parameter shrinks by the same share.

Source: Loshchilov and Hutter 2019, algorithm 2, with eta in front of the decay too, as in PyTorch.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.adam import moments
from derivations.numeric.training.optimisers.optimiser import Factor, Now, Optimiser, State, Update, remembering
from derivations.options import not_negative


@public
def adamw(
    learning_rate: float = 0.001,
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
    schedule: Factor | None = None,
) -> Optimiser:
    """Adam with decoupled weight decay: w <- w - eta (mean / (sqrt(square) + epsilon) + lambda w).

    The means are Adam's; lambda w is not among the gradients that they are taken of. All parameters decay, biases too,
    as in PyTorch. It remembers t, m and v.

    Parameters
    ----------
    learning_rate : float
        eta; this default and the following are PyTorch's.
    beta1, beta2 : float
        From 0 up, below 1: how much of m, of v, stays.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0.
    weight_decay : float
        lambda, from 0 (Adam) up.
    schedule : function of the step, or None
        What eta is multiplied by, in front of the decay too; None: 1.

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import adamw
    >>> adamw(0.001).memory
    ('t', 'm', 'v')
    """
    move_by_moments = moments(beta1, beta2, epsilon)
    decay = not_negative("weight_decay", weight_decay)
    update = partial(_update, decay=decay, move_by_moments=move_by_moments)
    return remembering("adamw", learning_rate, update, memory=("m", "v"), counts=True, schedule=schedule)


def _update(w: Array, g: Array, old: State, new: State, now: Now, *, decay: float, move_by_moments: Update) -> None:
    np.multiply(w, 1 - now.eta * decay, out=w)
    move_by_moments(w, g, old, new, now)
