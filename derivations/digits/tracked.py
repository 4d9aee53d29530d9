"""Numbers that know what rounding may have done to them, entry by entry.

Goes in: NumPy's own operations and functions, applied to `BoundedArray`. Comes out: a `BoundedArray`. Must not know:
formulas.

Running error analysis (Wilkinson; Higham, Accuracy and Stability of Numerical Algorithms, ch. 3.3): every operation
adds its own rounding to what its arguments are off. What is off by infinity is not known: it may have overflowed, or
come from a comparison of numbers that are the same but for rounding. What is not finite and off by 0 is no number in
exact arithmetic either: log(-1), 1/0.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.digits.arithmetic import Arithmetic, Precise
from derivations.digits.beside import round_arguments
from derivations.digits.propagation import RULES

COMPARED = {
    **{"greater": operator.gt, "greater_equal": operator.ge},
    **{"less": operator.lt, "less_equal": operator.le, "equal": operator.eq},
}
# which argument makes all the difference if it is one of these numbers
BORDERS: dict[str, tuple[int, tuple[int, ...]]] = {
    "divide": (1, (0,)),
    **dict.fromkeys(("log", "power", "sign", "sqrt"), (0, (0,))),
    **dict.fromkeys(("arccos", "arcsin", "arctanh"), (0, (-1, 1))),
    "arccosh": (0, (1,)),
}


class Truth:
    """Where a comparison holds, where that is not known, and where it compares what is no number."""

    def __init__(self, holds: Any, unsure: Any, nothing: Any) -> None:
        self.holds, self.unsure, self.nothing = holds, unsure, nothing

    def __and__(self, other: Any) -> Truth:
        if not isinstance(other, Truth):
            other = Truth(other, False, False)
        return Truth(self.holds & other.holds, self.unsure | other.unsure, self.nothing | other.nothing)

    __rand__ = __and__

    def __invert__(self) -> Truth:
        return Truth(~self.holds, self.unsure, self.nothing)

    def __or__(self, other: Any) -> Truth:
        if not isinstance(other, Truth):
            other = Truth(other, False, False)
        return Truth(self.holds | other.holds, self.unsure | other.unsure, self.nothing | other.nothing)

    __ror__ = __or__

    def __array_function__(self, function: Any, types: Any, arguments: Any, options: Any) -> Any:
        if function is not np.where or len(arguments) != 3:
            return NotImplemented
        like = next(each for each in arguments[1:] if isinstance(each, BoundedArray))
        u, v = (like.of(each) for each in arguments[1:])
        x, off = np.where(self.holds, u.x, v.x), np.where(self.holds, u.off, v.off)
        off = np.where(self.nothing, like.by.zero, np.where(self.unsure, like.by.infinite, off))
        return BoundedArray(np.where(self.nothing, like.by.none, x), off, like.by)


class BoundedArray(np.lib.mixins.NDArrayOperatorsMixin):
    """x, which is off by no more than ``off``, entry by entry."""

    dtype = np.dtype(float)

    def __init__(self, x: Any, off: Any, by: Arithmetic) -> None:
        self.x, self.off, self.by = x, off, by

    def of(self, given: Any) -> BoundedArray:
        """Return a number as one of this kind."""
        return given if isinstance(given, BoundedArray) else BoundedArray(*self.by.number(given), self.by)

    def literal(self, given: Any) -> BoundedArray:
        """Return a factor as one of this kind: what is written in a program is the decimal 1.702, and no float64."""
        return self.quotient(*Fraction(repr(given)).as_integer_ratio()) if type(given) is float else self.of(given)

    @property
    def real(self) -> BoundedArray:
        """The number itself."""
        return self

    def constant(self, name: str) -> BoundedArray:
        """Return pi or e to as many digits."""
        return BoundedArray(*self.by.constant(name), self.by)

    def quotient(self, above: int, below: int) -> BoundedArray:
        """Return a fraction."""
        return BoundedArray(*self.by.quotient(above, below), self.by)

    def function(self, name: str) -> BoundedArray:
        """Return a function of it that NumPy lacks: erf or erfc."""
        return _apply_rule(name, self)

    def __array_ufunc__(self, ufunc: Any, method: str, *given: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            return NotImplemented
        name = {"true_divide": "divide"}.get(ufunc.__name__, ufunc.__name__)
        numbers = [self.literal(each) if name == "multiply" else self.of(each) for each in given]
        if name in COMPARED:
            return _compare(name, *numbers)
        if name == "isnan":
            return np.asarray(self.x != self.x, dtype=bool)
        return MADE_OF[name](*numbers) if name in MADE_OF else _apply_rule(name, *numbers)

    def __array_function__(self, function: Any, types: Any, arguments: Any, options: Any) -> Any:
        if function is np.real:
            return self
        if function is np.zeros_like:
            return self.of(0) * self
        if function is not np.where or len(arguments) != 3:
            return NotImplemented
        return np.where(Truth(np.asarray(arguments[0], dtype=bool), False, False), *arguments[1:])


def _compare(name: str, u: BoundedArray, v: BoundedArray) -> Truth:
    # two infinite numbers are equal, although infinity less infinity is no number
    apart, off = np.where(u.x == v.x, u.by.zero, u.x - v.x), u.off + v.off
    unsure = np.asarray((np.abs(apart) <= off) & (off > 0), dtype=bool)
    if u.by.last:
        # what could not be told apart with all those digits is the same
        apart, unsure = np.where(unsure, u.by.zero, apart), np.zeros_like(unsure)
    nothing = np.asarray((u.x != u.x) | (v.x != v.x), dtype=bool)
    return Truth(np.asarray(COMPARED[name](apart, u.by.zero), dtype=bool), unsure, nothing)


def _apply_rule(name: str, *numbers: BoundedArray) -> BoundedArray:
    by = numbers[0].by
    if by.last and name in BORDERS:
        place, borders = BORDERS[name]
        numbers = tuple(_or_border(each, borders) if at == place else each for at, each in enumerate(numbers))
    if isinstance(by, Precise):
        parts = (round_arguments(name, at, each.x, each.off) for at, each in enumerate(numbers))
        numbers = tuple(BoundedArray(*part, by) for part in parts)
    x, rounding = by.apply(name, *(each.x for each in numbers))
    off, none = RULES[name](by, x, *((each.x, each.off) for each in numbers))
    off = off + rounding
    known = by.finite(off)
    if not np.all(known):
        off = np.where(known, off, by.infinite)
    bad = ~by.finite(x)
    if np.any(bad):
        no_number, sure = False, True
        for each in numbers:
            no_number = no_number | (~by.finite(each.x) & (each.off == 0))
            sure = sure & by.finite(each.off)
        # only numbers of 10^2000 digits are too large for mpmath
        too_large = isinstance(by, Precise) and name not in BORDERS
        definite = (none | no_number | too_large) & sure
        off = np.where(bad, np.where(definite, by.zero, by.infinite), off)
    return BoundedArray(x, off, by)


def _or_border(u: BoundedArray, borders: tuple[int, ...]) -> BoundedArray:
    """Take for a border what cannot be told from it."""
    for border in borders:
        here = np.asarray(np.abs(u.x - border) <= u.off, dtype=bool)
        u = BoundedArray(np.where(here, u.by.zero + border, u.x), np.where(here, u.by.zero, u.off), u.by)
    return u


def _larger(u: BoundedArray, v: BoundedArray) -> BoundedArray:
    holds = np.asarray(u.x > v.x, dtype=bool)
    # whichever it is, if they are the same but for what they are off; else what the smaller one is off counts nothing
    told = np.asarray(np.abs(u.x - v.x) > u.off + v.off, dtype=bool)
    off = np.where(np.where(told, holds, np.asarray(u.off > v.off, dtype=bool)), u.off, v.off)
    x = np.where(holds, u.x, v.x)
    nothing = np.asarray((u.x != u.x) | (v.x != v.x), dtype=bool)
    return BoundedArray(np.where(nothing, u.by.none, x), np.where(nothing, u.by.zero, off), u.by)


MADE_OF: dict[str, Callable[..., Any]] = {
    "positive": lambda u: u,
    "square": lambda u: u * u,
    "reciprocal": lambda u: 1 / u,
    "maximum": _larger,
    "minimum": lambda u, v: -_larger(-u, -v),
    "sign": lambda u: np.where(u > 0, 1, np.where(u < 0, u.of(-1), 0)),
    "logaddexp": lambda u, v: _larger(u, v) + np.log1p(np.exp(-abs(u - v))),
}
