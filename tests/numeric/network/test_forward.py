"""The forward pass: numbers worked out by hand, shapes, and refusals."""

import math

import numpy as np
import pytest

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import Parameters, forward, initialise, xor

BY_HAND = Parameters(
    (np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([[1.0, -2.0]])), (np.array([0.5, -1.0]), np.array([0.25]))
)


def test_numbers_worked_out_by_hand() -> None:
    network = Network((2, 2, 1), ("relu", "sigmoid"))
    result = forward(network, BY_HAND, [[1, 2], [2, 1]])
    assert result.a[0].tolist() == [[1, 2], [2, 1]]
    assert result.z[0].tolist() == [[-0.5, 2], [1.5, 3.5]]
    assert result.a[1].tolist() == [[0, 2], [1.5, 3.5]]
    assert result.z[1].tolist() == [[-3.75], [-5.25]]
    assert result.a[2][:, 0] == pytest.approx([1 / (1 + math.exp(3.75)), 1 / (1 + math.exp(5.25))], rel=1e-15)
    assert result.outputs is result.a[2]


def test_every_layer_has_its_own_shape() -> None:
    network = Network((3, 5, 4, 2), ("tanh", "relu", "identity"), "mse")
    result = forward(network, initialise(network, np.random.default_rng(0)), np.ones((7, 3)))
    assert [z.shape for z in result.z] == [(7, 5), (7, 4), (7, 2)]
    assert [a.shape for a in result.a] == [(7, 3), (7, 5), (7, 4), (7, 2)]


def test_the_record_is_a_read_only_copy() -> None:
    mine = np.array([[1.0, 2.0]])
    result = forward(Network((2, 2, 1)), BY_HAND, mine)
    mine[0, 0] = 9
    assert result.a[0][0, 0] == 1
    for array in result.z + result.a:
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 0


def test_a_single_sample_is_a_row_too() -> None:
    with pytest.raises(ShapeError) as caught:
        forward(Network((2, 2, 1)), BY_HAND, [1.0, 2.0])
    assert str(caught.value) == "inputs have shape (2,); wanted (samples, 2), one row per sample"


def test_refusals_name_the_row() -> None:
    with pytest.raises(SpecificationError) as caught:
        forward(Network((2, 2, 1)), BY_HAND, [[1.0, 2.0], [3.0, np.inf]])
    assert str(caught.value) == "inputs, row 2: inf is not a finite number"
    with pytest.raises(ShapeError, match=r"weights of layer 1 have shape \(2, 2\); wanted \(3, 2\)"):
        forward(Network((2, 3, 1)), BY_HAND, [[1, 2]])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "identity"])
def test_large_z_does_not_warn(activation: str) -> None:
    network = Network((2, 2, 1), (activation, "sigmoid"))
    large = Parameters((np.array([[1e4, -1e4], [-1e4, 1e4]]), np.array([[1.0, -1.0]])), (np.zeros(2), np.zeros(1)))
    result = forward(network, large, xor().inputs)
    assert all(np.isfinite(array).all() for array in result.z + result.a)
    assert np.abs(result.z[0]).max() == 1e4
