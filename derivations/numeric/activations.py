"""a = f(z) and the slope f'(z) of each activation, entry by entry.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out` if one is given.
Must not know: layers, networks, costs.

The functions also take complex z, as analytic continuations, so that a complex step can run through them. None of
them warns or loses its value for |z| up to 1e4.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derivations.errors import SpecificationError, unknown
from derivations.network import Network
from derivations.numeric.arrays import Values


@dataclass(frozen=True)
class Function:
    """An activation as two functions: value(z, out) -> a, and slope(z, a, out) -> f'(z).

    The slope may use z or a, whichever is cheaper: forward already holds both. The functions in the table may overflow
    on the way to a right value; whoever calls them silences that once for a whole pass, because entering
    np.errstate costs as much as several operations on a small array.
    """

    value: Callable[[Values, Values | None], Values]
    slope: Callable[[Values, Values, Values | None], Values]


def identity(z: Values, out: Values | None = None) -> Values:
    """f(z) = z."""
    if out is None:
        out = _room(z)
    np.copyto(out, z)
    return out


def identity_slope(z: Values, a: Values, out: Values | None = None) -> Values:
    """f'(z) = 1."""
    if out is None:
        out = _room(z)
    out.fill(1)
    return out


def relu(z: Values, out: Values | None = None) -> Values:
    """f(z) = max(z, 0); for complex z, z where its real part is positive and 0 elsewhere."""
    if out is None:
        out = _room(z)
    if out.dtype.kind == "c":
        np.multiply(z, np.real(z) > 0, out=out)
    else:
        np.maximum(z, 0, out=out)
    return out


def relu_slope(z: Values, a: Values, out: Values | None = None) -> Values:
    """f'(z) = 1 for z > 0, else 0; the kink at z = 0 gets 0, as in PyTorch."""
    if out is None:
        out = _room(z)
    np.greater(a, 0, out=out, casting="unsafe")
    return out


def sigmoid(z: Values, out: Values | None = None) -> Values:
    """f(z) = 1 / (1 + exp(-z))."""
    with np.errstate(over="ignore"):
        return _sigmoid(z, out)


def _sigmoid(z: Values, out: Values | None = None) -> Values:
    if out is None:
        out = _room(z)
    if out.dtype.kind == "c":
        # an infinite complex exp would give nan, so the exponent is kept on its decaying side
        positive = np.real(z) > 0
        decay = np.exp(np.where(positive, -z, z))
        np.divide(np.where(positive, 1, decay), 1 + decay, out=out)
        return out
    np.negative(z, out=out)
    # exp(-z) = inf is wanted: 1 / (1 + inf) is the 0 that the exact value rounds to
    np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    np.reciprocal(out, out=out)
    return out


def sigmoid_slope(z: Values, a: Values, out: Values | None = None) -> Values:
    """f'(z) = a (1 - a)."""
    if out is None:
        out = _room(z)
    np.subtract(1.0, a, out=out)
    np.multiply(out, a, out=out)
    return out


def tanh(z: Values, out: Values | None = None) -> Values:
    """f(z) = tanh z."""
    if out is None:
        out = _room(z)
    np.tanh(z, out=out)
    return out


def tanh_slope(z: Values, a: Values, out: Values | None = None) -> Values:
    """f'(z) = 1 - a^2."""
    if out is None:
        out = _room(z)
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)
    return out


FUNCTIONS = {
    "identity": Function(identity, identity_slope),
    "relu": Function(relu, relu_slope),
    "sigmoid": Function(_sigmoid, sigmoid_slope),
    "tanh": Function(tanh, tanh_slope),
}


def functions(network: Network) -> tuple[Function, ...]:
    """Look up the activations of layers 1..L."""
    names = [network.activation(layer) for layer in range(1, network.depth + 1)]
    for name in names:
        if name not in FUNCTIONS:
            raise SpecificationError(unknown("activation", name, FUNCTIONS))
    return tuple(FUNCTIONS[name] for name in names)


def _room(z: Values) -> Values:
    return np.empty(np.shape(z), np.result_type(z, 1.0))
