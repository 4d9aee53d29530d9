"""Standardising: measured on the training samples, applied to any, undone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.numeric.data.scaling import Standardiser, standardiser
from derivations.numeric.data.sets import iris
from tests.numeric.oracle import Array

NUMBERS = st.floats(-1e100, 1e100)


def test_mean_0_and_deviation_1() -> None:
    standard = standardiser(iris().inputs).transform(iris().inputs)
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(standard.std(axis=0), 1, rtol=1e-13)


def test_others_are_measured_by_the_training_samples() -> None:
    measure = standardiser([[0.0], [2.0]])
    assert measure.transform([[5.0]]).tolist() == [[4.0]]
    # a measure that had seen the other sample would say something else
    assert standardiser([[0.0], [2.0], [5.0]]).transform([[5.0]]).tolist() != [[4.0]]


@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=NUMBERS))
def test_the_inverse_undoes_it(inputs: Array) -> None:
    measure = standardiser(inputs)
    size = np.abs(inputs).max(axis=0) + np.abs(measure.mean)
    back = measure.inverse(measure.transform(inputs))
    assert (np.abs(back - inputs) <= 1e-14 * size + 1e-300).all()


def test_a_constant_column_is_shifted_only() -> None:
    # the deviation of these, computed, is 1.4e-17 and not 0
    measure = standardiser([[0.1, 1], [0.1, 2], [0.1, 3]])
    assert measure.scale[0] == 1
    assert measure.transform([[0.1, 2], [0.3, 2]])[:, 0].tolist() == [0, pytest.approx(0.2)]


def test_the_record_is_frozen() -> None:
    measure = standardiser([[0.0], [2.0]])
    for array in (measure.mean, measure.scale, measure.transform([[1.0]]), measure.inverse([[1.0]])):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: standardiser(np.zeros((0, 2))), ShapeError, "inputs have shape (0, 2); wanted at least one row"),
        (
            lambda: standardiser([1.0]),
            ShapeError,
            "inputs have shape (1,); wanted (samples, columns), one row per sample",
        ),
        (lambda: standardiser([[1.0], [np.nan]]), SpecificationError, "inputs, row 2: nan is not a finite number"),
        (
            lambda: standardiser([[1.0, 2.0]]).transform([[1.0]]),
            ShapeError,
            "inputs have shape (1, 1); wanted (samples, 2)",
        ),
        (lambda: Standardiser([0], [0]), SpecificationError, "scale [0.0]; expected positive finite numbers"),  # type: ignore[arg-type]
        (lambda: Standardiser([0, 1], [1]), ShapeError, "mean of 2 columns and scale of 1; wanted as many"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused(call: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
