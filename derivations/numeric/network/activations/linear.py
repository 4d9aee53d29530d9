"""Activations made of straight lines: identity, step, ReLU, leaky ReLU, hard tanh.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out`. Complex z stay on the
line that their real part is on. At a kink the derivative is the one that PyTorch has.
"""

import numpy as np

from derivations.numeric.arrays import Values
from derivations.numeric.network.activations.function import Function, positive

# What is left of a negative z, PyTorch's default (Maas et al. 2013).
LEAK = 0.01


def identity(z: Values, out: Values) -> Values:
    """f(z) = z."""
    np.copyto(out, z)
    return out


def identity_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1."""
    out.fill(1)
    return out


def step(z: Values, out: Values) -> Values:
    """f(z) = 1 for z > 0, else 0."""
    np.copyto(out, positive(z))
    return out


def step_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 0; at the jump, z = 0, there is no derivative, and 0 stands for it."""
    out.fill(0)
    return out


def relu(z: Values, out: Values) -> Values:
    """f(z) = max(z, 0); for complex z, z where its real part is positive and 0 elsewhere."""
    if out.dtype.kind == "c":
        np.multiply(z, positive(z), out=out)
    else:
        np.maximum(z, 0, out=out)
    return out


def relu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 for z > 0, else 0; the kink at z = 0 gets 0, as in PyTorch."""
    np.greater(a, 0, out=out, casting="unsafe")
    return out


def leaky_relu(z: Values, out: Values) -> Values:
    """f(z) = z for z > 0, else 0.01 z."""
    np.multiply(z, LEAK, out=out)
    np.copyto(out, z, where=positive(z))
    return out


def leaky_relu_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 for z > 0, else 0.01; the kink at z = 0 gets 0.01, as in PyTorch."""
    out.fill(LEAK)
    np.copyto(out, 1.0, where=positive(z))
    return out


def hard_tanh(z: Values, out: Values) -> Values:
    """f(z) = z between -1 and 1, and the nearer of the two beyond."""
    if out.dtype.kind == "c":
        inside = np.abs(np.real(z)) < 1
        np.copyto(out, np.sign(np.real(z)))
        np.copyto(out, z, where=inside)
    else:
        np.clip(z, -1.0, 1.0, out=out)
    return out


def hard_tanh_derivative(z: Values, a: Values, out: Values) -> Values:
    """f'(z) = 1 between -1 and 1, else 0; the kinks at -1 and 1 get 0, as in PyTorch."""
    np.abs(z, out=out)
    np.less(out, 1, out=out, casting="unsafe")
    return out


FUNCTIONS = {
    "identity": Function(identity, identity_derivative),
    "step": Function(step, step_derivative),
    "relu": Function(relu, relu_derivative),
    "leaky_relu": Function(leaky_relu, leaky_relu_derivative),
    "hard_tanh": Function(hard_tanh, hard_tanh_derivative),
}
