"""RMSProp: AdaGrad with a memory that fades.

Source: Tieleman and Hinton 2012, lecture 6.5 of Neural Networks for Machine Learning; epsilon beside the root, as in
PyTorch.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Now, Optimiser, State, remembering
from derivations.options import positive, share


@public
def rmsprop(
    learning_rate: float = 0.01, *, decay: float = 0.99, epsilon: float = 1e-8, schedule: Factor | None = None
) -> Optimiser:
    """RMSProp: s <- rho s + (1 - rho) (dC/dw)^2, w <- w - eta dC/dw / (sqrt(s) + epsilon). It remembers s.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    decay : float
        rho, from 0 up, below 1: how much of s stays. PyTorch calls it alpha; the default is the same.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0. The default is PyTorch's.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import rmsprop
    >>> rmsprop(0.01).memory
    ('s',)
    """
    rho, small = share("decay", decay), positive("epsilon", epsilon)
    update = partial(_update, rho=rho, small=small)
    return remembering("rmsprop", learning_rate, update, memory=("s",), schedule=schedule)


def _update(w: Array, g: Array, old: State, new: State, now: Now, *, rho: float, small: float) -> None:
    [s] = new
    np.multiply(g, g, out=s)
    np.multiply(s, 1 - rho, out=s)
    root = np.multiply(old[0], rho)
    np.add(s, root, out=s)
    np.sqrt(s, out=root)
    np.add(root, small, out=root)
    np.divide(g, root, out=g)
    np.multiply(g, now.eta, out=g)
    np.subtract(w, g, out=w)
