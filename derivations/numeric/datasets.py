"""Small data sets to learn from.

Goes in: nothing, or a random generator. Comes out: inputs and targets with samples as rows.
Must not know: networks.
"""

from dataclasses import dataclass

import numpy as np

from derivations.errors import ShapeError, SpecificationError
from derivations.numeric.arrays import Array, frozen_copy, real_array


@dataclass(frozen=True, eq=False)
class DataSet:
    """Samples as rows, in read-only float64 copies of what was given.

    Parameters
    ----------
    name : str
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
    description : str
        One sentence for a reader.

    Raises
    ------
    ShapeError
        If an array has not two axes, or inputs and targets differ in their number of rows.
    SpecificationError
        If an entry is not a finite real number; the row is named, counted from 1.
    """

    name: str
    inputs: Array
    targets: Array
    description: str = ""

    def __post_init__(self) -> None:
        for name in ("inputs", "targets"):
            array = frozen_copy(real_array(name, getattr(self, name), 2, "(samples, units), one row per sample"))
            finite = np.isfinite(array)
            if not finite.all():
                row, unit = np.argwhere(~finite)[0]
                raise SpecificationError(f"{name}, row {row + 1}: {array[row, unit]} is not a finite number")
            object.__setattr__(self, name, array)
        if len(self.inputs) != len(self.targets):
            raise ShapeError(f"inputs have {len(self.inputs)} rows and targets {len(self.targets)}; wanted as many")


def xor() -> DataSet:
    """Exclusive or: four samples, two inputs, and 1 where exactly one input is 1.

    No single layer separates it (Minsky and Papert, Perceptrons, 1969).
    """
    return DataSet(
        name="xor",
        inputs=np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64),
        targets=np.array([[0], [1], [1], [0]], dtype=np.float64),
        description="1 where exactly one of the two inputs is 1.",
    )
