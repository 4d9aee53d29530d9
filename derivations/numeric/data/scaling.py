"""Inputs on one scale: mean 0 and standard deviation 1 in every column, as measured on the training samples alone.

Goes in: inputs of the training samples. Comes out: a record that standardises any others in the same way.
Must not know: targets, networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError
from derivations.notebook import display, matrix
from derivations.numeric.arrays import Array, ReadOnly, check_finite_rows, freeze, frozen_copy, real_array


@dataclass(frozen=True, eq=False)
class Standardiser(ReadOnly):
    """x -> (x - mean) / scale, column by column, and back.

    Parameters
    ----------
    mean : array (columns,)
    scale : array (columns,)
        Positive.

    Raises
    ------
    ShapeError
        If the two are not of one length.
    SpecificationError
        If an entry is not finite, or a scale is not positive.
    """

    mean: Array
    scale: Array

    def __post_init__(self) -> None:
        for name in ("mean", "scale"):
            array = real_array(name, getattr(self, name), 1, "(columns,)")
            if not np.isfinite(array).all() or (name == "scale" and (array <= 0).any()):
                wanted = "positive finite numbers" if name == "scale" else "finite numbers"
                raise SpecificationError(f"{name} {array.tolist()}; expected {wanted}")
            object.__setattr__(self, name, frozen_copy(array))
        if len(self.mean) != len(self.scale):
            raise ShapeError(f"mean of {len(self.mean)} columns and scale of {len(self.scale)}; wanted as many")

    def _repr_markdown_(self) -> str:
        return display((matrix(r"\text{mean}", self.mean), matrix(r"\text{scale}", self.scale)))

    def transform(self, inputs: npt.ArrayLike) -> Array:
        """Give (inputs - mean) / scale, read-only, (samples, columns)."""
        return freeze((self._check(inputs) - self.mean) / self.scale)

    def inverse(self, standardised: npt.ArrayLike) -> Array:
        """Give standardised * scale + mean, read-only, (samples, columns): transform undone, up to rounding."""
        return freeze(self._check(standardised) * self.scale + self.mean)

    def _check(self, inputs: npt.ArrayLike) -> Array:
        wanted = f"(samples, {len(self.mean)})"
        array = real_array("inputs", inputs, 2, wanted)
        if array.shape[1] != len(self.mean):
            raise ShapeError(f"inputs have shape {array.shape}; wanted {wanted}")
        return array


@public
def standardiser(inputs: npt.ArrayLike) -> Standardiser:
    """Measure mean and standard deviation of every column, with 1/samples under the root.

    Give it the training samples only: what it knew of the others would leak into training (Hastie, Tibshirani and
    Friedman, The Elements of Statistical Learning, section 7.10.2).

    Parameters
    ----------
    inputs : array (samples, columns)
        Entries up to 1e150 in size. A column that never changes is only shifted: its scale is 1.

    Raises
    ------
    ShapeError
        If there are not two axes, or no rows.
    SpecificationError
        If an entry is not a finite real number.

    Examples
    --------
    >>> from derivations import standardiser
    >>> measure = standardiser([[1.0], [3.0]])
    >>> measure.transform([[1.0], [2.0]]).tolist()
    [[-1.0], [0.0]]
    """
    array = real_array("inputs", inputs, 2, "(samples, columns), one row per sample")
    if not len(array):
        raise ShapeError(f"inputs have shape {array.shape}; wanted at least one row")
    check_finite_rows("inputs", array)
    least, most = array.min(axis=0), array.max(axis=0)
    # asked of the entries: the deviation of a constant column is rounding, and not 0
    constant = least == most
    mean = np.where(constant, least, array.mean(axis=0))
    scale = np.where(constant, 1.0, array.std(axis=0))
    # entries that differ by less than a square can hold
    return Standardiser(mean, np.where(scale > 0, scale, 1.0))
