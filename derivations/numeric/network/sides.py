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
# a quotient that says nothing: no entry at a jump moves, and the complex step alone is the measurement
UNMEASURED = (0.0, np.inf)


class Sides(NamedTuple):
    """Quotients on the left and on the right, infinite where the cost jumps, NaN where it has no value; and by how
    much each may be off: without end, where a parameter moves nothing that stands at a jump.
    """

    left: Quotients
    right: Quotients
    doubt: Quotients


def measure_sides(problem: Problem) -> Sides | None:
    """Measure every parameter on both sides; None unless some z, output or weight stands exactly at a jump.

    A quotient on one side is (-3 C(w) + 4 C(w + h) - C(w + 2h)) / 2h (Press et al., Numerical Recipes, section 5.7).
    """
    with np.errstate(all="ignore"):
        jumps = _jumps_of(problem)
        if not any(where.any() for where in jumps):
            return None
        vector: Values = vector_of(problem.parameters)
        cost = cost_of(problem, views(vector, problem.network))
        here = cost()
        found = [
            [_quotient(cost, here, vector, index, sign) for sign in (-1, 1)]
            if _reaches(problem, jumps, vector, index)
            else [UNMEASURED] * 2
            for index in range(vector.size)
        ]
    left, right = np.array(found).transpose(1, 2, 0)
    columns = (left[0], right[0], np.fmax(left[1], right[1]))
    return Sides(*(Quotients(*views(column, problem.network)) for column in columns))


def _reaches(problem: Problem, jumps: tuple[Values, ...], vector: Values, index: int) -> bool:
    """Tell whether a parameter moves anything that stands at a jump, within the reach of its quotients.

    Of any other the cost is smooth, but its quotients may reach over the border of another function: that of z log|z|
    at 1e-100 is no derivative. A derivative does not tell: that of z**2 at 0 is 0, and z**2 moves.
    """
    step = CENTRAL_STEP * max(1.0, abs(vector[index]))

    def at_jumps(change: complex) -> tuple[Values, ...]:
        moved = vector.astype(np.complex128) if isinstance(change, complex) else vector.copy()
        moved[index] += change
        arrays = views(moved, problem.network)
        seen = run_pass(problem.network, functions(problem.network), arrays, problem.inputs, problem.fixed)
        return tuple(part[where] for part, where in zip((*arrays.weights, *seen.u, seen.a[-1]), jumps, strict=True))

    try:
        here = at_jumps(0.0)
        # beside a large number a step is lost, and a complex one is not
        return any(
            not np.array_equal(part, before)
            for change in (step, -step, 1j * COMPLEX_STEP)
            for part, before in zip(at_jumps(change), here, strict=True)
        )
    except FormulaError:
        return True


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


def _jumps_of(problem: Problem) -> tuple[Values, ...]:
    """Say where weights, u and the outputs stand at a jump, in this order, layer by layer."""
    network = problem.network
    layers, weights = functions(network), problem.parameters.weights
    seen = run_pass(network, layers, views_of(problem.parameters), problem.inputs, problem.fixed)
    loss, y = loss_function(network), problem.targets

    def error(a: Values) -> Values:
        found = np.empty_like(a)
        loss.error(a, y, out=found)
        return found

    found = [np.equal(each, 0) & (network.l1 != 0) for each in weights]
    for layer, (f, u) in enumerate(zip(layers, seen.u, strict=True), start=1):
        own = f.pull_back is None and _may_jump(network.activation(layer))
        found.append(_jumps(u, f.value_at, partial(_derivative, f)) if own else np.zeros(u.shape, bool))
    a = seen.a[-1]
    own = not loss.derivative_cancels and _may_jump(network.loss)
    found.append(
        _jumps(a, lambda a: np.asarray(loss.total(seen.u[-1], a, y)), error) if own else np.zeros(a.shape, bool)
    )
    return tuple(found)


def _may_jump(function: str | Activation | Loss) -> bool:
    return isinstance(function, str) or has_borders(function.tree)


def _derivative(function: Function, z: Values) -> Values:
    return function.derivative_at(z, function.value_at(z))


def _jumps(at: Values, *functions: Callable[[Values], Values]) -> Values:
    """Say where one of some functions jumps within one rounding, or has no value there."""
    # beside a z that is no 0, however small, no longer step: it would take the other side of 0 for this one
    step = np.where(at == 0, COMPLEX_STEP, np.spacing(np.abs(at)))
    found = np.zeros(at.shape, bool)
    for function in functions:
        try:
            left, here, right = (function(each) for each in (at - step, at, at + step))
        except FormulaError:
            return np.ones(at.shape, bool)
        size = JUMP * (1 + np.abs(left) + np.abs(right))
        found |= (np.abs(here - left) > size) | (np.abs(here - right) > size)
    return found
