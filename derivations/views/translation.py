"""From index notation to matrices: which products over repeated indices are matrix products.

    sum over k of W[k,j] d[k]      W^T d        the same index twice, summed: a matrix product
    d[j] a[j]                      d * a        the same index twice, not summed: Hadamard
    sum over s of D[j,s] A[k,s]    D A^T        a sum over samples: a matrix product with a transpose
    sum over s of D[j,s]           D 1          an index that stands once: a row sum

Goes in: an expression, the indices wanted for rows and columns, a layout. Comes out: array nodes.
Must not know: printing, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from sympy import Add, And, Dummy, Expr, KroneckerDelta, Mul, Or, Piecewise, Pow, S, Sum, Symbol

from derivations.engine.expressions import AsTyped, Chain, Partial, contains, is_size, limits_of, product
from derivations.engine.indices import bound
from derivations.engine.selection import Choice, Extreme, solve_line
from derivations.engine.typed import AS_READ, TypedOrder
from derivations.engine.variables import Variable, indices_of, is_entry, name_of
from derivations.errors import TranslationError, shown
from derivations.views.arrays import (
    Apply,
    Axes,
    EntryCases,
    Hadamard,
    Leaf,
    MatMul,
    Node,
    Pairwise,
    Plus,
    Power,
    Scalar,
    Total,
    Transpose,
    nodes,
)
from derivations.views.layout import Layout

SCALAR: Axes = (None, None)


@dataclass(frozen=True)
class ArrayFactor:
    """A factor that can be asked for in either orientation, and the indices that it depends on."""

    indices: frozenset[Symbol]
    build: Callable[[Axes], Node]


class ModelVariables(Protocol):
    """What translation reads of a model: its variables, by name and by the name of the gradient."""

    @property
    def by_name(self) -> Mapping[str, Variable]: ...

    @property
    def by_gradient(self) -> Mapping[str, Variable]: ...


def translatable(expression: Expr) -> bool:
    """Tell whether an expression may have a matrix form: no undone derivative, no Kronecker delta."""
    return isinstance(expression, Expr) and not contains(expression, Partial, KroneckerDelta)


def translate(expression: Expr, axes: Axes, model: ModelVariables, layout: Layout, order: TypedOrder = AS_READ) -> Node:
    """Translate an expression whose free indices are those of ``axes``; ``order`` as of what is shown.

    Raises a TranslationError if a derivative or a Kronecker delta waits in it, an index stands twice in one entry, or a
    product needs more than two axes at once; or it is no expression.
    """
    if not isinstance(expression, Expr):
        raise TranslationError(f"{shown(expression)} is no expression; it has no form in arrays")
    return _Translation(model, layout, order).node(expression, axes)


@dataclass(frozen=True)
class _Translation:
    model: ModelVariables
    layout: Layout
    order: TypedOrder = AS_READ

    def node(self, expression: Expr, axes: Axes) -> Node:
        if is_size(expression):
            return Scalar(SCALAR, product(expression))
        if is_entry(expression):
            return self._entry(expression, axes)
        if isinstance(expression, AsTyped):
            return self.node(expression.args[0], axes)
        if isinstance(expression, Add):
            return Plus(axes, tuple(self.node(term, axes) for term in self.order.terms(expression)))
        if isinstance(expression, Chain | Mul):
            return self._product([self._factor(each) for each in self.order.factors(expression)], axes)
        if isinstance(expression, Sum):
            return self._sum(expression).build(axes)
        if isinstance(expression, Pow):
            return self._power(expression, axes)
        if isinstance(expression, Piecewise):
            return self._cases(expression, axes)
        if expression.is_Function and len(expression.args) == 1:
            return Apply(axes, expression.func, self.node(expression.args[0], axes))
        if isinstance(expression, Choice):
            values = tuple(self.node(each, axes) for each in expression.args[2:])
            return EntryCases(axes, values, (self._condition(expression.condition, axes), None))
        if isinstance(expression, Extreme):
            sides = (self.node(side, axes) for side in expression.args)
            return reduce(lambda one, two: Pairwise(axes, expression.func, one, two), sides)
        raise TranslationError(f"{expression} has no form in matrices")

    def _power(self, power: Pow, axes: Axes) -> Node:
        if is_size(power.exp):
            return Power(axes, self.node(power.base, axes), power.exp)
        return Pairwise(axes, Pow, self.node(power.base, axes), self.node(power.exp, axes))

    def _entry(self, entry: Expr, axes: Axes) -> Node:
        variable, gradient = self._variable(name_of(entry))
        indices = indices_of(entry)
        if not all(index.is_Symbol for index in indices) or len(set(indices)) < len(indices):
            raise TranslationError(f"{entry} is not a whole matrix: its indices are {indices}")
        stored = self.layout.axes(variable, indices)
        leaf = Leaf(stored, variable, gradient)
        turned = (stored[1], stored[0])
        if _fits(stored, axes):
            return leaf
        if _fits(turned, axes):
            return Transpose(turned, leaf)
        raise TranslationError(f"{entry} does not fit rows {axes[0]} and columns {axes[1]}")

    def _variable(self, name: str) -> tuple[Variable, bool]:
        if name in self.model.by_name:
            return self.model.by_name[name], False
        return self.model.by_gradient[name], True

    def _factor(self, expression: Expr) -> ArrayFactor:
        if isinstance(expression, Sum):
            return self._sum(expression)
        return ArrayFactor(self._indices(expression), lambda axes: self.node(expression, axes))

    def _indices(self, expression: Expr) -> frozenset[Symbol]:
        entries = (node for node in expression.free_symbols if node.is_Indexed)
        return frozenset(index for entry in entries for index in indices_of(entry)) - set(bound(expression))

    def _product(self, factors: Sequence[ArrayFactor], axes: Axes) -> Node:
        if not factors:
            return Scalar(SCALAR, S.One)
        if len(factors) == 1:
            return factors[0].build(axes)
        return Hadamard(axes, tuple(each.build(axes) for each in factors))

    def _sum(self, total: Sum) -> ArrayFactor:
        """Take one index after the other out of a sum, each into a matrix product or a row sum."""
        body = total.function
        if isinstance(body, Chain | Mul):
            factors = [self._factor(each) for each in self.order.factors(body)]
        else:
            factors = [self._factor(body)]
        sizes = dict(limits_of(total))
        indices = list(sizes)
        while indices:
            index = next((each for each in indices if len(_others(factors, each)) <= 2), None)
            if index is None:
                raise TranslationError(f"{total} needs more than two axes at once")
            indices.remove(index)
            touched = [each for each in factors if index in each.indices]
            if not touched:
                # the same term again and again: as often as the index has values
                factors.insert(0, self._factor(sizes[index]))
                continue
            at = factors.index(touched[0])
            factors = [each for each in factors if index not in each.indices]
            factors.insert(min(at, len(factors)), self._contract(touched, index))
        together = frozenset(symbol for each in factors for symbol in each.indices)
        return ArrayFactor(together, lambda axes: self._product(factors, axes))

    def _contract(self, factors: Sequence[ArrayFactor], index: Symbol) -> ArrayFactor:
        others = frozenset(symbol for each in factors for symbol in each.indices) - {index}

        def build(axes: Axes) -> Node:
            row, column = (axis if axis in others else None for axis in axes)
            if row is not None and column is not None:
                left = [each for each in factors if column not in each.indices]
                right = [each for each in factors if column in each.indices]
                if any(row in each.indices for each in right) or not left:
                    raise TranslationError(f"a factor has the three indices {row}, {index}, {column}")
                return self._matmul(left, right, (row, column), index)
            kept = row or column
            with_it = [each for each in factors if kept in each.indices]
            without = [each for each in factors if kept not in each.indices]
            if kept is not None and with_it and without:
                sides = (with_it, without) if row is not None else (without, with_it)
                return self._matmul(*sides, (row, column), index)
            if row is not None:
                return Total((row, None), self._product(factors, (row, index)), 1)
            if column is not None:
                return Total((None, column), self._product(factors, (index, column)), 0)
            return self._total(factors, index)

        return ArrayFactor(others, build)

    def _total(self, factors: Sequence[ArrayFactor], index: Symbol) -> Node:
        """Sum to one number, with whichever index in the rows that asks for fewer transposes."""
        upright = Total(SCALAR, self._product(factors, (index, None)), 0)
        turned = Total(SCALAR, self._product(factors, (None, index)), 1)
        shorter = min((upright, turned), key=lambda each: sum(isinstance(n, Transpose) for n in nodes(each)))
        inner = shorter.argument
        return Total(SCALAR, inner.argument, None) if isinstance(inner, Total) else shorter

    def _matmul(self, left: Sequence[ArrayFactor], right: Sequence[ArrayFactor], axes: Axes, index: Symbol) -> Node:
        return MatMul(axes, self._product(left, (axes[0], index)), self._product(right, (index, axes[1])))

    def _cases(self, expression: Piecewise, axes: Axes) -> Node:
        rows = list(_compared(expression.args))
        values = tuple(self.node(value, axes) for value, _ in rows)
        return EntryCases(axes, values, tuple(self._condition(condition, axes) for _, condition in rows))

    def _condition(self, condition: Expr, axes: Axes) -> tuple[Node, str, Node] | None:
        if condition is S.true:
            return None
        # z >= 1 for 0.1 z <= z - 0.9: its sides would be rounded each for itself
        entries = {each for each in condition.free_symbols if each.is_Indexed}
        alone = dict.fromkeys(entries, Dummy(real=True)) if len(entries) == 1 else {}
        back = {dummy: entry for entry, dummy in alone.items()}
        sides = solve_line(condition.lhs.xreplace(alone), condition.rhs.xreplace(alone))
        left, right = (self.node(side.xreplace(back), axes) for side in sides)
        return left, condition.rel_op, right


def _compared(rows: Sequence[tuple[Expr, Expr]]) -> Iterator[tuple[Expr, Expr]]:
    """Give cases with one comparison each: u if P or Q is u if P, else u if Q; and of P and Q the second is a case of
    the first.
    """
    for at, (value, condition) in enumerate(rows):
        rest = rows[at + 1 :]
        if isinstance(condition, Or):
            yield from _compared([*((value, each) for each in condition.args), *rest])
            return
        if isinstance(condition, And):
            first, *others = condition.args
            yield from _compared([(Piecewise((value, And(*others)), *rest, evaluate=False), first)])
        else:
            yield value, condition


def _others(factors: Sequence[ArrayFactor], index: Symbol) -> frozenset[Symbol]:
    touched = (each.indices for each in factors if index in each.indices)
    return frozenset(symbol for indices in touched for symbol in indices) - {index}


def _fits(stored: Axes, wanted: Axes) -> bool:
    return all(have is None or have == want for have, want in zip(stored, wanted, strict=True))
