r"""Products that look right beside the right one: those that do not fit, and those that fit and are wrong.

In an index formula every index says what is multiplied with what; without indices that is left to shapes, and shapes
can agree by accident. The case that this was written for is dC/dW of the first layer of an XOR network on its 4
samples: the factor dZ/dW "is" A of the layer below, so one is led to multiply the ones and A at once. That sums over
the samples before delta has been multiplied in, and what comes out has the very shape of W.

Goes in: a derivation, the target whose matrix form is looked at, real arrays. Comes out: records with both products,
their shapes and numbers, and why the wrong one is wrong. Must not know: printing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from derivations.calling import public
from derivations.engine.derivation import Results, checked_derivation
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from derivations.matching.array_values import ArrayValues, Matrix, UnfitError
from derivations.notebook import Records
from derivations.options import mapping
from derivations.views.arrays import Leaf, Node, Scalar, Transpose, nodes
from derivations.views.layout import COLUMNS, PROGRAM, Layout
from derivations.views.layout import layout as named
from derivations.views.matrices import matrix_view
from derivations.views.mistakes import mistakes

# Two ways of adding up the same numbers differ by rounding; a wrong product differs by far more.
TOLERANCE = 1e-9

Shape = tuple[int, int]
Numbers = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Operand:
    """An array of a product as it stands there, transposed or not, and its shape."""

    node: Node
    shape: Shape


@dataclass(frozen=True)
class Product:
    """A product of arrays: its node, the arrays in it from left to right, and what it comes to.

    ``shape`` and ``numbers`` are None where it does not fit; ``misfit`` says which two shapes meet there, and ``error``
    what NumPy says to it.
    """

    node: Node
    operands: tuple[Operand, ...]
    shape: Shape | None
    numbers: Numbers | None
    misfit: str = ""
    error: str = ""

    @property
    def fits(self) -> bool:
        """Whether every two factors go together."""
        return self.numbers is not None


@dataclass(frozen=True, repr=False)
class WrongProduct:
    """The right product of a result, a wrong one, and what the mistake is.

    ``reason`` says why it does not fit, or at which entry its numbers are wrong, and ``mistake`` what was done.
    ``largest`` is the largest difference of an entry, None where there is nothing to compare: it does not fit, or has
    another shape than the gradient. ``sizes`` are the sizes of these arrays.
    """

    target: str
    mistake: str
    right: Product
    wrong: Product
    reason: str
    largest: float | None
    sizes: tuple[tuple[Symbol, int], ...]

    def __repr__(self) -> str:
        return f"<WrongProduct of {self.target}: {self.mistake}>"

    def _repr_markdown_(self) -> str:
        return f"**{self.target}**, {self.mistake}: {self.reason}"

    @property
    def fits(self) -> bool:
        """Whether the wrong product can be computed at all."""
        return self.wrong.fits


@public
def wrong_products(
    derivation: Results,
    target: str,
    arrays: Mapping[str, Any],
    layout: str | Layout = COLUMNS,
    *,
    right: Node | None = None,
) -> tuple[WrongProduct, ...]:
    """Put every mistake that can be made in the matrix form of a result beside the right product.

    A mistake that changes no number is left out: where W is 1 x 1, a forgotten transpose is none.

    Parameters
    ----------
    derivation : Derivation
    target : str
        The result, such as dW1.
    arrays : mapping of str to array
        Every variable and named gradient that the product needs, as ``program.trace`` returns them: samples are rows,
        a weight matrix has one row per unit.
    layout : "columns" | "rows", or Layout
        How the matrices are laid out.
    right : Node, optional
        The right product, where it is known already: to translate the result into matrices, and to check that, takes
        longer than all the rest.

    Raises
    ------
    UnknownTargetError, TranslationError
        If there is no such result, or it has no matrix form.
    ShapeError
        If an array is missing.

    Examples
    --------
    >>> from derivations import Network, derive, initialise, wrong_products, xor
    >>> import numpy as np
    >>> network, data = Network((2, 2, 1)), xor()
    >>> derivation = derive(network)
    >>> arrays = derivation.compile().trace(initialise(network, np.random.default_rng(0)), data.inputs, data.targets)
    >>> found = wrong_products(derivation, "dW1", arrays)
    >>> found[0].target, found[0].fits
    ('dW1', True)
    """
    checked_derivation(derivation)
    mapping("arrays", arrays, "arrays by name, such as program.trace(...) gives")
    layout = named(layout)
    product, sizes = _right(derivation, target, arrays, layout, right)
    values = ArrayValues(arrays, layout, sizes)
    found = (
        _beside(target, product, _product(wrong, values), mistake, sizes) for mistake, wrong in mistakes(product.node)
    )
    return Records(each for each in found if each is not None)


def _right(
    derivation: Results, target: str, arrays: Mapping[str, Any], layout: Layout, node: Node | None = None
) -> tuple[Product, dict[Symbol, int]]:
    """Compute the right product, and read the sizes."""
    sizes = _sizes(derivation, arrays, layout)
    node = node or matrix_view(derivation, derivation[target], layout).lines[-1].node
    right = _product(node, ArrayValues(arrays, layout, sizes))
    if right.numbers is None:
        raise SpecificationError(f"the arrays do not fit {target!r} itself: {right.misfit}")
    return right, sizes


def _beside(
    target: str, right: Product, other: Product, mistake: str, sizes: Mapping[Symbol, int]
) -> WrongProduct | None:
    reason, largest = _compare(right, other)
    return WrongProduct(target, mistake, right, other, reason, largest, tuple(sizes.items())) if reason else None


def misfit(node: Node, sizes: Mapping[Symbol, int], layout: Layout = COLUMNS) -> str:
    """Say which two shapes meet in an expression of arrays of these sizes and do not fit; "" if all do."""
    variables = {each.name: each.variable for each in nodes(node) if isinstance(each, Leaf)}
    symbols = (each.value.free_symbols for each in nodes(node) if isinstance(each, Scalar))
    ones = {
        name: np.ones([int(size.xreplace(dict(sizes))) for size in _program_shape(each)])
        for name, each in variables.items()
    }
    try:
        ArrayValues(ones, layout, {**dict.fromkeys(set().union(*symbols), 1.0), **sizes}).matrix(node)
    except UnfitError as error:
        return str(error)
    return ""


def _program_shape(variable: Variable) -> tuple[Expr, ...]:
    # there a vector has one axis
    return PROGRAM.shape(variable) if len(variable.indices) == 2 else variable.sizes


def _compare(right: Product, wrong: Product) -> tuple[str, float | None]:
    if wrong.numbers is None:
        return wrong.misfit, None
    if wrong.shape != right.shape:
        assert wrong.shape is not None
        assert right.shape is not None
        shapes = " and ".join(f"{rows} x {columns}" for rows, columns in (wrong.shape, right.shape))
        return f"it has another shape than the gradient: {shapes}", None
    one, other = np.array(wrong.numbers), np.array(right.numbers)
    gap = np.abs(one - other)
    if gap.max() <= TOLERANCE * max(np.abs(other).max(), np.abs(one).max()):
        return "", 0.0
    row, column = (int(at) for at in np.unravel_index(gap.argmax(), gap.shape))
    at = f"row {row + 1}, column {column + 1}"
    return f"it fits, but {at} is {one[row, column]:.6g}, not {other[row, column]:.6g}", float(gap.max())


def _product(node: Node, values: ArrayValues) -> Product:
    operands = tuple(_operands(node, values))
    try:
        matrix = values.matrix(node)
    except UnfitError as error:
        return Product(node, operands, None, None, str(error), str(error.__cause__))
    return Product(node, operands, _shape(matrix), tuple(tuple(float(x) for x in row) for row in matrix))


def _operands(node: Node, values: ArrayValues) -> Iterator[Operand]:
    if isinstance(node, Leaf) or (isinstance(node, Transpose) and isinstance(node.argument, Leaf)):
        yield Operand(node, _shape(values.matrix(node)))
        return
    for part in node.parts:
        yield from _operands(part, values)


def _shape(matrix: Matrix) -> Shape:
    return (int(matrix.shape[0]), int(matrix.shape[1]))


def _sizes(derivation: Results, arrays: Mapping[str, Any], layout: Layout) -> dict[Symbol, int]:
    """Read the sizes from the arrays."""
    sizes: dict[Symbol, int] = {}
    plain = ArrayValues(arrays, layout, {})
    for variable in derivation.model.by_name.values():
        if variable.name in arrays:
            axes = layout.axes(variable, variable.indices)
            shape = plain.leaf(Leaf(axes, variable)).shape
            pairs = zip(layout.shape(variable), shape, strict=True)
            sizes |= {size: int(number) for size, number in pairs if size.is_Symbol}
    return sizes
