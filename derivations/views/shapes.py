"""The shape of every array of a product, in sizes: rows and columns of a node, read off the arrays in it.

Goes in: a node and the layout that it was made in. Comes out: how many rows and columns it has. Must not know: values.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from derivations.errors import TranslationError
from derivations.views.arrays import Leaf, Node, Sizes, nodes
from derivations.views.layout import Layout


def shape(node: Node, layout: Layout) -> Sizes:
    """Return the sizes of the rows and the columns of a node; 1 where an axis has no index.

    Raises a TranslationError if no array in the node has an index of its axes, so that nothing says how far it runs.
    """
    sizes = index_sizes(node, layout)
    found: list[Expr] = []
    for index in node.axes:
        if index is not None and index not in sizes:
            raise TranslationError(f"nothing in the product says how far the index {index} runs")
        found.append(Integer(1) if index is None else sizes[index])
    return (found[0], found[1])


def index_sizes(node: Node, layout: Layout) -> dict[Symbol, Expr]:
    """Return the size of every index that an array in the node has."""
    leaves = (each for each in nodes(node) if isinstance(each, Leaf))
    return {
        index: size
        for leaf in leaves
        for index, size in zip(leaf.axes, layout.shape(leaf.variable), strict=True)
        if index is not None
    }
