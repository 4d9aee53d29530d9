"""Where a user's formula is defined, as LaTeX.

Goes in: an Activation or a Loss. Comes out: LaTeX, one piece per condition. Must not know: derivations, how a tree
becomes an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sympy import CRootOf, Expr, Float, Ge, Gt, Le, Lt, Ne, Rational, S, solve_univariate_inequality
from sympy.printing.latex import LatexPrinter

from derivations.engine.effort import CALLS, attempt, watch
from derivations.formula import Activation, Loss
from derivations.formula.domain import Condition
from derivations.formula.size import TooLargeError, value
from derivations.formula.tree import COMPARED
from derivations.formula.typeset import comparison_latex
from derivations.models.formulas import A, Y, Z, translate

SYMBOLS = {"z": Z, "a": A, "y": Y}
# of SymPy, in calls; the first attempt loads its modules as well
EFFORT = 2 * CALLS
# no border is hit: they go as a geometric series, and none is a simple number
POINTS = tuple(sign * 0.0137 * 1.1171**step for step in range(110) for sign in (1, -1))
RELATIONS: Mapping[str, Callable[[Expr, Expr], Any]] = {">": Gt, ">=": Ge, "<": Lt, "<=": Le, "!=": Ne}


def domain_latex(
    formula: Activation | Loss, conditions: Sequence[Condition] | None = None
) -> tuple[tuple[str, ...], bool]:
    """Return what has to hold for its variables, as LaTeX, one condition each, and whether a bound was reached.

    ``conditions`` are those of the value, unless others are given, such as those of the derivative.

    Conditions on a straight line are solved at once, others of an activation in a bounded attempt of SymPy. What that
    finds is shown if it agrees with the condition at every point that is tried, and else the condition itself: SymPy
    says of cos(z) > 0 where it holds between 0 and 2 pi only.
    """
    found: list[str] = []
    with watch() as given_up:
        for condition in formula.domain if conditions is None else conditions:
            if condition.border is not None:
                variable, relation, number = condition.border
                bound = RELATIONS[relation](SYMBOLS[variable], Rational(number.numerator, number.denominator))
                found.append(_Printer().doprint(bound) + _say_where(condition))
                continue
            asked = RELATIONS[condition.relation](translate(condition.argument, SYMBOLS), S.Zero)
            if asked == S.true:
                continue
            solved = condition.relation != "!=" and isinstance(formula, Activation)
            answer = attempt(EFFORT, _solve, asked) if solved else None
            right = answer is not None and _agrees(answer, condition)
            shown = _Printer().doprint(answer) if right else comparison_latex((condition.comparison,))
            found.append(shown + _say_where(condition))
    return tuple(found), bool(given_up)


def _say_where(condition: Condition) -> str:
    """Say in which cases of the formula something has to hold."""
    cases = [
        comparison_latex(case.conditions) if case.holds else rf"\text{{not }} {comparison_latex(case.conditions)}"
        for case in condition.given
    ]
    where = r" \text{ and } ".join(cases)
    return rf" \text{{ (where }} {where} \text{{)}}" if cases else ""


def _solve(asked: Any) -> Any:
    answer = solve_univariate_inequality(asked, Z, relational=True)
    # the third root of a polynomial has no formula that anybody reads
    return None if answer.has(CRootOf) else answer


def _agrees(answer: Any, condition: Condition) -> bool:
    """Tell whether an answer holds where the condition does, at points of every size and both signs."""
    for point in POINTS:
        with suppress(TooLargeError, ZeroDivisionError, ValueError):
            number = complex(value(condition.argument, {"z": point}))
            # log(z) - 1 is no real number at -1: there another condition fails
            if not number.imag and COMPARED[condition.relation](number.real, 0) != (
                answer.subs(Z, Float(point)) == S.true
            ):
                return False
    return True


class _Printer(LatexPrinter):
    """SymPy's printer, with ln for the natural logarithm as everywhere in this library."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": True})
