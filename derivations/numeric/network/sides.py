"""How the cost changes on either side of a point where a derivative jumps: there no rule of differentiation holds.

Goes in: a problem. Comes out: nothing, where every function is smooth; else two one-sided quotients per parameter.
Must not know: backpropagation, and which derivative stands at a kink.

A complex step changes no real part, and so takes at a kink what the formula says there, as a backward pass does: that
the two agree is no measurement.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.straight import has_borders
from derivations.numeric.arrays import Values
from derivations.numeric.network.activations import Function, functions
from derivations.numeric.network.difference import CENTRAL_STEP, COMPLEX_STEP, Quotients
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.losses import Cost, cost_of
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.vector import vector_of, views, views_of

# a value or a derivative that changes by so much within one rounding has jumped
JUMP = 1e-8


class Sides(NamedTuple):
    """Quotients on the left and on the right, infinite where the cost jumps, NaN where it has no value; and by how
    much each may be off.
    """

    left: Quotients
    right: Quotients
    doubt: Quotients


def measure_sides(problem: Problem) -> Sides | None:
    """Measure every parameter on both sides; None unless some z, output or weight stands exactly at a jump.

    A quotient on one side is (-3 C(w) + 4 C(w + h) - C(w + 2h)) / 2h (Press et al., Numerical Recipes, section 5.7).
    """
    with np.errstate(all="ignore"):
        if not _at_a_jump(problem):
            return None
        vector: Values = vector_of(problem.parameters)
        cost = cost_of(problem, views(vector, problem.network))
        here = cost()
        found = [[_quotient(cost, here, vector, index, sign) for sign in (-1, 1)] for index in range(vector.size)]
    left, right = np.array(found).transpose(1, 2, 0)
    columns = (left[0], right[0], np.fmax(left[1], right[1]))
    return Sides(*(Quotients(*views(column, problem.network)) for column in columns))


def _quotient(cost: Cost, here: float, vector: Values, index: int, sign: int) -> tuple[float, float]:
    """Return a one-sided quotient, and how far it may be off: what the second point changes, and rounding."""
    kept = vector[index]
    step = sign * CENTRAL_STEP * max(1.0, abs(kept))
    ends = []
    try:
        for times in (1, 2):
            vector[index] = kept + times * step
            ends.append(float(cost()))
    except FormulaError:
        return np.nan, 0.0
    finally:
        vector[index] = kept
    first = (ends[0] - here) / step
    second = (-3 * here + 4 * ends[0] - ends[1]) / (2 * step)
    rounding = 16 * float(np.finfo(np.float64).eps) * abs(here)
    if abs(ends[1] - ends[0]) < abs(ends[0] - here) / 4 and abs(ends[0] - here) > rounding:
        # it changes by as much however near one is
        return float(np.copysign(np.inf, second)), 0.0
    doubt = abs(second - first) + rounding / abs(step)
    return (second if abs(second) > doubt else 0.0), doubt


def _at_a_jump(problem: Problem) -> bool:
    network = problem.network
    layers = functions(network)
    if network.l1 and any((weights == 0).any() for weights in problem.parameters.weights):
        return True
    seen = run_pass(network, layers, views_of(problem.parameters), problem.inputs, problem.fixed)
    loss, y = loss_function(network), problem.targets

    def error(a: Values) -> Values:
        found = np.empty_like(a)
        loss.error(a, y, out=found)
        return found

    try:
        for layer, (f, u) in enumerate(zip(layers, seen.u, strict=True), start=1):
            if f.pull_back is not None or not _may_jump(network.activation(layer)):
                continue
            if _jumps(f.value_at, u) or _jumps(partial(_derivative, f), u):
                return True
        if loss.derivative_cancels or not _may_jump(network.loss):
            return False
        return _jumps(lambda a: np.asarray(loss.total(seen.u[-1], a, y)), seen.a[-1]) or _jumps(error, seen.a[-1])
    except FormulaError:
        # one rounding away there is no derivative
        return True


def _may_jump(function: str | Activation | Loss) -> bool:
    return isinstance(function, str) or has_borders(function.tree)


def _derivative(function: Function, z: Values) -> Values:
    return function.derivative_at(z, function.value_at(z))


def _jumps(function: Callable[[Values], Values], at: Values) -> bool:
    # beside a z that is no 0, however small, no longer step: it would take the other side of 0 for this one
    step = np.where(at == 0, COMPLEX_STEP, np.spacing(np.abs(at)))
    left, here, right = (function(each) for each in (at - step, at, at + step))
    size = JUMP * (1 + np.abs(left) + np.abs(right))
    return bool(((np.abs(here - left) > size) | (np.abs(here - right) > size)).any())
