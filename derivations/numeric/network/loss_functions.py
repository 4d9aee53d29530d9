"""Losses as functions of whole arrays: the unscaled total, and where its derivative starts.

Goes in: z and a of the last layer, targets y, each (samples, n_L). Comes out: a number, or an array.
Must not know: layers, conventions.

Complex z and a are taken as analytic continuations, the branch chosen by the real part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.formula import Loss
from derivations.formula.undefined import UndefinedError
from derivations.network import Network
from derivations.numeric.arrays import FEW, Array, Values, freeze
from derivations.numeric.network.activations.saturating import quiet_sigmoid
from derivations.numeric.network.formulas import error_of, total_of
from derivations.numeric.network.quick import quick_error, quick_total

# An array: making one of a number takes as long as comparing a small batch with it.
ZERO = freeze(np.array(0.0))


Total = Callable[[Values, Values, Array], Any]


@dataclass(frozen=True)
class LossFunction:
    """A loss, summed over outputs and samples, and what backpropagation has to know about it."""

    # (z, a, y) -> number: the unscaled sum; complex if z and a are
    total: Total
    # delta of the last layer is this factor times the error, times f'(z) unless that has cancelled
    factor: float
    # whether f'(z) has cancelled against the derivative of the loss
    derivative_cancels: bool
    # (a, y, out=) -> array: what delta of the last layer starts from; a - y itself for most losses
    error: Callable[..., Any] = np.subtract
    # whether a convention may put 1/2 in front
    halved: bool = False
    # y -> total, or None: the total in a form that is faster for these targets, where there is one
    prepared: Callable[[Array], Total] | None = None

    def total_of(self, targets: Array) -> Total:
        """Give the total for targets that stay as they are."""
        return self.total if self.prepared is None else self.prepared(targets)


def squared_error(z: Values, a: Values, y: Array) -> Any:
    """Add up (a - y)^2."""
    error = a - y
    return (error * error).sum()


def absolute_error(z: Values, a: Values, y: Array) -> Any:
    """Add up |a - y|."""
    error = a - y
    return (error * np.sign(error.real)).sum()


def absolute_error_derivative(a: Values, y: Array, out: Values) -> None:
    """The sign of a - y; the kink at a = y gets 0, as in PyTorch."""
    np.subtract(a, y, out=out)
    np.sign(out, out=out)


def huber_error(z: Values, a: Values, y: Array) -> Any:
    """Add up e^2 / 2 where |e| <= 1 and |e| - 1/2 beyond, e = a - y (Huber 1964; PyTorch with delta = 1)."""
    error = a - y
    size = error * np.sign(error.real)
    # beyond 1 the part up to 1 is 1/2, and each further bit counts once; the square never meets a large number
    inner = np.where(size.real <= 1, size, 1)
    return (0.5 * inner * inner + (size - inner)).sum()


def huber_error_derivative(a: Values, y: Array, out: Values) -> None:
    """The error a - y, cut at -1 and 1."""
    np.subtract(a, y, out=out)
    np.clip(out, -1.0, 1.0, out=out)


def binary_cross_entropy(z: Values, a: Values, y: Array) -> Any:
    """Add up -y ln s - (1 - y) ln(1 - s) for s = sigmoid(z), computed from z.

    With s = 1 / (1 + exp(-z)) that is max(z, 0) - y z + ln(1 + exp(-|z|)), which neither overflows nor meets ln 0,
    and keeps its digits where s rounds to 0 or 1.
    """
    if z.dtype.kind == "c":
        positive = z.real > 0
        larger, decay = np.where(positive, z, 0), np.exp(np.where(positive, -z, z))
    else:
        larger, decay = np.maximum(z, ZERO), np.abs(z)
        np.negative(decay, decay)
        np.exp(decay, decay)
    np.log1p(decay, decay)
    # the difference first: for y = 1 it is exactly 0, and the small rest survives
    np.subtract(larger, y * z, larger)
    np.add(larger, decay, larger)
    return np.add.reduce(larger, None)


def cross_entropy_of_labels(y: Array) -> Total:
    """Where every y is 0 or 1, -y ln s - (1 - y) ln(1 - s) is ln(1 + exp(z)) for y = 0, and ln(1 + exp(-z)) for 1."""
    # logaddexp goes through many outputs one by one
    if y.size > FEW or not ((y == 0) | (y == 1)).all():
        return binary_cross_entropy
    signs, room, ones = 1 - 2 * y, np.empty_like(y), np.ones(y.size)
    entries = room.reshape(-1)

    def total(z: Values, a: Values, _: Array) -> Any:
        np.multiply(z, signs, room)
        np.logaddexp(ZERO, room, room)
        return entries.dot(ones)

    return total


def binary_cross_entropy_derivative_on_logits(a: Values, y: Array, out: Values) -> None:
    """sigmoid(a) - y."""
    quiet_sigmoid(a, out)
    np.subtract(out, y, out=out)


def cross_entropy(z: Values, a: Values, y: Array) -> Any:
    """Add up -y ln a for a = softmax(z), computed from z.

    With the largest z called z_m that is y_j (z_m - z_j + ln(1 + the sum of exp(z_i - z_m) over the others)).
    """
    largest = np.argmax(z.real, axis=-1, keepdims=True)
    below = z - np.take_along_axis(z, largest, axis=-1)
    others = np.exp(below)
    # the largest itself is the 1 in log1p, so that what the others add is not lost beside it
    np.put_along_axis(others, largest, 0, axis=-1)
    return (y * (np.log1p(others.sum(axis=-1, keepdims=True)) - below)).sum()


LOSS_FUNCTIONS = {
    "mse": LossFunction(squared_error, factor=2.0, derivative_cancels=False, halved=True),
    "mae": LossFunction(absolute_error, factor=1.0, derivative_cancels=False, error=absolute_error_derivative),
    "huber": LossFunction(huber_error, factor=1.0, derivative_cancels=False, error=huber_error_derivative),
    "bce": LossFunction(binary_cross_entropy, factor=1.0, derivative_cancels=True, prepared=cross_entropy_of_labels),
    "bce_logits": LossFunction(
        binary_cross_entropy,
        factor=1.0,
        derivative_cancels=True,
        error=binary_cross_entropy_derivative_on_logits,
        prepared=cross_entropy_of_labels,
    ),
    "cross_entropy": LossFunction(cross_entropy, factor=1.0, derivative_cancels=True),
}


def loss_function(network: Network, *, quick: bool = False) -> LossFunction:
    """Look up the loss of a network; ``quick``: a user's formula in float64 alone, faster, for training."""
    if isinstance(network.loss, Loss):
        ways = (quick_total, quick_error) if quick else (total_of, error_of)
        total, error = (_behind(network.activation(network.depth), way(network.loss)) for way in ways)
        return LossFunction(total, factor=1.0, derivative_cancels=False, error=error)
    return LOSS_FUNCTIONS[network.loss]


def _behind(activation: object, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let what a loss says where it is not defined name the activation that its outputs come from."""

    def call(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except UndefinedError as error:
            raise error.behind(activation) from None

    return call
