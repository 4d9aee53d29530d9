"""Gradient descent: straight against the gradient.

Source: Robbins and Monro 1951; as a mini-batch method, Goodfellow, Bengio and Courville, Deep Learning, algorithm 8.1.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Factor, Optimiser, State, remembering


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
