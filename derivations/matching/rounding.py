"""How far rounding may take a user's formula and its derivative, in the lines that a program computes.

Goes in: a derivation. Comes out: for every formula of a user in it, a function that bounds the rounding errors of its
values and of its derivative, in units of half the last digit of a 1. Must not know: what a network does with them.

Running error analysis (Wilkinson; Higham, Accuracy and Stability of Numerical Algorithms, ch. 3.3): every operation
adds a rounding of what it gives to what its arguments are off. Two lines of the lemma are followed: the first in which
nothing waits to be differentiated, which computes as the pass by hand and as PyTorch do, and the last, which the
program computes. Numbers have an exponent without end: a bound must not overflow before the program does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, KroneckerDelta, Piecewise, Pow, Sum, Symbol, exp, log

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Derivation, Result
from derivations.engine.expressions import Chain, Partial, contains
from derivations.engine.selection import Choice, Extreme, Larger
from derivations.engine.variables import is_element, name_of
from derivations.formula import Activation, Loss
from derivations.matching.array_values import COMPARED
from derivations.models.formulas import A, Y, Z, definition, loss_expression
from derivations.views.wide import Wide

Array = NDArray[np.float64]
# Gives what the values and what the derivatives are off, for arguments and what those are off.
Bound = Callable[..., tuple[Array, Array]]

# Functions of one number, and the absolute values of their derivatives.
FUNCTIONS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "Abs": (np.abs, lambda u: 1.0),
    "atan": (np.arctan, lambda u: 1 / (1 + u * u)),
    "cos": (np.cos, lambda u: 1.0),
    "cosh": (np.cosh, lambda u: abs(np.sinh(u))),
    "erf": (lambda u: np.vectorize(math.erf, otypes=[float])(np.asarray(u)), lambda u: 2 * np.exp(-u * u)),
    "log": (np.log, lambda u: abs(1 / u)),
    "sign": (np.sign, lambda u: 0.0),
    "sin": (np.sin, lambda u: 1.0),
    "sinh": (np.sinh, np.cosh),
    "tan": (np.tan, lambda u: 1 + np.tan(u) * np.tan(u)),
    "tanh": (np.tanh, lambda u: 1 / (np.cosh(u) * np.cosh(u))),
}


class _Number(NamedTuple):
    """A value and what it may be off."""

    value: Any
    off: Any


@dataclass(frozen=True)
class _Follower:
    """Follows an expression from the letters outwards."""

    derivation: Derivation

    def number(self, expression: Expr, at: Mapping[Expr, _Number]) -> _Number:
        """Return what an expression comes to."""
        if expression in at:
            return at[expression]
        if expression.is_number and not contains(expression, Chain, DefinedFunction):
            value = Wide(float(expression))
            return _Number(value, 0.0 if expression.is_Integer else abs(value))
        if isinstance(expression, Piecewise):
            return self._cases(expression, at)
        parts = [self.number(each, at) for each in expression.args]
        if expression.is_Add:
            return _Number(sum(p.value for p in parts), sum(p.off + abs(p.value) for p in parts))
        if expression.is_Mul or isinstance(expression, Chain):
            return _product(parts)
        if isinstance(expression, Pow) and not isinstance(expression, exp):
            if not expression.exp.is_number:
                return self.number(exp(expression.exp * log(expression.base), evaluate=False), at)
            return _power(parts[0], float(expression.exp))
        if isinstance(expression, Choice):
            return self._choice(expression.condition, parts[2], parts[3], at)
        if isinstance(expression, Extreme):
            further = np.maximum if isinstance(expression, Larger) else np.minimum
            u, v = parts
            return _Number(further(Wide(u.value), Wide(v.value)), np.maximum(u.off, v.off))
        return self._function(expression, parts[0])

    def _cases(self, expression: Piecewise, at: Mapping[Expr, _Number]) -> _Number:
        found = _Number(Wide(np.nan), Wide(np.nan))
        for case, condition in reversed(expression.args):
            here = self.number(case, at)
            if condition == True:  # noqa: E712  SymPy's own truth
                found = here
                continue
            found = self._choice(condition, here, found, at)
        return found

    def _choice(self, condition: Expr, one: _Number, other: _Number, at: Mapping[Expr, _Number]) -> _Number:
        holds = COMPARED[condition.rel_op](*(self.number(side, at).value for side in condition.args))
        return _Number(*(np.where(holds, Wide(this), Wide(that)) for this, that in zip(one, other, strict=True)))

    def _function(self, expression: Expr, argument: _Number) -> _Number:
        function = expression.func
        if issubclass(function, DefinedFunction):
            defined = function.definition
            body = defined.expression if function.order == 0 else self.derivation[function.__name__].value
            return self.number(body, {defined.variable: argument})
        if issubclass(function, exp):
            value = np.exp(argument.value)
            return _Number(value, value * (argument.off + 1))
        value, slope = (each(argument.value) for each in FUNCTIONS[function.__name__])
        return _Number(value, abs(value) + slope * argument.off)


def bounds(
    derivation: Derivation, formulas: tuple[Activation | Loss, ...], depth: int
) -> dict[Activation | Loss, Bound]:
    """Return the bound of every formula of a network that was derived."""
    found: dict[Activation | Loss, Bound] = {}
    for each in formulas:
        if isinstance(each, Activation):
            whole = definition(each)
            lines = derivation[f"{whole.name}'"]
            found[each] = _bound(derivation, (Z,), whole.expression, (_opened(lines), lines.value))
        else:
            gradient = derivation[f"da{depth}"]
            found[each] = _bound(
                derivation,
                (A, Y),
                loss_expression(each, A, Y),
                tuple(map(_in_letters, (_opened(gradient), gradient.value))),
            )
    return found


def _bound(derivation: Derivation, letters: tuple[Symbol, ...], whole: Expr, slopes: tuple[Expr, ...]) -> Bound:
    follow = _Follower(derivation).number

    def bound(*arguments: Array, off: Array) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            exact = [_Number(Wide(each), 0.0) for each in arguments]
            value = follow(whole, dict(zip(letters, exact, strict=True)))
            moved = [exact[0]._replace(off=Wide(off)), *exact[1:]]
            slope = [follow(each, dict(zip(letters, moved, strict=True))) for each in slopes]
            sides = [np.broadcast_to(np.asarray(each.off), arguments[0].shape) for each in (value, *slope)]
            # where an argument is off by more than it is, nothing is known
            first, *others = (np.nan_to_num(each, nan=np.inf, posinf=np.inf) for each in sides)
            return first, sum(others, np.zeros_like(arguments[0]))

    return bound


def _opened(result: Result) -> Expr:
    """Return the first line in which nothing waits to be differentiated, or to be summed."""
    waiting = (Partial, Sum, KroneckerDelta)
    return next((line.expression for line in result.lines if not contains(line.expression, *waiting)), result.value)


def _in_letters(expression: Expr) -> Expr:
    """Write the derivative of a loss in a and y, without the scale of the cost."""
    sizes = {each: 1 for each in expression.free_symbols if each.is_integer}
    elements = {each: Y if name_of(each) == "y" else A for each in expression.free_symbols if each.is_Indexed}
    assert all(map(is_element, elements))
    return expression.xreplace(elements).subs(sizes)


def _product(parts: list[_Number]) -> _Number:
    value, off = parts[0]
    for each in parts[1:]:
        off = abs(each.value) * off + abs(value) * each.off + abs(value * each.value)
        value = value * each.value
    return _Number(value, off)


def _power(base: _Number, exponent: float) -> _Number:
    value = base.value**exponent
    return _Number(value, abs(value) + abs(exponent * base.value ** (exponent - 1)) * base.off)
