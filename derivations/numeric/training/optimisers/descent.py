"""Gradient descent: straight against the gradient, or with a velocity, as a ball that keeps rolling.

Sources: Robbins and Monro 1951; as a mini-batch method, Goodfellow, Bengio and Courville, Deep Learning, algorithm 8.1.
Momentum: Polyak 1964; with the gradient taken where the velocity will have led: Nesterov 1983. What is called w in
Nesterov's is the parameters after the look ahead, so that the gradient is taken at w itself.

What a velocity gathers differs between books and libraries:

    "plain"     v <- mu v + g,              w <- w - eta v    PyTorch
    "scaled"    v <- mu v + eta g,          w <- w - v        Sutskever et al. 2013, equations 1 to 4; Keras
    "averaged"  v <- mu v + (1 - mu) g,     w <- w - eta v    a moving average of gradients, as Adam's m
    "dampened"  as averaged, but v_1 = g_1                    PyTorch's dampening=mu

The first two are the same while eta stays, and "averaged" is "plain" with eta (1 - mu) for eta.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Optimiser, State, remembering
from derivations.options import one_of, share

VELOCITIES = ("plain", "scaled", "averaged", "dampened")
AHEAD = VELOCITIES[:2]  # those that Nesterov's is written with


@public
def sgd(learning_rate: float = 0.5, *, schedule: Factor | None = None) -> Optimiser:
    """Gradient descent: w <- w - eta dC/dw.

    With Convention(samples="mean") and a batch of m samples this is the mini-batch step, eta / m times the sum of
    the samples' gradients: the 1 / m stands in the cost. It remembers nothing, and with a schedule t.

    Parameters
    ----------
    learning_rate : float
        eta; 0.5 suits the small networks here (PyTorch's SGD: 0.001).
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.

    Raises
    ------
    SpecificationError
        If the learning rate is not a positive finite number, or the schedule is not a function.

    Examples
    --------
    >>> from derivations import sgd
    >>> sgd(0.1)
    <Optimiser sgd, learning_rate=0.1>
    >>> sgd(0.1, schedule=lambda step: 1 / (1 + step)).memory
    ('t',)
    """
    if schedule is not None:
        return remembering("sgd", learning_rate, _down, schedule=schedule)
    plain = remembering("sgd", learning_rate, _down)
    return Optimiser("sgd", plain.learning_rate, partial(_move, plain, np.array(plain.learning_rate)))


@public
def momentum(
    learning_rate: float = 0.001, *, momentum: float = 0.9, velocity: str = "plain", schedule: Factor | None = None
) -> Optimiser:
    """Gradient descent with a velocity: v <- mu v + dC/dw, w <- w - eta v. It remembers v.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.
    momentum : float
        mu, from 0 (gradient descent) up, below 1. PyTorch's default is 0, no momentum; 0.9 is what is usual.
    velocity : str
        What v gathers: "plain" (PyTorch), "scaled" (eta times the gradient, Keras), "averaged" (1 - mu times the
        gradient) or "dampened" (the same but for the first gradient, PyTorch's dampening=mu).

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
    mu, kind = share("momentum", momentum), one_of("velocity", velocity, VELOCITIES)
    averaged, dampened = kind in ("averaged", "dampened"), kind == "dampened"
    direct = partial(_gather, mu=mu, share=1 - mu, first=dampened) if averaged else partial(_gather, mu=mu)
    return remembering(
        "momentum",
        learning_rate,
        direct,
        memory=("v",),
        counts=dampened,
        schedule=schedule,
        early=kind == "scaled",
    )


@public
def nesterov(
    learning_rate: float = 0.001, *, momentum: float = 0.9, velocity: str = "plain", schedule: Factor | None = None
) -> Optimiser:
    """Gradient descent with a velocity that looks ahead: v <- mu v + dC/dw, w <- w - eta (dC/dw + mu v).

    It remembers v.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    schedule : function of the step, or None
        What eta is multiplied by; None: 1.
    momentum : float
        mu, from 0 (gradient descent) up, below 1. PyTorch asks for one with nesterov=True; 0.9 is what is usual.
    velocity : str
        What v gathers: "plain" (PyTorch) or "scaled" (eta times the gradient, Keras): w <- w - (eta dC/dw + mu v).

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
    early = one_of("velocity", velocity, AHEAD) == "scaled"
    return remembering("nesterov", learning_rate, direct, memory=("v",), schedule=schedule, early=early)


def _move(plain: Optimiser, eta: Array, vector: Array, gradient: Array, state: State) -> State:
    """Move without the bookkeeping for a memory: on a 2-2-1 network that would cost as much as the arithmetic."""
    if state:
        return plain.move(vector, gradient, state)
    # two passes over the whole, not part by part: of numbers that come from slower memory a long run comes sooner
    np.multiply(gradient, eta, gradient)
    np.subtract(vector, gradient, vector)
    return state


def _down(w: Array, g: Array, old: State, new: State, t: int) -> Array:
    return g


def _gather(
    w: Array, g: Array, old: State, new: State, t: int, *, mu: float, share: float = 1.0, first: bool = False
) -> Array:
    """V <- mu v + share dC/dw, and along it; the ``first`` gradient may be taken whole."""
    [v] = new
    np.multiply(old[0], mu, out=v)
    if share != 1 and not (first and t == 1):
        g *= share
    v += g
    return v


def _look_ahead(w: Array, g: Array, old: State, new: State, t: int, *, mu: float) -> Array:
    g += mu * _gather(w, g, old, new, t, mu=mu)
    return g
