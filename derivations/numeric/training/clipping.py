"""Gradient clipping: what is too large of a gradient is cut before an optimiser sees them.

Goes in: an optimiser. Comes out: one that clips first. Must not know: how it moves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isfinite, sqrt

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.numeric.training.optimisers.optimiser import checked_optimiser
from derivations.options import not_negative, positive

# Below it, squares have lost digits to the smallest numbers.
SMALLEST_SQUARE = 1e-290


@public
def clip_by_value(optimiser: Optimiser, limit: float) -> Optimiser:
    """Cut every entry of the gradient to [-limit, limit] on its own; the direction changes. PyTorch: clip_grad_value_.

    Parameters
    ----------
    optimiser : Optimiser
    limit : float
        Positive.

    Raises
    ------
    SpecificationError
        If the first argument is not an Optimiser, or the limit is not a positive finite number.

    Examples
    --------
    >>> from derivations import clip_by_value, sgd
    >>> clip_by_value(sgd(), 0.5)
    <Optimiser sgd, gradients within 0.5, learning_rate=0.5>
    """
    checked_optimiser(optimiser)
    most = positive("limit", limit)
    return replace(
        optimiser,
        name=f"{optimiser.name}, gradients within {most:g}",
        move=partial(_cut, optimiser=optimiser, most=most),
    )


@public
def clip_by_norm(optimiser: Optimiser, limit: float, *, epsilon: float = 1e-6) -> Optimiser:
    """Shorten the gradient of all parameters together to the length `limit`; its direction stays.

    g <- g min(1, limit / (|g| + epsilon)), with |g| the root of the sum of the squares of all entries. PyTorch:
    clip_grad_norm_. Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.

    Parameters
    ----------
    optimiser : Optimiser
    limit : float
        Positive.
    epsilon : float
        From 0 (as in the paper) up; the default is what PyTorch adds. The clipped length is short of the limit by
        about that much of it.

    Raises
    ------
    SpecificationError
        If the first argument is not an Optimiser, or another one is out of its range.

    Examples
    --------
    >>> from derivations import adam, clip_by_norm
    >>> clip_by_norm(adam(), 1.0)
    <Optimiser adam, gradient within length 1, learning_rate=0.001>
    """
    checked_optimiser(optimiser)
    most, small = positive("limit", limit), not_negative("epsilon", epsilon)
    move = partial(_shorten, optimiser=optimiser, most=most, small=small)
    return replace(optimiser, name=f"{optimiser.name}, gradient within length {most:g}", move=move)


def _cut(vector: Array, gradient: Array, state: State, *, optimiser: Optimiser, most: float) -> State:
    np.clip(gradient, -most, most, out=gradient)
    return optimiser.move(vector, gradient, state)


def _shorten(vector: Array, gradient: Array, state: State, *, optimiser: Optimiser, most: float, small: float) -> State:
    length = norm(gradient) + small
    if length > most:
        np.multiply(gradient, most / length, out=gradient)
    return optimiser.move(vector, gradient, state)


def norm(gradient: Array) -> float:
    """Compute the root of the sum of the squares, also where the squares themselves overflow or vanish."""
    with np.errstate(over="ignore"):
        square = float(np.dot(gradient, gradient))
    if square > SMALLEST_SQUARE and isfinite(square):
        return sqrt(square)
    largest = float(np.max(np.abs(gradient), initial=0.0))
    if largest == 0 or not isfinite(largest):
        return largest
    scaled = gradient / largest
    return largest * sqrt(float(np.dot(scaled, scaled)))
