"""Which fractions stay fractions where a user typed decimals: 1/3 beside 0.3, and the 1/2 of a convention.

Goes in: what a network is made of. Comes out: exact numbers. Must not know: how a number is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    return fractions_in(nodes, () if isinstance(network.loss, Loss) else (S.Half,))


def fractions_in(nodes: Sequence[Node], others: Iterable[Rational] = ()) -> frozenset[Rational] | None:
    """Return the numbers among the nodes of formulas that were typed as fractions, and the others that are such; None
    if no decimals were typed.
    """
    decimals = {_exact(node) for node in nodes if isinstance(node, Number) and not _exact(node).is_Integer}
    return frozenset({*_quotients(nodes), *others} - decimals) if decimals else None


def _quotients(nodes: Iterable[Node]) -> Iterator[Rational]:
    """Give 2/5 for the text 2/5, and 1/5 for z/5; what is divided by 1.5 is no fraction."""
    for node in nodes:
        if isinstance(node, Operation) and node.sign == "/" and isinstance(node.right, Number) and node.right.value:
            above, below = _exact(node.left) if isinstance(node.left, Number) else S.One, _exact(node.right)
            if above.is_Integer and below.is_Integer:
                yield above / below


def _exact(number: Number) -> Rational:
    return Rational(number.value.numerator, number.value.denominator)
