"""A wrong line beside the right one as LaTeX: a product with shapes under the arrays and numbers, or a planted mistake.

Goes in: the record of a wrong line, the layout it was made in. Comes out: records of LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr

from derivations.engine.model import Model
from derivations.matching.planted import PlantedLine
from derivations.matching.wrong_products import Product, WrongProduct
from derivations.rendering.latex import latex
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.rendering.numbers import print_fixed
from derivations.rendering.style import Style
from derivations.views.arrays import Node
from derivations.views.layout import COLUMNS, Layout

# More rows or columns than this are not printed as numbers: a page has no room for them.
MOST_ROWS = 8


@dataclass(frozen=True)
class PrintedProduct:
    """A product with shapes, the shape of the whole (None: it has none), its numbers as a matrix (None: too large)."""

    formula: str
    shape: str | None
    numbers: str | None


@dataclass(frozen=True)
class PrintedWrongProduct:
    """Both products, the mistake and the reason in words."""

    target: str
    mistake: str
    reason: str
    right: PrintedProduct
    wrong: PrintedProduct


@dataclass(frozen=True)
class PrintedMistake:
    """``left`` = ``right``, which comes to ``value`` further down ("" if it ends here), and ``wrong`` in its place.

    ``cancelled`` says that the derivative of the activation is not in the value any more.
    """

    left: str
    right: str
    value: str
    wrong: str
    cancelled: bool = False


def print_mistake(
    found: PlantedLine, model: Model, layout: Layout = COLUMNS, style: MatrixStyle | None = None
) -> PrintedMistake:
    """Print the line of a mistake; ``layout`` is the one that it was made in."""
    given = style or MatrixStyle()

    def text(side: Node | Expr) -> str:
        if isinstance(side, Node):
            return matrix_latex(side, layout, with_costs(given, model))
        return latex(side, model, Style(colours=given.colours))

    value = "" if found.value is None else text(found.value)
    return PrintedMistake(text(found.left), text(found.right), value, text(found.wrong), found.cancelled)


def print_wrong_product(
    found: WrongProduct, layout: Layout = COLUMNS, *, digits: int = 4, style: MatrixStyle | None = None
) -> PrintedWrongProduct:
    """Print both products; ``layout`` is the one that they were made in, ``digits`` stand after the point."""
    style = replace(style or MatrixStyle(), shapes=True, sizes=dict(found.sizes))

    def print_product(product: Product) -> PrintedProduct:
        shape = None if product.shape is None else rf"{product.shape[0]} \times {product.shape[1]}"
        # what NumPy repeats by itself is no mistake of the formula, and in a wrong one nothing says what is repeated
        shown = replace(style, repeats=product is found.right)
        return PrintedProduct(matrix_latex(product.node, layout, shown), shape, _numbers(product, digits))

    return PrintedWrongProduct(
        found.target, found.mistake, found.reason, print_product(found.right), print_product(found.wrong)
    )


def _numbers(product: Product, digits: int) -> str | None:
    if product.numbers is None or product.shape is None or max(product.shape) > MOST_ROWS:
        return None
    # with one number of digits, so that columns line up, and four of them fit a phone
    rows = (" & ".join(print_fixed(number, digits) for number in row) for row in product.numbers)
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
