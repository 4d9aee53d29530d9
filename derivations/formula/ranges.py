"""Between which numbers the values of a formula lie, read from its structure: exp(z) > 0, and tanh(z) in (-1, 1).

Goes in: a tree in real letters. Comes out: an interval that holds every value, perhaps a larger one than it need be.
Must not know: what the interval is for.
"""

from __future__ import annotations

import math
from fractions import Fraction

from derivations.formula.images import IMAGES
from derivations.formula.intervals import (
    EVERYWHERE,
    HIGHEST,
    End,
    Range,
    larger,
    negative,
    point,
    power,
    product,
    reciprocal,
    smaller,
    square,
    total,
)
from derivations.formula.tree import Call, Constant, Negative, Node, Number, Operation, letters
from derivations.formula.vocabulary import DEGREE

# neither is a double: both lie a little above the nearest one
CONSTANTS = {
    name: Range(End(below, True), End(math.nextafter(below, math.inf), True))
    for name, below in (("e", math.e), ("pi", math.pi))
}


def range_of(node: Node) -> Range:
    """Return an interval that holds every value that a formula has where it is defined."""
    match node:
        case Number():
            return point(node.value)
        case Constant(name):
            return CONSTANTS[name]
        case Negative(argument):
            return negative(range_of(argument))
        case Operation(sign, left, right):
            return _operation(sign, left, right)
        case Call("max", (left, right)):
            return larger(range_of(left), range_of(right))
        case Call("min", (left, right)):
            return smaller(range_of(left), range_of(right))
        case Call(name, (argument,)):
            return IMAGES[name](range_of(argument))
    return EVERYWHERE


def _operation(sign: str, left: Node, right: Node) -> Range:
    u, v = range_of(left), range_of(right)
    if sign == "+":
        return total(u, v)
    if sign == "-":
        # pi - pi is 0, although pi lies between two doubles
        return point(Fraction(0)) if left == right else total(u, negative(v))
    if sign == "*":
        return square(u) if left == right else product(u, v)
    if sign == "/":
        return product(u, reciprocal(v))
    return _power(u, v, right)


def _power(u: Range, v: Range, exponent: Node) -> Range:
    number = v.low.at
    if v.low != v.high or not isinstance(number, Fraction) or number.denominator != 1:
        # a fractional power is of a base that is not negative, one with a variable exponent of a positive one
        return Range(End(Fraction(0), u.positive or bool(letters(exponent))), HIGHEST)
    if abs(number) > DEGREE:
        # a number in disguise, or one that is refused elsewhere: not worth that many products
        return EVERYWHERE
    return power(u, int(number))
