"""A wrong product beside the right one as LaTeX: with shapes under the arrays, and with the numbers of both.

Goes in: the record of a wrong product, the layout it was made in. Comes out: records of LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.matching.wrong_products import Product, WrongProduct
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.numbers import fixed
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


def printed_wrong_product(
    found: WrongProduct, layout: Layout = COLUMNS, *, digits: int = 4, style: MatrixStyle | None = None
) -> PrintedWrongProduct:
    """Print both products; ``layout`` is the one that they were made in, ``digits`` stand after the point."""
    chosen = replace(style or MatrixStyle(), shapes=True, sizes=dict(found.sizes))

    def printed(product: Product) -> PrintedProduct:
        shape = None if product.shape is None else rf"{product.shape[0]} \times {product.shape[1]}"
        return PrintedProduct(matrix_latex(product.node, layout, chosen), shape, _numbers(product, digits))

    return PrintedWrongProduct(found.target, found.mistake, found.reason, printed(found.right), printed(found.wrong))


def _numbers(product: Product, digits: int) -> str | None:
    if product.numbers is None or product.shape is None or max(product.shape) > MOST_ROWS:
        return None
    rows = (" & ".join(fixed(number, digits) for number in row) for row in product.numbers)
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
