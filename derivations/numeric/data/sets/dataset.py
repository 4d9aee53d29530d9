"""The record that every data set is.

Goes in: two arrays and what there is to say about them. Comes out: read-only copies, checked once.
Must not know: where the numbers come from, networks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError, shown
from derivations.notebook import number, table
from derivations.numeric.arrays import Array, ReadOnly, check_finite_rows, frozen_copy, real_array
from derivations.options import instance, words


@public
@dataclass(frozen=True, eq=False, repr=False)
class DataSet(ReadOnly):
    """Samples as rows, in read-only float64 copies of what was given.

    Parameters
    ----------
    name : str
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
    description : str
        One sentence for a reader.
    input_names : tuple of str
        One name per column of the inputs, with its unit where it has one; () if they have no names.
    classes : tuple of str
        What the targets mean. One column: the names of 0 and of 1. Several columns: the name of each column
        (one-hot). () where the targets are numbers to predict, or the classes have no names.
    source, licence : str
        Where the numbers come from and what may be done with them; "" for what is made here.

    Raises
    ------
    ShapeError
        If an array has not two axes, inputs and targets differ in their number of rows, or there are more or
        fewer names than columns.
    SpecificationError
        If an entry is not a finite real number (the row is named, counted from 1), or a name stands twice.

    Examples
    --------
    >>> from derivations import DataSet
    >>> data = DataSet("heights", [[1.7], [1.8]], [[0], [1]], input_names=("height in m",))
    >>> data
    <DataSet 'heights': 2 samples, inputs (2, 1), targets (2, 1)>
    >>> data.inputs.tolist()
    [[1.7], [1.8]]
    """

    name: str
    inputs: Array
    targets: Array
    description: str = ""
    input_names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "description", "source", "licence"):
            instance(name, getattr(self, name), str, "text")
        for name in ("inputs", "targets"):
            array = frozen_copy(real_array(name, getattr(self, name), 2, "(samples, units), one row per sample"))
            check_finite_rows(name, array)
            object.__setattr__(self, name, array)
        if len(self.inputs) != len(self.targets):
            raise ShapeError(f"inputs have {len(self.inputs)} rows and targets {len(self.targets)}; wanted as many")
        outputs = self.targets.shape[1]
        object.__setattr__(self, "input_names", _names("input_names", self.input_names, self.inputs.shape[1]))
        object.__setattr__(self, "classes", _names("classes", self.classes, 2 if outputs == 1 else outputs))

    def __repr__(self) -> str:
        shapes = f"{self.samples} samples, inputs {self.inputs.shape}, targets {self.targets.shape}"
        return f"<DataSet {self.name!r}: {shapes}>"

    def _repr_markdown_(self) -> str:
        (_, inputs), (_, outputs) = self.inputs.shape, self.targets.shape
        head = [*(self.input_names or _number("x", inputs)), *_number("y", outputs)]
        first = zip(self.inputs.tolist(), self.targets.tolist(), strict=True)
        rows = (tuple(map(number, (*row, *wanted))) for row, wanted in first)
        said = f"**{self.name}**, {self.samples} samples. {self.description}".rstrip()
        return f"{said}\n\n{table(head, rows)}"

    def __iter__(self) -> NoReturn:
        """Refuse to be unpacked, as in ``match(network, parameters, *data)``, in better words than those of Python."""
        raise SpecificationError("a data set is not unpacked with *; give data.inputs, data.targets")

    @property
    def samples(self) -> int:
        """How many rows there are."""
        return len(self.inputs)

    def subset(self, rows: npt.NDArray[np.intp]) -> DataSet:
        """Give the data set of some rows, by their indices from 0, in that order."""
        return replace(self, inputs=self.inputs[rows], targets=self.targets[rows])

    def with_inputs(self, inputs: Array) -> DataSet:
        """Give the same data set with other inputs, such as standardised ones."""
        return replace(self, inputs=inputs)


def _number(letter: str, count: int) -> list[str]:
    return [letter] if count == 1 else [f"{letter}{at}" for at in range(1, count + 1)]


def _names(what: str, given: object, wanted: int) -> tuple[str, ...]:
    names = words(what, given, "('height in cm', 'age')")
    if names and len(names) != wanted:
        raise ShapeError(f"{what} {shown(names)}; wanted {wanted} of them, or none")
    if len(set(names)) < len(names):
        raise SpecificationError(f"{what} {shown(names)}; a name stands twice")
    return names
