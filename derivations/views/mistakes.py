"""Mistakes that one makes with matrices, as rewritings of a right product: each a name and a function of a node.

Goes in: the node of a right product. Comes out: wrong ones, each with what was done. Must not know: values, and whether
a wrong product fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from derivations.models.names import SAMPLES
from derivations.views.arrays import Hadamard, Leaf, MatMul, Node, Plus, Power, Scalar, Total, Transpose, nodes, rebuild

Change = Callable[[Node], Node]


def mistakes(right: Node) -> Iterator[tuple[str, Node]]:
    """Give every mistake whose change makes another product, in the order of the table."""
    given: set[Node] = {right}
    for mistake, change in CHANGES:
        wrong = change_parts(right, change)
        if wrong not in given:
            given.add(wrong)
            yield mistake, wrong


def change_parts(node: Node, change: Change) -> Node:
    """Rebuild a node, its parts changed first; what a function is of, or a case, stays."""
    if isinstance(node, Transpose | Total | MatMul | Hadamard | Plus | Power):
        node = rebuild(node, lambda part: change_parts(part, change))
    return change(node)


def _has_array(node: Node) -> bool:
    """Tell whether there is more in a node than single numbers, such as a penalty's weight."""
    return any(isinstance(each, Leaf) and each.axes != (None, None) for each in nodes(node))


def _turn(node: Node) -> Node:
    return node.argument if isinstance(node, Transpose) else Transpose((node.axes[1], node.axes[0]), node)


def no_transpose(node: Node) -> Node:
    """Take a matrix as it stands."""
    return node.argument if isinstance(node, Transpose) else node


def _order(node: Node) -> Node:
    return replace(node, left=node.right, right=node.left) if isinstance(node, MatMul) else node


def _entrywise(node: Node) -> Node:
    return Hadamard(node.axes, (node.left, node.right)) if isinstance(node, MatMul) else node


def _matrix_product(node: Node) -> Node:
    """Multiply the two arrays of an entry-by-entry product as matrices, the second one turned so that they fit."""
    if not isinstance(node, Hadamard):
        return node
    arrays = [each for each in node.factors if _has_array(each)]
    if len(arrays) < 2:
        return node
    others = tuple(each for each in node.factors if each not in arrays)
    joined = MatMul((node.axes[0], node.axes[0]), arrays[0], _turn(arrays[1]))
    return Hadamard(node.axes, (*others, joined, *arrays[2:])) if others or arrays[2:] else joined


def _summed_first(node: Node) -> Node:
    """Sum both factors over what they share, then multiply: (D 1)(1^T A^T) in place of D A^T."""
    if not isinstance(node, MatMul) or None in node.axes:
        return node
    return MatMul(node.axes, Total((node.axes[0], None), node.left, 1), Total((None, node.axes[1]), node.right, 0))


def _sum_one(node: Node) -> Node:
    """Sum one factor over what both share, and multiply the other by that entry by entry: D * (1^T A^T)."""
    if not isinstance(node, MatMul) or None in node.axes:
        return node
    return Hadamard(node.axes, (node.left, Total((None, node.axes[1]), node.right, 0)))


def _turn_term(node: Node) -> Node:
    """Turn the last of the arrays that are added: A - Y^T in place of A - Y."""
    if not isinstance(node, Plus) or sum(map(_has_array, node.terms)) < 2:
        return node
    *before, last = node.terms
    return replace(node, terms=(*before, _turn_leaf(last)))


def _turn_leaf(node: Node) -> Node:
    if isinstance(node, Leaf):
        return _turn(node) if _has_array(node) else node
    return rebuild(node, _turn_leaf) if isinstance(node, Hadamard) else node


def _skip_sum(node: Node) -> Node:
    return node.argument if isinstance(node, Total) else node


def skip_division(node: Node) -> Node:
    """Leave out 1/m, but not what stands beside it, such as 1/2; a 1 that remains as a factor goes."""
    if isinstance(node, Scalar) and node.value.has(1 / SAMPLES):
        return replace(node, value=node.value * SAMPLES)
    if not isinstance(node, Hadamard):
        return node
    kept = tuple(each for each in node.factors if not (isinstance(each, Scalar) and each.value == 1))
    return kept[0] if len(kept) == 1 else replace(node, factors=kept)


CHANGES: tuple[tuple[str, Change], ...] = (
    ("the product taken too early: both factors are summed before they are multiplied", _summed_first),
    ("the product taken too early: one factor is summed, and the other one multiplied by that", _sum_one),
    ("the transpose forgotten", no_transpose),
    ("the factors in the other order", _order),
    ("entry by entry in place of a matrix product", _entrywise),
    ("a matrix product in place of entry by entry", _matrix_product),
    ("one of the arrays that are added turned", _turn_term),
    ("the sum over the samples forgotten", _skip_sum),
    ("the division by the number of samples forgotten", skip_division),
)
