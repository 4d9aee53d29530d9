"""Weight decay: every parameter drawn towards 0, in one of the three places in which books and libraries put it.

Goes in: an optimiser. Comes out: one that lets the parameters decay as well. Must not know: how it moves.

Sources: Hanson and Pratt 1988 (a penalty, which is in the gradient); Loshchilov and Hutter 2019, algorithm 2, beside
the step; PyTorch's AdamW has eta in front of that.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.numeric.training.optimisers.optimiser import checked_optimiser, factor_at
from derivations.options import not_negative, one_of

PLACES = ("gradient", "step", "weights")


@public
def decay_weights(optimiser: Optimiser, weight_decay: float, *, at: str = "gradient") -> Optimiser:
    """Let all parameters decay, biases too.

        "gradient"  g + lambda w takes the place of g: what L2 with lambda / 2 |w|^2 does; PyTorch's weight_decay
        "step"      w <- w - step - eta lambda w, as PyTorch's AdamW
        "weights"   w <- w - step - lambda w, as in the paper of AdamW: with a schedule, lambda times its factor

    For gradient descent the first two are the same. With momentum or a pace of its own for every parameter they are
    not: what is in the gradient is gathered with it, and divided by its root.

    Parameters
    ----------
    optimiser : Optimiser
        To clip the gradient before it decays, as PyTorch does, clip what this returns.
    weight_decay : float
        lambda, from 0 up.
    at : str

    Raises
    ------
    SpecificationError
        If the first argument is not an Optimiser, or another one is out of its range.

    Examples
    --------
    >>> from derivations import adam, decay_weights
    >>> decay_weights(adam(), 0.1)
    <Optimiser adam, decay 0.1 in the gradient, learning_rate=0.001>
    """
    checked_optimiser(optimiser)
    decay, place = not_negative("weight_decay", weight_decay), one_of("at", at, PLACES)
    move = (
        partial(_into_gradient, optimiser=optimiser, decay=decay)
        if place == "gradient"
        else partial(_beside, optimiser=optimiser, decay=decay * optimiser.learning_rate if place == "step" else decay)
    )
    return replace(optimiser, name=f"{optimiser.name}, decay {decay:g} in the {place}", move=move)


def _into_gradient(vector: Array, gradient: Array, state: State, *, optimiser: Optimiser, decay: float) -> State:
    gradient += decay * vector
    return optimiser.move(vector, gradient, state)


def _beside(vector: Array, gradient: Array, state: State, *, optimiser: Optimiser, decay: float) -> State:
    lost = decay * vector
    after = optimiser.move(vector, gradient, state)
    if optimiser.schedule is not None:
        # with a schedule every optimiser counts its updates, first of all
        lost *= factor_at(optimiser.schedule, int(after[0]) - 1)
    vector -= lost
    return after
