r"""Functions that select one of two values, and keep the form and the order that they were written in.

SymPy's own Max, Min and Piecewise sort their arguments and solve conditions, and a sum takes cases apart. These do
neither. The derivative of a larger or smaller one of two entries is written with functions of a difference by name,
$[u > 0]$ and $H(u)$; that of a choice is a choice.

Goes in: SymPy expressions. Comes out: SymPy expressions. Must not know: rules, models, printing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from typing import Any, ClassVar

from sympy import Add, Eq, Expr, Function, Ge, Gt, Le, Lt, Piecewise, Rational, S, Symbol

from derivations.engine.definitions import Definition
from derivations.engine.expressions import chain, product

U = Symbol("u", real=True)
# to which two numbers are compared
DIGITS = 30

POSITIVE = Definition("is_positive", r"\operatorname{positive}", U, Piecewise((1, U > 0), (0, True)))
HEAVISIDE = Definition("half_step", "H", U, Piecewise((1, U > 0), (0, U < 0), (S.Half, True)))


class Extreme(Function):
    """One of several, whichever is furthest to one side; where some are equal the derivative is the mean of theirs.

    A number beside something that varies counts where the two are equal: the derivative there is 0.
    """

    relation: ClassVar[Any] = Gt

    @classmethod
    def eval(cls, *parts: Expr) -> Expr | None:
        """Of numbers it is one of them: where a case of its arguments was put in, as pi in max(pi, 2)."""
        if any(each.free_symbols for each in parts):
            return None
        return reduce(lambda u, v: u if cls.beyond(u, v).evalf(DIGITS) > 0 else v, parts)

    @classmethod
    def beyond(cls, u: Expr, v: Expr) -> Expr:
        """Return what is above 0 where u is further to the side than v."""
        u, v = product(u), product(v)
        return u - v if cls.relation is Gt else v - u

    @property
    def contenders(self) -> Expr:
        """The same without what another argument is always ahead of by a number: z never counts in max(z, z + 1, v)."""
        kept = [each for each in self.args if not any(self._is_always_ahead(other, each) for other in self.args)]
        return self._restrict_to(kept) if len(kept) < len(self.args) else self

    def _is_always_ahead(self, u: Expr, v: Expr) -> bool:
        distance = self.beyond(u, v)
        return bool(v.free_symbols and not distance.free_symbols and distance.is_positive)

    @property
    def without_numbers(self) -> Expr:
        """The same of the arguments that vary."""
        return self._restrict_to([each for each in self.args if each.free_symbols])

    def _restrict_to(self, parts: Sequence[Expr]) -> Expr:
        return self.func(*parts) if parts[1:] else parts[0]

    @property
    def in_two(self) -> Extreme:
        """The same as one of two: of more arguments, those that vary are one, and the numbers the other.

        Its derivative is the same, too: wherever a number is among those that are equal, it is 0.
        """
        numbers = [each for each in self.args if not each.free_symbols]
        return self.func(self.without_numbers, self.func(*numbers)) if self.args[2:] and numbers else self

    def shares(self) -> tuple[Expr, ...]:
        """Return how much of the derivative of each argument counts: of three that are equal, a third of each."""
        return tuple(chain((each, 1 / Add(*self.counts))) for each in self.counts)

    @property
    def counts(self) -> tuple[Expr, ...]:
        """Return $[u = M]$ for each argument u, where M is the function; written so that no rounding is in between."""
        counted = WhereNotLess if self.relation is Gt else WhereNotGreater
        return tuple(counted(each, self, S.One, S.Zero) for each in self.args)

    def cases_of_several(self, *derivatives: Expr) -> Expr:
        """Return the derivative of one of several that vary, from those of the arguments, case by case: where one of
        them counts, where two that are equal do, and elsewhere.
        """

        def mean(of: tuple[int, ...]) -> Expr:
            return chain((Rational(1, len(of)), Add(*(derivatives[at] for at in of))))

        def beyond(some: tuple[int, ...]) -> Expr:
            sides = some, tuple(at for at in every if at not in some)
            return self.relation(*(self._restrict_to([self.args[at] for at in side]) for side in sides), evaluate=False)

        every = tuple(range(len(self.args)))
        varying = [at for at in every if derivatives[at] != 0]
        if len(every) == 3 and len(varying) == 1:
            (own,) = varying
            one, other = (self.args[at] for at in every if at != own)
            ahead, behind = (beyond(some) for some in ((own,), tuple(at for at in every if at != own)))
            third, half = (chain((Rational(1, count), derivatives[own])) for count in (3, 2))
            equal = Eq(one, other, evaluate=False)
            return Piecewise((derivatives[own], ahead), (S.Zero, behind), (third, equal), (half, True))
        one_or_two = [(at,) for at in every] + list(combinations(every, 2))
        rows = [(derivatives[some[0]] if len(some) == 1 else mean(some), beyond(some)) for some in one_or_two]
        others = Add(*(chain((share, each)) for share, each in zip(self.shares(), derivatives, strict=True)))
        return Piecewise(*rows, (mean(every) if len(every) == 3 else others, True))

    def cases(self, first: Expr, second: Expr, both: Expr) -> Expr:
        """Return what holds where the first of two counts, where the second one does, and where they are equal."""
        u, v = self.args
        try:
            return self._cases(u, v, first, second, both)
        except RecursionError:
            # SymPy turns a condition such as z - e < pi - z back and forth without end; with 0 on one side it does not
            return self._cases(u - v, S.Zero, first, second, both)

    def _cases(self, u: Expr, v: Expr, first: Expr, second: Expr, both: Expr) -> Expr:
        # not evaluated: SymPy would try to decide what it cannot, which may take any time
        conditions = (self.relation(*solve_line(*sides), evaluate=False) for sides in ((u, v), (v, u)))
        return Piecewise(*zip((first, second), conditions, strict=True), (both, True))

    def fdiff(self, argindex: int = 1) -> Expr:
        if self.args[2:]:
            return self._share(argindex - 1)
        one, other = (S.One, S.Zero)[:: 3 - 2 * argindex]
        between = S.Half if all(side.free_symbols for side in self.args) else S.Zero
        return self.cases(one, other, between)

    def _share(self, at: int) -> Expr:
        """Return the derivative along one of more than two arguments."""
        whole, inner = self.in_two, self.without_numbers
        if whole is self:
            return self.shares()[at]
        if not self.args[at].free_symbols:
            return S.Zero
        before = sum(bool(each.free_symbols) for each in self.args[:at])
        return chain((whole.fdiff(1), inner.fdiff(before + 1) if isinstance(inner, Extreme) else S.One))


def solve_line(u: Expr, v: Expr) -> tuple[Expr, Expr]:
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
