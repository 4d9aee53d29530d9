"""Values of operations and functions, each with its rounding: in float64, or in decimals of any length.

Goes in: arrays, of floats or of Decimals. Comes out: arrays. Must not know: what the arguments are off.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, Inexact, getcontext
from functools import partial
from typing import Any

import numpy as np

from derivations.digits import decimals
from derivations.digits.unbounded import FAR, Unbounded

# Half of the last digit of a float64; its functions may be off by four times as much. The smallest float64.
HALF, SMALLEST = 2.0**-53, 1e-323
# below it products and quotients underflow bit by bit
NORMAL = 1e-300


class Float64:
    """The arithmetic of NumPy."""

    last = False
    infinite: Any = math.inf
    none: Any = math.nan
    zero: Any = 0.0

    def number(self, given: Any) -> tuple[Any, Any]:
        """Return a number that stands in a program, and what it is off."""
        return np.asarray(given, dtype=float), 0.0

    def quotient(self, above: int, below: int) -> tuple[Any, Any]:
        """Return a fraction."""
        found = above / below
        return found, 0.0 if math.frexp(below)[0] == 0.5 and abs(above) < 2**53 else abs(found) * HALF

    def constant(self, name: str) -> tuple[Any, Any]:
        """Return pi or e."""
        found = getattr(np, name)
        return found, found * HALF

    def apply(self, name: str, *u: Any) -> tuple[Any, Any]:
        """Return the value of an operation or a function, and its rounding."""
        if name in ("erf", "erfc"):
            found = np.asarray(np.vectorize(getattr(math, name), otypes=[float])(*u))
        else:
            found = getattr(np, name)(*u)
        size = np.abs(found)
        if name in ("add", "subtract"):
            return found, size * HALF
        rounding = size * (HALF if name in ("multiply", "divide") else 4 * HALF)
        small = size < NORMAL
        if not np.any(small):
            return found, rounding
        # 0 may have come of an underflow; but 0 times anything is 0, and so are most functions of it
        exact = (u[0] == 0) | (u[-1] == 0) if name in ("multiply", "divide") else u[0] == 0
        return found, rounding + np.where(small & ~exact, SMALLEST, 0.0)

    def finite(self, u: Any) -> Any:
        """Tell which entries are finite numbers."""
        return np.isfinite(u)


class Decimals:
    """The arithmetic of decimals, as long as their context says; ``last`` if nobody will try with more digits."""

    infinite: Any = Decimal("Infinity")
    none: Any = Decimal("NaN")
    zero: Any = Decimal(0)

    def __init__(self, *, last: bool = False) -> None:
        self.last = last

    def number(self, given: Any) -> tuple[Any, Any]:
        """Return a number that stands in a program, and what it is off."""
        return np.frompyfunc(_decimal, 1, 1)(given), self.zero

    def quotient(self, above: int, below: int) -> tuple[Any, Any]:
        """Return a fraction."""
        return _operation("divide", above, below)

    def constant(self, name: str) -> tuple[Any, Any]:
        """Return pi or e."""
        found = +decimals.pi_to(getcontext().prec) if name == "pi" else Decimal(1).exp()
        return found, found * _unit()

    def apply(self, name: str, *u: Any) -> tuple[Any, Any]:
        """Return the value of an operation or a function, and its rounding."""
        calculate = partial(_operation if name in OPERATIONS else _function, name)
        found: tuple[Any, Any] = np.frompyfunc(calculate, len(u), 2)(*u)
        return found

    def finite(self, u: Any) -> Any:
        """Tell which entries are finite numbers."""
        return np.asarray(np.frompyfunc(lambda each: each.is_finite(), 1, 1)(u), dtype=bool)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda u, v: u + v,
    "subtract": lambda u, v: u - v,
    "multiply": lambda u, v: u * v,
    "divide": lambda u, v: u / v,
    "power": lambda u, v: u**v,
    "exp": lambda u: Unbounded.of(u).exp() if u.adjusted() > FAR else u.exp(),
    "log": lambda u: u.ln(),
    "sqrt": lambda u: u.sqrt(),
    # without the rounding of a sign in front
    "negative": lambda u: u.copy_negate(),
    "absolute": lambda u: u.copy_abs(),
}
Arithmetic = Float64 | Decimals


def _unit() -> Decimal:
    return Decimal((0, (1,), 3 - getcontext().prec))


def _decimal(given: Any) -> Any:
    return given if isinstance(given, Unbounded) else Decimal(given)


def _operation(name: str, *u: Any) -> tuple[Any, Any]:
    flags = getcontext().flags
    flags[Inexact] = False
    found = OPERATIONS[name](*map(_decimal, u))
    if not flags[Inexact] or not found.is_finite():
        return found, Decimal(0)
    return found, _last_digits(found)


def _function(name: str, u: Any) -> tuple[Any, Any]:
    # of a number that is not 0 none of these has a value that ends
    beyond = isinstance(u, Unbounded) or u.adjusted() > FAR
    found = Unbounded.of(u).function(name) if beyond else getattr(decimals, name)(u)
    return found, _last_digits(found) if u and found.is_finite() else Decimal(0)


def _last_digits(found: Any) -> Any:
    # what has become 0 is not quite 0
    return abs(found) * _unit() if found else Decimal((0, (1,), -(10**17)))
