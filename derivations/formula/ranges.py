"""Between which numbers the values of a formula lie, read from its structure: exp(z) > 0, and tanh(z) in (-1, 1).

Goes in: a tree in real variables. Comes out: an interval that holds every value, perhaps a larger one than it need be.
Must not know: what the interval is for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from derivations.formula.intervals import (
    EVERYWHERE,
    IMAGES,
    ZERO,
    Range,
    negative,
    point,
    power,
    product,
    reciprocal,
    total,
)
from derivations.formula.reading import OPPOSITE, meaning
from derivations.formula.straight import border
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    variables,
)
from derivations.formula.vocabulary import DEGREE

# between which numbers variables lie, or other parts; a variable that is not there may be any number
Known = Mapping[Node, Range]


def range_of(node: Node, known: Known = MappingProxyType({})) -> Range:
    """Return an interval that holds every value that a formula has where it is defined."""
    if node in known:
        return known[node]
    match node:
        case Number():
            return point(node.value)
        case Constant(name):
            # neither e nor pi is a double: both lie a little above the nearest one
            below = getattr(math, name)
            return Range((Fraction(below), 1), (Fraction(math.nextafter(below, math.inf)), -1))
        case Negative(argument):
            return negative(range_of(argument, known))
        case Operation(sign, left, right):
            return _operation(sign, left, right, known)
        case Call("max" | "min" as name, arguments):
            extreme = max if name == "max" else min
            return Range(*(extreme(ends) for ends in zip(*(range_of(each, known) for each in arguments), strict=True)))
        case Call(name, (argument,)):
            u = range_of(argument, known)
            return IMAGES[name](u) if name in IMAGES else range_of(meaning(name), {FreeVariable("u"): u})
        case Cases(conditions, then, otherwise):
            cases = [
                range_of(part, inside)
                for part, holds in ((then, True), (otherwise, False))
                if (inside := narrow_ranges(known, conditions, holds=holds)) is not None
            ]
            return Range(min(each.low for each in cases), max(each.high for each in cases)) if cases else EVERYWHERE
    return EVERYWHERE


def narrow_ranges(known: Known, conditions: tuple[Comparison, ...], *, holds: bool) -> Known | None:
    """Return what is known of the variables where comparisons hold, or where not; None if that is nowhere."""
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
        variable, relation, number = FreeVariable(bound[0]), *bound[1:]
        low, high = found.get(variable, EVERYWHERE)
        if relation in (">", ">="):
            low = max(low, (number, int(relation == ">")))
        else:
            high = min(high, (number, -int(relation == "<")))
        if low > high:
            return None
        found[variable] = Range(low, high)
    return found


def _apart(left: Node, right: Node, values: Range) -> Range:
    """Narrow the range of left - right if one of the two is never below the other: z - |z| is never positive."""
    low, high = values
    if right in _never_below(left) or left in _never_above(right):
        low = max(low, ZERO)
    if left in _never_below(right) or right in _never_above(left):
        high = min(high, ZERO)
    return Range(low, high)


def _never_below(node: Node) -> tuple[Node, ...]:
    match node:
        case Call("abs", (argument,)):
            return argument, _opposite(argument)
        case Call("max" | "relu", arguments):
            return arguments
        case Negative(argument):
            return tuple(map(_opposite, _never_above(argument)))
    return ()


def _never_above(node: Node) -> tuple[Node, ...]:
    match node:
        case Call("min", arguments):
            return arguments
        case Negative(argument):
            return tuple(map(_opposite, _never_below(argument)))
    return ()


def _opposite(node: Node) -> Node:
    return node.argument if isinstance(node, Negative) else Negative(node)


def _operation(sign: str, left: Node, right: Node, known: Known) -> Range:
    u, v = range_of(left, known), range_of(right, known)
    match sign:
        case "+":
            first, taken = (right, left.argument) if isinstance(left, Negative) else (left, _opposite(right))
            return _apart(first, taken, total(u, v))
        case "-":
            # pi - pi is 0, although pi lies between two doubles
            return point(0) if left == right else _apart(left, right, total(u, negative(v)))
        case "*":
            return power(u, 2) if left == right else product(u, v)
        case "/":
            return product(u, reciprocal(v))
    exponent = v.low[0]
    if v.low != v.high or exponent != int(exponent):
        # a fractional power is of a base that is not negative, one with a variable exponent of a positive one
        return Range((Fraction(0), int(u.low > ZERO or bool(variables(right)))))
    # a larger power is a number in disguise, or refused elsewhere: not worth that many products
    return power(u, int(exponent)) if -DEGREE <= exponent <= DEGREE else EVERYWHERE
