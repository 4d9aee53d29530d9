"""The shape of every part of a product, read off the arrays in it, against the shapes of real arrays."""

from functools import cache

import numpy as np
import pytest

from derivations import Network, derive
from derivations.derive import Derivation
from derivations.errors import TranslationError
from derivations.matching.array_values import ArrayValues, UnfitError
from derivations.models import names
from derivations.views.arrays import Leaf, MatMul, Scalar, nodes
from derivations.views.layout import COLUMNS, PROGRAM, ROWS, Layout
from derivations.views.matrices import matrix_view
from derivations.views.shapes import shape
from tests.numeric.oracle import random_problem

NETWORK = Network((2, 3, 5), "tanh", "mse")
SIZES = {names.units(0): 2, names.units(1): 3, names.units(2): 5, names.SAMPLES: 4}
j, k, s = names.UNIT, names.FROM, names.SAMPLE


@cache
def derived() -> Derivation:
    return derive(NETWORK)


@pytest.mark.parametrize("layout", [COLUMNS, ROWS, PROGRAM], ids=lambda layout: layout.name)
@pytest.mark.parametrize("target", ["z1", "a2", "delta2", "delta1", "da1", "dW1", "db2"])
def test_shapes_are_those_of_the_arrays(target: str, layout: Layout) -> None:
    arrays = derived().compile().trace(*random_problem(NETWORK, 4, np.random.default_rng(0))[1:4])
    values = ArrayValues(arrays, layout, SIZES)
    for line in matrix_view(derived(), derived()[target], layout).lines:
        for node in nodes(line.node):
            if any(isinstance(each, Leaf) and each.name in {"da1", "da2"} for each in nodes(node)):
                continue  # the program does not keep these
            rows, columns = (int(size.xreplace(SIZES)) for size in shape(node, layout))
            assert values.matrix(node).shape == (rows, columns)


def test_in_symbols() -> None:
    node = matrix_view(derived(), derived()["dW1"], COLUMNS).lines[-1].node
    assert isinstance(node, MatMul)
    n_0, n_1, m = names.units(0), names.units(1), names.SAMPLES
    assert shape(node, COLUMNS) == (n_1, n_0)
    assert shape(node.left, COLUMNS) == (n_1, m)
    assert shape(node.right, COLUMNS) == (m, n_0)
    assert shape(Scalar((None, None), 1 / m), COLUMNS) == (1, 1)


def test_a_transposed_weight_has_another_shape_and_does_not_fit() -> None:
    weight, below = Leaf((k, j), names.weight(1)), Leaf((k, s), names.activation(0))
    assert shape(weight, COLUMNS) != shape(Leaf((j, k), names.weight(2)), COLUMNS)
    arrays = {"W1": np.zeros((3, 2)), "a0": np.zeros((4, 2))}
    with pytest.raises(UnfitError):
        ArrayValues(arrays, COLUMNS, {}).matrix(MatMul((j, s), below, weight))


def test_an_index_that_nothing_has() -> None:
    with pytest.raises(TranslationError, match="nothing in the product says how far the index j runs"):
        shape(Scalar((j, None), names.SAMPLES), COLUMNS)
