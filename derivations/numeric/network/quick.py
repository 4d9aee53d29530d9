"""A user's formula in plain float64, for training: there the time of an epoch matters, and the last digits do not.

Goes in: an Activation or a Loss. Comes out: the same functions as `formulas` gives, which these fall back on where an
operation overflows, divides by 0 or has no value: there more digits may tell what is right. Must not know: training.

What is lost silently are the digits of a difference of nearly equal numbers: 1 - tanh(17) is off by a hundredth.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.stable import stable
from derivations.formula.tree import COMPARED
from derivations.numeric.arrays import Array, Values
from derivations.numeric.network.activations.function import Function
from derivations.numeric.network.dual import evaluate
from derivations.numeric.network.dual_arithmetic import Dual
from derivations.numeric.network.formulas import activation_function, error_of, total_of

ONE = np.ones(())
# Of so many entries a part: a formula has a dozen arrays of them on the way.
ENTRIES_AT_ONCE = 2**13


def quick_activation(activation: Activation) -> Function:
    """Return an activation as value(z, out) -> a and derivative(z, a, out) -> f'(z), real z only."""
    careful, quick = activation_function(activation), _quick(activation)

    def value(z: Values, out: Values) -> Values:
        return _fill(out, lambda z: _value(quick(None, z)), careful.value, z)

    def derivative(z: Values, a: Values, out: Values) -> Values:
        return _fill(out, lambda z, a: _derivative(quick("z", z)), careful.derivative, z, a)

    return Function(value, derivative)


def quick_total(loss: Loss) -> Callable[[Values, Values, Array], Any]:
    """Return a loss as total(z, a, y), unscaled and summed over outputs and samples."""
    careful, quick = total_of(loss), _quick(loss)

    def total(z: Values, a: Values, y: Array) -> Any:
        found = quick(None, a, y)
        return careful(z, a, y) if found is None else np.broadcast_to(found.value, a.shape).sum()

    return total


def quick_error(loss: Loss) -> Callable[..., Any]:
    """Return the derivative of a loss by its output as error(a, y, out=)."""
    careful, quick = error_of(loss), _quick(loss)

    def error(a: Values, y: Array, out: Values | None = None) -> Values:
        return _fill(out, lambda a, y: _derivative(quick("a", a, y)), careful, a, y)

    return error


def _quick(formula: Activation | Loss) -> Callable[..., Dual | None]:
    form = stable(formula.tree)
    # what is asked for in a case only stands in that case
    asked = [(COMPARED[each.relation], stable(each.argument)) for each in formula.domain if not each.given]

    def run(along: str | None, *given: Array) -> Dual | None:
        at = {
            name: Dual(array, ONE if name == along else None)
            for name, array in zip(formula.variables, given, strict=True)
        }
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                found = evaluate(form, at)
                defined = all(np.all(relation(evaluate(part, at).value, 0)) for relation, part in asked)
                # of what is no number no operation says so, and a comparison would hide it; a sum is finite only
                # where every entry is, and takes less time than to ask each
                known = (*given, found.value) if found.derivative is None else (*given, *found)
                total = sum(float(np.add.reduce(each, axis=None)) for each in known)
        except FloatingPointError:
            return None
        return found if defined and isfinite(total) else None

    return run


def _value(found: Dual | None) -> Any:
    return None if found is None else found.value


def _derivative(found: Dual | None) -> Any:
    return None if found is None else 0.0 if found.derivative is None else found.derivative


def _fill(
    out: Values | None, quick: Callable[..., Any], careful: Callable[..., Any], first: Values, *more: Values
) -> Values:
    """Fill an array with what the quick function gives, or the careful one where that gives nothing; a part at a time.

    What a formula needs on the way stays in the core's own cache then, and its memory is not given back in between.
    """
    if out is None:
        out = np.empty_like(first)
    rows = max(1, len(first) if first.size <= ENTRIES_AT_ONCE else ENTRIES_AT_ONCE * len(first) // first.size)
    for start in range(0, len(first), rows):
        given, room = [each[start : start + rows] for each in (first, *more)], out[start : start + rows]
        found = quick(*given)
        if found is not None:
            np.copyto(room, found)
            continue
        try:
            careful(*given, room)
        except FormulaError:
            careful(first, *more, out)  # names the sample by its number in the whole, not in the part
            raise
    return out
