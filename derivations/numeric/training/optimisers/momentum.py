"""Momentum, a ball that keeps rolling; and Nesterov's, where the gradient is taken where the velocity will have led.

Sources: Polyak 1964; Nesterov 1983. In the forms of PyTorch's SGD(momentum=..., nesterov=...), where eta scales the
velocity as it is used and not as it is gathered (Sutskever et al. 2013, equations 1 to 4, gather eta with it; for a
constant eta both are the same). What is called w in Nesterov's is their parameters after the look ahead, so that the
gradient is taken at w itself.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Optimiser, State, remembering
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
    direct = partial(_gather, mu=share("momentum", momentum))
    return remembering("momentum", learning_rate, direct, memory=("v",), schedule=schedule)


@public
def nesterov(learning_rate: float = 0.001, *, momentum: float = 0.9, schedule: Factor | None = None) -> Optimiser:
    """Gradient descent with a velocity that looks ahead: v <- mu v + dC/dw, w <- w - eta (dC/dw + mu v).

    It remembers v.

    Parameters
    ----------
    learning_rate, schedule
        As in momentum.
    momentum : float
        mu, from 0 (gradient descent) up, below 1. PyTorch asks for one with nesterov=True; 0.9 is what is usual.

    Raises
    ------
    SpecificationError
        If an option is out of its range.

    Examples
    --------
    >>> from derivations import nesterov
    >>> nesterov(0.01).memory
    ('v',)
    """
    direct = partial(_look_ahead, mu=share("momentum", momentum))
    return remembering("nesterov", learning_rate, direct, memory=("v",), schedule=schedule)


def _gather(w: Array, g: Array, old: State, new: State, t: int, *, mu: float) -> Array:
    """V <- mu v + dC/dw, and along it."""
    [v] = new
    np.multiply(old[0], mu, out=v)
    v += g
    return v


def _look_ahead(w: Array, g: Array, old: State, new: State, t: int, *, mu: float) -> Array:
    g += mu * _gather(w, g, old, new, t, mu=mu)
    return g
