"""The functions of formulas with their derivatives: the tables of calculus, read by nobody else.

Goes in: arrays, of floats, of complex numbers near the real line, or of numbers that know what they are off. Comes out:
arrays of the same kind. Must not know: formulas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from derivations.digits.tracked import BoundedArray
from derivations.numeric.arrays import Values
from derivations.numeric.network.special import erf, log1p

CONSTANTS = {"e": math.e, "pi": math.pi}


def constant(name: str, like: Any) -> Any:
    """Give e or pi as a number of the same kind."""
    return like.constant(name) if isinstance(like, BoundedArray) else CONSTANTS[name]


def choose(holds: Any, u: Any, v: Any, *, like: Any) -> Any:
    """Take u where a condition holds, else v, as numbers of the same kind."""
    first: Any = like.of(u) if isinstance(like, BoundedArray) else u
    return np.where(holds, first, v)


def _absolute(u: Any) -> Any:
    return np.abs(u) if isinstance(u, BoundedArray) or u.dtype.kind != "c" else u * np.sign(np.real(u))


def _relu(u: Any) -> Any:
    return choose(np.real(u) > 0, u, 0.0, like=u)


def _sigmoid(u: Any) -> Any:
    # the exponential on its decaying side, so that neither sign overflows
    right = np.real(u) > 0
    decay = np.exp(np.where(right, -u, u))
    return choose(right, 1.0, decay, like=u) / (1.0 + decay)


def _softplus(u: Any) -> Any:
    right = np.real(u) > 0
    decay = np.exp(np.where(right, -u, u))
    return np.where(right, u, 0.0) + _log1p(decay)


def _log1p(u: Any) -> Any:
    return np.log1p(u) if isinstance(u, BoundedArray) else log1p(u)


def _erf(u: Any) -> Any:
    return u.function("erf") if isinstance(u, BoundedArray) else erf(u)


def _erf_derivative(u: Any, value: Any) -> Any:
    return 2.0 / np.sqrt(constant("pi", u)) * np.exp(-u * u)


def _log_cosh(u: Any) -> Any:
    # ln(1 + 2 sinh(u/2)^2) near 0, where the other form cancels; the cosine itself would be infinite at 711
    size = _absolute(u)
    near = np.real(size) < 1
    half = np.sinh(np.where(near, size, 0.0) / 2)
    return np.where(near, _log1p(2 * half * half), size + np.log((1 + np.exp(-2 * size)) / 2))


def _tan_derivative(u: Values, value: Values) -> Values:
    return 1.0 + value * value


# Each function with its derivative, which may use the argument u or the value.
FUNCTIONS: Mapping[str, tuple[Callable[[Values], Values], Callable[[Values, Values], Any]]] = {
    "abs": (_absolute, lambda u, value: np.sign(np.real(u))),
    "acos": (np.arccos, lambda u, value: -1.0 / np.sqrt((1.0 - u) * (1.0 + u))),
    "acosh": (np.arccosh, lambda u, value: 1.0 / (np.sqrt(u - 1.0) * np.sqrt(u + 1.0))),
    "asin": (np.arcsin, lambda u, value: 1.0 / np.sqrt((1.0 - u) * (1.0 + u))),
    "asinh": (np.arcsinh, lambda u, value: 1.0 / np.sqrt(1.0 + u * u)),
    "atan": (np.arctan, lambda u, value: 1.0 / (1.0 + u * u)),
    "atanh": (np.arctanh, lambda u, value: 1.0 / ((1.0 - u) * (1.0 + u))),
    "cos": (np.cos, lambda u, value: -np.sin(u)),
    "cosh": (np.cosh, lambda u, value: np.sinh(u)),
    "erf": (_erf, _erf_derivative),
    "exp": (np.exp, lambda u, value: value),
    "log": (np.log, lambda u, value: 1.0 / u),
    # no function of a formula: what log(cosh(u)) is calculated with
    "log cosh": (_log_cosh, lambda u, value: np.tanh(u)),
    "relu": (_relu, lambda u, value: choose(np.real(u) > 0, 1.0, 0.0, like=u)),
    "sigmoid": (_sigmoid, lambda u, value: value * _sigmoid(-u)),
    "sign": (lambda u: np.sign(np.real(u)), lambda u, value: 0.0 * np.real(u)),
    "sin": (np.sin, lambda u, value: np.cos(u)),
    "sinh": (np.sinh, lambda u, value: np.cosh(u)),
    "softplus": (_softplus, lambda u, value: _sigmoid(u)),
    "sqrt": (np.sqrt, lambda u, value: 0.5 / value),
    "tan": (np.tan, _tan_derivative),
    # 1 - value^2 would lose its digits where the value comes near 1
    "tanh": (np.tanh, lambda u, value: 4.0 * _sigmoid(2.0 * u) * _sigmoid(-2.0 * u)),
}
