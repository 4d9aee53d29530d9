"""Polynomials in symbols, powers of sums, exponentials and other functions: what two equal lines have in common.

Goes in: coefficients, keys of symbols. Comes out: polynomials, and whether one is zero for all values of its symbols.
Must not know: models, lines, SymPy's expressions.

A polynomial is a mapping from monomials to coefficients, a monomial a sorted tuple of pairs: the number of a generator
and its exponent. What no polynomial is becomes a generator of its own, from what is inside: 1/(1 + x) is the power -1
of the generator 1 + x. That products are multiplied out and equal terms added makes most equal lines the same mapping;
for the others `vanishes` brings what stands below a bar, or below a root, to the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from typing import NamedTuple

Exponent = int | Fraction
Monomial = tuple[tuple[int, Exponent], ...]
Polynomial = Mapping[Monomial, int | Fraction]

ZERO: Polynomial = {}
ONE: Polynomial = {(): 1}
# A polynomial with more terms, and a power that is higher, is left to others.
MOST, HIGHEST = 400, 8


class NoPolynomialError(Exception):
    """What is written has no value, or is too large, or is nothing that is known here."""


class _Generator(NamedTuple):
    kind: str  # "symbol", "power" (of a sum), "root" or the name of a function
    inside: Polynomial = ZERO
    degree: int = 1  # of a root


class Generators:
    """The generators of some polynomials, by number: a later one may have earlier ones inside."""

    def __init__(self, derivative: Callable[[str, Polynomial], Polynomial]) -> None:
        """``derivative`` gives the derivative of a function that is known by its name, at what is inside."""
        self._derivative_of = derivative
        self._numbers: dict[Hashable, int] = {}
        self._known: list[_Generator] = []
        self._derived: dict[tuple[int, int], Polynomial] = {}

    def symbol(self, key: Hashable) -> Polynomial:
        """Return a symbol, the same for the same key."""
        return {((self._number(key, _Generator("symbol")), 1),): 1}

    def function(self, name: str, inside: Polynomial) -> Polynomial:
        """Return a function of a polynomial; an exponential of a sum is a product of those of its terms."""
        if name != "exp":
            return {((self._compose(_Generator(name, inside)), 1),): 1}
        found = ONE
        for monomial, factor in inside.items():
            found = times(found, {((self._compose(_Generator(name, {monomial: 1})), factor),): 1})
        return found

    def power(self, base: Polynomial, exponent: Exponent) -> Polynomial:
        """Return a power of a polynomial with an exponent that is a number.

        Raises a NoPolynomialError if it is a power of 0 that has no value, or too high a power.
        """
        if exponent.denominator != 1:
            if not base:
                raise NoPolynomialError
            root = self._compose(_Generator("root", base, exponent.denominator))
            return {((root, exponent.numerator),): 1}
        if exponent >= 0:
            if exponent > HIGHEST:
                raise NoPolynomialError
            found = ONE
            for _ in range(int(exponent)):
                found = times(found, base)
            return found
        if not base:
            raise NoPolynomialError
        if len(base) == 1:
            ((monomial, factor),) = base.items()
            return {tuple((each, power * exponent) for each, power in monomial): Fraction(factor) ** int(exponent)}
        # 1/(1 - x) and 1/(x - 1) are powers of the same sum
        first = base[min(base)]
        monic = scale(base, Fraction(1) / first)
        return {((self._compose(_Generator("power", monic)), exponent),): Fraction(first) ** int(exponent)}

    def derivative(self, polynomial: Polynomial, symbol: Polynomial) -> Polynomial:
        """Differentiate by a symbol."""
        ((((number, _),), _),) = symbol.items()
        return self._derivative(polynomial, number)

    def _derivative(self, polynomial: Polynomial, symbol: int) -> Polynomial:
        found = ZERO
        for monomial, factor in polynomial.items():
            for at, (each, exponent) in enumerate(monomial):
                inner = self._inner(each, symbol)
                if inner:
                    lower = ((each, exponent - 1),) if exponent != 1 else ()
                    found = plus(
                        found, times({(*monomial[:at], *lower, *monomial[at + 1 :]): factor * exponent}, inner)
                    )
        return found

    def _inner(self, number: int, symbol: int) -> Polynomial:
        """Return the derivative of a generator."""
        if number == symbol:
            return ONE
        key, (kind, inside, degree) = (number, symbol), self._known[number]
        if kind == "symbol" or number < symbol:
            return ZERO
        if key not in self._derived:
            found = self._derivative(inside, symbol)
            if found and kind == "exp":
                found = times(found, {((number, 1),): 1})
            elif found and kind == "root":
                found = times(found, {((number, 1 - degree),): Fraction(1, degree)})
            elif found and kind != "power":
                found = times(found, self._derivative_of(kind, inside))
            self._derived[key] = found
        return self._derived[key]

    def vanishes(self, polynomial: Polynomial) -> bool:
        """Tell whether a polynomial is zero for all values of its symbols, where it has a value.

        Raises a NoPolynomialError if it grows too large on the way.
        """
        # from the outside in: what is brought up may have other powers inside
        for number in range(len(self._known) - 1, -1, -1):
            if not polynomial:
                return True
            kind, inside, degree = self._known[number]
            if kind in ("power", "root"):
                polynomial = self._brought_up(polynomial, number, inside, degree)
        return not polynomial

    def _brought_up(self, polynomial: Polynomial, number: int, inside: Polynomial, degree: int) -> Polynomial:
        exponents = {monomial: next((e for each, e in monomial if each == number), 0) for monomial in polynomial}
        lowest = min(*exponents.values(), 0)
        if not any(exponents.values()):
            return polynomial
        found = ZERO
        for monomial, factor in polynomial.items():
            whole, rest = divmod(int(exponents[monomial] - lowest), degree)
            others = tuple(pair for pair in monomial if pair[0] != number)
            left = _multiply(others, ((number, rest),)) if rest else others
            found = plus(found, times({left: factor}, self.power(inside, whole)))
        return found

    def _compose(self, generator: _Generator) -> int:
        kind, inside, degree = generator
        return self._number((kind, frozenset(inside.items()), degree), generator)

    def _number(self, key: Hashable, generator: _Generator) -> int:
        number = self._numbers.setdefault(key, len(self._known))
        if number == len(self._known):
            self._known.append(generator)
        return number


def plus(one: Polynomial, other: Polynomial) -> Polynomial:
    """Add two polynomials."""
    if not one or not other:
        return one or other
    found = dict(one)
    for monomial, factor in other.items():
        together = found.pop(monomial, 0) + factor
        if together:
            found[monomial] = together
    return found


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """Multiply two polynomials.

    Raises a NoPolynomialError if the product may have too many terms.
    """
    if one == ONE:
        return other
    if other == ONE:
        return one
    if len(one) * len(other) > MOST:
        raise NoPolynomialError
    found: dict[Monomial, int | Fraction] = {}
    for left, factor in one.items():
        for right, by in other.items():
            monomial = _multiply(left, right)
            together = found.pop(monomial, 0) + factor * by
            if together:
                found[monomial] = together
    return found


def scale(polynomial: Polynomial, factor: int | Fraction) -> Polynomial:
    """Multiply a polynomial with a number."""
    return {monomial: each * factor for monomial, each in polynomial.items()} if factor else ZERO


def _multiply(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    powers = dict(one)
    for each, exponent in other:
        powers[each] = powers.get(each, 0) + exponent
    return tuple(sorted(pair for pair in powers.items() if pair[1]))
