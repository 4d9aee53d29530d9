"""Values of operations and functions, each with its rounding: in float64, or with any number of digits.

Goes in: arrays, of floats or of mpmath's numbers. Comes out: arrays. Must not know: what the arguments are off.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from derivations.digits.beside import Beside, function, over, plain, plus, power, saturate, times
from derivations.digits.real import Reals

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
        return found, 0.0 if below & (below - 1) == 0 and abs(above) < 2**53 else abs(found) * HALF

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


class Precise:
    """The arithmetic of mpmath with so many digits; ``last`` if nobody will try with more."""

    def __init__(self, digits: int, *, last: bool = False) -> None:
        self.last = last
        self.reals = Reals(digits)
        context = self.reals.context
        self.infinite, self.none, self.zero = context.inf, context.nan, context.zero
        # relative: of a function that is off by some units of its last digit
        self._unit = context.ldexp(1, 10 - context.prec)
        # what has become 0 is not quite 0
        self._nearly_zero = context.ldexp(1, -(10**18))

    def number(self, given: Any) -> tuple[Any, Any]:
        """Return a number that stands in a program, and what it is off."""
        return np.frompyfunc(self.reals.number, 1, 1)(given), self.zero

    def quotient(self, above: int, below: int) -> tuple[Any, Any]:
        """Return a fraction."""
        return self._calculate("divide", self.reals.number(above), self.reals.number(below))

    def constant(self, name: str) -> tuple[Any, Any]:
        """Return pi or e."""
        found = self.reals.constant("pi" if name == "pi" else "e")
        return found, found * self._unit

    def apply(self, name: str, *u: Any) -> tuple[Any, Any]:
        """Return the value of an operation or a function, and its rounding."""
        found: tuple[Any, Any] = np.frompyfunc(partial(self._calculate, name), len(u), 2)(*u)
        return found

    def finite(self, u: Any) -> Any:
        """Tell which entries are finite numbers."""
        return np.asarray(np.frompyfunc(lambda each: self.reals.context.isfinite(plain(each)), 1, 1)(u), dtype=bool)

    def _calculate(self, name: str, *given: Any) -> tuple[Any, Any]:
        context = self.reals.context
        if any(isinstance(each, Beside) for each in given):
            return self._beside(name, *given)
        u, *others = map(context.convert, given)
        match name, others:
            case "negative", []:
                return -u, self.zero
            case "absolute", []:
                return abs(u), self.zero
            case "add", [v]:
                return self._rounded(*plus(u, v))
            case "subtract", [v]:
                return self._rounded(*plus(u, -v))
            case "multiply", [v]:
                found, exact = u * v, u.bc + v.bc <= context.prec
            case "divide", [v]:
                found = self.reals.divide(u, v)
                exact = context.fmul(found, v, exact=True) == u
            case "power", [v]:
                found, exact = self.reals.power(u, v), v >= 0 and v % 1 == 0 and u.bc * v <= context.prec
            case _:
                # of a number that is neither 0 nor 1 none of these has a value that ends, but for a root
                found = saturate(name, u, self.reals.function(name, u))
                if isinstance(found, Beside):
                    return self._rounded(found, found.rest)
                exact = (not u and name != "arccos") or (u == 1 and name in ("arccos", "arccosh", "log", "sqrt"))
        if exact or not context.isfinite(found):
            return found, self.zero
        return found, abs(found) * self._unit or self._nearly_zero

    def _beside(self, name: str, u: Any, *others: Any) -> tuple[Any, Any]:
        """Calculate with a number that is beside another one, as long as something of that is left."""
        match name, others:
            case "negative", []:
                return -u, self.zero
            case "absolute", []:
                return abs(u), self.zero
            case "add", [v]:
                return self._rounded(*plus(u, v))
            case "subtract", [v]:
                return self._rounded(*plus(u, -v))
            case "multiply", [v]:
                return self._rounded(*times(u, v))
            case "divide", [v] if plain(v):
                return self._rounded(*over(u, v))
            case "power", [v] if isinstance(u, Beside):
                return self._rounded(*power(u, plain(v)))
            case _, [] if (found := function(name, u)) is not None:
                return self._rounded(found, found.rest if isinstance(found, Beside) else found)
        found, off = self._calculate(name, *map(plain, (u, *others)))
        # of what is next to it something is lost
        return found, off or abs(found) * self._unit

    def _rounded(self, found: Any, lost: Any) -> tuple[Any, Any]:
        if not lost or not self.reals.context.isfinite(plain(found)):
            return found, self.zero
        return found, abs(lost) * self._unit or self._nearly_zero


Arithmetic = Float64 | Precise
