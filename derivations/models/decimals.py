"""Which numbers of a network's formulas were typed as decimals, which as fractions, and which stand below a bar.

Goes in: what a network is made of; the trees of formulas. Comes out: exact numbers. Must not know: how one is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from sympy import Mul, Rational, S

from derivations.engine.typed import TypedNumbers
from derivations.formula import Activation, Loss
from derivations.formula.tree import Call, Negative, Node, Number, Operation, variables, walk
from derivations.formula.vocabulary import NAMED
from derivations.network import Network


def find_typed_numbers(network: Network) -> TypedNumbers | None:
    """Return the numbers of a network's formulas, the 0.01 of leaky ReLU too; None if no decimals are among them."""
    parts = [*(network.activation(layer) for layer in range(1, network.depth + 1)), network.loss]
    trees = [part.tree if isinstance(part, Activation | Loss) else Call(part, ()) for part in parts]
    # the 1/2 of a convention or of a penalty
    return numbers_in(trees, frozenset({S.Half} if network.l2 or not isinstance(network.loss, Loss) else ()))


def numbers_in(trees: Iterable[Node], kept: frozenset[Rational] = frozenset()) -> TypedNumbers | None:
    """Return the numbers of formulas, with the fractions of the library among them; None if no decimals were typed."""
    nodes = [node for tree in trees for node in _nodes(tree)]
    decimals = {number for number in map(_exact, nodes) if number and not number.is_Integer}
    if not decimals:
        return None
    products = [node for node in nodes if isinstance(node, Operation) and node.sign in ("*", "/")]
    sides = [(tuple(_factors(each.left)), tuple(_factors(each.right)), each.sign == "/") for each in products]
    bars = [(above, below) for above, below, divided in sides if divided]
    # 1.5 z/6 is 0.25 z, and no fraction
    decimals |= {
        Mul(*left) / Mul(*right) if divided else Mul(*left, *right)
        for left, right, divided in sides
        if not decimals.isdisjoint((*left, *right))
    }
    powers = [each for each in nodes if isinstance(each, Operation) and each.sign == "**" and variables(each.right)]
    bases = {number for each in powers if (number := _exact(each.left))}
    exponents = {abs(number) for each in nodes for number in _exponent(each) if number in decimals}
    whole = (below for above, below in bars if decimals.isdisjoint((*above, *below)))
    fractions = frozenset(1 / Mul(*below) for below in whole)
    divisors = tuple(dict.fromkeys(each for _, below in bars for each in below if each != 1))
    times = Counter(number for number in map(_exact, nodes) if number and number.is_Integer)
    times -= Counter(each for _, below in bars for each in below)
    added = Counter(_exact(side) for each in nodes if _is_sum(each) for side in (each.left, each.right))
    terms = {number for number, count in Counter(map(_exact, nodes)).items() if number and added[number] == count}
    whole_numbers = {each for each in (*decimals, *fractions) if each.is_Integer}
    # 2^z beside 0.5^z leaves ln 2 as it is
    bases = {each for each in bases & decimals if 1 / each not in bases}
    return TypedNumbers(
        frozenset(decimals - whole_numbers),
        fractions - whole_numbers,
        divisors,
        kept,
        frozenset(bases),
        frozenset(exponents - whole_numbers),
        frozenset(times),
        frozenset(decimals & terms),
    )


def _nodes(tree: Node) -> Iterator[Node]:
    """Give the nodes of a tree, and of what the functions in it mean: 1/2 for gelu."""
    for node in walk(tree):
        yield node
        if isinstance(node, Call) and node.name in NAMED:
            from derivations.formula.reading import meaning  # noqa: PLC0415  few networks have such a function

            yield from walk(meaning(node.name))


def _is_sum(node: Node) -> TypeGuard[Operation]:
    return isinstance(node, Operation) and node.sign in ("+", "-")


def _factors(node: Node) -> Iterator[Rational]:
    """Give the numbers that are factors of a product, or of the base of a power."""
    if number := _exact(node):
        yield number
    elif isinstance(node, Negative):
        yield from _factors(node.argument)
    elif isinstance(node, Operation) and node.sign in ("*", "/", "**"):
        yield from _factors(node.left)
        if node.sign == "*":
            yield from _factors(node.right)


def _exponent(node: Node) -> Iterator[Rational]:
    """Give the number that a power was typed with, without its sign."""
    if isinstance(node, Operation) and node.sign == "**":
        above = node.right.argument if isinstance(node.right, Negative) else node.right
        if number := _exact(above):
            yield number


def _exact(node: Node) -> Rational | None:
    return Rational(node.value.numerator, node.value.denominator) if isinstance(node, Number) else None
