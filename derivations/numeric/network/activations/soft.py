"""Activations built on ln(1 + e^z): softplus, log-sigmoid, Mish; and SiLU, z times a sigmoid.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out`. Complex z are taken as
analytic continuations. Nothing overflows to a wrong value for |z| up to 1e4.
"""

import numpy as np

from derivations.numeric.arrays import Values
from derivations.numeric.network.activations.function import Function, positive
from derivations.numeric.network.activations.saturating import quiet_sigmoid
from derivations.numeric.network.special import log1p


def softplus(z: Values, out: Values) -> Values:
    """f(z) = ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|)."""
    if out.dtype.kind == "c":
        right = positive(z)
        np.copyto(out, log1p(np.exp(np.where(right, -z, z))))
        np.add(out, z, out=out, where=right)
    else:
        np.logaddexp(0.0, z, out=out)
    return out


def softplus_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = sigmoid(z)."""
    return quiet_sigmoid(z, out)


def log_sigmoid(z: Values, out: Values) -> Values:
    """f(z) = ln sigmoid(z) = -softplus(-z)."""
    softplus(np.negative(z), out)
    np.negative(out, out=out)
    return out


def log_sigmoid_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = sigmoid(-z), which is 1 - sigmoid(z)."""
    return quiet_sigmoid(np.negative(z), out)


def silu(z: Values, out: Values) -> Values:
    """f(z) = z sigmoid(z)."""
    out = quiet_sigmoid(z, out)
    np.multiply(out, z, out=out)
    return out


def silu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = s + a (1 - s), s = sigmoid(z)."""
    out = quiet_sigmoid(z, out)
    # (1 - s) first: it is exactly 0 before a large z meets it
    np.add(out, a * (1 - out), out=out)
    return out


def mish(z: Values, out: Values) -> Values:
    """f(z) = z tanh(softplus(z))."""
    out = softplus(z, out)
    np.tanh(out, out=out)
    np.multiply(out, z, out=out)
    return out


def mish_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = t + z (1 - t^2) sigmoid(z), t = tanh(softplus(z))."""
    out = softplus(z, out)
    np.tanh(out, out=out)
    np.add(out, z * ((1 - out * out) * quiet_sigmoid(z)), out=out)
    return out


FUNCTIONS = {
    "softplus": Function(softplus, softplus_derivative),
    "log_sigmoid": Function(log_sigmoid, log_sigmoid_derivative),
    "silu": Function(silu, silu_derivative),
    "mish": Function(mish, mish_derivative),
}
