"""Whether a part of a formula is the same number everywhere, to a hundred digits: what floating point cannot tell.

Goes in: a tree that is the same number as far as floating point can tell. Comes out: the number, or None. There
exp(-(z - 50)^2) is 0 almost everywhere, and tan(pi) is 1e-16. Here every value is computed twice: what is 0 but for
rounding becomes smaller with twice as many digits. Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import add, ge, gt, le, lt, mul, sub
from typing import Any

from derivations.digits.real import Reals
from derivations.formula.reading import meaning
from derivations.formula.tree import Call, Cases, Constant, Negative, Node, Number, Operation, Variable, variables, walk

DIGITS = (120, 240)
# what agrees so far is right; of what does not, only 0 is left
RIGHT, LEFT = 1e-40, 1e-60
# beside the numbers of the formula itself: exp(-(z - 50)^2) is no more than 0 from afar
BESIDE = 0.3719

At = Mapping[str, Any]


def confirm(tree: Node, variable: str, points: Iterable[float], others: Mapping[str, float]) -> float | None:
    """Return the number that a part is for all values of one variable; None if it differs somewhere."""
    typed = {sign * float(each.text) for each in walk(tree) if isinstance(each, Number) for sign in (1, -1)}
    first: Any = None
    for point in (*points, *sorted({number + step for number in typed for step in (0, -BESIDE, BESIDE)})):
        found = _right(tree, {**others, variable: point})
        if first is None:
            first = found
        elif found is not None and not _agree(found, first):
            return None
    return 0.0 if first is None else float(first)


def number_of(tree: Node) -> float | None:
    """Return the number that a part without variables is; None if it has no value."""
    assert not variables(tree)
    found = _right(tree, {})
    return None if found is None else float(found)


def _right(tree: Node, at: Mapping[str, float]) -> Any:
    values = []
    for digits in DIGITS:
        reals = Reals(digits)
        try:
            values.append(_value(tree, {name: reals.number(number) for name, number in at.items()}, reals))
        except ArithmeticError:
            return None
    short, long = values
    if _agree(short, long):
        return long
    return 0 * long if abs(long) <= LEFT else None


def _agree(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= RIGHT * max(abs(one), abs(other)))


def _value(tree: Node, at: At, reals: Reals) -> Any:
    found = _compute(tree, at, reals)
    if not reals.context.isfinite(found):
        raise ArithmeticError
    return found


def _compute(tree: Node, at: At, reals: Reals) -> Any:
    match tree:
        case Number():
            return reals.number(tree.value)
        case Constant(name):
            return reals.constant(name)
        case Variable(name):
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
            holds = all(_COMPARISONS[each.sign](*both) for each, both in zip(conditions, sides, strict=True))
            return _value(then if holds else otherwise, at, reals)
    raise AssertionError(f"{tree} is no node of a formula")


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
OF_REALS = ("atan", "cos", "cosh", "erf", "exp", "log", "sin", "sinh", "sqrt", "tan", "tanh")
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda _, u: abs(u),
    "max": lambda _, u, v: max(u, v),
    "min": lambda _, u, v: min(u, v),
    "relu": lambda _, u: max(u, 0 * u),
    "sigmoid": lambda reals, u: 1 / (1 + reals.function("exp", -u)),
    "sign": lambda reals, u: reals.context.sign(u),
    "softplus": lambda reals, u: reals.function("log", 1 + reals.function("exp", u)),
}
