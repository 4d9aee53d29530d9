"""The operations of a graph's formula: each stays what was typed, and SymPy makes nothing of it.

Goes in: SymPy expressions. Comes out: SymPy expressions, whose arguments stand as they were typed: 1/(1/x) is no x.
Must not know: how a formula was read, or what a graph is.

Numbers are computed at once. A sum or product goes on from left to right, one in brackets after it is a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import sympy
from sympy import Add, E, Expr, Mul, Piecewise, Pow, S, exp

from derivations.engine.selection import Larger, Smaller
from derivations.models.formula_functions import CITED, FUNCTIONS, OPERATIONS, RELATIONS, SYMMETRIC, Table
from derivations.models.functions.definitions import SIGMOID, SOFTPLUS

Operation = Callable[..., Expr]


def _join(kind: type[Add | Mul], parts: Iterable[Expr]) -> Expr:
    kept = [each for each in parts if each != kind.identity]
    return kind(*kept, evaluate=False) if kept[1:] else kept[0]


def _add(u: Expr, v: Expr) -> Expr:
    """Add; of several numbers it is their sum, where the first of them stood."""
    terms = [*(u.args if isinstance(u, Add) else (u,))]
    at = next((at for at, each in enumerate(terms) if not each.free_symbols), None)
    if v.free_symbols or at is None:
        return _join(Add, (*terms, v))
    terms[at] += v
    return _join(Add, terms)


def _multiply(u: Expr, v: Expr) -> Expr:
    return _join(Mul, (*(u.args if isinstance(u, Mul) else (u,)), v))


def _negative(u: Expr) -> Expr:
    """Turn the sign; of -u it is another operation."""
    factors = u.args if isinstance(u, Mul) and not u.args[0].is_Number else (u,)
    return Mul(S.NegativeOne, *factors, evaluate=False)


def _power(u: Expr, v: Expr) -> Expr:
    if v in (S.Zero, S.One):
        return Pow(u, v)
    return exp(v, evaluate=False) if u == E else Pow(u, v, evaluate=False)


def _by_cases(signs: list[str], values: tuple[Expr, Expr], sides: list[Expr]) -> Expr:
    found, otherwise = values
    for at in reversed(range(len(signs))):
        condition = RELATIONS[signs[at]](*sides[2 * at : 2 * at + 2], evaluate=False)
        found = Piecewise((found, condition), (otherwise, True), evaluate=False)
    return found


def _unless_numbers(name: str, operation: Operation) -> Operation:
    of_numbers = {**OPERATIONS, **FUNCTIONS}[name]

    def apply(*parts: Expr) -> Expr:
        return operation(*parts) if any(each.free_symbols for each in parts) else of_numbers(*parts)

    return apply


def _of_sympy(name: str) -> Operation:
    function: Any = getattr(sympy, name)
    return partial(function, evaluate=False)


_OPERATIONS: Table = {
    **{name: CITED[name] for name in FUNCTIONS},
    **{name: _of_sympy(name) for name in (*SYMMETRIC, "exp", "log", "sign")},
    "abs": _of_sympy("Abs"),
    "max": Larger,
    "min": Smaller,
    "relu": lambda u: Larger(u, S.Zero),
    "sigmoid": SIGMOID,
    "softplus": SOFTPLUS,
    "sqrt": lambda u: Pow(u, S.Half, evaluate=False),
    "+": _add,
    "-": lambda u, v: _add(u, _negative(v)),
    "*": _multiply,
    "/": lambda u, v: u if v == 1 else _multiply(u, Pow(v, S.NegativeOne, evaluate=False)),
    "**": _power,
    "negative": _negative,
}
UNEVALUATED: Table = {name: _unless_numbers(name, each) for name, each in _OPERATIONS.items()} | {"if": _by_cases}
