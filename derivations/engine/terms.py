"""Expressions written out as polynomials, which are the same for most lines that are equal.

Goes in: a derivation, sizes, an expression of one of its lines. Comes out: a polynomial. Must not use: the rules.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sympy import Expr, Function, NumberSymbol, Pow, Rational, Symbol

from derivations.engine.definitions import DefinedFunction, formula
from derivations.engine.derivation import Results
from derivations.engine.expressions import Partial
from derivations.engine.polynomials import ONE, ZERO, Generators, NoPolynomialError, Polynomial, plus, times
from derivations.engine.variables import name_of
from derivations.engine.writing import LETTER, Positions, Writing


class Terms(Writing[Polynomial]):
    """Writes expressions out as polynomials; a size that is multiplied with stays a symbol.

    Raises a NoPolynomialError if there is something in an expression that is not known here, or too many terms come
    out.
    """

    def __init__(self, derivation: Results, sizes: Mapping[Symbol, int], *, opened: Container[str] = ()) -> None:
        super().__init__(derivation, sizes, opened=opened, counted=False)
        self.generators = Generators(self._derivative)
        self._functions: dict[str, type[Function]] = {}

    def known(self, value: Any) -> Polynomial:
        if isinstance(value, Mapping):
            return value
        number = value if isinstance(value, int) else _exact(value)
        return {(): number} if number else ZERO

    def symbol(self, entry: Expr, positions: tuple[Any, ...]) -> Polynomial:
        return self.generators.symbol((name_of(entry), tuple(map(int, positions))))

    def total(self, terms: Iterable[Polynomial]) -> Polynomial:
        found = ZERO
        for term in terms:
            found = plus(found, term)
        return found

    def product(self, factors: Iterable[Polynomial]) -> Polynomial:
        found = ONE
        for factor in factors:
            found = times(found, factor)
        return found

    def function(self, node: DefinedFunction, inside: Polynomial) -> Polynomial:
        return self.write(formula(node.definition, node.order), {node.definition.variable: inside})

    def other(self, node: Expr, at: Positions) -> Polynomial:
        if isinstance(node, Rational):
            return self.known(node)
        if isinstance(node, Pow) and isinstance(node.exp, Rational):
            return self.generators.power(self.write(node.base, at), _exact(node.exp))
        if isinstance(node, Function) and len(node.args) == 1:
            return self.generators.function(self._name(node.func), self.write(node.args[0], at))
        if isinstance(node, NumberSymbol):
            return self.generators.symbol(node)
        raise NoPolynomialError

    def partial(self, node: Partial, function: Expr, at_function: Positions, at: Positions) -> Polynomial:
        if self.opened:
            raise NoPolynomialError
        return self.generators.derivative(self.write(function, at_function), self.write(node.variable, at))

    def _name(self, function: type[Function]) -> str:
        name = str(function.__name__)
        self._functions[name] = function
        return name

    def _derivative(self, name: str, inside: Polynomial) -> Polynomial:
        return self.write(self._functions[name](LETTER).diff(LETTER), {LETTER: inside})


def _exact(number: Rational) -> int | Fraction:
    return int(number.p) if number.q == 1 else Fraction(int(number.p), int(number.q))
