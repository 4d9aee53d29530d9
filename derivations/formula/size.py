"""How large a formula may grow: its powers, its constants, its exponentials; what is larger is refused.

Goes in: a tree. Comes out: nothing, or one sentence. Nothing exact is computed here, so that no number can explode:
the tree is tried out in floating point, at a few points, before anybody calculates with it.

Why: a power of powers of ten fills the memory of a computer. And the lines of a derivation are checked to 50 digits:
exp(exp(exp(z))) would ask for millions of digits on the way, and beside 1e108 the digits of a derivative are lost.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import product

from derivations.errors import FormulaError
from derivations.formula.reading import meaning
from derivations.formula.tree import (
    COMPARED,
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    parts,
    variables,
    walk,
    write,
)
from derivations.formula.vocabulary import DEGREE, EXPONENT, INVERSE, NAMED

# No simple numbers: a pole of 1/(z - 1) is not to be hit. Complex, as log and sqrt of a negative number are.
POINTS = (-2.9137, -1.3291, 0.7163, 2.9071)
LARGEST_NUMBER = 1e36
STEEPEST = 1e4  # of a number that stands in an exponential
SHOWN = 60

CONSTANTS = {"e": math.e, "pi": math.pi}


class TooLargeError(OverflowError):
    """A part of a formula, given as text, is larger than a number may be."""


def check_size(tree: Node) -> None:
    """Refuse a formula whose powers or values are out of all bounds.

    Raises a FormulaError if an exponent is above 20, nested powers come to a degree above 64, a power stands in an
    exponent of a power, or a part is larger than 1e36 somewhere within |z| < 3.
    """
    for node in walk(tree):
        match node:
            case Operation("**", Constant("e"), exponent) | Call("exp", (exponent,)):
                _check_exponential(node, exponent)
            case Operation("**"):
                _check_exponent(node)
            case Call(name, (argument,)) if name in NAMED and not variables(node):
                _check_nested(node, argument)
    if _degree(tree) > DEGREE:
        raise FormulaError(f"powers of powers in {_shown(tree)} come to a degree above {DEGREE}; use smaller exponents")
    _check_values(tree)


def value(tree: Node, at: Mapping[str, complex]) -> complex:
    """Return the value of a tree at one point, in floating point.

    Raises a TooLargeError if a part is; its text is the argument; a ZeroDivisionError, ValueError if a part has no
    value there.
    """
    try:
        found = _value(tree, at)
    except TooLargeError:
        raise
    except OverflowError:
        raise TooLargeError(write(tree)) from None
    if not cmath.isfinite(found) or abs(found) > LARGEST_NUMBER:
        raise TooLargeError(write(tree))
    return found


def _value(tree: Node, at: Mapping[str, complex]) -> complex:
    match tree:
        case Number(text):
            # the double next to tree.value, without making a fraction at every point that is tried
            return float(text)
        case Constant(name):
            return CONSTANTS[name]
        case FreeVariable(name):
            return at[name]
        case Negative(argument):
            return -value(argument, at)
        case Operation(sign, left, right):
            return _OPERATIONS[sign](value(left, at), value(right, at))
        case Call(name, arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(value(each, at) for each in arguments))
        case Call(name, arguments):
            return value(meaning(name), {"u": value(arguments[0], at)})
        case Cases(conditions, then, otherwise):
            here, other = (then, otherwise) if all_hold(conditions, at) else (otherwise, then)
            # a case may be too large only where none of the points lies
            with suppress(ZeroDivisionError, ValueError):
                value(other, at)
            return value(here, at)


def all_hold(conditions: tuple[Comparison, ...], at: Mapping[str, complex]) -> bool:
    """Tell whether comparisons hold at one point."""
    return all(COMPARED[each.sign](value(each.left, at).real, value(each.right, at).real) for each in conditions)


def _check_exponent(node: Operation) -> None:
    if any(isinstance(part, Operation) and part.sign == "**" for part in walk(node.right)):
        raise FormulaError(f"a power stands in the exponent of {_shown(node)}; write it without a tower of powers")
    if names := variables(node.right):
        _check_disguise(node, names)
        return
    try:
        exponent = value(node.right, {})
    except (TooLargeError, ZeroDivisionError, ValueError):
        raise FormulaError(f"the exponent of {_shown(node)} has no value; use a number up to {EXPONENT}") from None
    if exponent.imag or abs(exponent) > EXPONENT:
        raise FormulaError(f"the exponent of {_shown(node)} is not between -{EXPONENT} and {EXPONENT}")


def _check_disguise(node: Operation, names: frozenset[str]) -> None:
    """Refuse a large number that is written with variables, as z - z + 1e12."""
    if names and abs(_constant(node.right)) > EXPONENT:
        raise FormulaError(f"the exponent of {_shown(node)} is a number above {EXPONENT}; use a smaller one")


def _check_exponential(node: Node, exponent: Node) -> None:
    """Refuse exp(-1e30 log 2): 0 in floating point, but exactly a power of 2 with 1e30 digits."""
    if abs(_constant(exponent)) > STEEPEST:
        raise FormulaError(f"what stands in {_shown(node)} is a number above {STEEPEST:.0f}; use a smaller one")


def _check_nested(node: Call, argument: Node) -> None:
    """Refuse mish(mish(1)): written out, it would double with every step."""
    if any(isinstance(part, Call) and part.name in NAMED for part in walk(argument)):
        raise FormulaError(f"{_shown(node)} is an activation of an activation of a number; write the number itself")


def _constant(node: Node) -> complex:
    """Return the one value of a part that is the same everywhere; of any other part 0."""
    try:
        found = {value(node, dict.fromkeys(variables(node), point)) for point in POINTS}
    except (TooLargeError, ZeroDivisionError, ValueError):
        return 0  # said where the values are looked at
    return found.pop() if len(found) == 1 else 0


def _degree(node: Node) -> float:
    """Bound the highest power that multiplying a part out could give, numbers counted like variables."""
    match node:
        case Negative(argument):
            return _degree(argument)
        case Operation("+" | "-", left, right):
            return max(_degree(left), _degree(right))
        case Operation("*" | "/", left, right):
            return _degree(left) + _degree(right)
        case Operation("**", Constant("e"), right):
            return _degree(Call("exp", (right,)))
        case Operation("**", left, right):
            return _degree(left) * (1.0 if variables(right) else max(1.0, abs(value(right, {}))))
        case Call(_, arguments):
            # what is inside a function has a degree of its own
            return max(1.0, *(0.0 if _degree(each) <= DEGREE else math.inf for each in arguments), 0.0)
        case Cases():
            return max(_degree(part) for part in parts(node))
    return 1.0


def _check_values(tree: Node) -> None:
    names = sorted(variables(tree))
    for numbers in product(POINTS, repeat=len(names)):
        at: dict[str, complex] = {name: number * (1 + order / 7) for order, (name, number) in _number(names, numbers)}
        try:
            value(tree, at)
        except TooLargeError as error:
            where = ", ".join(f"{name} = {number.real:.3g}" for name, number in at.items())
            raise FormulaError(
                f"{_cut(str(error))} is larger than {LARGEST_NUMBER:.0e}"
                + (f" already at {where}" if where else "")
                + ", too large a part for a check to 50 digits; use smaller numbers in exponentials, fewer powers "
                "inside each other, or sigmoid, softplus, tanh by name"
            ) from None
        except (ZeroDivisionError, ValueError):
            continue  # a pole; where a formula is defined is another question


def _number(names: list[str], numbers: tuple[float, ...]) -> list[tuple[int, tuple[str, float]]]:
    return list(enumerate(zip(names, numbers, strict=True)))


def _shown(node: Node) -> str:
    return _cut(write(node))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def _power(base: complex, exponent: complex) -> complex:
    return complex(base) ** exponent


def _softplus(u: complex) -> complex:
    return u if u.real > 40 else cmath.log(1 + cmath.exp(u))


def _sigmoid(u: complex) -> complex:
    # as it is calculated with, by name: none of its exponentials is large; and it is nowhere 0
    return cmath.exp(max(u.real, -700.0)) if u.real < -40 else 1 / (1 + cmath.exp(-u))


_OPERATIONS: dict[str, Callable[[complex, complex], complex]] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: u / v,
    "**": _power,
}
_FUNCTIONS: dict[str, Callable[..., complex]] = {
    "abs": abs,
    **{name: getattr(cmath, name) for name in INVERSE},
    "atan": lambda u: math.atan(u.real),
    "cos": cmath.cos,
    "cosh": cmath.cosh,
    "erf": lambda u: math.erf(u.real),
    "exp": cmath.exp,
    "log": cmath.log,
    "max": lambda *parts: max(reversed(parts), key=lambda each: each.real),
    "min": lambda *parts: min(reversed(parts), key=lambda each: each.real),
    "relu": lambda u: u if u.real > 0 else 0.0,
    "sigmoid": _sigmoid,
    "sign": lambda u: math.copysign(1.0, u.real) if u.real else 0.0,
    "sin": cmath.sin,
    "sinh": cmath.sinh,
    "softplus": _softplus,
    "sqrt": cmath.sqrt,
    "tan": cmath.tan,
    "tanh": cmath.tanh,
}
