"""Whether a part of a formula is the same number everywhere, to a hundred digits: what floating point cannot tell.

Goes in: a tree that is the same number as far as floating point can tell. Comes out: the number, or None. There
exp(-(z - 50)^2) is 0 almost everywhere, and tan(pi) is 1e-16. Here every value is computed twice: what is 0 but for
rounding becomes smaller with twice as many digits. Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, getcontext, localcontext
from operator import ge, gt, le, lt

from derivations.digits import decimals
from derivations.formula.reading import meaning
from derivations.formula.tree import Call, Cases, Constant, Negative, Node, Number, Operation, Variable, variables, walk

DIGITS = (120, 240)
# what agrees so far is right; of what does not, only 0 is left
RIGHT, LEFT = Decimal("1e-40"), Decimal("1e-60")
# beside the numbers of the formula itself: exp(-(z - 50)^2) is no more than 0 from afar
BESIDE = 0.3719

At = Mapping[str, Decimal]


def confirm(tree: Node, variable: str, points: Iterable[float], others: Mapping[str, float]) -> float | None:
    """Return the number that a part is for all values of one variable; None if it differs somewhere."""
    typed = {sign * float(each.text) for each in walk(tree) if isinstance(each, Number) for sign in (1, -1)}
    first: Decimal | None = None
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


def _right(tree: Node, at: Mapping[str, float]) -> Decimal | None:
    values = []
    for digits in DIGITS:
        with localcontext(_quiet(digits)):
            try:
                values.append(_value(tree, {name: Decimal(number) for name, number in at.items()}))
            except ArithmeticError:
                return None
    short, long = values
    if _agree(short, long):
        return long
    return Decimal(0) if long.copy_abs() <= LEFT else None


def _agree(one: Decimal, other: Decimal) -> bool:
    # a difference that is too large for a decimal is infinite here, not an error
    with localcontext(_quiet(max(DIGITS))):
        return abs(one - other) <= RIGHT * max(abs(one), abs(other))


def _quiet(digits: int) -> Context:
    return Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def _value(tree: Node, at: At) -> Decimal:
    found = _compute(tree, at)
    if not found.is_finite():
        raise ArithmeticError
    return found


def _compute(tree: Node, at: At) -> Decimal:
    match tree:
        case Number(text):
            return Decimal(text)
        case Constant(name):
            return Decimal(1).exp() if name == "e" else decimals.pi_to(getcontext().prec)
        case Variable(name):
            return at[name]
        case Negative(argument):
            return -_value(argument, at)
        case Operation(sign, left, right):
            return _OPERATIONS[sign](_value(left, at), _value(right, at))
        case Call(name, arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(each, at) for each in arguments))
        case Call(name, (argument,)):
            return _value(meaning(name), {"u": _value(argument, at)})
        case Cases(conditions, then, otherwise):
            holds = all(_COMPARISONS[each.sign](_value(each.left, at), _value(each.right, at)) for each in conditions)
            return _value(then if holds else otherwise, at)
    raise AssertionError(f"{tree} is no node of a formula")


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: u / v,
    "**": lambda u, v: u**v,
}
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_FUNCTIONS: dict[str, Callable[..., Decimal]] = {
    "abs": abs,
    "atan": decimals.arctan,
    "cos": decimals.cos,
    "cosh": decimals.cosh,
    "erf": decimals.erf,
    "exp": Decimal.exp,
    "log": Decimal.ln,
    "max": max,
    "min": min,
    "relu": lambda u: max(u, Decimal(0)),
    "sigmoid": lambda u: 1 / (1 + (-u).exp()),
    "sign": lambda u: Decimal((u > 0) - (u < 0)),
    "sin": decimals.sin,
    "sinh": decimals.sinh,
    "softplus": lambda u: (1 + u.exp()).ln(),
    "sqrt": Decimal.sqrt,
    "tan": decimals.tan,
    "tanh": decimals.tanh,
}
