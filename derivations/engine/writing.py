"""Expressions written out for sizes that are numbers: sums as terms, elements as plain symbols.

Goes in: a derivation, sizes, an expression of one of its lines. Comes out: a SymPy expression without sums,
indices, Kronecker deltas or waiting derivatives; SymPy itself has evaluated them. Must not use: the rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Mapping
from functools import cache

from sympy import Add, Dummy, Expr, Integer, KroneckerDelta, Mul, S, Sum, Symbol

from derivations.engine.derivation import Derivation
from derivations.engine.expressions import Chain, Partial, Series
from derivations.engine.model import DefinedFunction, Definition, is_element, name_of, places_of

# What is differentiated by, in place of an element: |x| of a complex x would have another derivative. It is always the
# same one, since SymPy then knows the slope of a function from the last place.
LETTER = Dummy(real=True)

Places = Mapping[Symbol, int]


class Writer:
    """Writes an expression out for small sizes, with one plain symbol per element."""

    def __init__(
        self,
        derivation: Derivation,
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

    def write(self, node: Expr, at: Places) -> Expr:
        if is_element(node):
            return self._element(node, at)
        if isinstance(node, Series):
            return Add(*(self.write(term, at) for term in node.args))
        if isinstance(node, Sum):
            return self._sum(node, at)
        if isinstance(node, Chain | Mul):
            return Mul(*(self.write(factor, at) for factor in node.args))
        if isinstance(node, KroneckerDelta):
            return KroneckerDelta(*(arg.xreplace(dict(at)) for arg in node.args))
        if isinstance(node, Partial):
            return self._partial(node, at)
        if isinstance(node, DefinedFunction):
            return _formula(node.definition, node.order).xreplace(
                {node.definition.variable: self.write(node.args[0], at)}
            )
        if not node.args:
            return node
        return node.func(*(self.write(arg, at) for arg in node.args))

    def _sum(self, total: Sum, at: Places) -> Expr:
        count, limits = S.One, tuple(total.limits)
        if not self.counted:
            # the same term as often as a letter has values
            inside = total.function.free_symbols
            count = Mul(*(upper - lower + 1 for letter, lower, upper in limits if letter not in inside))
            limits = tuple(limit for limit in limits if limit[0] in inside)
        return count * Add(*(self.write(total.function, inner) for inner in self._inner(limits, at)))

    def _element(self, node: Expr, at: Places) -> Expr:
        if node in at:
            return at[node]
        if node in self.sizes:
            return self.sizes[node] if self.counted else node
        model, name = self.derivation.model, name_of(node)
        places = tuple(place.xreplace(dict(at)) for place in places_of(node))
        variable = model.by_gradient.get(name)
        if self.cited and variable is not None and not variable.cited and name in self.derivation:
            return self.write(self.derivation[name].value, dict(zip(variable.indices, places, strict=True)))
        equation = model.equation_of.get(name)
        if name in self.opened and equation is not None and not equation.expression.has(Sum):
            return self.write(equation.expression, dict(zip(equation.target.indices, places, strict=True)))
        return symbol_at(name, places) if places else node

    def _partial(self, node: Partial, at: Places) -> Expr:
        function = node.function
        equation = self.derivation.model.equation_of.get(name_of(function)) if is_element(function) else None
        if equation is not None and name_of(function) != name_of(node.variable):
            places = (place.xreplace(dict(at)) for place in places_of(function))
            at_function = dict(zip(equation.target.indices, places, strict=True))
            function = equation.expression
        else:
            at_function = dict(at)
        # a partial derivative holds every other name fixed, so here no name is opened
        closed = Writer(self.derivation, self.sizes, counted=self.counted)
        element, whole = closed.write(node.variable, at), closed.write(function, at_function)
        if element not in whole.free_symbols:
            return S.Zero
        derived = whole.xreplace({element: LETTER}).diff(LETTER).xreplace({LETTER: element})
        if not self.opened:
            return derived
        names = {symbol: self._named(symbol) for symbol in derived.free_symbols}
        return derived.xreplace({old: new for old, new in names.items() if old != new})

    def _named(self, symbol: Symbol) -> Expr:
        name, _, places = symbol.name.partition("@")
        return self._element_at(name, tuple(int(place) for place in places.split(",") if place), symbol)

    def _element_at(self, name: str, places: tuple[int, ...], symbol: Symbol) -> Expr:
        equation = self.derivation.model.equation_of.get(name)
        if name not in self.opened or equation is None or equation.expression.has(Sum):
            return symbol
        return self.write(equation.expression, dict(zip(equation.target.indices, places, strict=True)))

    def _inner(self, limits: tuple[tuple[Symbol, Expr, Expr], ...], at: Places) -> list[dict[Symbol, int]]:
        indices = tuple(letter for letter, _, _ in limits)
        ranges = (range(*(int(end.xreplace(self.sizes)) for end in (lower, upper + 1))) for _, lower, upper in limits)
        return [{**at, **dict(zip(indices, places, strict=True))} for places in itertools.product(*ranges)]


@cache
def _formula(definition: Definition, order: int) -> Expr:
    return definition.expression.diff(definition.variable, order)


def is_written(symbol: Symbol) -> bool:
    """Tell whether a symbol stands for an element at its places."""
    return "@" in symbol.name


def symbol_at(name: str, places: tuple[Expr, ...]) -> Symbol:
    """Return the plain symbol for the element of this name at these places."""
    return Symbol(f"{name}@{','.join(str(place) for place in places)}")
