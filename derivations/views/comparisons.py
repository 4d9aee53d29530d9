"""What a program compares, so that it finds every border where the rule of ties (`formula.ties`) has it.

Goes in: array nodes. Comes out: array nodes of the same value, whose conditions compare parts without kinks: of
max(z, 1) - 2 > 0 those of z - 2 > 0 or 1 - 2 > 0, and sums with the float64 next to their number. Must not know:
derivations, printing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from sympy import Abs, Expr, Float, Piecewise, Rational, S, sign

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.selection import Choice, Extreme, Larger
from derivations.formula.spread import MOST
from derivations.models.functions import ABSOLUTE, RELU
from derivations.models.functions.definitions import Z
from derivations.views.arrays import (
    Apply,
    Condition,
    EntryCases,
    Hadamard,
    Leaf,
    Node,
    Pairwise,
    Plus,
    Power,
    Scalar,
    Several,
    nodes,
    rebuild,
    swap,
)

# the numerators and denominators that are float64: their quotient is rounded once
WHOLE = 2**53
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "=="}
# the name of what an output is compared with
TARGET = "y"
ZERO = Scalar((None, None), S.Zero)

OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}

# a sum of parts, each with its coefficient; that of None is a number
Combination = Mapping[Node | None, Expr]


@dataclass(frozen=True)
class _Furthest:
    """The largest, or the smallest, of some sums."""

    largest: bool
    parts: tuple[Combination | _Furthest | _Cases, ...]


@dataclass(frozen=True)
class _Cases:
    """One sum where a condition holds, and another one elsewhere."""

    condition: Condition
    parts: tuple[Combination | _Furthest | _Cases, ...]


Apart = Combination | _Furthest | _Cases


def compared(node: Node, body: Callable[[type], Node]) -> Node:
    """Return a node that compares parts without kinks.

    ``body``: what a function of z with borders is. Of more than an entry it is written out, so that its borders are
    those of what it is a function of.
    """
    node = rebuild(node, lambda part: compared(part, body))
    match node:
        case Apply(function=function, argument=argument) if not _is_entry(argument):
            if issubclass(function, sign):
                signs = (Scalar(node.axes, S.One), Scalar(node.axes, S.NegativeOne), Scalar(node.axes, S.Zero))
                return _cases(signs, ((argument, ">", ZERO), (argument, "<", ZERO), None), node)
            if issubclass(function, DefinedFunction) and _jumps(function):
                inside = body(function)
                leaves = {each for each in nodes(inside) if isinstance(each, Leaf) and each.name == Z.name}
                return compared(reduce(lambda one, leaf: swap(one, leaf, argument), leaves, inside), body)
        case EntryCases(values=values, conditions=conditions):
            return _cases(values, conditions, node)
    return node


def _is_entry(node: Node) -> bool:
    """Tell whether a part stands in an array, or is the difference of two that do: its sign is that of its value."""
    match node:
        case Plus(terms=(one, other)):
            return not isinstance(one, Plus) and not isinstance(other, Plus) and _is_entry(one) and _is_entry(other)
        case Hadamard(factors=(Scalar(value=value), Leaf())):
            return bool(value == -1)
    return isinstance(node, Leaf)


def _jumps(function: Any) -> bool:
    """Tell whether a function, or the function whose derivative it is, has borders that its values tell."""
    formula = function.definition.expression
    if function.order:
        return bool(formula.has(Piecewise, Abs, Extreme, Choice, sign))
    return isinstance(formula, Piecewise) and all(value.is_number for value, _ in formula.args)


def _cases(values: tuple[Node, ...], conditions: tuple[Condition | None, ...], like: Node) -> Node:
    """Return cases without those that never hold, and none behind one that always does."""
    rows: list[tuple[Node, Condition | None]] = []
    for value, condition in zip(values, conditions, strict=True):
        found = True if condition is None else _condition(condition)
        if found is True:
            rows.append((value, None))
            break
        if found is not False:
            rows.append((value, found))
    return EntryCases(like.axes, *zip(*rows, strict=True)) if rows[1:] else rows[0][0]


def _condition(condition: Condition) -> Condition | bool:
    if isinstance(condition, Several):
        return _several(condition.sign, map(_condition, condition.conditions))
    left, relation, right = condition
    if _count(left) * _count(right) > MOST:
        return condition
    apart = _sum(_spread(left), _scaled(_spread(right), S.NegativeOne))
    return _holds(apart, relation)


def _count(node: Node) -> int:
    """Return how many parts are compared."""
    match node:
        case Plus(terms=parts) | Hadamard(factors=parts):
            return reduce(lambda one, part: one * _count(part), parts, 1)
        case Pairwise(left=left, right=right) if issubclass(node.function, Extreme):
            return _count(left) + _count(right)
        case Apply(argument=argument) if _is_absolute(node):
            return 2 * _count(argument)
        case Apply(argument=argument) if node.function is apply_definition(RELU):
            return _count(argument) + 1
        case EntryCases(values=values):
            return sum(map(_count, values))
    return 1


def _is_absolute(node: Apply) -> bool:
    return node.function is apply_definition(ABSOLUTE) or issubclass(node.function, Abs)


def _spread(node: Node) -> Apart:
    """Return a part with max and min, and |u| = max(u, -u), outside of its sums."""
    match node:
        case Scalar(value=value) if not value.free_symbols:
            return {None: value}
        case Plus(terms=terms):
            return reduce(_sum, map(_spread, terms))
        case Hadamard(factors=factors):
            numbers = [each.value for each in factors if isinstance(each, Scalar) and not each.value.free_symbols]
            others = tuple(each for each in factors if not isinstance(each, Scalar) or each.value.free_symbols)
            factor = reduce(lambda one, number: one * number, numbers, S.One)
            if not others:
                return {None: factor}
            return _scaled(_spread(others[0]) if not others[1:] else {replace(node, factors=others): S.One}, factor)
        case Pairwise(left=left, right=right) if issubclass(node.function, Extreme):
            return _Furthest(issubclass(node.function, Larger), (_spread(left), _spread(right)))
        case Apply(argument=argument) if _is_absolute(node):
            inner = _spread(argument)
            return _Furthest(True, (inner, _scaled(inner, S.NegativeOne)))
        case Apply(argument=argument) if node.function is apply_definition(RELU):
            return _Furthest(True, (_spread(argument), {}))
        case EntryCases(values=(value, *others), conditions=(condition, *further)) if condition:
            return _Cases(condition, (_spread(value), _spread(_cases(tuple(others), tuple(further), node))))
    return {node: S.One}


def _sum(one: Apart, other: Apart) -> Apart:
    if isinstance(one, _Furthest | _Cases):
        return replace(one, parts=tuple(_sum(part, other) for part in one.parts))
    if isinstance(other, _Furthest | _Cases):
        return replace(other, parts=tuple(_sum(one, part) for part in other.parts))
    total = {base: one.get(base, S.Zero) + other.get(base, S.Zero) for base in {**one, **other}}
    return {base: number for base, number in total.items() if number != 0}


def _scaled(apart: Apart, factor: Expr) -> Apart:
    if isinstance(apart, _Furthest):
        return _Furthest(apart.largest == bool(factor > 0), tuple(_scaled(part, factor) for part in apart.parts))
    if isinstance(apart, _Cases):
        return _Cases(apart.condition, tuple(_scaled(part, factor) for part in apart.parts))
    return {base: factor * number for base, number in apart.items()}


def _holds(apart: Apart, relation: str) -> Condition | bool:
    """Say where a sum is above 0, or below: the largest of some is above 0 where any of them is."""
    if isinstance(apart, _Cases):
        then, otherwise = (_holds(part, relation) for part in apart.parts)
        inside = _several("&", (apart.condition, then))
        return _several("|", (inside, _several("&", (_turned(apart.condition), otherwise))))
    if not isinstance(apart, _Furthest):
        return _line(apart, relation)
    if relation == "==":
        return _several("&", (_holds(apart, each) for each in (">=", "<=")))
    some = apart.largest == (relation in (">", ">="))
    return _several("|" if some else "&", (_holds(part, relation) for part in apart.parts))


def _turned(condition: Condition) -> Condition:
    """Return the condition that holds where another one does not."""
    if isinstance(condition, Several):
        return replace(
            condition, sign="&" if condition.sign == "|" else "|", conditions=tuple(map(_turned, condition.conditions))
        )
    left, relation, right = condition
    if relation == "==":
        return Several((None, None), "|", tuple((left, each, right) for each in "><"))
    return left, OPPOSITE[relation], right


def _several(sign: str, conditions: Iterable[Condition | bool]) -> Condition | bool:
    decided, left = sign == "|", dict[Condition, None]()
    for each in conditions:
        if each is decided:
            return decided
        if isinstance(each, Several) and each.sign == sign:
            left.update(dict.fromkeys(each.conditions))
        elif not isinstance(each, bool):
            left[each] = None
    if not left:
        return not decided
    return Several((None, None), sign, tuple(left)) if len(left) > 1 else next(iter(left))


def _line(apart: Combination, relation: str) -> Condition | bool:
    """Compare a sum with 0, as its parts that vary with the float64 next to the number that they are compared with."""
    number, parts = apart.get(None, S.Zero), {base: each for base, each in apart.items() if base is not None}
    if not parts:
        return _compare_numbers(number, relation)
    alone = _alone(parts)
    # a number that is exact becomes a whole one: that is a float64, too
    divisor = abs(alone) if alone else Rational(1, number.q) if number.is_Rational else S.One
    if not any(each > 0 for each in parts.values()):
        divisor, relation = -divisor, TURNED[relation]
    parts, border = {base: each / divisor for base, each in parts.items()}, -number / divisor
    above, below = ([_term(base, sign * each) for base, each in parts.items() if sign * each > 0] for sign in (1, -1))
    if border == 0:
        return _add(above), relation, _add(below) if below else ZERO
    left = _add([*above, *(_term(base, each) for base, each in parts.items() if each < 0)])
    return left, relation, Scalar((None, None), _beside(border) if alone else border)


def _add(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Plus(_widest(terms), tuple(terms))


def _alone(parts: Mapping[Node, Expr]) -> Expr | None:
    """Return the coefficient of a or z, or that of y; of a product of variables, if nothing else stands there."""
    found = {base.name: each for base, each in parts.items() if isinstance(base, Leaf)}
    first = next((each for name, each in found.items() if name != TARGET), found.get(TARGET))
    product = len(parts) == 1 and all(map(_is_product, parts))
    return first or (next(iter(parts.values())) if product else None)


def _is_product(node: Node) -> bool:
    match node:
        case Hadamard(factors=factors):
            return all(map(_is_product, factors))
        case Power(base=base):
            return _is_product(base)
    return isinstance(node, Leaf)


def _compare_numbers(number: Expr, relation: str) -> bool:
    at = evaluate_number(number)
    return bool({">": at > 0, ">=": at >= 0, "<": at < 0, "<=": at <= 0, "==": at == 0}[relation])


def _term(base: Node, factor: Expr) -> Node:
    if factor == 1:
        return base
    factors = base.factors if isinstance(base, Hadamard) else (base,)
    return Hadamard(base.axes, (Scalar((None, None), factor), *factors))


def _widest(terms: list[Node]) -> Any:
    return tuple(next((each.axes[at] for each in terms if each.axes[at] is not None), None) for at in (0, 1))


def _beside(number: Expr) -> Expr:
    """Return what is printed as the float64 next to a number."""
    if number.is_Rational and max(abs(number.p), number.q) < WHOLE:
        return number
    return Float(float(evaluate_number(number)))


def evaluate_number(number: Expr) -> Expr:
    """Return a number as a fraction, or with so many digits that these say which float64 is next to it."""
    return number if number.is_Rational else number.evalf(60)
