"""The absolute values of the terms that f'(z), or f(z), is added up from, for functions whose derivative is a sum.

Goes in: z and a of a layer. Comes out: an array of their shape. Must not know: layers, costs.
"""

from collections.abc import Callable

import numpy as np

from derivations.formula import Activation
from derivations.numeric.arrays import Array
from derivations.numeric.network.activations.gaussian import CUBIC, SCALE
from derivations.numeric.network.activations.saturating import quiet_sigmoid

Terms = Callable[[Array, Array], Array]


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
    t = np.tanh(SCALE * (z + CUBIC * z * z * z))
    rest = np.abs(z) * _rest(t * t)
    return 1 + rest + 3 * CUBIC * rest * z * z


def _rest(s: Array) -> Array:
    """The terms of 1 - s, which is exactly 0 where s has rounded to 1."""
    return np.where(s < 1, 1 + s, 0)


# The absolute values of the terms of f'(z), for derivatives that are a sum; those of the others are the derivative
# itself.
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


def _larger_size(z: Array, a: Array) -> Array:
    return np.maximum(np.abs(a), np.abs(z))


# The same for f(z), where it is a sum: of z Phi(z) and of its form with a tanh, z/2 times 1 plus what tends to -1.
VALUE_TERMS: dict[str | Activation, Terms] = {"gelu": _larger_size, "gelu_tanh": _larger_size}
