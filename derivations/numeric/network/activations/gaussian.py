"""GELU, z times the distribution function of a standard normal number, and its form with a tanh.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out`. Complex z are taken as
analytic continuations: the rational functions in `erfc` are analytic, so that a complex step through them gives the
derivative of what they approximate, as exactly as they approximate it.
"""

import numpy as np

from derivations.numeric.arrays import Values
from derivations.numeric.network.activations.function import Function
from derivations.numeric.network.activations.saturating import quiet_sigmoid
from derivations.numeric.network.special import erfc

# sqrt(2 / pi) and the cubic term of the tanh form (Hendrycks and Gimpel 2016, section 2).
SCALE = float(np.sqrt(2 / np.pi))
CUBIC = 0.044715


def gelu(z: Values, out: Values) -> Values:
    """f(z) = z Phi(z)."""
    np.multiply(z, _phi(z), out=out)
    return out


def gelu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = Phi(z) + z exp(-z^2 / 2) / sqrt(2 pi)."""
    np.multiply(z, z, out=out)
    np.multiply(out, -0.5, out=out)
    np.exp(out, out=out)
    np.multiply(out, z, out=out)
    np.multiply(out, 1 / np.sqrt(2 * np.pi), out=out)
    np.add(out, _phi(z), out=out)
    return out


def gelu_tanh(z: Values, out: Values) -> Values:
    """f(z) = z/2 (1 + tanh u) = z sigmoid(2u), u = sqrt(2/pi) (z + 0.044715 z^3)."""
    # the sigmoid keeps the digits that 1 + tanh u loses on the left
    out = quiet_sigmoid(_double(z), out)
    np.multiply(out, z, out=out)
    return out


def gelu_tanh_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = s + a (1 - s) 2u', s = sigmoid(2u), u' = sqrt(2/pi) (1 + 3 0.044715 z^2)."""
    out = quiet_sigmoid(_double(z), out)
    # first what is exactly 0 before a large z meets it, and z after z: z^2 overflows
    rest = a * (1 - out) * (2 * SCALE)
    np.add(out, rest + 3 * CUBIC * rest * z * z, out=out)
    return out


def _phi(z: Values) -> Values:
    return 0.5 * erfc(z * -np.sqrt(0.5))


def _double(z: Values) -> Values:
    return 2 * SCALE * (z + CUBIC * z * z * z)


FUNCTIONS = {
    "gelu": Function(gelu, gelu_derivative),
    "gelu_tanh": Function(gelu_tanh, gelu_tanh_derivative),
}
