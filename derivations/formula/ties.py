"""The rule of ties: where two sides that are compared are equal, and whose derivative counts there.

Every comparison, of max and min, |u|, sign, relu and cases, is one of sums without kinks (`spread`), and a sum is its
parts and a number, 3 a - 0.3 y + 0.8. It is divided by the coefficient of a, of z in an activation; of y, if there is
no a. Then a - 0.1 y is held against the float64 next to -4/15: data that are typed as 0.6 lie on the border of a typed
0.6. So is a product of variables alone, a y. Every other typed number is exact, and nothing else is rounded: the two
sides are told apart to as many digits as it takes.

Where arguments of max or min are equal, the derivative is the mean of theirs, and 0 if one of them is a number. A case
counts for itself: max(0.2 if z < 1 else z, y) is max(0.2, y) where z < 1. A function of a variable is none,
whatever its value is: of max(step(z), z) it is the mean.

Goes in: a tree. Comes out: what is compared with which number. Must not know: derivatives, arrays. The derivation
follows the same rule with expressions of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from derivations.formula.straight import combination
from derivations.formula.tree import Call, Cases, FreeVariable, Node, Operation, variables, walk

# what a sum is divided by, if it stands there
FIRST = ("a", "z", "y")


class Balance(NamedTuple):
    """Parts with their coefficients, whose sum is held against a number: a float64, or a fraction that is exact."""

    parts: Mapping[Node, Fraction]
    border: float | Fraction


@lru_cache(maxsize=1024)  # a pass asks of every comparison
def balance(node: Node) -> Balance:
    """Say of a sum that is compared with 0 which parts of it are compared with which number."""
    parts = combination(node, close=True)
    number = parts.pop(None, Fraction(0))
    varying = {part: each for part, each in parts.items() if part is not None}
    alone = (varying.get(FreeVariable(name)) for name in FIRST)
    divisor = next((abs(each) for each in alone if each), None)
    if divisor is None and len(varying) == 1 and all(map(_is_product, varying)):
        (divisor,) = map(abs, varying.values())
    if divisor is None:
        return Balance(varying, -number)
    return Balance({part: each / divisor for part, each in varying.items()}, float(-number / divisor))


def _is_product(part: Node) -> bool:
    return not any(
        isinstance(each, Call | Cases) or (isinstance(each, Operation) and each.sign in "+-") for each in walk(part)
    )


@lru_cache(maxsize=1024)  # a pass asks of every tie
def is_number(node: Node) -> bool:
    """Tell whether a part is a number, as 0.2 and z - z + 0.2 are: of two that are equal the number counts."""
    return not variables(node) or all(
        part is None or (isinstance(part, Call) and all(map(is_number, part.arguments))) for part in combination(node)
    )
