"""Expressions written out for sizes that are numbers: sums as terms, entries as plain symbols.

Goes in: a derivation, sizes, an expression of one of its lines. Comes out: a SymPy expression without sums,
indices, Kronecker deltas or waiting derivatives; SymPy itself has evaluated them. Must not use: the rules.
`terms` does the same with polynomials, which is faster.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Mapping
from typing import Any, Generic, TypeVar

from sympy import Add, Basic, Dummy, Expr, Integer, KroneckerDelta, Mul, Piecewise, S, Sum, Symbol
from sympy.core.relational import Relational

from derivations.engine.definitions import DefinedFunction, formula
from derivations.engine.derivation import Results
from derivations.engine.expressions import Chain, Partial, Series
from derivations.engine.selection import Choice, Extreme
from derivations.engine.variables import indices_of, is_entry, name_of

# What is differentiated by, in place of an entry: |x| of a complex x would have another derivative. It is always the
# same one, since SymPy then knows the derivative of a function from the last place.
LETTER = Dummy(real=True)

T = TypeVar("T")
# where the indices stand; a variable of a function, what was put in for it
Positions = Mapping[Symbol, Any]


class Writing(ABC, Generic[T]):
    """Writes expressions out for small sizes, whatever the terms that come out are made of."""

    def __init__(
        self,
        derivation: Results,
        sizes: Mapping[Symbol, int],
        *,
        opened: Container[str] = (),
        cited: bool = True,
        counted: bool = True,
    ) -> None:
        self.derivation = derivation
        self.opened = opened  # the names of computed values that are replaced by what their equations say
        self.cited = cited  # whether a gradient without a name of its own is replaced by its value
        self.counted = counted  # whether a size that is multiplied with is a number too; else 1/m is not 1/n
        self.sizes = {size: Integer(number) for size, number in sizes.items()}
        self._inside: dict[Expr, set[Basic]] = {}

    @abstractmethod
    def known(self, value: Any) -> T:
        """Return what a number, or an index that has been written out before, is."""

    @abstractmethod
    def symbol(self, entry: Expr, positions: tuple[Expr, ...]) -> T:
        """Return what an entry, or a size, is."""

    @abstractmethod
    def total(self, terms: Iterable[T]) -> T:
        """Add."""

    @abstractmethod
    def product(self, factors: Iterable[T]) -> T:
        """Multiply."""

    @abstractmethod
    def function(self, node: DefinedFunction, inside: T) -> T:
        """Put something into what a function is defined as."""

    @abstractmethod
    def other(self, node: Expr, at: Positions) -> T:
        """Write a node out that is none of the others: a power, an exponential, cases."""

    @abstractmethod
    def partial(self, node: Partial, function: Expr, at_function: Positions, at: Positions) -> T:
        """Differentiate a function by an entry, every other name held fixed."""

    def write(self, node: Expr, at: Positions) -> T:
        """Write an expression out with its free indices at these positions."""
        if is_entry(node):
            return self._entry(node, at)
        if isinstance(node, Series | Add):
            return self.total(self.write(term, at) for term in node.args)
        if isinstance(node, Sum):
            return self._sum(node, at)
        if isinstance(node, Chain | Mul):
            return self.product(self.write(factor, at) for factor in node.args)
        if isinstance(node, KroneckerDelta):
            one, other = (_position_at(arg, at) for arg in node.args)
            return self.known(int(one == other) if isinstance(one, int) else KroneckerDelta(one, other))
        if isinstance(node, Partial):
            return self._partial(node, at)
        if isinstance(node, DefinedFunction):
            return self.function(node, self.write(node.args[0], at))
        return self.other(node, at)

    def _sum(self, total: Sum, at: Positions) -> T:
        counts: list[Expr] = []
        limits, body = tuple(total.limits), total.function
        if not self.counted:
            # the same term as often as an index has values
            if body not in self._inside:
                self._inside[body] = body.free_symbols
            inside = self._inside[body]
            counts = [upper - lower + 1 for index, lower, upper in limits if index not in inside]
            limits = tuple(limit for limit in limits if limit[0] in inside)
        terms = self.total(self.write(body, inner) for inner in self._inner(limits, at))
        return self.product((self.write(Mul(*counts), at), terms)) if counts else terms

    def _entry(self, node: Expr, at: Positions) -> T:
        if node in at:
            return self.known(at[node])
        if node in self.sizes:
            return self.known(self.sizes[node]) if self.counted else self.symbol(node, ())
        model, name = self.derivation.model, name_of(node)
        positions = tuple(_position_at(position, at) for position in indices_of(node))
        variable = model.by_gradient.get(name)
        if self.cited and variable is not None and not variable.cited and name in self.derivation:
            return self.write(self.derivation[name].value, dict(zip(variable.indices, positions, strict=True)))
        equation = model.equation_of.get(name) if name in self.opened else None
        if equation is not None and not equation.expression.has(Sum):
            return self.write(equation.expression, dict(zip(equation.target.indices, positions, strict=True)))
        return self.symbol(node, positions)

    def _partial(self, node: Partial, at: Positions) -> T:
        function, at_function = node.function, at
        equation = self.derivation.model.equation_of.get(name_of(function)) if is_entry(function) else None
        if equation is not None and name_of(function) != name_of(node.variable):
            positions = (_position_at(position, at) for position in indices_of(function))
            function, at_function = equation.expression, dict(zip(equation.target.indices, positions, strict=True))
        return self.partial(node, function, at_function, at)

    def _inner(self, limits: tuple[tuple[Symbol, Expr, Expr], ...], at: Positions) -> list[dict[Symbol, int]]:
        indices = tuple(index for index, _, _ in limits)
        ends = ([int(_position_at(end, self.sizes)) for end in (lower, upper)] for _, lower, upper in limits)
        ranges = (range(first, last + 1) for first, last in ends)
        return [{**at, **dict(zip(indices, positions, strict=True))} for positions in itertools.product(*ranges)]


# SymPy asks of what stands in them which is larger
COMPARING = (Choice, Extreme, Relational)


class Writer(Writing[Expr]):
    """Writes an expression out for small sizes, with one plain symbol of SymPy per entry."""

    _in_condition = False

    def known(self, value: Any) -> Expr:
        # [j = k] alone is 1 or 0: an expression like all others
        return Integer(value) if isinstance(value, int) else value

    def symbol(self, entry: Expr, positions: tuple[Expr, ...]) -> Expr:
        return symbol_at(name_of(entry), positions) if positions else entry

    def total(self, terms: Iterable[Expr]) -> Expr:
        return Add(*terms)

    def product(self, factors: Iterable[Expr]) -> Expr:
        return Mul(*factors)

    def function(self, node: DefinedFunction, inside: Expr) -> Expr:
        written = formula(node.definition, node.order)
        if written.has(Piecewise) and (self._in_condition or inside.has(Piecewise)):
            # SymPy would solve conditions that have cases in them, which may take any time
            return node.func(inside)
        return written.xreplace({node.definition.variable: inside})

    def other(self, node: Expr, at: Positions) -> Expr:
        if not node.args:
            return node
        outside, self._in_condition = self._in_condition, self._in_condition or isinstance(node, COMPARING)
        try:
            return node.func(*(self.write(arg, at) for arg in node.args))
        finally:
            self._in_condition = outside

    def partial(self, node: Partial, function: Expr, at_function: Positions, at: Positions) -> Expr:
        # here no name is opened
        closed = Writer(self.derivation, self.sizes, counted=self.counted)
        entry, whole = closed.write(node.variable, at), closed.write(function, at_function)
        if entry not in whole.free_symbols:
            return S.Zero
        derived = whole.xreplace({entry: LETTER}).diff(LETTER).xreplace({LETTER: entry})
        if not self.opened:
            return derived
        names = {symbol: self._name(symbol) for symbol in derived.free_symbols}
        return derived.xreplace({old: new for old, new in names.items() if old != new})

    def _name(self, symbol: Symbol) -> Expr:
        name, positions = read_symbol(symbol)
        equation = self.derivation.model.equation_of.get(name)
        if name not in self.opened or equation is None or equation.expression.has(Sum):
            return symbol
        return self.write(equation.expression, dict(zip(equation.target.indices, positions, strict=True)))


def is_written(symbol: Symbol) -> bool:
    """Tell whether a symbol stands for an entry at its indices."""
    return "@" in symbol.name


def symbol_at(name: str, positions: tuple[Expr, ...]) -> Symbol:
    """Return the plain symbol for the entry of this name at these positions."""
    return Symbol(f"{name}@{','.join(str(position) for position in positions)}")


def read_symbol(symbol: Symbol) -> tuple[str, tuple[int, ...]]:
    """Return the name and the position of what a plain symbol stands for."""
    name, _, positions = symbol.name.partition("@")
    return name, tuple(int(position) for position in positions.split(",") if position)


def _position_at(position: Expr, at: Positions) -> Any:
    found = at.get(position)
    return position.xreplace(dict(at)) if found is None else found
