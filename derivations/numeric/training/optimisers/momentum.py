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
from derivations.numeric.training.optimisers.optimiser import Factor, Now, Optimiser, State, remembering
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


@public
def nesterov(learning_rate: float = 0.001, *, momentum: float = 0.9, schedule: Factor | None = None) -> Optimiser:
    """Gradient descent with a velocity that looks ahead: v <- mu v + dC/dw, w <- w - eta (dC/dw + mu v).

    It remembers v.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    momentum : float
        mu, from 0 (gradient descent) up, below 1. PyTorch asks for one with nesterov=True; 0.9 is what is usual.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.

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
    mu = share("momentum", momentum)
    update = partial(_look_ahead, mu=mu)
    return remembering("nesterov", learning_rate, update, memory=("v",), schedule=schedule)


def _update(w: Array, g: Array, old: State, new: State, now: Now, *, mu: float) -> None:
    _gather(g, old, new, mu)
    np.multiply(new[0], now.eta, out=g)
    np.subtract(w, g, out=w)


def _look_ahead(w: Array, g: Array, old: State, new: State, now: Now, *, mu: float) -> None:
    _gather(g, old, new, mu)
    [v] = new
    # w - eta g - eta mu v, one term after the other: no room is needed for their sum
    np.multiply(g, now.eta, out=g)
    np.subtract(w, g, out=w)
    np.multiply(v, now.eta * mu, out=g)
    np.subtract(w, g, out=w)


def _gather(g: Array, old: State, new: State, mu: float) -> None:
    """V <- mu v + dC/dw."""
    np.multiply(old[0], mu, out=new[0])
    np.add(new[0], g, out=new[0])
