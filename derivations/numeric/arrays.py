"""The arrays that this side works with: made from what a caller gives, or refused in one sentence.

Goes in: nested numbers, or the generator that draws them. Comes out: float64 arrays of a known number of axes.
Must not know: what the numbers mean.
"""

from dataclasses import fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from derivations.errors import ShapeError, SpecificationError, shown
from derivations.options import instance

Array = npt.NDArray[np.float64]
# float64, or complex128 while a complex step runs through the same forward pass
Values = npt.NDArray[Any]
# Of no more entries an array is dealt with in less time than it takes some functions of NumPy to start.
FEW = 2**12


class ReadOnly:
    """A frozen record of arrays: they are read-only after a pickle too, and a copy is the record itself.

    Two of a kind are equal if all that is in them is: of arrays, shape and every entry; what is not a number equals
    itself.
    """

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or _equal(self._values, other._values)

    def __hash__(self) -> int:
        return hash((type(self), _hash(self._values)))

    @property
    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, each.name) for each in fields(self))  # type: ignore[arg-type]

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            for array in value if isinstance(value, tuple) else (value,):
                if isinstance(array, np.ndarray):
                    freeze(array)
            object.__setattr__(self, name, value)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def _equal(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other, equal_nan=True)
    return bool(one == other)


def _hash(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_hash, value))
    # 0.0 and -0.0 are equal
    return (value.shape, (value + 0.0).tobytes()) if isinstance(value, np.ndarray) else value


def real_array(what: str, given: object, axes: int, wanted: str, hint: str = "") -> Array:
    """Make a float64 array of `given`, with a fixed number of axes; nothing is copied that need not be.

    Raises a SpecificationError if the entries are not real numbers; a ShapeError if the rows differ in length, or the
    number of axes is not `axes`; `wanted` says what was expected, and `hint` how one gets there.
    """
    if isinstance(given, np.ma.MaskedArray):
        raise SpecificationError(f"{what} are a masked array; fill what is masked, or leave those rows out")
    try:
        array = np.asarray(given)
    except ValueError:
        raise ShapeError(f"{what} have rows of different lengths; wanted {wanted}") from None
    except Exception:  # whatever an object raises that will not become an array: a PyTorch tensor with a gradient does
        raise SpecificationError(f"{what} {shown(given)} cannot be read as an array; expected real numbers") from None
    if hasattr(given, "inputs") and hasattr(given, "targets"):
        raise SpecificationError(f"{what} {shown(given)}; expected an array: give data.inputs, data.targets")
    if array.dtype.kind not in "biuf":
        held = "text" if array.dtype.kind == "U" else f"{array.dtype} entries"
        found = f"{what} hold {held}" if array.ndim else f"{what} {shown(given)}"
        raise SpecificationError(f"{found}; expected real numbers{hint}")
    if array.ndim != axes:
        raise ShapeError(f"{what} have shape {array.shape}; wanted {wanted}{hint}")
    return array.astype(np.float64, copy=False)


def checked_generator(rng: object) -> np.random.Generator:
    """Give the generator, if it is one: randomness is passed in, never fetched."""
    return instance("rng", rng, np.random.Generator, "a numpy.random.Generator, such as default_rng(0)")


def check_finite_rows(what: str, array: Array) -> None:
    """Raise unless all entries are finite numbers; the row of the first that is not is named, counted from 1."""
    finite = np.isfinite(array)
    if not finite.all():
        row, unit = np.argwhere(~finite)[0]
        raise SpecificationError(f"{what}, row {row + 1}: {array[row, unit]} is not a finite number")


def frozen_copy(array: Array) -> Array:
    """Copy an array so that nobody can change it: not its owner, not its reader."""
    return freeze(array.copy(order="C"))


def freeze(array: Array) -> Array:
    """Make an array read-only, in place."""
    array.setflags(write=False)
    return array
