"""Between which numbers the values of a formula lie, read from its structure: exp(z) > 0, and tanh(z) in (-1, 1).

Goes in: a tree in real letters. Comes out: an interval that holds every value, perhaps a larger one than it need be.
Must not know: what the interval is for.

Interval arithmetic as in Moore, Interval Analysis (1966), with open ends. Numbers stay fractions where they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derivations.formula.size import value
from derivations.formula.tree import Call, Constant, Negative, Node, Number, Operation, letters
from derivations.formula.vocabulary import DEGREE

Real = Fraction | float


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
        return self.low == self.high == End(Fraction(0))


INFINITE = math.inf
EVERYWHERE = Range(End(-INFINITE, True), End(INFINITE, True))
ZERO = End(Fraction(0))


def range_of(node: Node) -> Range:
    """Return an interval that holds every value that a formula has where it is defined."""
    if isinstance(node, Call) and not letters(node):
        return _point(node)
    match node:
        case Number():
            return Range(End(node.value), End(node.value))
        case Constant("pi"):
            return Range(End(math.pi), End(math.pi))
        case Constant():
            return Range(End(math.e), End(math.e))
        case Negative(argument):
            return _negative(range_of(argument))
        case Operation(sign, left, right):
            return _operation(sign, left, right)
        case Call("max", (left, right)):
            return _extreme(range_of(left), range_of(right), _larger)
        case Call("min", (left, right)):
            return _extreme(range_of(left), range_of(right), _smaller)
        case Call(name, (argument,)):
            return _FUNCTIONS[name](range_of(argument))
    return EVERYWHERE


def _point(node: Node) -> Range:
    """Return the one value of a part without letters; cos(3) is negative, although a cosine need not be."""
    try:
        found = complex(value(node, {}))
    except (OverflowError, ZeroDivisionError, ValueError):
        return EVERYWHERE
    return EVERYWHERE if found.imag else Range(End(found.real), End(found.real))


def _operation(sign: str, left: Node, right: Node) -> Range:
    u, v = range_of(left), range_of(right)
    if sign == "+":
        return Range(_sum(u.low, v.low), _sum(u.high, v.high))
    if sign == "-":
        turned = _negative(v)
        return Range(_sum(u.low, turned.low), _sum(u.high, turned.high))
    if sign == "*":
        return _square(u) if left == right else _product(u, v)
    if sign == "/":
        return _product(u, _reciprocal(v))
    return _power(u, v)


def _negative(u: Range) -> Range:
    return Range(End(-u.high.at, u.high.open), End(-u.low.at, u.low.open))


def _sum(u: End, v: End) -> End:
    return End(_rounded(lambda: u.at + v.at, u.at), u.open or v.open)


def _times(u: End, v: End) -> End:
    for zero in (u, v):
        if zero.at == 0:
            other = v if zero is u else u
            # 0 is reached as soon as one of the two reaches it
            return End(Fraction(0), zero.open and (other.open or other.at != 0))
    return End(_rounded(lambda: u.at * v.at, u.at), u.open or v.open)


def _product(u: Range, v: Range) -> Range:
    ends = [_times(x, y) for x in (u.low, u.high) for y in (v.low, v.high)]
    return Range(min(ends, key=lambda end: (end.at, end.open)), max(ends, key=lambda end: (end.at, not end.open)))


def _square(u: Range) -> Range:
    whole = _product(u, u)
    return whole if u.not_negative or u.not_positive else Range(ZERO, whole.high)


def _reciprocal(u: Range) -> Range:
    if not (u.not_negative or u.not_positive):
        return EVERYWHERE
    # a value of 0 has no reciprocal: what is left next to it goes to infinity
    zero_from_above = u.not_negative
    low = End(INFINITE, True) if u.low.at == 0 and zero_from_above else _inverse(u.low)
    high = End(-INFINITE, True) if u.high.at == 0 and not zero_from_above else _inverse(u.high)
    return Range(high, low)


def _inverse(end: End) -> End:
    if end.at == 0:
        return End(INFINITE, True)
    return End(Fraction(0) if math.isinf(end.at) else 1 / end.at, end.open)


def _power(u: Range, v: Range) -> Range:
    exponent = v.low.at
    if v.low != v.high or not isinstance(exponent, Fraction) or exponent.denominator != 1:
        # a fractional power, or one with a variable exponent, is of a positive base
        known = v.low == v.high and u.positive
        return Range(End(Fraction(0), known or v.low != v.high), End(INFINITE, True))
    if abs(exponent) > DEGREE:
        # a number in disguise, or one that is refused elsewhere: not worth that many products
        return Range(End(-INFINITE, True), End(INFINITE, True))
    count = abs(int(exponent))
    if count == 0:
        return Range(End(Fraction(1)), End(Fraction(1)))
    whole = _square(u) if count % 2 == 0 else u
    for _ in range((count - 1) // 2):
        whole = _product(whole, _square(u))
    return whole if exponent > 0 else _reciprocal(whole)


def _extreme(u: Range, v: Range, pick: Callable[[End, End, bool], End]) -> Range:
    return Range(pick(u.low, v.low, True), pick(u.high, v.high, False))


def _larger(u: End, v: End, low: bool) -> End:
    if u.at == v.at:
        return End(u.at, u.open or v.open if low else u.open and v.open)
    return u if u.at > v.at else v


def _smaller(u: End, v: End, low: bool) -> End:
    if u.at == v.at:
        return End(u.at, u.open and v.open if low else u.open or v.open)
    return u if u.at < v.at else v


def _rounded(compute: Callable[[], Real], sign: Real) -> Real:
    try:
        return compute()
    except OverflowError:
        return INFINITE if sign > 0 else -INFINITE


def _increasing(function: Callable[[float], float], lowest: Real, highest: Real) -> Callable[[Range], Range]:
    """Return the range of a function that only rises, from its limits on both sides."""

    def ends(u: Range) -> Range:
        low, high = (_image(function, end, lowest, highest) for end in (u.low, u.high))
        return Range(low, high)

    return ends


def _image(function: Callable[[float], float], end: End, lowest: Real, highest: Real) -> End:
    if end.at == 0:
        return End(Fraction(function(0.0)), end.open)
    try:
        at: Real = function(float(end.at))
    except (OverflowError, ValueError):
        at = highest if end.at > 0 else lowest
    # a limit is never reached, although a rounded value may be equal to it
    if at >= highest:
        return End(highest, True)
    return End(lowest, True) if at <= lowest else End(at, end.open)


def _absolute(u: Range) -> Range:
    if u.not_negative:
        return u
    turned = _negative(u)
    return turned if u.not_positive else Range(ZERO, max(u.high, turned.high, key=lambda end: end.at))


def _even(function: Callable[[float], float]) -> Callable[[Range], Range]:
    rising = _increasing(function, -INFINITE, INFINITE)
    return lambda u: rising(_absolute(u))


def _relu(u: Range) -> Range:
    return _extreme(u, Range(ZERO, ZERO), _larger)


def _root(u: Range) -> Range:
    if not u.not_negative:
        return Range(ZERO, End(INFINITE, True))
    return _increasing(math.sqrt, -INFINITE, INFINITE)(u)


def _logarithm(u: Range) -> Range:
    low = End(-INFINITE, True) if u.low.at <= 0 else End(_log(u.low.at), u.low.open)
    high = End(_log(u.high.at), u.high.open) if 0 < u.high.at < INFINITE else End(INFINITE, True)
    return Range(low, high)


def _log(at: Real) -> float:
    # term by term: a fraction may be smaller, or larger, than any floating-point number
    return math.log(at.numerator) - math.log(at.denominator) if isinstance(at, Fraction) else math.log(at)


def _sign(u: Range) -> Range:
    low = 1 if u.positive else 0 if u.not_negative else -1
    high = -1 if u.negative else 0 if u.not_positive else 1
    return Range(End(Fraction(low)), End(Fraction(high)))


def _sigmoid(u: float) -> float:
    return 1 / (1 + math.exp(-u))


def _softplus(u: float) -> float:
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))


def _bounded(u: Range) -> Range:
    return Range(End(Fraction(-1)), End(Fraction(1)))


_FUNCTIONS: dict[str, Callable[[Range], Range]] = {
    "abs": _absolute,
    "atan": _increasing(math.atan, -math.pi / 2, math.pi / 2),
    "cos": _bounded,
    "cosh": _even(math.cosh),
    "erf": _increasing(math.erf, Fraction(-1), Fraction(1)),
    "exp": _increasing(math.exp, Fraction(0), INFINITE),
    "log": _logarithm,
    "relu": _relu,
    "sigmoid": _increasing(_sigmoid, Fraction(0), Fraction(1)),
    "sign": _sign,
    "sin": _bounded,
    "sinh": _increasing(math.sinh, -INFINITE, INFINITE),
    "softplus": _increasing(_softplus, Fraction(0), INFINITE),
    "sqrt": _root,
    "tan": lambda u: EVERYWHERE,
    "tanh": _increasing(math.tanh, Fraction(-1), Fraction(1)),
}
