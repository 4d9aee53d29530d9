"""How large the terms are that a gradient is added up from: what its rounding errors are to be held against.

Goes in: parameters and a batch. Comes out: one positive number per parameter. Must not know: the gradient itself.

A gradient may be tiny because everything that goes into it is (a small weight on the way), or because large terms
cancel. Only in the second case may two right computations of it differ by much of its own size. The terms of a slope
count too: 1 - a for a near 1 has the rounding of the 1. So do those of z: where large numbers cancel to a small z, a
slope that changes with z changes with their rounding.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from derivations.formula import Activation, Loss
from derivations.network import Convention, Network
from derivations.numeric.activations import Function, functions
from derivations.numeric.activations.gaussian import CUBIC, SLOPE
from derivations.numeric.activations.saturating import quiet_sigmoid
from derivations.numeric.arrays import Array
from derivations.numeric.difference import Quotients
from derivations.numeric.forward import forward
from derivations.numeric.losses import loss_function, scale
from derivations.numeric.parameters import Parameters

Terms = Callable[[Array, Array], Array]
ROUNDING = float(np.finfo(np.float64).eps)
# No smooth activation bends more than this: a slope that changes faster has jumped at a kink.
STEEPEST_BEND = 2.0


def _sigmoid(z: Array, a: Array) -> Array:
    return a * (1 + a)


def _tanh(z: Array, a: Array) -> Array:
    return 1 + a * a


def _softsign(z: Array, a: Array) -> Array:
    # the quotient rule leaves (1 + |z| - |z|) / (1 + |z|)^2; who computes it so (PyTorch does) has these terms
    return 2 / (1 + np.abs(z))


def _log_sigmoid(z: Array, a: Array) -> Array:
    return 1 + quiet_sigmoid(z)


def _silu(z: Array, a: Array) -> Array:
    s = quiet_sigmoid(z)
    return s + np.abs(a) * _rest(s)


def _mish(z: Array, a: Array) -> Array:
    t = np.tanh(np.logaddexp(0, z))
    return t + np.abs(z) * _rest(t * t) * quiet_sigmoid(z)


def _gelu(z: Array, a: Array) -> Array:
    return 1 + np.abs(z) * np.exp(-0.5 * z * z)


def _gelu_tanh(z: Array, a: Array) -> Array:
    t = np.tanh(SLOPE * (z + CUBIC * z * z * z))
    return 1 + np.abs(z) * _rest(t * t) * (1 + 3 * CUBIC * z * z)


def _rest(s: Array) -> Array:
    """The terms of 1 - s, which is exactly 0 where s has rounded to 1."""
    return np.where(s < 1, 1 + s, 0)


# The absolute values of the terms of f'(z), for slopes that are a sum; those of the others are the slope itself.
TERMS: dict[str | Activation, Terms] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "softsign": _softsign,
    "silu": _silu,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "mish": _mish,
    "log_sigmoid": _log_sigmoid,
    "softmax": _sigmoid,
}


def _shifted(z: Array, a: Array) -> Array:
    return np.maximum(np.abs(a), np.abs(z))


# The same for f(z), where it is a sum: of z Phi(z) and of its form with a tanh, z/2 times 1 plus what tends to -1.
VALUE_TERMS: dict[str | Activation, Terms] = {"gelu": _shifted, "gelu_tanh": _shifted}


def magnitudes(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
) -> Quotients:
    """Add up the absolute values of all terms of dC/dw and dC/db: |a| + |y| for a - y, a (1 + a) for a (1 - a).

    Parameters
    ----------
    network, parameters, inputs, targets, convention
        As in backward.

    Returns
    -------
    Quotients
        weights[l] of shape (n_out, n_in) and biases[l] of shape (n_out,), none negative.

    Raises
    ------
    ShapeError, SpecificationError
        As backward does.
    """
    passed = forward(network, parameters, inputs)
    z, a, layers = passed.z, passed.a, functions(network)
    cost = loss_function(network)
    values = (np.abs(a[0]), *(_value(network.activation(at), z[at - 1], a[at]) for at in range(1, len(a))))
    with np.errstate(over="ignore", invalid="ignore"):
        spread = _rounding(parameters, layers, z, values)
        pulled = _first(network, a[-1], np.asarray(targets, dtype=float), scale(network, len(a[0]), convention))
        weights: list[Array] = []
        biases: list[Array] = []
        for layer in range(network.depth, 0, -1):
            if layer == network.depth and cost.slope_cancels:
                terms = pulled
            else:
                terms = _through(network.activation(layer), layers[layer - 1], z[layer - 1], a[layer], pulled)
                terms = terms + pulled * _bend(layers[layer - 1], z[layer - 1], spread[layer - 1])
            weights.insert(0, terms.T @ values[layer - 1])
            biases.insert(0, terms.sum(axis=0))
            pulled = terms @ np.abs(parameters.weights[layer - 1])
    return Quotients(tuple(weights), tuple(biases))


def _first(network: Network, a: Array, y: Array, factor: float) -> Array:
    """The terms that delta of the last layer starts from."""
    cost = loss_function(network)
    if network.loss == "bce_logits":
        a = quiet_sigmoid(a)
    if isinstance(network.loss, Loss):
        return np.asarray(np.abs(cost.error(a, y, out=np.empty_like(a))) * factor)
    terms = np.abs(a) + np.abs(y)
    if network.loss == "huber":
        terms = np.where(np.abs(a - y) < 1, terms, 1)
    elif network.loss == "mae":
        terms = np.ones_like(terms)
    return terms * cost.factor * factor


def _value(name: str | Activation, z: Array, a: Array) -> Array:
    return VALUE_TERMS[name](z, a) if name in VALUE_TERMS else np.abs(a)


def _through(name: str | Activation, function: Function, z: Array, a: Array, pulled: Array) -> Array:
    if function.pull_back is not None:
        # both terms of a (g - sum of g a)
        slope, pulled = a, pulled + (pulled * a).sum(axis=-1, keepdims=True)
    else:
        slope = TERMS[name](z, a) if name in TERMS else np.abs(function.slope(z, a, None))
    return pulled * slope


def _rounding(
    parameters: Parameters, layers: tuple[Function, ...], z: tuple[Array, ...], values: tuple[Array, ...]
) -> list[Array]:
    """How large the terms of each z are, those of the layers before included: its error is that many roundings."""
    spread: list[Array] = []
    carried = values[0]
    for W, b, function, z_l, value in zip(parameters.weights, parameters.biases, layers, z, values[1:], strict=True):
        spread.append(carried @ np.abs(W).T + np.abs(b))
        slope = function.slope(z_l, function.value(z_l, None), None)
        carried = value + np.abs(slope) * spread[-1]
    return spread


def _bend(function: Function, z: Array, spread: Array) -> Array:
    """How many roundings the slope is off when z is off by its own: |f''| times the terms of z."""
    step = ROUNDING * spread
    ends = [function.slope(each, function.value(each, None), None) for each in (z + step, z - step)]
    bent = np.abs(ends[0] - ends[1]) / (2 * ROUNDING)
    return np.where(bent <= STEEPEST_BEND * spread, bent, 0)
