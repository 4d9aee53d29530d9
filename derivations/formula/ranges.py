"""Between which numbers the values of a formula lie, read from its structure: exp(z) > 0, and tanh(z) in (-1, 1).

Goes in: a tree in real letters. Comes out: an interval that holds every value, perhaps a larger one than it need be.
Must not know: what the interval is for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from derivations.formula.images import IMAGES
from derivations.formula.intervals import (
    EVERYWHERE,
    HIGHEST,
    LOWEST,
    End,
    Range,
    both,
    either,
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
from derivations.formula.reading import OPPOSITE, meaning
from derivations.formula.straight import border
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Constant,
    Letter,
    Negative,
    Node,
    Number,
    Operation,
    letters,
)
from derivations.formula.vocabulary import DEGREE

# neither is a double: both lie a little above the nearest one
CONSTANTS = {
    name: Range(End(below, True), End(math.nextafter(below, math.inf), True))
    for name, below in (("e", math.e), ("pi", math.pi))
}


# between which numbers a letter lies; one that is not there may be any number
Known = Mapping[str, Range]


def range_of(node: Node, known: Known = MappingProxyType({})) -> Range:
    """Return an interval that holds every value that a formula has where it is defined."""
    match node:
        case Number():
            return point(node.value)
        case Constant(name):
            return CONSTANTS[name]
        case Letter(name):
            return known.get(name, EVERYWHERE)
        case Negative(argument):
            return negative(range_of(argument, known))
        case Operation(sign, left, right):
            return _operation(sign, left, right, known)
        case Call("max", (left, right)):
            return larger(range_of(left, known), range_of(right, known))
        case Call("min", (left, right)):
            return smaller(range_of(left, known), range_of(right, known))
        case Call(name, (argument,)) if name in IMAGES:
            return IMAGES[name](range_of(argument, known))
        case Call(name, (argument,)):
            return range_of(meaning(name), {"u": range_of(argument, known)})
        case Cases(conditions, then, otherwise):
            cases = (
                (then, narrowed(known, conditions, holds=True)),
                (otherwise, narrowed(known, conditions, holds=False)),
            )
            found = [range_of(part, inside) for part, inside in cases if inside is not None]
            return either(*found) if found else EVERYWHERE
    return EVERYWHERE


def narrowed(known: Known, conditions: tuple[Comparison, ...], *, holds: bool) -> Known | None:
    """Return what is known of the letters where comparisons hold, or where not; None if that is nowhere."""
    if not holds:
        # which of several fails is not known
        if len(conditions) > 1:
            return known
        (each,) = conditions
        conditions = (Comparison(OPPOSITE[each.sign], each.left, each.right),)
    found = dict(known)
    for each in conditions:
        bound = border(Operation("-", each.left, each.right), each.sign)
        if bound is None:
            continue
        letter, relation, number = bound
        end = End(number, relation in "<>")
        half = Range(end, HIGHEST) if relation in (">", ">=") else Range(LOWEST, end)
        now = both(found.get(letter, EVERYWHERE), half)
        if now is None:
            return None
        found[letter] = now
    return found


def _operation(sign: str, left: Node, right: Node, known: Known) -> Range:
    u, v = range_of(left, known), range_of(right, known)
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
