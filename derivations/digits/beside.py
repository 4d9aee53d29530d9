"""Numbers next to a short one: 1 - 2e-86859, the hyperbolic tangent of 1e5, for which 86 859 digits would be needed.

Goes in: numbers of mpmath. Comes out: one of them, or the sum of two that is kept as it is, and what was rounded. Must
not know: arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

# what is calculated with both parts
KEPT = ("absolute", "add", "divide", "multiply", "negative", "subtract")

Operation = Callable[["Beside", Any], Any]


def _of_numbers(operation: Operation) -> Operation:
    """Let an array beside a number take over."""

    @wraps(operation)
    def apply(self: Beside, other: Any) -> Any:
        return NotImplemented if isinstance(other, np.ndarray) else operation(self, other)

    return apply


class Beside:
    """near + rest, where the rest is less than the last digit of what is near."""

    __slots__ = ("near", "rest")

    def __init__(self, near: Any, rest: Any) -> None:
        self.near, self.rest = near, rest

    def __float__(self) -> float:
        return float(self.near)

    def __repr__(self) -> str:
        return f"{self.near!r} + {self.rest!r}"

    def __neg__(self) -> Beside:
        return Beside(-self.near, -self.rest)

    def __abs__(self) -> Beside:
        return -self if self.near < 0 else self

    @_of_numbers
    def __add__(self, other: Any) -> Any:
        return plus(self, other)[0]

    __radd__ = __add__

    @_of_numbers
    def __sub__(self, other: Any) -> Any:
        return plus(self, -other)[0]

    @_of_numbers
    def __rsub__(self, other: Any) -> Any:
        return plus(-self, other)[0]

    # a product and a quotient are asked for where some digits of them will do

    @_of_numbers
    def __mul__(self, other: Any) -> Any:
        return self.near * plain(other)

    __rmul__ = __mul__

    @_of_numbers
    def __truediv__(self, other: Any) -> Any:
        return self.near / plain(other)

    @_of_numbers
    def __rtruediv__(self, other: Any) -> Any:
        return plain(other) / self.near

    def __mod__(self, one: int) -> Any:
        return self.near % one or self.rest

    @_of_numbers
    def __eq__(self, other: Any) -> Any:
        return bool(plain(self - other) == 0)

    __hash__ = None  # type: ignore[assignment]

    @_of_numbers
    def __lt__(self, other: Any) -> Any:
        return bool(plain(self - other) < 0)

    @_of_numbers
    def __le__(self, other: Any) -> Any:
        return bool(plain(self - other) <= 0)

    @_of_numbers
    def __gt__(self, other: Any) -> Any:
        return bool(plain(self - other) > 0)

    @_of_numbers
    def __ge__(self, other: Any) -> Any:
        return bool(plain(self - other) >= 0)


def plain(u: Any) -> Any:
    """Return the number of mpmath that is next to a number."""
    return u.near if isinstance(u, Beside) else u


def plus(u: Any, v: Any) -> tuple[Any, Any]:
    """Return a sum, and a number whose last digit may be off in it: 0 if none is."""
    context = next(plain(each).context for each in (u, v) if hasattr(plain(each), "context"))
    (one, more), (other, yet) = (_parts(each, context) for each in (u, v))
    near, rest, lost = one + other, more + yet, 0 if not (more and yet) else more + yet
    if not context.isfinite(near):
        return near, 0
    if not reaches(one, other):
        large, small = (one, other) if abs(one) >= abs(other) else (other, one)
        if near != large:
            return near + rest, near
        rest, lost = rest + small, rest and rest + small
    if not near or not rest:
        return near or rest, lost
    found = near + rest
    return (Beside(near, rest), lost) if found == near else (found, found)


def reaches(u: Any, v: Any) -> bool:
    """Tell whether there are digits enough for all of a sum of two numbers of mpmath."""
    if not u or not v:
        return True
    low = min(each.exp for each in (u, v))
    return bool(max(u.context.mag(u), u.context.mag(v)) + 1 - low <= u.context.prec)


def times(u: Any, v: Any) -> tuple[Any, Any]:
    """Return the product of two numbers, one of them beside another, and a number whose last digit may be off in it."""
    (one, more), (other, yet) = (_parts(each, plain(each).context) for each in (u, v))
    near = one * other
    if not near or one.bc + other.bc > near.context.prec or not near.context.isfinite(near):
        return near, near
    parts = (one * yet, other * more, more * yet)
    rest = sum(parts, near.context.zero)
    # each part is rounded, and the sum of them: the parts may cancel
    return (Beside(near, rest) if rest else near), sum(map(abs, parts), near.context.zero)


def over(u: Any, v: Any) -> tuple[Any, Any]:
    """Return the quotient of two numbers, one of them beside another, and as above."""
    (one, more), (other, yet) = (_parts(each, plain(each).context) for each in (u, v))
    near = one / other
    if near.context.fmul(near, other, exact=True) != one:
        return near, near
    lost = (abs(more) + abs(near * yet)) / abs(other)
    rest = (more - near * yet) / (other + yet)
    return (Beside(near, rest) if near and rest else near or rest), lost


def power(u: Beside, n: Any) -> tuple[Any, Any]:
    """Return a power of a number that is beside 1, e^(n rest), or next to that of another; and as above."""
    context, exponent = u.near.context, n * u.rest
    if u.near != 1 or not context.isfinite(exponent) or context.mag(exponent) > FAR:
        if u.near != 1 or context.isnan(exponent):
            return u.near**n, u.near
        return (context.inf if exponent > 0 else context.zero), 0
    found = saturate("exp", exponent, context.exp(exponent))
    return found, found.rest if isinstance(found, Beside) else found * max(1, abs(exponent))


def function(name: str, u: Beside) -> Any | None:
    """Return a function that is steep at 1 or -1 of a number beside it, and as above; None if any other is asked for.

    By the first terms of their series: the next ones are less than the last digit.
    """
    context, near, rest = u.near.context, u.near, u.rest
    match name:
        case "log" if near == 1:
            return rest
        case "log1p" if near == -1:
            return context.log(rest) if rest > 0 else context.nan
        case "sqrt" if near == 1:
            return Beside(near, rest / 2)
        case "arccosh" if near == 1:
            return context.sqrt(2 * rest) if rest > 0 else context.nan
        case "arcsin" | "arccos" | "arctanh" if abs(near) == 1:
            within = -near * rest
            if within < 0:
                return context.nan
            if name == "arctanh":
                return near * context.log(2 / within) / 2
            if name == "arccos" and near == 1:
                return context.sqrt(2 * within)
    return None


def round_arguments(name: str, place: int, x: Any, off: Any) -> tuple[Any, Any]:
    """Return the arguments of a function, and what they are off: what is lost of those that it takes as one number.

    ``place``: which argument of the function this is, from 0.
    """

    def lost(u: Any) -> Any:
        kept = not isinstance(u, Beside) or name in KEPT or (name == "power" and place == 0 and u.near == 1)
        return 0 if kept or function(name, u) is not None else abs(u.rest)

    rest = np.frompyfunc(lost, 1, 1)(x)
    if not np.any(rest):
        return x, off
    return np.frompyfunc(lambda u, each: plain(u) if each else u, 2, 1)(x, rest), off + rest


def saturate(name: str, u: Any, found: Any) -> Any:
    """Return what a function that is all but 1 or -1 is beside: tanh(1e5), or exp(1e-90); else what was found."""
    context = u.context
    if not u or not context.isfinite(u) or abs(found) != 1:
        return found
    match name:
        case "tanh":
            rest = -2 * found * context.exp(-2 * abs(u)) if context.mag(u) < FAR else 0
        case "erf":
            rest = -found * context.erfc(abs(u)) if context.mag(u) < FAR else 0
        case "exp":
            rest = u
        case _:
            return found
    return Beside(found, rest) if rest and found + rest == found else found


# of larger numbers the exponential has an exponent that takes time
FAR = 3_000


def _parts(u: Any, context: Any) -> tuple[Any, Any]:
    return (u.near, u.rest) if isinstance(u, Beside) else (context.convert(u), context.zero)
