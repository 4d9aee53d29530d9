"""Intervals with open ends, and what adding, multiplying and dividing all their numbers comes to.

Goes in: intervals. Comes out: an interval that holds every result, perhaps a larger one than it need be.
Must not know: formulas.

Interval arithmetic as in Moore, Interval Analysis (1966). Numbers stay fractions where they are; what is no fraction is
held between doubles, every low end rounded down and every high end up, so that nothing ever lies outside: a number that
is too large for a double is above the largest one, and one that is too small is still not 0. No low end is +infinity,
and no high end -infinity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

Real = Fraction | float

INFINITE = math.inf


@dataclass(frozen=True)
class End:
    """A number that a value comes up to; an open end is never reached."""

    at: Real
    open: bool = False


@dataclass(frozen=True)
class Range:
    """All numbers between two ends."""

    low: End
    high: End

    @property
    def positive(self) -> bool:
        """Whether every value is above 0."""
        return self.low.at > 0 or (self.low.at == 0 and self.low.open)

    @property
    def not_negative(self) -> bool:
        """Whether no value is below 0."""
        return self.low.at >= 0

    @property
    def negative(self) -> bool:
        """Whether every value is below 0."""
        return self.high.at < 0 or (self.high.at == 0 and self.high.open)

    @property
    def not_positive(self) -> bool:
        """Whether no value is above 0."""
        return self.high.at <= 0

    @property
    def is_zero(self) -> bool:
        """Whether the only value is 0."""
        return self.low == self.high == ZERO


ZERO = End(Fraction(0))
LOWEST, HIGHEST = End(-INFINITE, True), End(INFINITE, True)
EVERYWHERE = Range(LOWEST, HIGHEST)


def infinite(number: Real) -> bool:
    """Whether a number is one of the two infinities; math.isinf fails on a fraction beyond the doubles."""
    return isinstance(number, float) and math.isinf(number)


def point(number: Fraction) -> Range:
    """Give the interval of one number."""
    return Range(End(number), End(number))


def outward(exact: Fraction, open_: bool, *, low: bool) -> End:
    """Return the double next to a number, below it for a low end and above it for a high one."""
    try:
        near = float(exact)
    except OverflowError:
        near = INFINITE if exact > 0 else -INFINITE
    if near > exact if low else near < exact:
        near = math.nextafter(near, -INFINITE if low else INFINITE)
    # an end that was moved away is not reached any more: 1e-400 is above 0
    return End(near, open_ or near != exact)


def negative(u: Range) -> Range:
    """Give -u."""
    return Range(End(-u.high.at, u.high.open), End(-u.low.at, u.low.open))


def total(u: Range, v: Range) -> Range:
    """Give u + v."""
    return Range(_sum(u.low, v.low, low=True), _sum(u.high, v.high, low=False))


def _sum(u: End, v: End, *, low: bool) -> End:
    if infinite(u.at) or infinite(v.at):
        return LOWEST if low else HIGHEST
    exact, open_ = Fraction(u.at) + Fraction(v.at), u.open or v.open
    return End(exact, open_) if _exact(u, v) else outward(exact, open_, low=low)


def product(u: Range, v: Range) -> Range:
    """Give u v."""
    ends = [_times(x, y) for x in (u.low, u.high) for y in (v.low, v.high)]
    low = min(ends, key=lambda end: (end.at, end.open))
    high = max(ends, key=lambda end: (end.at, not end.open))
    if _exact(u.low, u.high, v.low, v.high):
        return Range(low, high)
    return Range(_off(low, low=True), _off(high, low=False))


def _times(u: End, v: End) -> End:
    """The product of two ends, without rounding."""
    for zero, other in ((u, v), (v, u)):
        if zero.at == 0:
            # 0 is reached as soon as one of the two reaches it
            return End(Fraction(0), zero.open and (other.open or other.at != 0))
    if infinite(u.at) or infinite(v.at):
        return HIGHEST if (u.at > 0) == (v.at > 0) else LOWEST
    return End(Fraction(u.at) * Fraction(v.at), u.open or v.open)


def _off(end: End, *, low: bool) -> End:
    return end if infinite(end.at) else outward(Fraction(end.at), end.open, low=low)


def _exact(*ends: End) -> bool:
    """Whether no end is rounded, so that what is calculated from them need not be."""
    return all(isinstance(end.at, Fraction) or infinite(end.at) for end in ends)


def square(u: Range) -> Range:
    """Give u u, the same number twice."""
    whole = product(u, u)
    return whole if u.not_negative or u.not_positive else Range(ZERO, whole.high)


def reciprocal(u: Range) -> Range:
    """Give 1 / u, for every u but 0."""
    if u.is_zero or not (u.not_negative or u.not_positive):
        return EVERYWHERE
    # a value of 0 has no reciprocal: what is left next to it goes to infinity
    low = LOWEST if u.high.at == 0 else _inverse(u.high, low=True)
    high = HIGHEST if u.low.at == 0 else _inverse(u.low, low=False)
    return Range(low, high)


def _inverse(end: End, *, low: bool) -> End:
    if infinite(end.at):
        return End(Fraction(0), True)
    exact = 1 / Fraction(end.at)
    return End(exact, end.open) if _exact(end) else outward(exact, end.open, low=low)


def power(u: Range, exponent: int) -> Range:
    """Give u to the power of a whole number."""
    if exponent == 0:
        return point(Fraction(1))
    count = abs(exponent)
    whole = square(u) if count % 2 == 0 else u
    for _ in range((count - 1) // 2):
        whole = product(whole, square(u))
    return whole if exponent > 0 else reciprocal(whole)


def larger(u: Range, v: Range) -> Range:
    """Give max(u, v)."""
    return Range(upper(u.low, v.low, both=False), upper(u.high, v.high, both=True))


def smaller(u: Range, v: Range) -> Range:
    """Give min(u, v)."""
    return negative(larger(negative(u), negative(v)))


def both(u: Range, v: Range) -> Range | None:
    """Give what lies in u and in v; None if nothing does."""
    low, high = upper(u.low, v.low, both=False), _lower(u.high, v.high, both=False)
    empty = low.at > high.at or (low.at == high.at and (low.open or high.open))
    return None if empty else Range(low, high)


def either(u: Range, v: Range | None = None) -> Range:
    """Give an interval that holds u and v."""
    return u if v is None else Range(_lower(u.low, v.low, both=True), upper(u.high, v.high, both=True))


def _lower(u: End, v: End, *, both: bool) -> End:
    turned = upper(End(-u.at, u.open), End(-v.at, v.open), both=both)
    return End(-turned.at, turned.open)


def upper(u: End, v: End, *, both: bool) -> End:
    """Give the larger of two ends; of two at the same place an open one, or an open one only if both are."""
    if u.at == v.at:
        return End(u.at, u.open and v.open if both else u.open or v.open)
    return u if u.at > v.at else v
