"""AdaGrad: every parameter has its own pace, which slows down with all the gradients that it has seen.

Source: Duchi, Hazan and Singer 2011; epsilon beside the root, as in PyTorch.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Now, Optimiser, State, remembering
from derivations.options import positive


@public
def adagrad(learning_rate: float = 0.01, *, epsilon: float = 1e-10, schedule: Factor | None = None) -> Optimiser:
    """AdaGrad: s <- s + (dC/dw)^2, w <- w - eta dC/dw / (sqrt(s) + epsilon). It remembers s.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0. The default is PyTorch's.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1. PyTorch's lr_decay=d is schedule=lambda t: 1 / (1 + d * t).

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import adagrad
    >>> adagrad(0.01).memory
    ('s',)
    """
    small = positive("epsilon", epsilon)
    update = partial(_update, small=small)
    return remembering("adagrad", learning_rate, update, memory=("s",), schedule=schedule)


def _update(w: Array, g: Array, old: State, new: State, now: Now, *, small: float) -> None:
    [s] = new
    np.multiply(g, g, out=s)
    np.add(s, old[0], out=s)
    root = np.sqrt(s)
    np.add(root, small, out=root)
    np.divide(g, root, out=g)
    np.multiply(g, now.eta, out=g)
    np.subtract(w, g, out=w)
