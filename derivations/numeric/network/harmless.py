"""Arguments at which a formula and its derivatives are finite, computed plainly: they stand in where it has none.

Goes in: a tree. Comes out: a number for each of its variables, or None. Must not know: who needs them.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from derivations.formula.tree import Node, Number, variables, walk
from derivations.numeric.network.dual import evaluate
from derivations.numeric.network.dual_arithmetic import Dual

# numbers that are tried, and how far beside those that the formula holds
TRIED, BESIDE = (1.0, 0.5, 2.0, -0.5, -1.0, -2.0, 0.25, -0.25, 5.0, -5.0), (0.5, -0.5, 2.0, -2.0, 0.125, -0.125)


def harmless(tree: Node) -> dict[str, float] | None:
    """Return the first such arguments of those that are tried; None if there are none."""
    names = sorted(variables(tree))
    typed = {sign * float(each.text) for each in walk(tree) if isinstance(each, Number) for sign in (1, -1)}
    tried = (*TRIED, *(number + step for number in sorted(typed) for step in BESIDE))
    at = dict(zip(names, np.array([*product(tried, repeat=len(names))]).T, strict=True))
    finite = np.full(len(tried) ** len(names), True)
    with np.errstate(all="ignore"):
        for name in names:
            duals = {each: Dual(values, np.ones_like(values) if each == name else None) for each, values in at.items()}
            for found in evaluate(tree, duals):
                finite &= True if found is None else np.isfinite(found)
    return {name: float(values[finite][0]) for name, values in at.items()} if finite.any() else None
