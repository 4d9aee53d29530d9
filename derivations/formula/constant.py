"""Whether a part of a formula is the same number everywhere, looked at with so many digits that it can be told.

Goes in: a tree. Comes out: the number, or None where it depends on a variable. In floating point exp(-(z - 50)^2) is 0
almost everywhere, and tan(pi) is 1e-16. Here every value is computed twice: what is 0 but for rounding becomes smaller
with twice as many digits. Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from operator import add, mul, sub
from typing import Any

from derivations.digits.real import Reals
from derivations.formula.reading import meaning
from derivations.formula.tree import (
    COMPARED,
    Call,
    Cases,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    parts,
    variables,
    walk,
)
from derivations.formula.vocabulary import INVERSE

POINTS = (0.0, *(sign * point for point in (1e-3, 0.3719, 1.618, 4.7713, 23.19, 413.7, 9173.3) for sign in (1, -1)))
# beside the numbers of the formula itself: exp(-(z - 50)^2) is no more than 0 from afar
BESIDE = 0.3719
# of variables that stay as they are; one of each sign, and one in between 0 and 1
HELD = (0.7341, -2.1317, 1.9173)
# as many values must be there
FEWEST = 3
DIGITS = (120, 240)
# what agrees so far is right; of what does not, only 0 is left
RIGHT, LEFT = 1e-40, 1e-60
# more digits than any formula is calculated with, and what has them whatever it is divided by
PRECISE, MODERATE = 2000, 1e100

At = Mapping[str, float]


@lru_cache(maxsize=1024)  # a pass asks again for every tie of max and min
def constant_value(tree: Node) -> float | None:
    """Return the number that a part always is where it is defined; None if it depends on a variable."""
    if isinstance(tree, Number):
        return float(tree.text)
    names = sorted(variables(tree))
    if not names:
        found = _right(tree, {}, _precisions())
        return None if found is None else float(found)
    along = [constant_along(tree, name) for name in names]
    return None if None in along else along[0]


@lru_cache(maxsize=256)
def fraction_of(tree: Node) -> Fraction | None:
    """Return a number without variables to 2000 digits; None if there is none, or beyond 1e100 or 1e-100."""
    found = _right(tree, {}, (Reals(DIGITS[0]), Reals(PRECISE)))
    if found is None or (found and not 1 / MODERATE < abs(found) < MODERATE):
        return None
    return Fraction(int(found * 10**PRECISE), 10**PRECISE)


def constant_along(tree: Node, variable: str) -> float | None:
    """Return the number that a part is for all values of one variable, the others held; None if it depends on it."""
    typed = {sign * float(each.text) for each in walk(tree) if isinstance(each, Number) for sign in (1, -1)}
    points = (*POINTS, *sorted({number + step for number in typed for step in (0, -BESIDE, BESIDE)}))
    others = sorted(variables(tree) - {variable})
    precisions, number = _precisions(), None
    for held in HELD if others else (0.0,):
        rest = {name: held + at / 3 for at, name in enumerate(others)}
        known: list[Any] = []
        for point in points:
            if (found := _right(tree, {**rest, variable: point}, precisions)) is not None:
                known.append(found)
                # most formulas are done after two points
                if not _agree(found, known[0]):
                    return None
        if len(known) >= FEWEST:
            number = float(known[0])
    return number


def depends(tree: Node, variable: str) -> bool:
    """Tell whether a variable is left in a part: not y in log(a - 1e6)**(y/y), which has no value at any point here."""
    if isinstance(tree, FreeVariable) or variable not in variables(tree):
        return tree == FreeVariable(variable)
    return constant_along(tree, variable) is None and any(depends(part, variable) for part in parts(tree))


def _precisions() -> tuple[Reals, ...]:
    return tuple(map(Reals, DIGITS))


def _right(tree: Node, at: At, precisions: tuple[Reals, ...]) -> Any:
    """Return a value that more digits do not change; None if there is none."""
    try:
        short, long = (
            _value(tree, {name: reals.number(number) for name, number in at.items()}, reals) for reals in precisions
        )
    except ArithmeticError:
        return None
    if _agree(short, long):
        return long
    return 0 * long if abs(long) <= LEFT else None


def _agree(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= RIGHT * max(abs(one), abs(other)))


def _value(tree: Node, at: Mapping[str, Any], reals: Reals) -> Any:
    found = _compute(tree, at, reals)
    if not reals.context.isfinite(found):
        raise ArithmeticError
    return found


def _compute(tree: Node, at: Mapping[str, Any], reals: Reals) -> Any:
    match tree:
        case Number():
            return reals.number(tree.value)
        case Constant(name):
            return reals.constant(name)
        case FreeVariable(name):
            return at[name]
        case Negative(argument):
            return -_value(argument, at, reals)
        case Operation(sign, left, right):
            operation = {"/": reals.divide, "**": reals.power}.get(sign) or _OPERATIONS[sign]
            return operation(_value(left, at, reals), _value(right, at, reals))
        case Call(name, arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](reals, *(_value(each, at, reals) for each in arguments))
        case Call(name, (argument,)) if name in OF_REALS:
            return reals.function(name, _value(argument, at, reals))
        case Call(name, (argument,)):
            return _value(meaning(name), {"u": _value(argument, at, reals)}, reals)
        case Cases(conditions, then, otherwise):
            sides = ((_value(each.left, at, reals), _value(each.right, at, reals)) for each in conditions)
            holds = all(COMPARED[each.sign](*both) for each, both in zip(conditions, sides, strict=True))
            return _value(then if holds else otherwise, at, reals)
    raise AssertionError(f"{tree} is no node of a formula")


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul}
OF_REALS = (*INVERSE, "cos", "cosh", "erf", "exp", "log", "sin", "sinh", "sqrt", "tan", "tanh")
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda _, u: abs(u),
    "max": lambda _, *parts: max(parts),
    "min": lambda _, *parts: min(parts),
    "relu": lambda _, u: max(u, 0 * u),
    "sigmoid": lambda reals, u: 1 / (1 + reals.function("exp", -u)),
    "sign": lambda reals, u: reals.context.sign(u),
    "softplus": lambda reals, u: reals.function("log", 1 + reals.function("exp", u)),
}
