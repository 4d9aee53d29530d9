"""What a function makes of the errors of its arguments, to first order: nothing is known of one that is not small.

Goes in: the value, and the arguments with what they are off. Comes out: what the value is off because of them,
infinity where nothing is known; and where there is no value in exact arithmetic either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from derivations.digits.arithmetic import Arithmetic

Rule = Callable[..., tuple[Any, Any]]
# an argument, and what it is off
Part = tuple[Any, Any]

# What an argument is off is small if so many times of it are less than what the function changes over: the second
# order is then below a hundredth of the first.
SMALL = 64


def _sum(by: Arithmetic, r: Any, u: Part, v: Part) -> tuple[Any, Any]:
    e, f = u[1], v[1]
    return e + f, False


def _product(by: Arithmetic, r: Any, u: Part, v: Part) -> tuple[Any, Any]:
    (x, e), (y, f) = u, v
    return np.abs(x) * f + np.abs(y) * e + e * f, False


def _quotient(by: Arithmetic, r: Any, u: Part, v: Part) -> tuple[Any, Any]:
    (_, e), (y, f) = u, v
    size = np.abs(y)
    fine = np.asarray(size > f, dtype=bool)
    below = np.where(fine, size - f, 1)
    return np.where(fine, (e + np.abs(r) * f) / below, by.infinite), (size == 0) & (f == 0)


def _power(by: Arithmetic, r: Any, u: Part, v: Part) -> tuple[Any, Any]:
    (x, e), (n, f) = u, v
    size, whole = np.abs(x), np.asarray((n % 1 == 0) & (f == 0), dtype=bool)
    fine = np.asarray(SMALL * np.abs(n) * e < size, dtype=bool)
    below = np.where(fine, size, 1)
    off = np.abs(r * n) * e / below
    if np.any(f != 0):
        change = f * np.abs(by.apply("log", below)[0])
        off = _if(by, SMALL * change < 1, off + change * np.abs(r))
        # of a negative number there are whole powers only
        off = np.where(np.asarray((x < 0) & (f != 0), dtype=bool) & (not by.last), by.infinite, off)
    zero = np.asarray((size == 0) & (e == 0), dtype=bool)
    if not np.all(fine):
        # where x may be 0
        above = np.asarray(n > f, dtype=bool)
        beside = np.where(above, by.apply("power", size + e, np.where(above, n, 1))[0], by.infinite)
        off = np.where(fine, off, np.where(zero & ((f == 0) | above), by.zero, beside))
    return off, (zero & np.asarray(n < -f, dtype=bool)) | (~whole & np.asarray(x < -e, dtype=bool))


def _exp(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    return _of_exponential(by, r, u), False


def _expm1(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    return _of_exponential(by, r + 1, u), False


def _of_exponential(by: Arithmetic, power: Any, u: Part) -> Any:
    x, e = u
    fine = np.asarray(SMALL * e < 1, dtype=bool)
    if np.all(fine):
        return e * power
    # the power and what is right both lie between 0 and exp(x + e): next to nothing where x is far below 0
    return np.where(fine, e * power, by.apply("exp", x + e)[0])


def _log(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    fine = np.asarray(SMALL * e < np.abs(x), dtype=bool)
    return np.where(fine, e / np.where(fine, np.abs(x), 1), by.infinite), (x < -e) | ((x == 0) & (e == 0))


def _log1p(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    return _log(by, r, (1 + x, e))


def _sqrt(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    fine = np.asarray(SMALL * e < np.abs(x), dtype=bool)
    off = np.abs(r) * e / np.where(fine, np.abs(x), 1)
    if not np.all(fine):
        beside = np.where((x == 0) & (e == 0), by.zero, by.apply("sqrt", np.abs(x) + e)[0])
        off = np.where(fine, off, np.where(np.asarray(x < 0, dtype=bool), by.infinite, beside))
    return off, x < -e


def _as_much(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    return u[1], False


def _tan(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    e = u[1]
    return _if(by, SMALL * e * (1 + np.abs(r)) < 1, e * (1 + r * r)), False


def _arctan(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    m = _least(x, e)
    return e / (1 + m * m), False


def _arcsin(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = np.abs(u[0]), u[1]
    # at most by pi - arccos(d - 1) < 3 sqrt(d) for a change by d, which is where it ends at 1
    return _beside_border(by, (1 - x, e), e / _root(by, x), 3), x - e > 1


def _arccosh(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    return _beside_border(by, (x - 1, e), e / _root(by, x), 2), x + e < 1


def _root(by: Arithmetic, x: Any) -> Any:
    """Return sqrt |1 - x^2|, whose reciprocal is how fast these angles and areas change; 1 where it is 0."""
    found = by.apply("sqrt", np.abs((1 - x) * (1 + x)))[0]
    return np.where(np.asarray(found == 0, dtype=bool), 1, found)


def _beside_border(by: Arithmetic, rest: Part, off: Any, most: int) -> Any:
    """Return what a value is off; where its argument may reach the border, as a root of 0 it is by a root."""
    away, e = rest
    fine = np.asarray(SMALL * e < away, dtype=bool) | np.asarray((away == 0) & (e == 0), dtype=bool)
    if np.all(fine):
        return off
    return np.where(fine, off, np.where(np.asarray(away < 0, dtype=bool), by.infinite, most * by.apply("sqrt", e)[0]))


def _arcsinh(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    m = _least(x, e)
    return e / np.where(np.asarray(m > 1, dtype=bool), m, 1), False


def _arctanh(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = np.abs(u[0]), u[1]
    fine = np.asarray(SMALL * e < 1 - x, dtype=bool)
    below = np.where(fine, (1 - x) * (1 + x), 1)
    return np.where(fine, e / below, by.infinite), (x - e > 1) | ((x == 1) & (e == 0))


def _tanh(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    return 4 * e * by.apply("exp", -2 * _least(x, e))[0] if np.any(e) else e, False


def _erf(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    x, e = u
    m = _least(x, e)
    return 2 * e * by.apply("exp", -m * m)[0] if np.any(e) else e, False


def _sinh(by: Arithmetic, r: Any, u: Part) -> tuple[Any, Any]:
    e = u[1]
    return _if(by, SMALL * e < 1, e * (np.abs(r) + 1)), False


def _least(x: Any, e: Any) -> Any:
    """Return the least absolute value that an argument may have."""
    rest = np.abs(x) - e
    return np.where(np.asarray(rest > 0, dtype=bool), rest, 0 * rest)


def _if(by: Arithmetic, fine: Any, off: Any) -> Any:
    return off if np.all(fine) else np.where(np.asarray(fine, dtype=bool), off, by.infinite)


RULES: dict[str, Rule] = {
    "absolute": _as_much,
    "add": _sum,
    "arccos": _arcsin,
    "arccosh": _arccosh,
    "arcsin": _arcsin,
    "arcsinh": _arcsinh,
    "arctan": _arctan,
    "arctanh": _arctanh,
    "cos": _as_much,
    "cosh": _sinh,
    "divide": _quotient,
    "erf": _erf,
    "erfc": _erf,
    "exp": _exp,
    "expm1": _expm1,
    "log": _log,
    "log1p": _log1p,
    "multiply": _product,
    "negative": _as_much,
    "power": _power,
    "sin": _as_much,
    "sinh": _sinh,
    "sqrt": _sqrt,
    "subtract": _sum,
    "tan": _tan,
    "tanh": _tanh,
}
