"""Array nodes with numbers in them, as strict about shapes as mathematics is: nothing is repeated but rows and columns.

Goes in: a node in some layout, and the arrays of a program by the model's names. Comes out: a matrix with two axes, or
the reason why two factors do not fit. Must not know: derivations, printing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol, lambdify

from derivations.engine.definitions import DefinedFunction, formula, write_out
from derivations.engine.selection import Larger
from derivations.errors import ShapeError, SpecificationError, TranslationError, list_options
from derivations.formula.tree import COMPARED
from derivations.numeric.network.special import erf
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
from derivations.views.layout import PROGRAM, Layout

Matrix = NDArray[np.float64]


class UnfitError(ShapeError):
    """Two factors, or terms, whose shapes do not go together; the sentence has both, in their order.

    Its cause is the error of NumPy, in NumPy's words.
    """


@dataclass(frozen=True, eq=False)
class ArrayValues:
    """Evaluates nodes of one layout.

    ``arrays`` has the names of the model and of its gradients, samples as rows and one row per unit in a weight
    matrix, as a program returns them (``trace``); they are turned as the layout asks. ``sizes`` stand in numbers
    such as 1/m.
    """

    arrays: Mapping[str, Any]
    layout: Layout
    sizes: Mapping[Symbol, float]

    def matrix(self, node: Node) -> Matrix:
        """Return the value of a node, with two axes.

        Raises an UnfitError if shapes do not go together; a ShapeError if an array is missing, or has other axes than
        its variable; a TranslationError if the node is of a kind that has no value here.
        """
        match node:
            case Scalar(value=value):
                return np.array([[float(value.xreplace(dict(self.sizes)))]])
            case Leaf():
                return self.leaf(node)
            case Transpose(argument=argument):
                return self.matrix(argument).T
            case MatMul(left=left, right=right):
                return _product(self.matrix(left), self.matrix(right))
            case Hadamard(factors=factors):
                return _entry_by_entry(np.multiply, [self.matrix(each) for each in factors])
            case Plus(terms=terms):
                return _entry_by_entry(np.add, [self.matrix(each) for each in terms])
            case Power(base=base, exponent=exponent):
                return np.asarray(self.matrix(base) ** float(exponent))
            case Apply(function=function, argument=argument):
                return np.asarray(_function(function)(self.matrix(argument)), dtype=float)
            case Pairwise(function=function, left=left, right=right):
                further = np.maximum if function is Larger else np.minimum
                return _entry_by_entry(further, [self.matrix(left), self.matrix(right)])
            case EntryCases(values=(one, other), conditions=((left, sign, right), None)):
                parts = [self.matrix(each) for each in (one, other, left, right)]
                return np.where(COMPARED[sign](*parts[2:]), *parts[:2])
            case Total(argument=argument, axis=axis):
                return np.asarray(self.matrix(argument).sum(axis=axis, keepdims=True))
        raise TranslationError(f"a node {type(node).__name__} has no value here")

    def leaf(self, leaf: Leaf) -> Matrix:
        """Return the array of a name, turned as the layout lays it out."""
        if leaf.name not in self.arrays:
            raise ShapeError(f"array {leaf.name!r} is missing; given: {list_options(self.arrays) or 'none'}")
        array = np.asarray(self.arrays[leaf.name])
        if array.dtype.kind not in "biuf":
            raise SpecificationError(f"array {leaf.name!r} holds {array.dtype} entries; expected real numbers")
        array = array.astype(float)
        variable = leaf.variable
        if array.ndim != len(variable.indices):
            raise ShapeError(f"array {leaf.name!r} has {array.ndim} axes; the model has {len(variable.indices)}")
        if array.ndim < 2:
            return array.reshape((-1, 1) if variable.indices and self.layout.upright(variable) else (1, -1))
        return array.T if self.layout.turned(variable) != PROGRAM.turned(variable) else array


def _product(left: Matrix, right: Matrix) -> Matrix:
    try:
        return np.asarray(left @ right)
    except ValueError as error:
        raise UnfitError(
            f"{_shape(left)} times {_shape(right)}: "
            f"{_count(left.shape[1], 'column meets', 'columns meet')} {_count(right.shape[0], 'row', 'rows')}"
        ) from error


def _entry_by_entry(join: Callable[[Matrix, Matrix], Matrix], parts: list[Matrix]) -> Matrix:
    """Join matrices entry by entry; one with a single row, or a single column, is repeated."""
    found = parts[0]
    for part in parts[1:]:
        try:
            found = join(found, part)
        except ValueError as error:
            words = f"{_shape(found)} and {_shape(part)} entry by entry: their entries do not pair up"
            raise UnfitError(words) from error
    return found


def _function(function: Any) -> Callable[[Matrix], Matrix]:
    z = Symbol("z", real=True)
    if not issubclass(function, DefinedFunction):
        return lambdify(z, function(z), modules="numpy")  # type: ignore[no-any-return]
    value = lambdify(
        function.definition.variable,
        write_out(formula(function.definition, function.order)),
        modules=[{"erf": erf}, "numpy"],
    )
    # the derivative of z / 3 has a value at every entry of z
    return lambda z: np.broadcast_to(value(z), z.shape)


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _shape(matrix: Matrix) -> str:
    return f"{matrix.shape[0]} x {matrix.shape[1]}"
