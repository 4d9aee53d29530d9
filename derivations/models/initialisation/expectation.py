"""Two nodes that wait: the expectation and the variance of an expression in random entries.

SymPy's own (in sympy.stats) evaluate by themselves, and know no sums over an index.
"""

from __future__ import annotations

from typing import Any, cast

from sympy import Expr, Pow


class Expectation(Expr):
    """E[x], over everything random in x."""

    is_commutative = True

    def __new__(cls, inside: Expr) -> Expectation:
        return cast(Expectation, Expr.__new__(cls, inside))

    @property
    def inside(self) -> Expr:
        return self.args[0]

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}\left[{_inside(self.inside, printer)}\right]"


class Variance(Expr):
    """Var(x) = E[x^2] - E[x]^2."""

    is_commutative = True

    def __new__(cls, inside: Expr) -> Variance:
        return cast(Variance, Expr.__new__(cls, inside))

    @property
    def inside(self) -> Expr:
        return self.args[0]

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{Var}}\left({printer.doprint(self.inside)}\right)"


def _inside(expression: Expr, printer: Any) -> str:
    if isinstance(expression, Pow) and expression.base.is_Symbol:
        # the name has a superscript of its own: the layer
        return rf"\left({printer.doprint(expression.base)}\right)^{{{printer.doprint(expression.exp)}}}"
    return str(printer.doprint(expression))
