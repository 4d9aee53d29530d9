"""What printed names stand for: functions as NumPy computes them, also along a complex step, and arrays.

Shares nothing with what prints.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.export.tex_reader import Node
from tests.export.tex_tokens import MisprintError

STEP = 1e-30
Array = Any
Key = tuple[str, str]


def erf(x: Array) -> Array:
    """The error function, and its derivative along a complex step."""
    real = np.vectorize(math.erf, otypes=[float])(np.real(x))
    return real + 1j * np.imag(x) * 2 / np.sqrt(np.pi) * np.exp(-(np.real(x) ** 2))


def where(condition: Array, value: Array, other: Array) -> Array:
    return np.where(condition, value, other)


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def _softplus(x: Array) -> Array:
    return np.log(1 + np.exp(x))


def _normal(x: Array) -> Array:
    return (1 + erf(x / np.sqrt(2))) / 2


def size(x: Array) -> Array:
    return x * np.sign(np.real(x))


def _elu(x: Array, alpha: float = 1.0) -> Array:
    return where(np.real(x) > 0, x, alpha * (np.exp(x) - 1))


KAPPA, ALPHA = 1.0507009873554804934, 1.6732632423543772848
FUNCTIONS: dict[str, Callable[..., Array]] = {
    "ln": lambda x: np.log(x + 0j),
    "exp": np.exp,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arccos": np.arccos,
    "arcsin": np.arcsin,
    "arctan": np.arctan,
    "arcosh": np.arccosh,
    "arsinh": np.arcsinh,
    "artanh": np.arctanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "erf": erf,
    "sgn": lambda x: np.sign(np.real(x)) + 0 * x,
    "max": lambda *xs: xs[0] if len(xs) == 1 else where(np.real(xs[0]) > np.real(xs[1]), xs[0], xs[1]),
    "min": lambda *xs: xs[0] if len(xs) == 1 else where(np.real(xs[0]) < np.real(xs[1]), xs[0], xs[1]),
    "H": lambda x: (1 + np.sign(np.real(x))) / 2 + 0 * x,
    "sigma": _sigmoid,
    "softplus": _softplus,
    "step": lambda x: where(np.real(x) > 0, 1, 0) + 0 * x,
    "ReLU": lambda x: where(np.real(x) > 0, x, 0 * x),
    "LReLU": lambda x: where(np.real(x) > 0, x, x / 100),
    "ELU": _elu,
    "SELU": lambda x: KAPPA * _elu(x, ALPHA),
    "softsign": lambda x: x / (1 + size(x)),
    "SiLU": lambda x: x * _sigmoid(x),
    "Phi": _normal,
    "GELU": lambda x: x * _normal(x),
    "GELU_\\tanh": lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))),
    "Mish": lambda x: x * np.tanh(_softplus(x)),
    "logsig": lambda x: -_softplus(-x),
    "hardtanh": lambda x: where(np.abs(np.real(x)) < 1, x, np.sign(np.real(x)) + 0 * x),
    "Huber": lambda x: where(np.abs(np.real(x)) <= 1, x**2 / 2, size(x) - 0.5),
}
CONSTANTS = {(r"\pi", ""): np.pi, (r"\kappa", ""): KAPPA, (r"\alpha", ""): ALPHA}
COMPARE: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater,
    "!=": np.not_equal,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
}
# Sizes and penalties are told apart by a number below: n_1, lambda_2.
NUMBERED = {"n", r"\lambda"}


@dataclass(frozen=True)
class World:
    """What the letters stand for: arrays by name and layer, gradients of the cost, the equations they come from."""

    arrays: Mapping[Key, Array]
    gradients: Mapping[Key, Array]
    functions: Mapping[str, Callable[..., Array]] = field(default_factory=lambda: FUNCTIONS)
    equations: Mapping[Key, tuple[tuple[str, ...], Node]] = field(default_factory=dict)

    def function(self, name: str, primes: int) -> Callable[..., Array]:
        """Return a function, or its derivative."""
        if name not in self.functions:
            raise MisprintError(f"no function is called {name!r}")
        own = self.functions[name]
        if not primes:
            return own
        return lambda x: np.imag(own(np.real(x) + 1j * STEP)) / STEP
