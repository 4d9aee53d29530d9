"""Arrays that fit no network, or not this one, are refused in one sentence about the first of them."""

import numpy as np
import pytest

from derivations import Network, Parameters
from derivations.errors import ShapeError
from derivations.numeric.network.shapes import check_chain, check_layers

RIGHT = Parameters((np.ones((3, 2)), np.ones((1, 3))), (np.ones(3), np.ones(1)))


def test_what_fits_passes() -> None:
    check_chain(RIGHT)
    check_layers(Network((2, 3, 1)), RIGHT)


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        (
            ((3, 2), (1, 2)),
            ((3,), (1,)),
            r"weights of layer 2 have shape \(1, 2\), for 2 units below, and layer 1 has 3",
        ),
        (((3, 2),), ((2,),), r"biases of layer 1 have shape \(2,\), and its weights \(3, 2\)"),
    ],
)
def test_arrays_that_fit_no_network(
    weights: tuple[tuple[int, ...], ...], biases: tuple[tuple[int, ...], ...], message: str
) -> None:
    with pytest.raises(ShapeError, match=message):
        Parameters(tuple(map(np.ones, weights)), tuple(map(np.ones, biases)))


@pytest.mark.parametrize(
    ("sizes", "message"),
    [((2, 3, 1, 1), "weights for 2 layers; wanted 3"), ((2, 4, 1), r"weights of layer 1 have shape \(3, 2\)")],
)
def test_arrays_of_another_network(sizes: tuple[int, ...], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        check_layers(Network(sizes), RIGHT)
