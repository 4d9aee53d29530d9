"""Which fractions stay fractions where a user typed decimals: 1/3 beside 0.3, and the 1/2 of a convention.

Goes in: what a network is made of. Comes out: exact numbers. Must not know: how a number is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Rational, S

from derivations.formula import Activation, Loss
from derivations.formula.tree import Node, Number, Operation, walk
from derivations.network import Network


def typed_fractions(network: Network) -> frozenset[Rational] | None:
    """Return the numbers of a network's formulas that were typed as fractions; None if no decimals were typed.

    The 1/2 of a loss of the library is one of them. What was typed both ways, 1/4 and 0.25, is a decimal.
    """
    activations = (network.activation(layer) for layer in range(1, network.depth + 1))
    formulas = [part for part in (*activations, network.loss) if isinstance(part, Activation | Loss)]
    nodes = [node for formula in formulas for node in walk(formula.tree)]
    decimals = {_exact(node) for node in nodes if isinstance(node, Number) and not _exact(node).is_Integer}
    stay = set(_quotients(nodes))
    if not isinstance(network.loss, Loss):
        stay.add(S.Half)
    return frozenset(stay - decimals) if decimals else None


def _quotients(nodes: Iterable[Node]) -> Iterator[Rational]:
    """Give 2/5 for the text 2/5, and 1/5 for z/5."""
    for node in nodes:
        if isinstance(node, Operation) and node.sign == "/" and isinstance(node.right, Number) and node.right.value:
            yield (_exact(node.left) if isinstance(node.left, Number) else S.One) / _exact(node.right)


def _exact(number: Number) -> Rational:
    return Rational(number.value.numerator, number.value.denominator)
