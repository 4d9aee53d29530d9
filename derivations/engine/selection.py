r"""Functions that select one of two values, and keep the form and the order that they were written in.

SymPy's own Max, Min and Piecewise sort their arguments and solve conditions, and a sum takes cases apart. These do
neither. The derivative of a larger or smaller one of two entries is written with functions of a difference by name,
$[u > 0]$ and $H(u)$; that of a choice is a choice.

Goes in: SymPy expressions. Comes out: SymPy expressions. Must not know: rules, models, printing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sympy import Expr, Function, Ge, Gt, Le, Lt, Piecewise, S, Symbol

from derivations.engine.definitions import Definition
from derivations.engine.expressions import product

U = Symbol("u", real=True)
# to which two numbers are compared
DIGITS = 30

POSITIVE = Definition("is_positive", r"\operatorname{positive}", U, Piecewise((1, U > 0), (0, True)))
HEAVISIDE = Definition("half_step", "H", U, Piecewise((1, U > 0), (0, U < 0), (S.Half, True)))


class Extreme(Function):
    """One of two, whichever is further to one side; where they are equal the derivative is the mean of theirs.

    A number beside something that varies counts where the two are equal: the derivative there is 0.
    """

    nargs = 2
    relation: ClassVar[Any] = Gt

    @classmethod
    def eval(cls, u: Expr, v: Expr) -> Expr | None:
        """Of two numbers it is one of them: where a case of its arguments was put in, as pi in max(pi, 2)."""
        if u.free_symbols or v.free_symbols:
            return None
        return u if cls.beyond(u, v).evalf(DIGITS) > 0 else v

    @classmethod
    def beyond(cls, u: Expr, v: Expr) -> Expr:
        """Return what is above 0 where u is further to the side than v."""
        u, v = product(u), product(v)
        return u - v if cls.relation is Gt else v - u

    def cases(self, first: Expr, second: Expr, both: Expr) -> Expr:
        """Return what holds where the first argument counts, where the second one does, and where they are equal."""
        u, v = self.args
        try:
            return self._cases(u, v, first, second, both)
        except RecursionError:
            # SymPy turns a condition such as z - e < pi - z back and forth without end; with 0 on one side it does not
            return self._cases(u - v, S.Zero, first, second, both)

    def _cases(self, u: Expr, v: Expr, first: Expr, second: Expr, both: Expr) -> Expr:
        # not evaluated: SymPy would try to decide what it cannot, which may take any time
        conditions = (self.relation(*_solve(*sides), evaluate=False) for sides in ((u, v), (v, u)))
        return Piecewise(*zip((first, second), conditions, strict=True), (both, True))

    def fdiff(self, argindex: int = 1) -> Expr:
        one, other = (S.One, S.Zero)[:: 3 - 2 * argindex]
        between = S.Half if all(side.free_symbols for side in self.args) else S.Zero
        return self.cases(one, other, between)


def _solve(u: Expr, v: Expr) -> tuple[Expr, Expr]:
    """Let a comparison of two lines say where: z and 0 for z and -z, 1/2 and z for 1 - z and z."""
    difference = product(u - v)
    if len(difference.free_symbols) != 1:
        return u, v
    (variable,) = difference.free_symbols
    coefficient = difference.coeff(variable)
    number = (difference - coefficient * variable).expand()
    # of a number whose sign SymPy does not know it says neither
    if number.free_symbols or not (coefficient.is_positive or coefficient.is_negative):
        return u, v
    # the sign of both, so that both rows say it alike
    border = -number / coefficient if coefficient.is_positive else number / -coefficient
    return (variable, border) if coefficient.is_positive else (border, variable)


class Larger(Extreme):
    """max(u, v)."""


class Smaller(Extreme):
    """min(u, v)."""

    relation = Lt


class Choice(Function):
    """The third argument where a comparison of the first two holds, and the fourth elsewhere."""

    nargs = 4
    relation: ClassVar[Any]

    @classmethod
    def eval(cls, left: Expr, right: Expr, value: Expr, other: Expr) -> Expr | None:
        """Of two that are the same it is that one."""
        return value if value == other else None

    @property
    def condition(self) -> Expr:
        """The comparison."""
        return self.relation(*self.args[:2], evaluate=False)

    @property
    def rows(self) -> tuple[tuple[Expr, Expr], tuple[Expr, Expr]]:
        """The two values, each with its condition; that of the second is true."""
        return (self.args[2], self.condition), (self.args[3], S.true)

    def fdiff(self, argindex: int = 1) -> Expr:
        holds, fails = (S.One, S.Zero) if argindex == 3 else (S.Zero, S.One)
        return Piecewise((holds, self.condition), (fails, True)) if argindex > 2 else S.Zero


class WhereGreater(Choice):
    """u where l > r, else v."""

    relation = Gt


class WhereNotLess(Choice):
    """u where l >= r, else v."""

    relation = Ge


class WhereLess(Choice):
    """u where l < r, else v."""

    relation = Lt


class WhereNotGreater(Choice):
    """u where l <= r, else v."""

    relation = Le


CHOICES = {">": WhereGreater, ">=": WhereNotLess, "<": WhereLess, "<=": WhereNotGreater}
