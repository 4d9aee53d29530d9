"""What a person typed and SymPy does not keep: the order of terms and factors, and which numbers were decimals.

Goes in: rows of terms and of factors, with a plain symbol of its name for every entry; numbers. Comes out: the parts of
a sum or product in that order, wherever it stands, with whatever indices. Must not know: what was typed, how it is
printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import eq
from typing import TypeAlias

from sympy import Add, Expr, Indexed, Mul, Rational, Symbol
from sympy.core.relational import Relational

from derivations.engine.expressions import AsTyped, Chain, factors_of, negate, terms_of
from derivations.engine.pickling import Picklable
from derivations.engine.variables import name_of

Rows: TypeAlias = tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True)
class TypedOrder(Picklable):
    """Rows of terms, and rows of factors without their numbers; what stands in none is ordered as one reads it.

    A row of ``quotients`` has a product, a number that divides it, and those factors that stand above its bar: z/2 is
    no 1/2 z. ``fractions`` are parts, each a row of its own, that were typed with a bar and without any decimal.
    ``relations`` are two sides that both vary, the left one first.
    """

    sums: Rows = ()
    products: Rows = ()
    quotients: Rows = ()
    fractions: Rows = ()
    relations: Rows = ()

    def terms(self, total: Expr) -> tuple[Expr, ...]:
        """Return the terms of a sum."""
        return _in_a_row(terms_of(total), self.sums)

    def whole_rows(self, terms: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Put the terms of every sum that stands among these with all its terms in its order: (z + 1) - (z - 1)."""
        names = {name_entries(term) for term in terms}
        whole = tuple(row for row in self.sums if names.issuperset(row))
        return _in_a_row(terms, whole)

    def factors(self, product: Expr) -> tuple[Expr, ...]:
        """Return the factors of a product; of a chain in its own order, unless all but its number are from one row."""
        factors = factors_of(product)
        if not self.products or not isinstance(product, Mul | Chain):
            return factors
        if isinstance(product, Chain):
            names = {name_entries(each) for each in factors if not each.is_number}
            if not any(names <= set(row) for row in self.products):
                return factors
        return _in_a_row(factors, self.products)

    def bar(self, product: Expr) -> tuple[Expr, int] | None:
        """Return the number below the bar that a product was typed with, and how many factors stand above."""
        if not self.quotients:
            return None
        wholes = {name_entries(each) for each in (product, negate(product))}
        return next(((below, len(above)) for whole, below, *above in self.quotients if whole in wholes), None)

    def was_typed(self, total: Expr) -> bool:
        """Tell whether all terms of a sum were typed in one row."""
        return self._is_in_a_row(total, set.issubset)

    def is_whole(self, total: Expr) -> bool:
        """Tell whether a sum is one that was typed, with all its terms."""
        return self._is_in_a_row(total, eq)

    def _is_in_a_row(self, total: Expr, among: Callable[[set[Expr], set[Expr]], bool]) -> bool:
        if not self.sums:
            return False
        names = {name_entries(term) for term in Add.make_args(total)}
        return any(among(names, set(row)) for row in self.sums)

    def comparison(self, condition: Relational) -> Relational:
        """Return a comparison as it was typed: SymPy turns z^2 > 2 z into z < z^2/2."""
        if not self.relations or not all(side.free_symbols for side in condition.args):
            return condition
        # the array of an entry is among these too, and has its name
        entries = sorted(condition.free_symbols, key=lambda each: isinstance(each, Indexed))
        named = {Symbol(name_of(each)): each for each in entries}
        apart = _primitive(*map(name_entries, condition.args))
        for sides in self.relations:
            typed = _primitive(*sides)
            if typed in (apart, -apart):
                func = condition.func if typed == apart else condition.reversed.func
                return func(*(side.xreplace(named) for side in sides), evaluate=False)
        return condition

    def is_fraction(self, part: Expr) -> bool:
        """Tell whether a part was typed with a bar, and without any decimal."""
        return bool(self.fractions) and not {(name_entries(each),) for each in (part, negate(part))}.isdisjoint(
            self.fractions
        )


@dataclass(frozen=True)
class TypedNumbers(Picklable):
    """The numbers of formulas with decimals in them; all are positive, and none is whole but divisors.

    ``fractions`` were typed with a bar, ``divisors`` stand below one; ``kept`` are fractions of the library, such as
    the 1/2 of a convention. What was typed both ways, 1/4 and 0.25, is a decimal. ``bases`` are those decimals that a
    power with a variable above was typed of, 0.1^z; ``exponents`` are decimals that were typed as exponents,
    and ``times`` whole numbers, which come down from there. ``terms`` are decimals that were only added: no rule makes
    anything of 0.5 in u/2 + 0.5.
    """

    decimals: frozenset[Rational]
    fractions: frozenset[Rational] = frozenset()
    divisors: tuple[Rational, ...] = ()
    kept: frozenset[Rational] = frozenset()
    bases: frozenset[Rational] = frozenset()
    exponents: frozenset[Rational] = frozenset()
    times: frozenset[Rational] = frozenset()
    terms: frozenset[Rational] = frozenset()

    def is_exponent(self, number: Rational) -> bool:
        """Tell whether an exponent is a decimal: 3/2 is that of a root unless something like it was typed."""
        return number.q != 2 or any((sign * number - each).is_Integer for each in self.exponents for sign in (1, -1))

    def is_fraction(self, number: Rational) -> bool:
        """Tell whether a number is so many times a fraction, and no decimal: 2/4 z is the derivative of z^2/4."""
        decimals = self.decimals - (self.terms & self.fractions)
        times = [abs(number / each) for each in decimals if (number / each).is_Integer]
        if times and (abs(number) not in self.fractions or any(each == 1 or each in self.times for each in times)):
            return False
        return abs(number) in self.kept or any((number / each).is_Integer for each in self.fractions)


# nothing was typed
AS_READ = TypedOrder()


def _in_a_row(parts: tuple[Expr, ...], rows: Rows) -> tuple[Expr, ...]:
    """Let the parts that one row has take each other's places in its order; the row is the one that has the most."""
    if not rows or len(parts) < 2:
        return parts
    names = [name_entries(part.args[0] if isinstance(part, AsTyped) else part) for part in parts]
    row = max(rows, key=lambda each: sum(name in each for name in names))
    left: list[Expr | None] = list(row)
    places: dict[int, int] = {}
    for at, name in enumerate(names):
        if name in left:
            # z tanh(z) z has two places for z
            places[at] = left.index(name)
            left[places[at]] = None
    moved = iter(sorted(places, key=lambda at: places[at]))
    return tuple(parts[next(moved)] if at in places else part for at, part in enumerate(parts))


def _primitive(left: Expr, right: Expr) -> Expr:
    """Return the difference of two sides without its numerical factor."""
    return (left - right).as_content_primitive()[1]


def name_entries(part: Expr) -> Expr:
    """Return an expression with a plain symbol of its name for every entry, wherever that stands."""
    return part.xreplace({each: Symbol(name_of(each)) for each in part.free_symbols if isinstance(each, Indexed)})
