"""The data sets."""

from typing import Any

import numpy as np
import pytest

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.numeric import DataSet, xor


def test_xor() -> None:
    data = xor()
    assert data.name == "xor"
    assert data.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.targets.tolist() == [[0], [1], [1], [0]]
    assert data.inputs.dtype == data.targets.dtype == np.float64


def test_arrays_are_read_only_copies() -> None:
    mine = np.ones((2, 2))
    data = DataSet("mine", mine, mine)
    mine[0, 0] = 9
    assert data.inputs[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        data.targets[0, 0] = 9


@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        ([1, 2], [[1], [2]], ShapeError, "inputs have shape (2,); wanted (samples, units), one row per sample"),
        ([[1], [2]], [[1]], ShapeError, "inputs have 2 rows and targets 1; wanted as many"),
        ([[1], [2]], [[1], [np.nan]], SpecificationError, "targets, row 2: nan is not a finite number"),
        ([["x"]], [[1]], SpecificationError, "inputs hold <U1 entries; expected real numbers"),
    ],
)
def test_bad_data_is_refused(inputs: Any, targets: Any, error: type[DerivationError], message: str) -> None:
    with pytest.raises(error) as caught:
        DataSet("mine", inputs, targets)
    assert str(caught.value) == message
