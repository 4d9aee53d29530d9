"""Array nodes written out entry by entry at small sizes, and held against the index notation they came from.

Goes in: a node, its derivation. Comes out: a matrix of plain symbols, or True where the two are the same.
The matrix operations are SymPy's, on explicit matrices: a transpose or a shape that is wrong shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sympy import Add, Expr, ImmutableDenseMatrix, Integer, Mul, Piecewise, Rel, Symbol, expand, ones

from derivations.engine.definitions import write_out
from derivations.engine.derivation import Results
from derivations.engine.selection import Choice
from derivations.engine.writing import Writer, symbol_at
from derivations.errors import ShapeError
from derivations.views.arrays import (
    Apply,
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
)
from derivations.views.layout import Layout

Matrix: TypeAlias = Any  # SymPy's ImmutableDenseMatrix, for which SymPy ships no types
# Neighbouring sizes differ, so that a product in the wrong order does not even fit.
SIZES = (2, 3)


def agrees(node: Node, expression: Expr, derivation: Results, layout: Layout) -> bool:
    """Tell whether every entry of the expanded node is the index expression at that position."""
    symbols = derivation.model.sizes
    sizes = {size: SIZES[at % len(SIZES)] for at, size in enumerate(symbols)}
    writer = Writer(derivation, sizes, cited=False, counted=False)
    try:
        matrix = _Expansion(writer, layout).matrix(node)
    except ShapeError:
        return False
    rows, columns = node.axes
    for row in range(matrix.rows):
        for column in range(matrix.cols):
            at = {index: Integer(n + 1) for index, n in ((rows, row), (columns, column)) if index is not None}
            if expand(matrix[row, column] - _by_cases(write_out(writer.write(expression, at)))) != 0:
                return False
    return True


def _by_cases(expression: Expr) -> Expr:
    """Write every choice between two values as cases, as the matrix side does."""
    return expression.replace(
        lambda node: isinstance(node, Choice),
        lambda node: Piecewise((node.args[2], node.relation(*node.args[:2])), (node.args[3], True)),
    )


class _Expansion:
    def __init__(self, writer: Writer, layout: Layout) -> None:
        self.writer = writer
        self.layout = layout

    def matrix(self, node: Node) -> Matrix:
        if isinstance(node, Scalar):
            return ImmutableDenseMatrix([[self.writer.write(node.value, {})]])
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Transpose):
            return self.matrix(node.argument).T
        if isinstance(node, MatMul):
            left, right = self.matrix(node.left), self.matrix(node.right)
            if left.cols != right.rows:
                raise ShapeError(f"{left.shape} times {right.shape}: the inner sizes differ")
            return ImmutableDenseMatrix(left * right)
        if isinstance(node, Hadamard | Plus):
            join = Mul if isinstance(node, Hadamard) else Add
            return _entry_by_entry(join, *(self.matrix(part) for part in node.parts))
        if isinstance(node, Power):
            return self.matrix(node.base).applyfunc(lambda entry: entry**node.exponent)
        if isinstance(node, Apply):
            return self.matrix(node.argument).applyfunc(lambda entry: _apply(node.function, entry))
        if isinstance(node, Pairwise):
            return _entry_by_entry(node.function, self.matrix(node.left), self.matrix(node.right))
        if isinstance(node, EntryCases):
            return self._cases(node)
        assert isinstance(node, Total)
        argument = self.matrix(node.argument)
        by_rows = ones(1, argument.rows) * argument if node.axis != 1 else argument
        return ImmutableDenseMatrix(by_rows * ones(by_rows.cols, 1) if node.axis != 0 else by_rows)

    def _leaf(self, leaf: Leaf) -> Matrix:
        rows, columns = (int(size.xreplace(self.writer.sizes)) for size in self.layout.shape(leaf.variable))
        return ImmutableDenseMatrix(rows, columns, lambda row, column: self._entry(leaf, row + 1, column + 1))

    def _entry(self, leaf: Leaf, row: int, column: int) -> Expr:
        indices = leaf.variable.indices
        if not indices:
            return Symbol(leaf.name)
        rows, columns = self.layout.axes(leaf.variable, indices)
        at: Mapping[Symbol | None, int] = {columns: column, rows: row} if rows else {columns: column}
        return symbol_at(leaf.name, tuple(Integer(at[symbol]) for symbol in indices))

    def _cases(self, node: EntryCases) -> Matrix:
        values = [self.matrix(value) for value in node.values]
        # only a program has several comparisons in a condition
        compared = [c if isinstance(c, tuple) else None for c in node.conditions]
        conditions = [(self.matrix(c[0]), c[1], self.matrix(c[2])) if c else None for c in compared]

        def entry(*flat: Expr) -> Expr:
            parts = iter(flat[len(values) :])
            tests = [Rel(next(parts), next(parts), c[1]) if c else True for c in conditions]
            return Piecewise(*zip(flat[: len(values)], tests, strict=True))

        sides = [side for c in conditions if c for side in (c[0], c[2])]
        return _entry_by_entry(entry, *values, *sides)


def _apply(function: Any, entry: Expr) -> Expr:
    """Apply a function; one with a definition is written out, as the index side writes it."""
    return write_out(function(entry))


def _entry_by_entry(join: Callable[..., Expr], *matrices: Matrix) -> Matrix:
    """Join matrices entry by entry; one with a single row, or a single column, is repeated."""
    rows, columns = max(m.rows for m in matrices), max(m.cols for m in matrices)
    for matrix in matrices:
        if matrix.rows not in (1, rows) or matrix.cols not in (1, columns):
            raise ShapeError(f"{matrix.shape} does not go with {(rows, columns)}")
    return ImmutableDenseMatrix(
        rows, columns, lambda r, c: join(*(m[r if m.rows > 1 else 0, c if m.cols > 1 else 0] for m in matrices))
    )
