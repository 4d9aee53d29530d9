"""What a condition on whole matrices says: cases of two, and a difference solved for its matrix.

Goes in: array nodes. Comes out: their parts. Must not know: how anything is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sympy import Add, Expr, Mul, S

from derivations.views.arrays import Comparison, EntryCases, Hadamard, Node, Scalar


def two_cases(node: Node) -> tuple[Node, Comparison, Node] | None:
    """Return a value, its condition and the value otherwise."""
    match node:
        case EntryCases(values=(one, other), conditions=(tuple(condition), _)):
            return one, condition, other
    return None


def split_number(terms: Sequence[Node]) -> tuple[tuple[Node, ...], Expr]:
    """Return the terms of a difference that is compared to 0, and the number in it: Z, -2.5 of 0.2 Z - 0.5."""
    number = Add(*(each.value for each in terms if isinstance(each, Scalar)))
    others = tuple(each for each in terms if not isinstance(each, Scalar))
    if len(others) != 1 or not isinstance(others[0], Hadamard):
        return others, number
    factors = others[0].factors
    share = Mul(*(each.value for each in factors if isinstance(each, Scalar)))
    kept = [each for each in factors if not isinstance(each, Scalar)]
    if share.is_negative:
        kept = [Scalar((None, None), S.NegativeOne), *kept]
    alone = kept[0] if len(kept) == 1 else replace(others[0], factors=tuple(kept))
    return (alone,), number / abs(share)
