"""Intervals with open ends, and what operations and functions make of all numbers in them.

Goes in: intervals. Comes out: an interval that holds every result, perhaps a larger one than it need be. Must not know:
formulas.

Interval arithmetic (Moore, Interval Analysis, 1966) in fractions; those that grow too long are rounded away from the
values, and so is what a function of `math` gives. So nothing ever lies outside, and a number that is too small for a
double is still not 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

# A number that values come up to; beside it 1 if all lie above it, -1 if all lie below it, 0 if it may be one of them.
# So ends compare as tuples do: (0, 1) is more than (0, 0). No low end is infinity, and no high end minus infinity.
End = tuple[Fraction | float, int]
ZERO: End = (Fraction(0), 0)
LOWEST, HIGHEST = (-math.inf, 1), (math.inf, -1)
# By how much a function of `math` may be off, relative to its value: more than that of any C library in use.
OFF, SMALLEST = Fraction(1, 2**50), Fraction(math.ulp(0.0))
LONGEST = 4096  # bits of a fraction: those of the product of two doubles


class Range(NamedTuple):
    """All numbers between two ends."""

    low: End = LOWEST
    high: End = HIGHEST


EVERYWHERE = Range()
NOTHING_ELSE = Range(ZERO, ZERO)


def point(number: Fraction | int) -> Range:
    """Give the interval of one number."""
    return Range((Fraction(number), 0), (Fraction(number), 0))


def total(u: Range, v: Range) -> Range:
    """Give u + v."""
    return _outward(_sum(u.low, v.low), _sum(u.high, v.high))


def negative(u: Range) -> Range:
    """Give -u."""
    return Range((-u.high[0], -u.high[1]), (-u.low[0], -u.low[1]))


def product(u: Range, v: Range) -> Range:
    """Give u v."""
    ends = [_times(x, y) for x in (u.low, u.high) for y in (v.low, v.high)]
    low, high = min(ends), max(ends, key=lambda end: (end[0], -end[1]))
    return _outward(low, (high[0], -high[1]))


def reciprocal(u: Range) -> Range:
    """Give 1 / u, for every u but 0."""
    if u.low < ZERO < u.high or u == NOTHING_ELSE:
        return EVERYWHERE
    if u.low < ZERO:
        return negative(reciprocal(negative(u)))
    # a value of 0 has no reciprocal: what is left next to it goes to infinity
    low = (Fraction(0), 1) if u.high == HIGHEST else (1 / u.high[0], -u.high[1])
    return _outward(low, (1 / u.low[0], -u.low[1]) if u.low[0] else HIGHEST)


def power(u: Range, exponent: int) -> Range:
    """Give u to the power of a whole number."""
    if exponent < 0:
        return reciprocal(power(u, -exponent))
    if exponent == 0:
        return point(1)
    base = absolute(u) if exponent % 2 == 0 else u
    return _outward(*((end[0] ** exponent, end[1]) for end in base))


def absolute(u: Range) -> Range:
    """Give abs(u)."""
    turned = negative(u)
    return u if u.low >= ZERO else turned if u.high <= ZERO else Range(ZERO, max(turned.high, u.high))


def relu(u: Range) -> Range:
    """Give max(u, 0)."""
    return Range(max(u.low, ZERO), max(u.high, ZERO))


def _sum(u: End, v: End) -> End:
    infinite = next((each for each in (u, v) if isinstance(each[0], float)), None)
    return infinite or (u[0] + v[0], u[1] or v[1])


def _times(u: End, v: End) -> End:
    """The product of two ends, with 1 beside it if it is not reached."""
    for zero, other in ((u, v), (v, u)):
        if zero[0] == 0:
            # 0 is reached as soon as one of the two reaches it
            return Fraction(0), int(zero[1] != 0 and other != ZERO)
    if isinstance(u[0], Fraction) and isinstance(v[0], Fraction):
        return u[0] * v[0], abs(u[1] or v[1])
    return math.inf if (u[0] > 0) == (v[0] > 0) else -math.inf, 1


def _outward(low: End, high: End) -> Range:
    return Range(_round(low, 1), _round(high, -1))


def _round(end: End, side: int) -> End:
    """Return a double next to a long fraction, with the values on one side of it."""
    number = end[0]
    if isinstance(number, float) or number.numerator.bit_length() + number.denominator.bit_length() <= LONGEST:
        return end
    try:
        near = float(number)
    except OverflowError:
        near = math.inf if number > 0 else -math.inf
    near = _beside(near, number, side)
    return (near if math.isinf(near) else Fraction(near), side)


def _beside(near: float, number: Fraction | float, side: int) -> float:
    """Return a double, or the next one if it has the number on its wrong side."""
    wrong = near > number if side > 0 else near < number
    return math.nextafter(near, -side * math.inf) if wrong else near


Image = Callable[[Range], Range]


def _rising(
    function: Callable[[float], float],
    limits: tuple[float, float],
    known: Mapping[int, int],
    between: tuple[float, float] = (-1e300, 1e300),
) -> Image:
    """Return the image of a function that only rises, from its limits, and from values that need no rounding.

    The function is asked between two positions, where it neither overflows nor loses its argument.
    """
    first, last = (Fraction(position) for position in between)

    def end(given: End, side: int, limit: float) -> End:
        position = given[0]
        if position in known:
            return Fraction(known[int(position)]), given[1]
        edge = (limit if math.isinf(limit) else Fraction(limit), side)
        if position < first if side > 0 else position > last:
            return edge
        inside = min(max(position, first), last)
        found = Fraction(function(_beside(float(inside), inside, side)))
        # a limit is never reached, although a rounded value may be equal to it, or beyond
        return (max if side > 0 else min)(edge, (found - side * max(abs(found) * OFF, SMALLEST), side))

    return lambda u: Range(end(u.low, 1, limits[0]), end(u.high, -1, limits[1]))


def _sign(u: Range) -> Range:
    low = 1 if u.low > ZERO else 0 if u.low == ZERO else -1
    high = -1 if u.high < ZERO else 0 if u.high == ZERO else 1
    return Range((Fraction(low), 0), (Fraction(high), 0))


def _wave(function: Callable[[float], float]) -> Image:
    """Return the image of the sine or the cosine, which never change by more than their argument does."""

    def image(u: Range) -> Range:
        if not (u.low[0] > -1e300 and u.high[0] < 1e300):
            return WAVE
        if u == NOTHING_ELSE:
            return point(int(function(0.0)))
        position = float(u.low[0])
        found = Fraction(function(position))
        off = max(abs(Fraction(end[0]) - Fraction(position)) for end in u) + OFF
        return Range(max(WAVE.low, (found - off, 1)), min(WAVE.high, (found + off, -1)))

    return image


def _within(domain: Range, image: Image) -> Image:
    """Return the image of those numbers that a function is defined for; of none there is, it says nothing."""

    def of(u: Range) -> Range:
        inside = Range(max(u.low, domain.low), min(u.high, domain.high))
        return image(inside) if inside.low <= inside.high else EVERYWHERE

    return of


ONE, WAVE = point(1), Range((Fraction(-1), 0), (Fraction(1), 0))
BELOW_ONE = math.nextafter(1.0, 0.0)
RIGHT_ANGLE = math.nextafter(math.pi / 2, math.inf)  # pi / 2 is no double
# from one end to the other of what an inverse function is defined on, both among it or not
_CLOSED, _OPEN, _ABOVE_ONE = WAVE, Range((Fraction(-1), 1), (Fraction(1), -1)), Range(ONE.low)
_EXP = _rising(math.exp, (0.0, math.inf), {0: 1}, (-700.0, 700.0))
_LOG = _rising(math.log, (-math.inf, math.inf), {1: 0}, (1e-300, 1e300))
_ROOT = _rising(math.sqrt, (0.0, math.inf), {0: 0, 1: 1, 4: 2}, (1e-300, 1e300))
_ACOS = _rising(lambda u: math.acos(-u), (0.0, 2 * RIGHT_ANGLE), {-1: 0}, (-1.0, 1.0))
_COSH = _rising(math.cosh, (1.0, math.inf), {0: 1}, (0.0, 700.0))

IMAGES: Mapping[str, Image] = {
    "abs": absolute,
    "acos": _within(_CLOSED, lambda u: _ACOS(negative(u))),
    "acosh": _within(_ABOVE_ONE, _rising(math.acosh, (0.0, math.inf), {1: 0}, (1.0, 1e300))),
    "asin": _within(_CLOSED, _rising(math.asin, (-RIGHT_ANGLE, RIGHT_ANGLE), {0: 0}, (-1.0, 1.0))),
    "asinh": _rising(math.asinh, (-math.inf, math.inf), {0: 0}),
    "atan": _rising(math.atan, (-RIGHT_ANGLE, RIGHT_ANGLE), {0: 0}),
    "cos": _wave(math.cos),
    "cosh": lambda u: _COSH(absolute(u)),
    "erf": _rising(math.erf, (-1.0, 1.0), {0: 0}),
    "exp": _EXP,
    # of no number there is a logarithm, or a root: not for this to say
    "log": lambda u: _LOG(u) if u.high > ZERO else EVERYWHERE,
    "relu": relu,
    "sigmoid": lambda u: reciprocal(total(ONE, _EXP(negative(u)))),
    "sign": _sign,
    "sin": _wave(math.sin),
    "sinh": _rising(math.sinh, (-math.inf, math.inf), {0: 0}, (-700.0, 700.0)),
    "softplus": lambda u: _LOG(total(ONE, _EXP(u))),
    "sqrt": lambda u: _ROOT(relu(u)) if u.high >= ZERO else Range(ZERO),
    "tan": lambda _: EVERYWHERE,
    "atanh": _within(_OPEN, _rising(math.atanh, (-math.inf, math.inf), {0: 0}, (-BELOW_ONE, BELOW_ONE))),
    "tanh": _rising(math.tanh, (-1.0, 1.0), {0: 0}),
}
