"""Momentum: a ball that keeps rolling.

Source: Polyak 1964; in the form of PyTorch's SGD(momentum=...), where eta scales the velocity as it is used and not
as it is gathered (Sutskever et al. 2013, equations 1 and 2, gather eta with it; for a constant eta both are the same).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.optimisers.optimiser import Factor, Now, Optimiser, State, remembering
from derivations.options import share


@public
def momentum(learning_rate: float = 0.001, *, momentum: float = 0.9, schedule: Factor | None = None) -> Optimiser:
    """Gradient descent with a velocity: v <- mu v + dC/dw, w <- w - eta v. It remembers v.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    momentum : float
        mu, from 0 (gradient descent) up, below 1. PyTorch's default is 0, no momentum; 0.9 is what is usual.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import momentum
    >>> momentum(0.01).memory
    ('v',)
    """
    mu = share("momentum", momentum)
    update = partial(_update, mu=mu)
    return remembering("momentum", learning_rate, update, memory=("v",), schedule=schedule)


def _update(w: Array, slope: Array, old: State, new: State, now: Now, *, mu: float) -> None:
    [v] = new
    np.multiply(old[0], mu, out=v)
    np.add(v, slope, out=v)
    np.multiply(v, now.eta, out=slope)
    np.subtract(w, slope, out=w)
