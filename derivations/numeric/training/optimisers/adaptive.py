"""Methods that give every parameter a pace of its own: its gradient over the root of squares that it has seen.

Sources: AdaGrad, Duchi, Hazan and Singer 2011; RMSProp, Tieleman and Hinton 2012, lecture 6.5 of Neural Networks for
Machine Learning; Adam, Kingma and Ba 2015, algorithm 1; AdamW, Loshchilov and Hutter 2019, algorithm 2, with eta in
front of the decay too.

Where epsilon stands differs between books and libraries: "beside" the root, sqrt(s) + epsilon, as in PyTorch; "inside",
sqrt(s + epsilon), as in Goodfellow, Bengio and Courville's RMSProp; in Adam also beside the root of the v that is not
corrected yet ("uncorrected"), Kingma and Ba's second form of it, at the end of their section 2, and Keras's.
"""

from __future__ import annotations

from functools import partial
from math import sqrt

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array
from derivations.numeric.training.optimisers.optimiser import Direct, Factor, Optimiser, State, remembering
from derivations.options import flag, not_negative, one_of, positive, share

EPSILON_AT = ("beside", "inside", "uncorrected")
AT_ROOT = EPSILON_AT[:2]  # where nothing is corrected


@public
def adagrad(
    learning_rate: float = 0.01,
    *,
    epsilon: float = 1e-10,
    epsilon_at: str = "beside",
    start: float = 0.0,
    schedule: Factor | None = None,
) -> Optimiser:
    """AdaGrad: s <- s + (dC/dw)^2, w <- w - eta dC/dw / (sqrt(s) + epsilon). It remembers s.

    Parameters
    ----------
    learning_rate : float
        eta; the default is PyTorch's.
    epsilon : float
        Positive; keeps a parameter whose gradient is 0 so far from 0 / 0. The default is PyTorch's.
    epsilon_at : str
        "beside" the root, as in PyTorch, or "inside": sqrt(s + epsilon).
    start : float
        What s is at first, from 0 (as in the paper, and PyTorch) up; Keras has 0.1.
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
    inside = one_of("epsilon_at", epsilon_at, AT_ROOT) == "inside"
    direct = partial(_adagrad, epsilon=positive("epsilon", epsilon), inside=inside)
    first = not_negative("start", start)
    return remembering("adagrad", learning_rate, direct, memory=("s",), schedule=schedule, start=first)


@public
def rmsprop(
    learning_rate: float = 0.01,
    *,
    decay: float = 0.99,
    epsilon: float = 1e-8,
    epsilon_at: str = "beside",
    schedule: Factor | None = None,
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
    epsilon_at : str
        "beside" the root, as in PyTorch, or "inside": sqrt(s + epsilon).
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
    inside = one_of("epsilon_at", epsilon_at, AT_ROOT) == "inside"
    direct = partial(_rmsprop, rho=share("decay", decay), epsilon=positive("epsilon", epsilon), inside=inside)
    return remembering("rmsprop", learning_rate, direct, memory=("s",), schedule=schedule)


@public
def adam(
    learning_rate: float = 0.001,
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    epsilon_at: str = "beside",
    bias_correction: bool = True,
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
    epsilon_at : str
        "beside" the root, as in PyTorch; "inside" it, sqrt(square + epsilon); or "uncorrected", beside the root of v
        before the correction, as in Keras: epsilon / sqrt(1 - beta2^t) in the place of epsilon.
    bias_correction : bool
        Without it mean and square are m and v.
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
    direct = _moments(beta1, beta2, epsilon, epsilon_at, bias_correction)
    return remembering("adam", learning_rate, direct, memory=("m", "v"), counts=True, schedule=schedule)


@public
def adamw(
    learning_rate: float = 0.001,
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    epsilon_at: str = "beside",
    bias_correction: bool = True,
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
    epsilon_at : str
        "beside" the root, as in PyTorch; "inside" it, sqrt(square + epsilon); or "uncorrected", beside the root of v
        before the correction, as in Keras: epsilon / sqrt(1 - beta2^t) in the place of epsilon.
    bias_correction : bool
        Without it mean and square are m and v.
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
    moments = _moments(beta1, beta2, epsilon, epsilon_at, bias_correction)
    direct = partial(_decaying, direct=moments, decay=decay)
    return remembering("adamw", learning_rate, direct, memory=("m", "v"), counts=True, schedule=schedule)


def _adagrad(w: Array, g: Array, old: State, new: State, t: int, *, epsilon: float, inside: bool) -> Array:
    [s] = new
    np.multiply(g, g, out=s)
    s += old[0]
    return _over_root(g, s, epsilon, inside=inside)


def _rmsprop(w: Array, g: Array, old: State, new: State, t: int, *, rho: float, epsilon: float, inside: bool) -> Array:
    [s] = new
    np.multiply(g, g, out=s)
    s *= 1 - rho
    s += rho * old[0]
    return _over_root(g, s, epsilon, inside=inside)


def _over_root(g: Array, s: Array, epsilon: float, *, inside: bool) -> Array:
    if inside:
        root = s + epsilon
        np.sqrt(root, out=root)
    else:
        root = np.sqrt(s)
        root += epsilon
    g /= root
    return g


def _moments(beta1: float, beta2: float, epsilon: float, epsilon_at: str, bias_correction: bool) -> Direct:
    return partial(
        _adam,
        beta1=share("beta1", beta1),
        beta2=share("beta2", beta2),
        epsilon=positive("epsilon", epsilon),
        at=one_of("epsilon_at", epsilon_at, EPSILON_AT),
        corrected=flag("bias_correction", bias_correction),
    )


def _adam(
    w: Array,
    g: Array,
    old: State,
    new: State,
    t: int,
    *,
    beta1: float,
    beta2: float,
    epsilon: float,
    at: str,
    corrected: bool,
) -> Array:
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
    first, second = (1 - beta1**t, 1 - beta2**t) if corrected else (1.0, 1.0)
    if at == "inside":
        np.add(v, epsilon * second, out=g)
        np.sqrt(g, out=g)
    else:
        np.sqrt(v, out=g)
    if at == "uncorrected":
        g += epsilon
    g *= first / sqrt(second)
    if at == "beside":
        g += epsilon * first
    np.divide(m, g, out=g)
    return g


def _decaying(w: Array, g: Array, old: State, new: State, t: int, *, direct: Direct, decay: float) -> Array:
    direction = direct(w, g, old, new, t)
    direction += decay * w
    return direction
