"""Expressions of whole arrays: what an index expression becomes when its indices are left out.

Goes in: nothing; these are the nodes. Every node knows which indices its rows and its columns stand for
(None: there is just one). Must not know: how they are made, printed or run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from sympy import Expr, Symbol

from derivations.engine.pickling import Picklable
from derivations.engine.typed import TypedNumbers
from derivations.engine.variables import Variable

Axes = tuple[Symbol | None, Symbol | None]
Sizes = tuple[Expr, Expr]


@dataclass(frozen=True)
class Node(Picklable):
    """An array of at most two axes; the indices of its rows and its columns."""

    axes: Axes

    @property
    def parts(self) -> tuple[Node, ...]:
        """The arrays that this one is made from, in the order of its fields."""
        return tuple(_arrays(tuple(getattr(self, each.name) for each in fields(self))))


@dataclass(frozen=True)
class Scalar(Node):
    """A number, or a number made of sizes, such as 1/m."""

    value: Expr


@dataclass(frozen=True)
class Decimal(Scalar):
    """A number that was typed as a decimal: 0.2, and not 1 / 5."""


@dataclass(frozen=True)
class Leaf(Node):
    """A variable, or its gradient, as it is stored."""

    variable: Variable
    gradient: bool = False

    @property
    def name(self) -> str:
        """The Python name: of the variable, or of its gradient."""
        return self.variable.gradient if self.gradient else self.variable.name


@dataclass(frozen=True)
class Transpose(Node):
    """Rows become columns."""

    argument: Node


@dataclass(frozen=True)
class MatMul(Node):
    """The matrix product: the columns of the left run along the rows of the right."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Hadamard(Node):
    """The product entry by entry; what has one row, or one column, is repeated."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Plus(Node):
    """The sum entry by entry; what has one row, or one column, is repeated."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Power(Node):
    """A power of every entry."""

    base: Node
    exponent: Expr


@dataclass(frozen=True)
class Apply(Node):
    """A function of every entry; ``function`` is the SymPy function class."""

    function: type
    argument: Node


@dataclass(frozen=True)
class Pairwise(Node):
    """A function of two arrays, entry by entry, such as the larger of two; what has one row, or column, is repeated."""

    function: type
    left: Node
    right: Node


Comparison = tuple[Node, str, Node]


@dataclass(frozen=True)
class Several(Node):
    """Where all of some conditions hold, ``&``, or any of them does, ``|``."""

    sign: str
    conditions: tuple[Comparison | Several, ...]


Condition = Comparison | Several


@dataclass(frozen=True)
class EntryCases(Node):
    """Entry by entry the first value whose condition holds; the condition of the last is None."""

    values: tuple[Node, ...]
    conditions: tuple[Condition | None, ...]


@dataclass(frozen=True)
class Total(Node):
    """The sum over the rows (axis 0), the columns (axis 1) or both (None) of the argument."""

    argument: Node
    axis: int | None


@dataclass(frozen=True)
class Spread(Node):
    """The same entry at every position that another array has."""

    argument: Node
    like: Leaf


def nodes(node: Node) -> Iterator[Node]:
    """Every node, the whole first."""
    yield node
    for part in node.parts:
        yield from nodes(part)


def is_entrywise(node: Node) -> bool:
    """Tell whether a part is a number at every entry by itself, and no size stands in it."""
    return not any(
        isinstance(part, MatMul | Total | Transpose | Spread) or (isinstance(part, Scalar) and part.value.free_symbols)
        for part in nodes(node)
    )


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Change the parts of a node, whatever fields they stand in."""

    def changed(value: Any) -> Any:
        if isinstance(value, Node):
            return change(value)
        return tuple(changed(each) for each in value) if isinstance(value, tuple) else value

    values = {field.name: changed(getattr(node, field.name)) for field in fields(node) if field.name != "axes"}
    return replace(node, **values)


def swap(node: Node, leaf: Leaf, other: Node) -> Node:
    """Put another part in for a variable."""
    return other if node == leaf else rebuild(node, lambda part: swap(part, leaf, other))


def with_decimals(node: Node, typed: TypedNumbers | None) -> Node:
    """Mark the numbers that are decimals, or come of such."""
    if typed is None:
        return node
    if isinstance(node, Scalar) and node.value.is_Rational and not node.value.is_Integer:
        return node if typed.is_fraction(node.value) else Decimal(node.axes, node.value)
    return rebuild(node, lambda part: with_decimals(part, typed))


def _arrays(values: tuple[object, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _arrays(value)
