"""Maxima, minima and cases moved to the outside of what is compared: max(z, 1) - 2 > 0 where z - 2 > 0 or 1 - 2 > 0.

Goes in: a tree. Comes out: a tree with the same values. Must not know: what a comparison is for. So every comparison
is one of parts without kinks, and a straight line among them crosses 0 where it does by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from derivations.formula.constant import constant_value
from derivations.formula.reading import meaning_of
from derivations.formula.tree import Call, Cases, Comparison, Negative, Node, Number, Operation

OTHER = {"max": "min", "min": "max"}
# so many parts may be compared; a tree that comes to more stays as it is
MOST = 32
# what has numbers for cases, and how many
STEPS = {"sign": 3, "step": 2}
ZERO, ONE = Number("0"), Number("1")


@lru_cache(maxsize=1024)  # a pass asks of every comparison
def spread(node: Node) -> Node:
    """Return a tree with max, min and cases outside of sums, signs and constant factors; |u| is max(u, -u)."""
    return _spread(node) if _count(node) <= MOST else node


def is_extreme(node: Node) -> bool:
    """Tell whether a part is the largest or the smallest of some."""
    return isinstance(node, Call) and node.name in OTHER


def is_several(node: Node) -> bool:
    """Tell whether a part is one of some: the largest, the smallest, or that whose case holds."""
    return isinstance(node, Cases) or is_extreme(node)


def _count(node: Node) -> int:
    """Return how many parts are compared."""
    match node:
        case Call("abs", (argument,)):
            return 2 * _count(argument)
        case Call(name) if name in STEPS:
            return STEPS[name]
        case Call("relu", (argument,)):
            return _count(argument) + 1
        case Call("max" | "min", arguments):
            return sum(map(_count, arguments))
        case Cases(_, then, otherwise):
            return _count(then) + _count(otherwise)
        case Negative(argument):
            return _count(argument)
        case Operation("+" | "-" | "*" | "/", left, right):
            return _count(left) * _count(right)
    return 1


def _spread(node: Node) -> Node:
    match node:
        case Call("abs", (argument,)):
            return Call("max", (_spread(argument), _spread(Negative(argument))))
        case Call("relu", (argument,)):
            return Call("max", (_spread(argument), ZERO))
        case Call("sign", (argument,)):
            below = Cases((Comparison("<", argument, ZERO),), Negative(ONE), ZERO)
            return Cases((Comparison(">", argument, ZERO),), ONE, below)
        case Call("step", (argument,)):
            return _spread(meaning_of("step", argument))
        case Call("max" | "min" as name, arguments):
            return Call(name, tuple(map(_spread, arguments)))
        case Cases(conditions, then, otherwise):
            return Cases(conditions, _spread(then), _spread(otherwise))
        case Negative(argument):
            return _each(_spread(argument), Negative, turned=True)
        case Operation("+" | "-" as sign, left, right):
            first, second = _spread(left), _spread(right)
            return _each(
                first,
                lambda u: _each(second, lambda v: Operation(sign, u, v), turned=sign == "-"),
            )
        case Operation("*", left, right) if (factor := constant_value(left)) is not None and factor:
            return _each(_spread(right), lambda v: Operation("*", left, v), turned=factor < 0)
        case Operation("*" | "/" as sign, left, right) if (factor := constant_value(right)) is not None and factor:
            return _each(_spread(left), lambda u: Operation(sign, u, right), turned=factor < 0)
    return node


def _each(node: Node, change: Callable[[Node], Node], *, turned: bool = False) -> Node:
    if isinstance(node, Cases):
        then, otherwise = (_each(part, change, turned=turned) for part in (node.then, node.otherwise))
        return Cases(node.conditions, then, otherwise)
    if not is_extreme(node):
        return change(node)
    assert isinstance(node, Call)
    parts = tuple(_each(part, change, turned=turned) for part in node.arguments)
    return Call(OTHER[node.name] if turned else node.name, parts)
