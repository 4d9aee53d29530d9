"""What every sign, word and function of a formula stands for, as SymPy has it: one table for every use.

Goes in: SymPy expressions. Comes out: SymPy expressions. Must not know: how a formula was read, or where it stands.

max and min keep their form and the order of their arguments, named functions their names. Kinks have the derivative of
the case that holds there: relu'(0) = 0, abs'(0) = 0, sign'(0) = 0. The rule of ties is in `formula.ties`; the numeric
side follows it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    E,
    Expr,
    Float,
    Ge,
    Gt,
    Le,
    Lt,
    Mul,
    Piecewise,
    Pow,
    S,
    acos,
    acosh,
    asin,
    atanh,
    cos,
    cosh,
    erf,
    exp,
    log,
    pi,
    preorder_traversal,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from derivations.engine.definitions import DefinedFunction, Definition, write_out
from derivations.engine.expressions import Bracket, Chain, chain, factors_of, product
from derivations.engine.selection import CHOICES, Choice, Extreme, Larger, Smaller
from derivations.errors import FormulaError
from derivations.formula.vocabulary import INVERSE
from derivations.formula.vocabulary import NAMED as VOCABULARY
from derivations.models.functions.definitions import ABSOLUTE, DEFINITIONS, RELU, SIGMOID, SOFTPLUS, Z
from derivations.models.functions.losses import HUBER

CONSTANTS = {"e": E, "pi": pi}
# to which constants are compared
DIGITS = 30
# Of functions with cases inside functions with cases, whose number doubles each time. What `formula.compared` lets pass
# has fewer: 7 000 formulas of the kind that search for more had at most a half.
MOST_CASES = 64


def larger(*parts: Expr) -> Expr:
    """max(u, v) and of more, in the order in which it was typed."""
    return _extreme(parts, Larger)


def smaller(*parts: Expr) -> Expr:
    """min(u, v) and of more, in the order in which it was typed."""
    return _extreme(parts, Smaller)


def _extreme(parts: tuple[Expr, ...], function: type[Extreme]) -> Expr:
    for u in reversed(parts):
        # max(a, a) and max(2, pi): one is always the larger
        beyond = [function.beyond(u, each) for each in parts]
        if not any(each.free_symbols for each in beyond) and all(_is(Ge, each, S.Zero) for each in beyond):
            return u
    return _by_cases(parts, function)


def times(*factors: Expr) -> Expr:
    """Multiply; a number stays in front of a bracket, as it was typed: SymPy makes 3 + 3 z of 3 (z + 1)."""
    opened = [each for factor in factors for each in factors_of(factor)]
    number = Mul(*(each for each in opened if each.is_Rational))
    others = [each for each in opened if not each.is_Rational]
    if len(others) == 1 and isinstance(others[0], Add) and number not in (S.Zero, S.One):
        return chain((number, others[0]))
    return Mul(number, *others)


def divide(u: Expr, v: Expr) -> Expr:
    """Divide; by 2 (z + 1) as by 2 and by z + 1."""
    return times(u, *(Pow(each, S.NegativeOne) for each in (factors_of(v) if isinstance(v, Chain) else (v,))))


def sign_of(u: Expr) -> Expr:
    """1, -1 or 0; case by case, since SymPy's own sign has Dirac's delta for a derivative."""
    return _by_cases((u,), lambda each: Piecewise((1, _is(Gt, each, S.Zero)), (-1, _is(Lt, each, S.Zero)), (0, True)))


def _is(relation: Any, u: Expr, v: Expr) -> Any:
    if not u.free_symbols and not v.free_symbols:
        u, v = product(u), product(v)
        exact = u.is_Rational and v.is_Rational
        return relation(u, v) if exact else relation(Float(u.evalf(DIGITS)), Float(v.evalf(DIGITS)))
    # SymPy would try to decide what it cannot, which may take any time
    return relation(u, v, evaluate=False)


def _by_cases(parts: tuple[Expr, ...], build: Callable[..., Expr]) -> Expr:
    """Take the cases of the parts apart before they are compared, as max(u if z > 0 else v, 1) is a case of max(u, 1).

    SymPy would solve a condition that has cases in it, which may take any time; and of max a number counts at a tie.
    """
    if sum(len(cases.args) for part in parts for cases in part.atoms(Piecewise)) > MOST_CASES:
        raise FormulaError(f"more than {MOST_CASES} cases are compared; use fewer")
    inside = (node for part in parts for node in preorder_traversal(part) if isinstance(node, Choice | Piecewise))
    cases = next(inside, None)
    if cases is None:
        return build(*parts)

    def case(value: Expr) -> Expr:
        return _by_cases(tuple(_with_case(part, cases, value) for part in parts), build)

    if isinstance(cases, Choice):
        return cases.func(*cases.args[:2], *map(case, cases.args[2:]))
    return Piecewise(*((case(value), condition) for value, condition in cases.args))


def _with_case(part: Expr, cases: Expr, value: Expr) -> Expr:
    """Put one case in; a function by name of what is a number now is one as well, which SymPy can compare."""
    found = part.xreplace({cases: value})
    functions = (each for each in found.atoms(DefinedFunction) if not each.free_symbols)
    return found.xreplace({each: write_out(each) for each in functions})


def _cite(definition: Definition, u: Expr) -> Expr:
    """Name a function, so that its derivative cites its lemma; of a number it is a number."""
    if u.has(Piecewise) and definition.expression.has(Piecewise):
        return _by_cases((u,), lambda each: _cite(definition, each))
    if u.free_symbols:
        return definition(u)
    return FUNCTIONS[definition.name](u) if definition.name in PLAIN else write_out(definition(u))


def by_cases(signs: list[str], values: tuple[Expr, Expr], sides: list[Expr]) -> Expr:
    """Return the first value where all comparisons hold, the second one elsewhere."""

    def build(*given: Expr) -> Expr:
        found = values[0]
        # one comparison per case, the last one innermost
        for at in reversed(range(len(signs))):
            found = Piecewise((found, _is(RELATIONS[signs[at]], *given[2 * at : 2 * at + 2])), (values[1], True))
        return found

    return _by_cases(tuple(sides), build)


def by_choice(signs: list[str], values: tuple[Expr, Expr], sides: list[Expr]) -> Expr:
    """Return the same as a function of the sides and the values, which no sum takes apart."""
    found, otherwise = values
    for at in reversed(range(len(signs))):
        left, right = sides[2 * at : 2 * at + 2]
        if (left - right).free_symbols:
            found = CHOICES[signs[at]](left, right, found, otherwise)
        elif not _is(RELATIONS[signs[at]], left - right, S.Zero):
            found = otherwise
    return found


def _as_typed(function: Any, u: Expr) -> Expr:
    """Keep the sign of an argument: SymPy makes cosh(a - y) of cosh(y - a), and -tanh(z - 1) of tanh(1 - z)."""
    found = function(u)
    return function(Bracket(u)) if isinstance(u, Add) and found != function(u, evaluate=False) else found


Table = Mapping[str, Callable[..., Expr]]
# those of which most are even or odd
SYMMETRIC: Mapping[str, Any] = {
    **{name: getattr(sympy, name) for name in INVERSE},
    **{"cos": cos, "cosh": cosh, "erf": erf},
    **{"sin": sin, "sinh": sinh, "tan": tan, "tanh": tanh},
}
FUNCTIONS: Table = {
    **{name: partial(_cite, {**DEFINITIONS, HUBER.name: HUBER}[name]) for name in VOCABULARY},
    "abs": Abs,
    "exp": exp,
    "log": log,
    "max": larger,
    "min": smaller,
    "relu": lambda u: larger(u, S.Zero),
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "sign": sign_of,
    "softplus": lambda u: log(1 + exp(u)),
    "sqrt": sqrt,
    **{name: partial(_as_typed, function) for name, function in SYMMETRIC.items()},
    "if": by_cases,
    "negative": lambda u: times(S.NegativeOne, u),
}
# those that are written out, unless a derivation is to cite them
PLAIN = ("relu", "sigmoid", "sign", "softplus")
RELATIONS: Mapping[str, Any] = {"<": Lt, "<=": Le, ">": Gt, ">=": Ge}
OPERATIONS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "+": Add,
    "-": lambda u, v: Add(u, times(S.NegativeOne, v)),
    "*": times,
    "/": divide,
    "**": Pow,
}


# A sum over outputs and samples would take cases apart: in a loss they stand inside of functions of one argument.
SIGN = Definition("sign", r"\operatorname{sgn}", Z, sign_of(Z), familiar=True)
CITED: Table = {
    **FUNCTIONS,
    **{each.name: partial(_cite, each) for each in (RELU, SIGMOID, SOFTPLUS, SIGN)},
}
NAMED: Table = {
    **CITED,
    # of an entry of an array, which SymPy takes for complex, |a| has no derivative
    "abs": lambda u: ABSOLUTE(u) if u.free_symbols else Abs(u),
    "if": by_choice,
}


def has_gaps(operation: Expr) -> bool:
    """Tell whether an operation has no value, or no derivative, at some numbers: a root, a logarithm, a quotient."""
    powers = (each for each in operation.atoms(Pow) if each.base.free_symbols)
    return operation.has(acos, acosh, asin, atanh, log) or any(
        not each.exp.is_Integer or each.exp.is_negative for each in powers
    )
