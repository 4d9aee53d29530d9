"""One entry of a line: its indices at numbers, its sums written out term by term.

Goes in: an expression, positions for its free indices, sizes as numbers. Comes out: an expression of entries at
concrete positions; waiting derivatives and Kronecker deltas stay. Must not know: values, printing.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from sympy import Expr, Integer, Sum, Symbol

from derivations.engine.expressions import Series, rewrite


def instance(expression: Expr, at: Mapping[Symbol, int], sizes: Mapping[Symbol, int]) -> Expr:
    """Return the expression with its free indices at these positions and every sum written out."""
    numbers = {size: Integer(number) for size, number in sizes.items()}
    positions = {symbol: Integer(position) for symbol, position in at.items()}

    def change(node: Expr) -> Expr:
        if not isinstance(node, Sum):
            return node
        indices = tuple(index for index, _, _ in node.limits)
        ranges = [range(int(lower), int(upper.xreplace(numbers)) + 1) for _, lower, upper in node.limits]
        terms = []
        # the index written first, which SymPy keeps last, moves slowest
        for positions_ in itertools.product(*reversed(ranges)):
            there = dict(zip(reversed(indices), (Integer(position) for position in positions_), strict=True))
            terms.append(node.function.xreplace(there))
        return terms[0] if len(terms) == 1 else Series(*terms)

    return rewrite(expression.xreplace(positions), change)
