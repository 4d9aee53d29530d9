"""The tree of a formula: numbers, variables, constants, signs between them, functions around them, cases.

Goes in: nothing; these are the nodes, frozen and hashable. Comes out: their text, and what they hold.
Must not know: how a tree is made, what its functions mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt, ne
from typing import Any


@dataclass(frozen=True)
class Number:
    """A number as it was typed: "0.10" stays "0.10"; its value is exact."""

    text: str

    @property
    def value(self) -> Fraction:
        """The number itself: a tenth for 0.10, not the double next to it."""
        return Fraction(self.text)


@dataclass(frozen=True)
class Constant:
    """A number with a name: pi or e."""

    name: str


@dataclass(frozen=True)
class FreeVariable:
    """What a typed formula is a function of: z, or a and y."""

    name: str


@dataclass(frozen=True)
class Negative:
    """The argument with the other sign."""

    argument: Node


@dataclass(frozen=True)
class Operation:
    """Two parts with a sign between them: + - * / or **."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """A function of one argument or more."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Comparison:
    """Two parts with < <= > or >= between them: what may hold or not."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Cases:
    """One part where all comparisons hold, another one elsewhere; at a border the one that holds there counts."""

    conditions: tuple[Comparison, ...]
    then: Node
    otherwise: Node


# the signs of comparisons, of numbers and of arrays
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "!=": ne}

Node = Number | Constant | FreeVariable | Negative | Operation | Call | Cases

# how tightly a sign holds its two sides together, as in Python; 0 is the word if
TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
MINUS = 3
ATOM = 5


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below a node."""
    match node:
        case Negative(argument):
            return (argument,)
        case Operation(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Cases(conditions, then, otherwise):
            compared = (side for each in conditions for side in (each.left, each.right))
            return (*compared, then, otherwise)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Give every node, the whole first."""
    yield node
    for part in parts(node):
        yield from walk(part)


def swap(node: Node, old: Node, new: Node) -> Node:
    """Return a tree with another part wherever one stands."""

    def change(part: Node) -> Node:
        return swap(part, old, new)

    if node == old:
        return new
    match node:
        case Negative(argument):
            return Negative(change(argument))
        case Operation(sign, left, right):
            return Operation(sign, change(left), change(right))
        case Call(name, arguments):
            return Call(name, tuple(map(change, arguments)))
        case Cases(conditions, then, otherwise):
            compared = tuple(Comparison(each.sign, change(each.left), change(each.right)) for each in conditions)
            return Cases(compared, change(then), change(otherwise))
    return node


def variables(node: Node) -> frozenset[str]:
    """Return the names of the variables that occur in a tree."""
    return frozenset(each.name for each in walk(node) if isinstance(each, FreeVariable))


def size(node: Node) -> int:
    """Return the number of nodes of a tree."""
    return 1 + sum(size(part) for part in parts(node))


def write(node: Node) -> str:
    """Return a tree as text that reads back as the same tree."""
    return _write(node)[0]


def holds(conditions: tuple[Comparison, ...]) -> str:
    """Return comparisons as text: "z > 0 and z < 1"."""
    return " and ".join(f"{_within(each.left, 1)} {each.sign} {_within(each.right, 1)}" for each in conditions)


def _write(node: Node) -> tuple[str, int]:
    match node:
        case Number(text):
            return text, ATOM
        case Constant(name) | FreeVariable(name):
            return name, ATOM
        case Negative(argument):
            return f"-{_within(argument, MINUS)}", MINUS
        case Call(name, arguments):
            return f"{name}({', '.join(write(each) for each in arguments)})", ATOM
        case Cases(conditions, then, otherwise):
            return f"{_within(then, 1)} if {holds(conditions)} else {write(otherwise)}", 0
        case Operation("**", left, right):
            # from the right, and a minus may stand bare in the exponent
            return f"{_within(left, ATOM)}**{_within(right, MINUS)}", TIGHTNESS["**"]
        case Operation("/", Operation("**", _, Number("1")) as left, right):
            # z^1/2 was perhaps meant as a root: it is shown as what was read
            return f"({write(left)})/{_within(right, TIGHTNESS['/'] + 1)}", TIGHTNESS["/"]
        case Operation(sign, left, right):
            own = TIGHTNESS[sign]
            space = " " if own == 1 else ""
            return f"{_within(left, own)}{space}{sign}{space}{_within(right, own + 1)}", own


def _within(node: Node, least: int) -> str:
    text, own = _write(node)
    return text if own >= least else f"({text})"


def half(number: Node) -> Node:
    """Return half of a number, as a decimal where that is one: 0.75 of 1.5, and 1 of 2."""
    if isinstance(number, Number) and (found := Number(str(Decimal(number.text) / 2))).value * 2 == number.value:
        return found
    return Operation("/", number, Number("2"))
