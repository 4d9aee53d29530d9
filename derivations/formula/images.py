"""Between which numbers the values of a function lie, for all arguments in an interval.

Goes in: an interval. Comes out: an interval that holds every value. Must not know: trees.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction

from derivations.formula.intervals import (
    HIGHEST,
    INFINITE,
    LOWEST,
    ZERO,
    End,
    Range,
    infinite,
    larger,
    negative,
    outward,
    point,
    product,
    reciprocal,
    upper,
)

# By how much a function of `math` may be off, relative to its value: more than that of any C library in use.
OFF = Fraction(1, 2**50)
SMALLEST, LARGEST = Fraction(math.ulp(0.0)), Fraction(sys.float_info.max)

Image = Callable[[Range], Range]


def _rising(function: Callable[[float], float], lowest: End, highest: End, exact: Mapping[int, Fraction]) -> Image:
    """Return the image of a function that only rises, from both its limits and from values that need no rounding."""

    def image(u: Range) -> Range:
        return Range(end(u.low, low=True), end(u.high, low=False))

    def end(given: End, *, low: bool) -> End:
        for at, known in exact.items():
            if given.at == at:
                return End(known, given.open)
        place = given.at if infinite(given.at) else outward(Fraction(given.at), given.open, low=low).at
        if math.isinf(place):
            return highest if place > 0 else lowest
        found = _near(function, float(place), low=low)
        # a limit is never reached, although a rounded value may be equal to it, or beyond
        if found.at >= highest.at and not low:
            return highest
        return lowest if found.at <= lowest.at and low else found

    return image


def _near(function: Callable[[float], float], place: float, *, low: bool) -> End:
    """Return an end on the outer side of the value of a function."""
    try:
        found = function(place)
    except OverflowError:
        found = INFINITE if place > 0 else -INFINITE
    value = LARGEST * (1 if found > 0 else -1) if math.isinf(found) else Fraction(found)
    if math.isinf(found) and (found < 0) == low:
        return LOWEST if low else HIGHEST
    return _widened(value, low=low)


def _widened(value: Fraction, away: Fraction = Fraction(0), *, low: bool) -> End:
    """Return an end this far away from a value, and farther by what the value may be off."""
    away += max(abs(value) * OFF, SMALLEST)
    return outward(value - away if low else value + away, True, low=low)


def _absolute(u: Range) -> Range:
    if u.not_negative:
        return u
    turned = negative(u)
    return turned if u.not_positive else Range(ZERO, upper(u.high, turned.high, both=True))


def _relu(u: Range) -> Range:
    return larger(u, point(Fraction(0)))


def _root(u: Range) -> Range:
    if not u.not_negative:
        # what is below 0 has no root
        u = Range(ZERO, u.high) if u.high.at >= 0 else Range(ZERO, HIGHEST)
    found = _ROOT(u)
    return Range(_whole_root(u.low, found.low), _whole_root(u.high, found.high))


def _whole_root(given: End, found: End) -> End:
    """Return the root itself where it is a fraction that is easily found: 2 for 4, 3/2 for 9/4."""
    if isinstance(given.at, Fraction):
        root = Fraction(math.isqrt(given.at.numerator), math.isqrt(given.at.denominator))
        if root * root == given.at:
            return End(root, given.open)
    return found


def _logarithm(u: Range) -> Range:
    if u.high.at <= 0:
        return Range(LOWEST, HIGHEST)
    return _LOGARITHM(Range(ZERO, u.high) if u.low.at < 0 else u)


def _log(u: float) -> float:
    return math.log(u) if u > 0 else -INFINITE


def _sign(u: Range) -> Range:
    low = 1 if u.positive else 0 if u.not_negative else -1
    high = -1 if u.negative else 0 if u.not_positive else 1
    return Range(End(Fraction(low)), End(Fraction(high)))


def _sigmoid(u: float) -> float:
    small = math.exp(-abs(u))
    return (1.0 if u > 0 else small) / (1 + small)


def _softplus(u: float) -> float:
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))


def _wave(function: Callable[[float], float], at_zero: int) -> Image:
    """Return the image of the sine or the cosine, which never change by more than their argument does."""

    def image(u: Range) -> Range:
        if u.is_zero:
            return point(Fraction(at_zero))
        whole = Range(End(Fraction(-1)), End(Fraction(1)))
        if u.low.at < -LARGEST or u.high.at > LARGEST:
            return whole
        place = float(u.low.at)
        away = max(abs(Fraction(end.at) - Fraction(place)) for end in (u.low, u.high))
        value = Fraction(function(place))
        low, high = _widened(value, away, low=True), _widened(value, away, low=False)
        return Range(low if low.at > -1 else whole.low, high if high.at < 1 else whole.high)

    return image


def _tangent(u: Range) -> Range:
    return product(_SINE(u), reciprocal(_COSINE(u)))


# pi / 2 is no double
_RIGHT_ANGLE = math.nextafter(math.pi / 2, INFINITE)
_ZERO, _ONE, _MINUS_ONE = (End(Fraction(number), True) for number in (0, 1, -1))
_ROOT = _rising(math.sqrt, _ZERO, HIGHEST, {0: Fraction(0)})
_LOGARITHM = _rising(_log, LOWEST, HIGHEST, {1: Fraction(0)})
_COSH = _rising(math.cosh, _ONE, HIGHEST, {0: Fraction(1)})
_SINE, _COSINE = _wave(math.sin, 0), _wave(math.cos, 1)

IMAGES: Mapping[str, Image] = {
    "abs": _absolute,
    "atan": _rising(math.atan, End(-_RIGHT_ANGLE, True), End(_RIGHT_ANGLE, True), {0: Fraction(0)}),
    "cos": _COSINE,
    "cosh": lambda u: _COSH(_absolute(u)),
    "erf": _rising(math.erf, _MINUS_ONE, _ONE, {0: Fraction(0)}),
    "exp": _rising(math.exp, _ZERO, HIGHEST, {0: Fraction(1)}),
    "log": _logarithm,
    "relu": _relu,
    "sigmoid": _rising(_sigmoid, _ZERO, _ONE, {0: Fraction(1, 2)}),
    "sign": _sign,
    "sin": _SINE,
    "sinh": _rising(math.sinh, LOWEST, HIGHEST, {0: Fraction(0)}),
    "softplus": _rising(_softplus, _ZERO, HIGHEST, {}),
    "sqrt": _root,
    "tan": _tangent,
    "tanh": _rising(math.tanh, _MINUS_ONE, _ONE, {0: Fraction(0)}),
}
