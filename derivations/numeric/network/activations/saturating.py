"""Activations that level off: sigmoid, tanh, softsign on both sides, ELU and SELU on one.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out`. Complex z are taken as
analytic continuations. Nothing loses its value for |z| up to 1e4.
"""

import numpy as np

from derivations.numeric.arrays import FEW, Values, freeze
from derivations.numeric.network.activations.function import Function, positive, room

# The fixed point of Klambauer et al. 2017 (arXiv 1706.02515, appendix A): mean 0 and variance 1 stay.
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
# An array: making one of a number takes as long as adding it to a small batch.
ONE = freeze(np.array(1.0))
# Below this 1 - a has lost 6 bits at most, and an exponential takes longer than to see whether all of a large array is.
UNSATURATED = 1 - 2.0**-6


def quiet_sigmoid(z: Values, out: Values | None = None) -> Values:
    """f(z) = 1 / (1 + exp(-z)), to be called where overflow is silenced."""
    if out is None:
        out = room(z)
    if out.dtype.kind == "c":
        # an infinite complex exp would give nan, so the exponent is kept on its decaying side
        right = positive(z)
        decay = np.exp(np.where(right, -z, z))
        np.divide(np.where(right, 1, decay), 1 + decay, out=out)
        return out
    np.negative(z, out)
    # exp(-z) = inf is wanted: 1 / (1 + inf) is the 0 that the exact value rounds to
    np.exp(out, out)
    np.add(out, ONE, out)
    # not np.reciprocal, which takes twice as long for the same bits
    np.divide(ONE, out, out)
    return out


def sigmoid_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = a (1 - a) = a / (1 + exp(z)), which has digits where a rounds to 1."""
    if a.size > FEW and a.max() < UNSATURATED:
        np.subtract(ONE, a, out)
        np.multiply(out, a, out)
        return out
    np.exp(z, out)
    np.add(out, ONE, out)
    np.divide(a, out, out)
    return out


def tanh(z: Values, out: Values) -> Values:
    """f(z) = tanh z."""
    np.tanh(z, out=out)
    return out


def tanh_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 - a^2 = 1 / cosh(z)^2, which has digits where a rounds to 1 or -1."""
    if a.size > FEW and a.max() < UNSATURATED and a.min() > -UNSATURATED:
        np.multiply(a, a, out)
        np.subtract(ONE, out, out)
        return out
    np.cosh(z, out)
    np.multiply(out, out, out)
    np.divide(ONE, out, out)
    return out


def softsign(z: Values, out: Values) -> Values:
    """f(z) = z / (1 + |z|); for complex z, |z| is z or -z, by the sign of its real part."""
    np.divide(z, 1 + z * np.sign(np.real(z)), out=out)
    return out


def softsign_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 / (1 + |z|)^2."""
    np.abs(z, out=out)
    np.add(out, 1.0, out=out)
    np.multiply(out, out, out=out)
    np.divide(ONE, out, out=out)
    return out


def elu(z: Values, out: Values) -> Values:
    """f(z) = z for z > 0, else exp(z) - 1."""
    right = positive(z)
    # 0 in place of what would overflow; expm1, because exp(z) - 1 has few digits near 0
    np.expm1(np.where(right, 0, z), out=out)
    np.copyto(out, z, where=right)
    return out


def elu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 for z > 0, else exp(z): no kink, both sides have derivative 1 at z = 0."""
    np.minimum(z, 0, out=out)
    np.exp(out, out=out)
    return out


def selu(z: Values, out: Values) -> Values:
    """f(z) = kappa z for z > 0, else kappa alpha (exp(z) - 1)."""
    out = elu(z, out)
    np.multiply(out, SELU_SCALE, out=out)
    np.multiply(out, SELU_ALPHA, out=out, where=~positive(z))
    return out


def selu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = kappa for z > 0, else kappa alpha exp(z); the kink at z = 0 gets kappa alpha, as in PyTorch."""
    out = elu_derivative(z, a, out)
    np.multiply(out, SELU_SCALE, out=out)
    np.multiply(out, SELU_ALPHA, out=out, where=~positive(z))
    return out


FUNCTIONS = {
    "sigmoid": Function(quiet_sigmoid, sigmoid_derivative),
    "tanh": Function(tanh, tanh_derivative),
    "softsign": Function(softsign, softsign_derivative),
    "elu": Function(elu, elu_derivative),
    "selu": Function(selu, selu_derivative),
}
