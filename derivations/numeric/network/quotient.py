"""The derivative of a formula by its definition, a difference quotient, in as many digits as it needs.

Goes in: a tree and an array per variable. Comes out: an array. Must not know: rules of differentiation.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

import numpy as np

from derivations.digits.arithmetic import Precise
from derivations.digits.needed import as_needed
from derivations.digits.tracked import BoundedArray
from derivations.formula.stable import stable
from derivations.formula.tree import Node
from derivations.numeric.arrays import Values
from derivations.numeric.network.dual import evaluate
from derivations.numeric.network.dual_arithmetic import Dual


def quotient_of(tree: Node, at: Mapping[str, Values], along: str) -> Values:
    """Return (f(u + h) - f(u - h)) / 2h along one variable, in as many digits as it needs: it derives nothing.

    A quarter of the digits goes into the step, 1e-10 to 1e-400 of u or of 1, whichever is less. What a step 1024 times
    as large changes counts as not known. Where f has a value on one side of u only, as u^1.5 at 0, the quotient is the
    limit of quotients on that side.
    """
    form = stable(tree)

    def compute(*given: BoundedArray) -> tuple[BoundedArray]:
        arrays, like = dict(zip(at, given, strict=True)), given[0]
        if not isinstance(like.by, Precise):
            # the step would be lost beside u
            return (BoundedArray(like.x, like.by.infinite, like.by),)
        size = np.abs(arrays[along].x)
        unit = np.where((size > 0) & (size < 1), size, 1 + like.by.zero)
        step = BoundedArray(unit * like.by.reals.number(f"1e-{like.by.reals.context.dps // 4}"), like.by.zero, like.by)
        far, near = (_central(form, arrays, along, step * part) for part in (1024, 1))
        return (BoundedArray(near.x, near.off + np.abs(far.x - near.x), like.by),)

    found = as_needed(compute, *at.values())[0]
    for sign in (1, -1):
        if (lacking := np.isnan(found)).any():
            there = {name: np.broadcast_to(values, found.shape)[lacking] for name, values in at.items()}
            found[lacking] = _limit(form, there, along, sign)
    return found


def _central(form: Node, at: Mapping[str, BoundedArray], along: str, step: BoundedArray) -> BoundedArray:
    ends = ({**at, along: moved} for moved in (at[along] + step, at[along] - step))
    above, below = (evaluate(form, {name: Dual(each) for name, each in end.items()}).value for end in ends)
    found: BoundedArray = (step.of(above) - below) / (2 * step)
    return found


def _limit(form: Node, at: Mapping[str, Values], along: str, sign: int) -> Any:
    """Return the limit of the quotients on one side, whose steps are small beside u too, at u = 1e-300.

    They are q + c h^p but for smaller terms, and Aitken's delta-squared process (1926) finds q from three of them.
    """
    by = Precise(960, last=True)
    units = np.where(at[along] == 0, 1, np.abs(by.number(at[along])[0])) * by.reals.number(f"{sign}e-150")
    here = _moved(form, at, along, by.zero, by)
    one, two, three = ((_moved(form, at, along, h, by) - here) / h for h in (units, units / 100, units / 10000))
    steps = zip(three, two - one, three - two, strict=True)
    # quotients that grow have no limit, as those of a root at 0
    return [float(q - d**2 / (d - c) if abs(d) < abs(c) else q if c == d else nan) for q, c, d in steps]


def _moved(form: Node, at: Mapping[str, Values], along: str, step: Any, by: Precise) -> Any:
    """Return the values after a step of one variable."""
    moved = {name: BoundedArray(*by.number(values), by) for name, values in at.items()}
    moved[along] = BoundedArray(moved[along].x + step, by.zero, by)
    found = evaluate(form, {name: Dual(each) for name, each in moved.items()}).value
    return np.broadcast_to(moved[along].of(found).x, at[along].shape)
