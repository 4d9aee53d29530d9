"""A user's activation or loss as functions of arrays, their derivatives taken from the formula alone.

Goes in: an Activation or a Loss. Comes out: value and derivative entry by entry, in the shape in which the built-in
functions come. A value that is not finite is never handed on: an error names the sample, the unit and the argument.
Must not know: the symbolic side; that its derivative agrees with this one means something only while neither reads
the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from derivations.formula import Activation, Loss
from derivations.formula.stable import stable
from derivations.formula.straight import borders, has_borders
from derivations.formula.tree import COMPARED, Call, Node, Operation
from derivations.formula.undefined import NotFinite, describe_undefined
from derivations.network import Kink
from derivations.numeric.arrays import Array, Values
from derivations.numeric.network.activations.function import Function
from derivations.numeric.network.dual import dual_of, value_of
from derivations.numeric.network.quotient import quotient_of

# far below the last digit of anything, so that its square cannot be seen
COMPLEX_STEP = 1e-100
# an imaginary part below it is a step, one that is off by more of itself is calculated again
TINY, LACKING = 1e-50, 1e-13
# a kink is looked at from so near, and changes the derivative by so much of itself
BESIDE, BEND = 1e-7, 1e-4


def activation_function(activation: Activation) -> Function:
    """Return an activation as value(z, out) -> a and derivative(z, a, out) -> f'(z).

    Both take z of any shape, real or complex, and raise FormulaError where the formula is not finite.
    """

    def value(z: Values, out: Values | None = None) -> Values:
        return _fill(out, _values(activation, {"z": _numbers(z)}))

    def derivative(z: Values, a: Values, out: Values | None = None) -> Values:
        arguments = {"z": _numbers(z)}
        found = dual_of(activation.tree, arguments, "z")[1]
        return _fill(out, _finite(activation, "derivative", found, arguments))

    return Function(value, derivative)


def total_of(loss: Loss) -> Callable[[Values, Values, Array], Any]:
    """Return a loss as total(z, a, y), unscaled and summed over outputs and samples, as a built-in one comes.

    It raises FormulaError where the formula is not finite.
    """
    return lambda z, a, y: loss_values(loss, a, y).sum()


def error_of(loss: Loss) -> Callable[..., Any]:
    """Return the derivative of a loss by its output as error(a, y, out=), from which delta of the last layer starts.

    It raises FormulaError where the derivative is not finite.
    """

    def error(a: Values, y: Array, out: Values | None = None) -> Values:
        return _fill(out, loss_derivatives(loss, a, y))

    return error


def loss_values(loss: Loss, a: Values, y: Array) -> Values:
    """Return the loss of every output; a and y of one shape, a perhaps complex.

    Raises a FormulaError if the loss is not finite somewhere; the message names the sample and the unit.
    """
    return _values(loss, {"a": _numbers(a), "y": _numbers(y)})


def loss_derivatives(loss: Loss, a: Values, y: Array) -> Values:
    """Return the derivative of the loss of every output by that output.

    Raises a FormulaError if it is not finite somewhere, or the loss itself is not defined; the message names the sample
    and the unit.
    """
    arguments = {"a": _numbers(a), "y": _numbers(y)}
    value, derivative = dual_of(loss.tree, arguments, "a")
    value = _where_defined(loss, value, arguments)
    # 1/a has a value where log(a) has none; a loss that is too large for a number has a derivative
    _finite(loss, "value", np.where(np.isnan(value), value, 0.0), arguments)
    return _finite(loss, "derivative", derivative, arguments)


def complex_step(formula: Activation | Loss, *arguments: Array) -> Array:
    """Return the derivative along the first variable by a complex step, a second opinion that differentiates nothing.

    Im f(z + ih) / h for a tiny h (Squire and Trapp, SIAM Review 40, 1998). At a kink the real part decides; where the
    formula has no value the derivative is no number.
    """
    at = {name: _numbers(values) for name, values in zip(formula.variables, arguments, strict=True)}
    first = formula.variables[0]
    step = np.full(np.shape(at[first]), COMPLEX_STEP)
    found = value_of(formula.tree, {**at, first: at[first] + 1j * step})
    # off the real line log(-1) has a value
    return np.where(np.isfinite(value_of(formula.tree, at)), _steps(formula, found, at, step) / COMPLEX_STEP, np.nan)


def kinks(activation: Activation) -> tuple[Kink, ...]:
    """Return where cases, relu, abs, sign, max or min of a straight line change, if the derivative or the value jumps
    there.

    The derivative that is used there is that of the formula itself: of cases, that of the one that holds. Where it is
    not the derivative on both sides, as 0 for sign(z)*log(1+abs(z)) at 0, that is said as well.
    """
    found: dict[float, Kink] = {}
    for at in sorted({float(number) for number in borders(stable(activation.tree))}):
        near = BESIDE * max(1.0, abs(at))
        values, derivatives = dual_of(activation.tree, {"z": np.array([at - near, at, at + near])}, "z")
        left, here, right = (float(each) for each in derivatives)
        bends = abs(left - right) > BEND * (1 + abs(left) + abs(right))
        jumps = abs(values[0] - values[2]) > BEND * (1 + abs(values).max())
        apart = abs(here - (left + right) / 2) > BEND * (1 + abs(here) + abs(left))
        if np.isfinite([*values, *derivatives]).all() and (bends or jumps or apart):
            between = f"derivatives on its two sides are {left:.3g} and {right:.3g}"
            what = "value jumps" if jumps else between if bends else f"derivative on its two sides is {right:.3g}"
            found[at] = Kink(at, left, right, here, f"At z = {at:.3g} the {what}; {here:.3g} is used there.")
    return tuple(found.values())


def _values(formula: Activation | Loss, arguments: Mapping[str, Values]) -> Values:
    found = value_of(formula.tree, arguments)
    if found.dtype.kind != "c":
        return _finite(formula, "value", _where_defined(formula, found, arguments), arguments)
    # log(-1) is a complex number, but no value of a real formula
    real = {name: np.real(values) for name, values in arguments.items()}
    value = _finite(formula, "value", _where_defined(formula, value_of(formula.tree, real), real), real)
    first = formula.variables[0]
    step = np.imag(arguments[first])
    # what is no complex step is a complex number: its value is the one that was found
    return np.where(np.abs(step) < TINY, value + 1j * _steps(formula, found, real, step), found)


def _where_defined(formula: Activation | Loss, values: Values, at: Mapping[str, Values]) -> Values:
    """Leave no value where a formula asks for what does not hold: atan(1/0) has one as a limit only."""

    def holds_for(relation: str, argument: Node) -> Values:
        # its sign, as z^2 is 0 at 1e-200 to a float64
        found: Values = COMPARED[relation](value_of(Call("sign", (argument,)), at), 0)
        return found

    for condition in formula.domain:
        holds = holds_for(condition.relation, condition.argument)
        for case in condition.given:
            # what is asked for in a case only is asked for there
            inside = [holds_for(each.sign, Operation("-", each.left, each.right)) for each in case.conditions]
            holds = holds | (np.all(np.broadcast_arrays(*inside), axis=0) != case.holds)
        values = np.where(holds, values, np.nan)
    return values


def _steps(formula: Activation | Loss, found: Values, real: Mapping[str, Values], step: Values) -> Values:
    """Return the imaginary parts of a complex step: by a difference quotient in decimals where they lack digits."""
    first = formula.variables[0]
    steps = np.array(np.imag(found))
    moved = (step != 0) & (np.abs(step) < TINY)
    if moved.any():
        # only to see which of them lack digits; none is taken from here
        derivative = np.where(moved, dual_of(formula.tree, real, first)[1], 0.0)
        lacking = moved & ~(np.abs(steps - derivative * step) <= LACKING * np.abs(derivative * step))
        if lacking.any():
            there = {name: values[lacking] for name, values in real.items()}
            quotients = quotient_of(formula.tree, there, first) * step[lacking]
            # where lines meet at a rounding of z, both of its sides are measured, and this is one of them
            meeting = ~np.isfinite(quotients) & has_borders(formula.tree)
            steps[lacking] = np.where(meeting, steps[lacking], quotients)
    return np.where(moved, steps, 0.0)


def _numbers(given: Values) -> Values:
    array = np.asarray(given)
    return array if array.dtype.kind in "fc" else array.astype(float)


def _finite(formula: Activation | Loss, what: str, found: Values, arguments: Mapping[str, Values]) -> Values:
    if np.isfinite(found).all():
        return found
    first = tuple(int(number) for number in np.argwhere(~np.isfinite(found))[0])
    raise describe_undefined(formula, _not_finite(what, found, arguments, first))


def _not_finite(what: str, found: Values, arguments: Mapping[str, Values], position: tuple[int, ...]) -> NotFinite:
    at = tuple((name, float(np.real(values[position]))) for name, values in arguments.items())
    number = found[position]
    return NotFinite(position, at, what, float(np.real(number)) if not np.isnan(number) else float("nan"))


def _fill(out: Values | None, values: Values) -> Values:
    if out is None:
        return np.array(values)
    np.copyto(out, values)
    return out
