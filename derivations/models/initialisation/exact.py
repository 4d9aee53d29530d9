"""Expectations computed exactly: a few outcomes with their probabilities, rational numbers, and every sum written out.

Goes in: lines, outcomes. Comes out: fractions. Must not know: the rules of the argument; it shares the nodes for an
expectation and a variance with them, and nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from sympy import Add, Expr, Indexed, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import Chain
from derivations.errors import RuleError
from derivations.models.initialisation.expectation import Expectation, Variance

Values = Mapping[tuple[str, tuple[int, ...]], Fraction]
Outcomes = tuple[tuple[Fraction, Values], ...]
# A few joint values with their probabilities, of the entries that a block names.
Block = tuple[tuple[Fraction, dict[tuple[str, tuple[int, ...]], Fraction]], ...]


def equally_likely(name: str, positions: Sequence[tuple[int, ...]], values: Iterable[Sequence[int]]) -> Block:
    """Give the entries at these positions joint values, all with the same probability."""
    rows = tuple(values)
    return tuple(
        (Fraction(1, len(rows)), {(name, at): Fraction(v) for at, v in zip(positions, row, strict=True)})
        for row in rows
    )


def two_valued(name: str, position: tuple[int, ...], variance: Fraction) -> Block:
    """Give one entry the values -variance and 1, with mean 0 and this variance: skew, as a rule should allow."""
    low, high = -variance, Fraction(1)
    return (
        (high / (high - low), {(name, position): low}),
        (-low / (high - low), {(name, position): high}),
    )


def combine(*blocks: Block) -> Outcomes:
    """Combine blocks that know nothing of each other."""
    found = []
    for parts in itertools.product(*blocks):
        probability, values = Fraction(1), {}
        for p, part in parts:
            probability *= p
            values.update(part)
        found.append((probability, values))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Exact:
    """Evaluates a line: sizes, outcomes, and what computed names such as z2[j, s] are.

    ``indices`` are positions of the free indices; a name without positions means the entry at position (1, ..., 1), of
    the shape that its outcomes have.
    """

    sizes: Mapping[str, int]
    outcomes: Outcomes
    computed: Mapping[str, tuple[tuple[Symbol, ...], Expr]]
    indices: Mapping[str, int]
    known: dict[Expr, Fraction] = field(default_factory=dict)

    def value(self, expression: Expr) -> Fraction:
        """Evaluate an expression in which everything random stands in an expectation or a variance."""
        if expression not in self.known:
            self.known[expression] = self._value(expression, dict(self.indices), None)
        return self.known[expression]

    def _value(self, node: Expr, at: dict[str, int], values: Values | None) -> Fraction:
        if isinstance(node, Expectation):
            return self._mean(lambda outcome: self._value(node.inside, at, outcome))
        if isinstance(node, Variance):
            mean = self._mean(lambda outcome: self._value(node.inside, at, outcome))
            return self._mean(lambda outcome: (self._value(node.inside, at, outcome) - mean) ** 2)
        if isinstance(node, Indexed):
            positions = tuple(int(self._value(each, at, None)) for each in node.indices)
            return self._entry(node.base.label.name, positions, values)
        if node.is_Symbol:
            return self._symbol(node, at, values)
        if node.is_Rational:
            return Fraction(int(node.p), int(node.q))
        if isinstance(node, Add):
            return sum((self._value(arg, at, values) for arg in node.args), Fraction(0))
        if isinstance(node, Mul | Chain):
            result = Fraction(1)
            for arg in node.args:
                result *= self._value(arg, at, values)
            return result
        if isinstance(node, Pow):
            power: Fraction = self._value(node.base, at, values) ** int(node.exp)
            return power
        if isinstance(node, Sum):
            names = [limit[0].name for limit in node.limits]
            ranges = (range(1, int(self._value(limit[2], at, None)) + 1) for limit in node.limits)
            inner = ({**at, **dict(zip(names, positions, strict=True))} for positions in itertools.product(*ranges))
            return sum((self._value(node.function, positions, values) for positions in inner), Fraction(0))
        if isinstance(node, KroneckerDelta):
            first, second = (self._value(arg, at, values) for arg in node.args)
            return Fraction(first == second)
        if isinstance(node, DefinedFunction):
            return _apply(node.func, self._value(node.args[0], at, values))
        raise RuleError(f"{node.func.__name__} in an expectation; known: sums, products, powers, functions by cases")

    def _mean(self, function: Callable[[Values], Fraction]) -> Fraction:
        return sum((probability * function(outcome) for probability, outcome in self.outcomes), Fraction(0))

    def _symbol(self, node: Symbol, at: dict[str, int], values: Values | None) -> Fraction:
        if node.name in at:
            return Fraction(at[node.name])
        if node.name in self.sizes:
            return Fraction(self.sizes[node.name])
        if values is None:
            raise RuleError(f"{node} outside an expectation has no value")
        first = min(position for name, position in values if name == node.name)
        return values[node.name, first]

    def _entry(self, name: str, positions: tuple[int, ...], values: Values | None) -> Fraction:
        if values is None:
            raise RuleError(f"{name} outside an expectation has no value")
        if name in self.computed:
            indices, expression = self.computed[name]
            return self._value(expression, dict(zip((s.name for s in indices), positions, strict=True)), values)
        return values[name, positions]


@cache
def _apply(function: type[DefinedFunction], argument: Fraction) -> Fraction:
    """Apply a function given case by case, or its derivative, to a number."""
    found = function(Rational(argument.numerator, argument.denominator)).written
    return Fraction(int(found.p), int(found.q))
