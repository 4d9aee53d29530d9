"""Records of arrays: shapes, copies, replacements and every refusal."""

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import Gradients, Parameters

WEIGHTS = (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0]]))
BIASES = (np.array([0.1, 0.2]), np.array([0.3]))


def test_arrays_are_read_only_copies() -> None:
    mine = np.array([[1.0, 2.0]])
    parameters = Parameters((mine,), (np.zeros(1),))
    mine[0, 0] = 9
    assert parameters.weights[0][0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        parameters.weights[0][0, 0] = 9
    with pytest.raises(FrozenInstanceError):
        parameters.weights = ()  # type: ignore[misc]


def test_lists_of_whole_numbers_become_float64_tuples() -> None:
    parameters = Parameters([[[1, 2]]], [[3]])  # type: ignore[arg-type]
    assert isinstance(parameters.weights, tuple)
    assert parameters.weights[0].dtype == parameters.biases[0].dtype == np.float64


def test_with_weight_replaces_one_entry_counted_from_1() -> None:
    before = Parameters(WEIGHTS, BIASES)
    after = before.with_weight(1, 2, 1, -7)
    assert after.weights[0].tolist() == [[1, 2], [-7, 4]]
    assert before.weights[0].tolist() == [[1, 2], [3, 4]]
    assert after.weights[1].tolist() == [[5, 6]]


def test_with_bias_replaces_one_entry_counted_from_1() -> None:
    before = Parameters(WEIGHTS, BIASES)
    after = before.with_bias(2, 1, -7)
    assert after.biases[1].tolist() == [-7]
    assert before.biases[1].tolist() == [0.3]
    assert after.biases[0].tolist() == [0.1, 0.2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.with_weight(3, 1, 1, 0.0), "layer 3; known: 1, 2"),
        (lambda p: p.with_weight(0, 1, 1, 0.0), "layer 0; known: 1, 2"),
        (lambda p: p.with_weight(2, 2, 1, 0.0), "unit of layer 2: 2; expected a whole number from 1 to 1"),
        (lambda p: p.with_weight(2, 1, 0, 0.0), "unit of layer 1: 0; expected a whole number from 1 to 2"),
        (lambda p: p.with_bias(1, 3, 0.0), "unit of layer 1: 3; expected a whole number from 1 to 2"),
        (lambda p: p.with_bias(1, -1, 0.0), "unit of layer 1: -1; expected a whole number from 1 to 2"),
        (lambda p: p.with_bias("1", 1, 0.0), "layer '1'; known: 1, 2"),
        (lambda p: p.with_bias(1, 1, np.inf), "bias of layer 1, unit 1: inf; expected a finite number"),
        (lambda p: p.with_weight(1, 1, 2, "x"), "weight of layer 1, unit 1, input 2: 'x'; expected a finite number"),
        (lambda p: p.with_weight(1, 1, 2, np.nan), "weight of layer 1, unit 1, input 2: nan; expected a finite number"),
    ],
)
def test_replacing_what_is_not_there_is_refused(change: Any, message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        change(Parameters(WEIGHTS, BIASES))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("weights", "biases", "error", "message"),
    [
        (
            ([[1, np.nan]],),
            ([0],),
            SpecificationError,
            "weights of layer 1, unit 1, input 2: nan is not a finite number",
        ),
        (([[1]],), ([np.inf],), SpecificationError, "biases of layer 1, unit 1: inf is not a finite number"),
        (([[1j]],), ([0],), SpecificationError, "weights of layer 1 hold complex128 entries; expected real numbers"),
        (([["a"]],), ([0],), SpecificationError, "weights of layer 1 hold text; expected real numbers"),
        (([1, 2],), ([0],), ShapeError, "weights of layer 1 have shape (2,); wanted two axes"),
        (([[1]],), ([[0]],), ShapeError, "biases of layer 1 have shape (1, 1); wanted one axis"),
        (([[1, 2], [3]],), ([0],), ShapeError, "weights of layer 1 have rows of different lengths; wanted two axes"),
        (([[1]], [[1]]), ([0],), ShapeError, "weights for 2 layers and biases for 1; give one of each per layer"),
        (
            ([[1, 2], [3, 4]],),
            ([0, 0, 0],),
            ShapeError,
            "biases of layer 1 have shape (3,), and its weights (2, 2); wanted (2,), one entry for each row of weights",
        ),
        (
            ([[1, 2], [3, 4]], [[1, 2, 3]]),
            ([0, 0], [0]),
            ShapeError,
            "weights of layer 2 have shape (1, 3), for 3 units below, and layer 1 has 2; wanted (1, 2)",
        ),
        (3, ([0],), SpecificationError, "weights 3; expected a tuple of arrays, one per layer"),
    ],
)
def test_bad_arrays_are_refused(weights: Any, biases: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        Parameters(weights, biases)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((2, 1), "weights for 2 layers; wanted 1, for sizes (2, 1)"),
        ((2, 3, 1), "weights of layer 1 have shape (2, 2); wanted (3, 2), for sizes (2, 3, 1)"),
        ((2, 2, 2), "weights of layer 2 have shape (1, 2); wanted (2, 2), for sizes (2, 2, 2)"),
    ],
)
def test_check_names_the_input_and_both_shapes(sizes: tuple[int, ...], message: str) -> None:
    with pytest.raises(ShapeError) as caught:
        Parameters(WEIGHTS, BIASES).check(Network(sizes))
    assert str(caught.value) == message


def test_check_looks_at_biases_too() -> None:
    with pytest.raises(ShapeError) as caught:
        Parameters.from_trusted(WEIGHTS, (np.zeros(3), np.zeros(1))).check(Network((2, 2, 1)))
    assert str(caught.value) == "biases of layer 1 have shape (3,); wanted (2,), for sizes (2, 2, 1)"


def test_check_accepts_what_fits() -> None:
    Parameters(WEIGHTS, BIASES).check(Network((2, 2, 1)))


def test_gradients_are_read_only_copies_and_may_be_infinite() -> None:
    gradients = Gradients(WEIGHTS, (np.array([0.1, np.inf]), BIASES[1]), (np.ones((4, 2)), np.ones((4, 1))))
    assert gradients.biases[0][1] == np.inf
    with pytest.raises(ValueError, match="read-only"):
        gradients.deltas[0][0, 0] = 9


def test_gradients_need_deltas_for_every_layer() -> None:
    with pytest.raises(ShapeError) as caught:
        Gradients(WEIGHTS, BIASES, (np.ones((4, 2)),))
    assert str(caught.value) == "weights for 2 layers and deltas for 1; give one of each per layer"
