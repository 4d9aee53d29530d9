"""What elementary functions and conditions come to, and where they have no value.

Goes in: nodes of SymPy, the numbers in them. Comes out: numbers of mpmath, truth. Must not know: models, entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, eq, ge, gt, le, lt, ne
from typing import TypeGuard

from sympy import Abs, Expr, Pow, acos, acosh, asin, erfc, exp
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from derivations.engine.precision import mp, mpf
from derivations.errors import RuleError

# Binary digits before or after the point: these functions of a longer number may take any time and room, as may a
# complex logarithm. But a real number has them in its exponent: e^(10^30) is as short as any.
LONGEST, MOST = 20_000, 10**40
LONG = (TrigonometricFunction, HyperbolicFunction, exp, erfc)

COMPARED: Mapping[str, Callable[[mpf, mpf], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "==": eq, "!=": ne}

# Where functions have a value and an infinite derivative.
STEEP: Mapping[type, tuple[int, ...]] = {asin: (-1, 1), acos: (-1, 1), acosh: (1,)}


# those that mpmath has no function for under the name of the node
OTHERS: Mapping[str, Callable[..., mpf]] = {
    "Abs": mp.fabs,
    **dict.fromkeys(("Max", "Larger"), max),
    **dict.fromkeys(("Min", "Smaller"), min),
}


class TooLongError(RuleError):
    """A value that has too many digits to go on with; it may well be a number."""


def is_real(value: mpf | None) -> TypeGuard[mpf]:
    """Tell whether a value is a real number, and finite."""
    return isinstance(value, mpf) and bool(mp.isfinite(value))


def apply(node: Expr, function: Callable[..., mpf], arguments: list[mpf]) -> mpf:
    """Apply the function of a node, as `function_of` gave it, to numbers."""
    if isinstance(node, Abs) and not is_real(arguments[0]):
        # |log z| would have a value where log z has none
        raise RuleError(f"{node} of what is no real number")
    if isinstance(node, LONG):
        for argument in arguments:
            bound(argument, LONGEST)
    found = function(*arguments)
    if mp.isinf(found):
        # 1 / log(0) would be 0
        raise RuleError(f"{node} is infinite")
    return bound(found)


def total(terms: list[mpf]) -> mpf:
    """Add: a plain sum takes a fraction of what mpmath's exact one takes, and there are digits to spare."""
    return reduce(add, terms) if terms else mpf(0)


def raise_to(node: Expr, varies: bool, base: mpf, exponent: mpf) -> mpf:
    """Return the power of a node; one whose exponent varies is that of a positive base."""
    found = None if varies and base == 0 else bound(base ** bound(exponent, LONGEST))
    # (-2)^sgn(a) is real, and its derivative is complex
    if found is None or (varies and is_real(found) and is_real(base) and base < 0):
        raise RuleError(f"{node}, where a power with a variable exponent needs a positive base")
    return found


def steep_at(node: Expr) -> tuple[int, ...]:
    """Return where the function of a node has a value and an infinite derivative: a root at 0."""
    if isinstance(node, Pow):
        return (0,) if node.exp.is_number and 0 < node.exp < 1 else ()
    return STEEP.get(node.func, ())


def bound(number: mpf, most: int | None = None) -> mpf:
    """Return a number that is short enough to go on with."""
    real = isinstance(number, mpf)
    parts = (number._mpf_,) if real else number._mpc_
    # the exponent of the last binary digit, and how many digits there are
    if any(abs(exponent + digits) > (most or (MOST if real else LONGEST)) for _, _, exponent, digits in parts):
        raise TooLongError("a value with too many digits before or after the point")
    return number


def function_of(function: type) -> Callable[..., mpf]:
    """Return the function of numbers that a class of nodes stands for."""
    name = function.__name__
    known = OTHERS.get(name) or getattr(mp, name.lower(), None)
    if known is None:
        raise RuleError(f"no value is known for the function {name}")
    return known


def holds(condition: Expr, left: mpf, right: mpf) -> bool:
    """Tell whether a comparison holds between two numbers."""
    if not (is_real(left) and is_real(right)):
        raise RuleError(f"{condition} compares what is no real number")
    return COMPARED[condition.rel_op](left, right)
