"""Which parts of a program need numbers whose exponent has no end, and where they are put into functions of their own.

Goes in: array nodes. Comes out: array nodes in which such a part is a call, and the parts by the names of the calls.
Must not know: derivations, running.

A part needs them if it may be wrong although its value is a float64: exp(u) / (1 + exp(u)) is inf / inf at u = 800.
What only becomes 0 or infinite where its value does, as 1 / (1 + exp(-u)), needs none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sympy import Abs, cosh, exp, log, sinh

from derivations.engine.definitions import DefinedFunction
from derivations.engine.selection import HEAVISIDE, NOT_NEGATIVE, POSITIVE
from derivations.models.functions import DEFINITIONS, GAUSSIAN
from derivations.views.arrays import (
    Apply,
    Cases,
    Hadamard,
    Leaf,
    MatMul,
    Node,
    Number,
    Pairwise,
    Plus,
    Power,
    Spread,
    Total,
    Transpose,
    nodes,
)
from derivations.views.stable import Form, rebuilt

# decimal exponents: of the largest number that is put in (DESIGN, "Limits"), and of the largest float64
GIVEN, LARGEST = 4.0, 308.0
BUILT_IN = frozenset((*DEFINITIONS.values(), GAUSSIAN, POSITIVE, NOT_NEGATIVE, HEAVISIDE))


@dataclass(frozen=True)
class Called(Node):
    """A part that stands in a function of its own, called with the arrays that it is made from."""

    name: str
    arguments: tuple[Leaf, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.arguments


def leaves_float64(node: Node) -> bool:
    """Tell whether a part on the way may be too large or too small for float64 where the value itself is not."""
    return any(_critical(part) for part in nodes(node))


def extracted(node: Node, name: str) -> tuple[Node, dict[str, Node]]:
    """Put every entrywise part that leaves float64 into a function, called name_part, name_part2, ..."""
    found: dict[str, Node] = {}

    def change(part: Node) -> Node:
        if not leaves_float64(part):
            return part
        if isinstance(part, Hadamard):
            inner = tuple(each for each in part.factors if _is_entrywise(each))
            others = tuple(each for each in part.factors if not _is_entrywise(each))
            if others and leaves_float64(replace(part, factors=inner)):
                called = call(replace(part, factors=inner) if len(inner) > 1 else inner[0])
                return replace(part, factors=(*(change(each) for each in others), called))
        return call(part) if _is_entrywise(part) else rebuilt(part, change)

    def call(part: Node) -> Node:
        number = len(found) + 1
        own = f"{name}_part{number if number > 1 else ''}"
        found[own] = part
        arguments = {each.name: each for each in nodes(part) if isinstance(each, Leaf)}
        return Called(part.axes, own, tuple(arguments.values()))

    return change(node), found


def _is_entrywise(node: Node) -> bool:
    return not any(
        isinstance(part, MatMul | Total | Transpose | Spread) or (isinstance(part, Number) and part.value.free_symbols)
        for part in nodes(node)
    )


def _critical(node: Node) -> bool:
    if _size(node) > LARGEST:
        return True
    if isinstance(node, Hadamard):
        grows = [each for each in node.factors if _is_exponential(each)]
        # 0 from a case that does not hold, or from a sigmoid, times what is infinite there
        falls = any(isinstance(part, Cases) or _is_built_in(part) for each in node.factors for part in nodes(each))
        return len(grows) > 1 or (bool(grows) and falls)
    if isinstance(node, Plus):
        # infinite minus infinite
        return sum(_is_exponential(each) for each in node.terms) > 1
    if isinstance(node, Power):
        return not node.exponent.is_Integer and _is_exponential(node.base)
    return isinstance(node, Apply) and issubclass(node.function, log) and _is_exponential(node.argument)


def is_exponential(function: type) -> bool:
    """Tell whether a function grows or falls as an exponential does; what the library defines has stable forms."""
    if not issubclass(function, DefinedFunction):
        return issubclass(function, exp | sinh | cosh)
    return function.definition not in BUILT_IN and function.definition.expression.has(exp, sinh, cosh)


def _is_exponential(node: Node) -> bool:
    return any(isinstance(part, Apply) and is_exponential(part.function) for part in nodes(node))


def _is_built_in(node: Node) -> bool:
    return isinstance(node, Apply) and getattr(node.function, "definition", None) in BUILT_IN


def _size(node: Node) -> float:
    """Bound the decimal exponent of a part without exponentials; what is divided by may come near 0, but is no 0."""
    if isinstance(node, Number):
        return math.log10(max(abs(float(node.value)), 1e-300)) if node.value.is_number else GIVEN
    if isinstance(node, Plus):
        return max(map(_size, node.terms)) + math.log10(len(node.terms))
    if isinstance(node, Hadamard):
        return sum(map(_size, node.factors))
    if isinstance(node, Power):
        return float(node.exponent) * _size(node.base) if node.exponent.is_positive else 0.0
    if isinstance(node, Cases | Pairwise):
        return max(map(_size, node.values if isinstance(node, Cases) else node.parts))
    if isinstance(node, Apply):
        return _size(node.argument) if issubclass(node.function, Abs) else GIVEN
    return _size(node.argument) if isinstance(node, Form) else GIVEN
