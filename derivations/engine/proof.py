"""A bounded attempt to prove that two neighbouring lines are equal, for all values, at small sizes.

Goes in: two expressions and the derivation that they stand in. Comes out: True where SymPy's own sums,
Kronecker deltas and derivatives show that the difference is zero; False where the attempt ends without that.
Must not use: the rules that made the lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol, cancel, expand

from derivations.engine.derivation import Derivation
from derivations.engine.effort import FAILURES, attempted
from derivations.engine.writing import Writer

# Every sum over a letter has this many terms, unless that makes the difference larger than an attempt may be.
SIZE = 2
LARGEST = 600
# In calls of Python functions: some tenths of a second. What is proved takes less than half of that.
EFFORT = 200_000

Places = Mapping[Symbol, int]


def proved(before: Expr, after: Expr, at: Places, derivation: Derivation) -> bool:
    """Tell whether SymPy proves ``before == after`` with the free indices at these places."""
    for opened in (False, True):
        difference = _difference(before, after, at, derivation, opened=opened)
        if difference is None or difference.count_ops() > LARGEST:
            return False
        if difference == 0 or attempted(EFFORT, _vanishes, difference):
            return True
    return False


def _difference(before: Expr, after: Expr, at: Places, derivation: Derivation, *, opened: bool) -> Expr | None:
    writer = Writer(derivation, dict.fromkeys(derivation.model.sizes, SIZE), opened=opened, counted=False)
    try:
        return writer.write(before, at) - writer.write(after, at)
    except FAILURES:
        return None


def _vanishes(difference: Expr) -> bool:
    return bool(expand(difference) == 0 or cancel(difference) == 0)
