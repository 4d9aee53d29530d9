"""Methods that give every parameter a pace of its own: its gradient over the root of squares that it has seen.

Sources: AdaGrad, Duchi, Hazan and Singer 2011; RMSProp, Tieleman and Hinton 2012, lecture 6.5 of Neural Networks for
Machine Learning; Adam, Kingma and Ba 2015, algorithm 1; AdamW, Loshchilov and Hutter 2019, algorithm 2, with eta in
front of the decay too. Epsilon stands beside the root everywhere, as in PyTorch.
"""

from __future__ import annotations

from functools import partial
from math import sqrt

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Direct, Factor, Optimiser, State, remembering
from derivations.options import not_negative, positive, share


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
    direct = partial(_adagrad, epsilon=positive("epsilon", epsilon))
    return remembering("adagrad", learning_rate, direct, memory=("s",), schedule=schedule)


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
        Positive; keeps a parameter whose gradient is 0 from 0 / 0. The default is PyTorch's.
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
    direct = partial(_rmsprop, rho=share("decay", decay), epsilon=positive("epsilon", epsilon))
    return remembering("rmsprop", learning_rate, direct, memory=("s",), schedule=schedule)


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
    direct = _moments(beta1, beta2, epsilon)
    return remembering("adam", learning_rate, direct, memory=("m", "v"), counts=True, schedule=schedule)


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
        eta; the default is PyTorch's, and so are the following.
    beta1, beta2 : float
        From 0 up, below 1: how much of m, of v, stays.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0.
    weight_decay : float
        lambda, from 0 (Adam) up; the default is PyTorch's.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1. It stands in front of the decay too.

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
    decay = not_negative("weight_decay", weight_decay)
    direct = partial(_decaying, direct=_moments(beta1, beta2, epsilon), decay=decay)
    return remembering("adamw", learning_rate, direct, memory=("m", "v"), counts=True, schedule=schedule)


def _adagrad(w: Array, g: Array, old: State, new: State, t: int, *, epsilon: float) -> Array:
    [s] = new
    np.multiply(g, g, out=s)
    s += old[0]
    return _over_root(g, s, epsilon)


def _rmsprop(w: Array, g: Array, old: State, new: State, t: int, *, rho: float, epsilon: float) -> Array:
    [s] = new
    np.multiply(g, g, out=s)
    s *= 1 - rho
    s += rho * old[0]
    return _over_root(g, s, epsilon)


def _over_root(g: Array, s: Array, epsilon: float) -> Array:
    root = np.sqrt(s)
    root += epsilon
    g /= root
    return g


def _moments(beta1: float, beta2: float, epsilon: float) -> Direct:
    return partial(
        _adam, beta1=share("beta1", beta1), beta2=share("beta2", beta2), epsilon=positive("epsilon", epsilon)
    )


def _adam(w: Array, g: Array, old: State, new: State, t: int, *, beta1: float, beta2: float, epsilon: float) -> Array:
    m, v = new
    # m + (1 - beta1) (g - m): no room is needed for a second product
    np.subtract(g, old[0], out=m)
    m *= 1 - beta1
    m += old[0]
    g *= g
    g *= 1 - beta2
    np.multiply(old[1], beta2, out=v)
    v += g
    # above and below times 1 - beta1^t, so that m is left as it is
    np.sqrt(v, out=g)
    g *= (1 - beta1**t) / sqrt(1 - beta2**t)
    g += epsilon * (1 - beta1**t)
    np.divide(m, g, out=g)
    return g


def _decaying(w: Array, g: Array, old: State, new: State, t: int, *, direct: Direct, decay: float) -> Array:
    direction = direct(w, g, old, new, t)
    direction += decay * w
    return direction
