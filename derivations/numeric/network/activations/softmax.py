"""Softmax: shares of a whole, so that every unit of a layer sees all the others.

Goes in: an array z with the units in its last axis. Comes out: an array of that shape, in `out`.
Must not know: layers, networks, costs.
"""

import numpy as np

from derivations.numeric.arrays import Values
from derivations.numeric.network.activations.function import Function


def softmax(z: Values, out: Values) -> Values:
    """f(z)_j = exp(z_j) / sum of exp(z_i), with the largest z taken off first, so that no exponential overflows.

    Of complex z the one with the largest real part is taken off.
    """
    # whatever is taken off leaves the shares unchanged, so its real part is enough
    np.subtract(z, np.max(np.real(z), axis=-1, keepdims=True), out=out)
    np.exp(out, out=out)
    np.divide(out, out.sum(axis=-1, keepdims=True), out=out)
    return out


def softmax_derivative(z: Values, a: Values, out: Values) -> Values:
    """da_j/dz_j = a_j (1 - a_j), the diagonal of the Jacobian a_k ([k = j] - a_j)."""
    np.subtract(1.0, a, out=out)
    np.multiply(out, a, out=out)
    return out


def softmax_pull_back(a: Values, gradient: Values, out: Values) -> Values:
    """dC/dz_j = sum over k of dC/da_k a_k ([k = j] - a_j) = a_j (dC/da_j - sum over k of dC/da_k a_k)."""
    seen = np.einsum("...k,...k->...", gradient, a)[..., None]
    np.subtract(gradient, seen, out=out)
    np.multiply(out, a, out=out)
    return out


FUNCTIONS = {
    "softmax": Function(softmax, softmax_derivative, softmax_pull_back),
}
