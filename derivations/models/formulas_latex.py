"""A user's formula as it was typed, and where it is defined, as LaTeX.

Goes in: an Activation or a Loss. Comes out: LaTeX, with decimals and roots as they stand in the text.
Must not know: derivations, how a tree becomes an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from sympy import AtomicExpr, CRootOf, Expr, Float, Ge, Gt, Le, Lt, Ne, Pow, Rational, S, solve_univariate_inequality
from sympy.printing.latex import LatexPrinter

from derivations.engine.effort import CALLS, attempted, watched
from derivations.formula import Activation, Loss
from derivations.formula.domain import Condition
from derivations.formula.size import TooLargeError, value
from derivations.formula.tree import Call, Number, walk
from derivations.models.formulas import AS_TYPED, A, Y, Z, expression_of, translated

# of SymPy, in calls; the first attempt loads its modules as well
EFFORT = 2 * CALLS
# no border is hit: they go as a geometric series, and none is a simple number
PLACES = tuple(sign * 0.0137 * 1.1171**step for step in range(110) for sign in (1, -1))
COMPARED: Mapping[str, Callable[[float], bool]] = {">": lambda u: u > 0, ">=": lambda u: u >= 0}
RELATIONS: Mapping[str, Callable[[Expr, Expr], Any]] = {">": Gt, ">=": Ge, "<": Lt, "<=": Le, "!=": Ne}


def latex(formula: Activation | Loss) -> str:
    """Return the formula as SymPy prints it, with decimals as they were typed: 0.1 for 0.1, not 1/10.

    A tenth that SymPy calculated, as in 0.2 / 2, is a fraction.
    """
    letters = {"z": Z} if isinstance(formula, Activation) else {"a": A, "y": Y}
    expression = expression_of(formula, letters, AS_TYPED)
    typed: dict[Expr, Expr] = {}
    for number, text in decimals(formula).items():
        typed |= {number: _Decimal(text), -number: -_Decimal(text)}
    # what was typed as sqrt keeps its sign
    roots = any(isinstance(node, Call) and node.name == "sqrt" for node in walk(formula.tree))
    return str(_Printer().doprint(_as_typed(expression, typed, roots)))


def _as_typed(node: Any, typed: Mapping[Expr, Expr], roots: bool) -> Any:
    if node in typed:
        return typed[node]
    if not node.args:
        return node
    if roots and isinstance(node, Pow) and node.exp in (S.Half, -S.Half):
        return Pow(_as_typed(node.base, typed, roots), node.exp)
    return node.func(*(_as_typed(arg, typed, roots) for arg in node.args))


def decimals(formula: Activation | Loss) -> dict[Expr, str]:
    """Return the numbers that were typed with a decimal point or a power of ten, with the LaTeX that shows them so."""
    found: dict[Expr, str] = {}
    for node in walk(formula.tree):
        if isinstance(node, Number) and not node.text.isdigit():
            number = Rational(node.value.numerator, node.value.denominator)
            if not number.is_Integer:
                found.setdefault(number, _decimal_latex(node.text))
    return found


def domain_latex(activation: Activation) -> tuple[tuple[str, ...], bool]:
    """Return what has to hold for z, as LaTeX, one condition each, and whether a bound was reached on the way.

    Conditions on a straight line are solved at once, others in a bounded attempt of SymPy. What that finds is shown if
    it agrees with the condition at every place that is tried, and else the condition itself: SymPy says of cos(z) > 0
    where it holds between 0 and 2 pi only.
    """
    found: list[str] = []
    with watched() as given_up:
        for condition in activation.domain:
            if condition.border is not None:
                _, relation, number = condition.border
                found.append(_Printer().doprint(RELATIONS[relation](Z, Rational(number.numerator, number.denominator))))
                continue
            asked = RELATIONS[condition.relation](translated(condition.argument, {"z": Z}, AS_TYPED), S.Zero)
            if asked == S.true:
                continue
            answer = None if condition.relation == "!=" else attempted(EFFORT, _solved, asked)
            right = answer is not None and _agrees(answer, condition)
            found.append(_Printer().doprint(answer if right else asked))
    return tuple(found), bool(given_up)


def _solved(asked: Any) -> Any:
    answer = solve_univariate_inequality(asked, Z, relational=True)
    # the third root of a polynomial has no formula that anybody reads
    return None if answer.has(CRootOf) else answer


def _agrees(answer: Any, condition: Condition) -> bool:
    """Tell whether an answer holds where the condition does, at places of every size and both signs."""
    for place in PLACES:
        with suppress(TooLargeError, ZeroDivisionError, ValueError):
            number = complex(value(condition.argument, {"z": place}))
            # log(z) - 1 is no real number at -1: there another condition fails
            if not number.imag and COMPARED[condition.relation](number.real) != (
                answer.subs(Z, Float(place)) == S.true
            ):
                return False
    return True


class _Decimal(AtomicExpr):
    """A number that stands in a formula only to be printed."""

    is_commutative = True
    is_number = True

    def __new__(cls, text: str) -> _Decimal:
        self = AtomicExpr.__new__(cls)
        self.text = text
        return cast(_Decimal, self)

    def _hashable_content(self) -> tuple[str, ...]:
        return (self.text,)

    def sort_key(self, order: object = None) -> object:
        return Rational(1, 2).sort_key(order)


class _Printer(LatexPrinter):
    """SymPy's printer, with ln for the natural logarithm as everywhere in this library."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": True})

    def _print__Decimal(self, node: _Decimal) -> str:
        return str(node.text)


def _decimal_latex(text: str) -> str:
    mantissa, _, power = text.lower().partition("e")
    shown = ("0" if mantissa.startswith(".") else "") + mantissa.rstrip(".")
    if not power:
        return shown
    ten = f"10^{{{int(power)}}}"
    return ten if shown == "1" else rf"{shown} \cdot {ten}"
