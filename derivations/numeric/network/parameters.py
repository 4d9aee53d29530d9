"""What a network learns, and the gradient of its cost: records of read-only arrays.

Goes in: arrays, one per layer. Comes out: records whose arrays nobody can change.
Must not know: how the numbers were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError, shown
from derivations.network import Network, layer_number
from derivations.notebook import display, matrix
from derivations.numeric.arrays import Array, ReadOnly, frozen_copy, real_array
from derivations.numeric.network.shapes import check_chain, check_layers
from derivations.options import real_number, whole_number

KINDS = ("weights", "biases", "scales", "shifts")
# What a parameter of each kind is called, as in W1[2,1], b1[2], gamma1[2] and beta1[2].
SYMBOLS = dict(zip(KINDS, ("W", "b", "gamma", "beta"), strict=True))
PRINTED = ("W", "b", r"\gamma", r"\beta")


@public
@dataclass(frozen=True, eq=False)
class Parameters(ReadOnly):
    """The weights and biases of layers 1..L; entry l - 1 of each tuple belongs to layer l.

    The arrays are read-only float64 copies of what was given.

    Parameters
    ----------
    weights : tuple of arrays (n_out, n_in)
        Row j, column k leads from unit k of the layer below to unit j.
    biases : tuple of arrays (n_out,)
    scales, shifts : tuples of arrays (n_out,)
        gamma and beta of layers that are batch-normalised; empty arrays for layers that are not, and no entries at
        all where no layer is.

    Raises
    ------
    SpecificationError
        If an entry is not a finite real number.
    ShapeError
        If an array has the wrong number of axes, there are more of one kind than of another, or their shapes are those
        of no network: one bias for each row of weights, one column of weights for each unit of the layer below.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Parameters
    >>> Parameters(weights=(np.zeros((1, 2)),), biases=(np.zeros(1),)).weights[0].tolist()
    [[0.0, 0.0]]
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    scales: tuple[Array, ...] = ()
    shifts: tuple[Array, ...] = ()

    def __post_init__(self) -> None:
        for name, arrays in _checked_kinds(self).items():
            for layer, array in enumerate(arrays, start=1):
                _check_finite(name, layer, array)
            object.__setattr__(self, name, arrays)
        check_chain(self)

    @classmethod
    def from_trusted(
        cls,
        weights: tuple[Array, ...],
        biases: tuple[Array, ...],
        scales: tuple[Array, ...] = (),
        shifts: tuple[Array, ...] = (),
    ) -> Self:
        """Wrap arrays that are known to be finite, read-only and owned by nobody else, without copying them.

        Examples
        --------
        >>> import numpy as np
        >>> from derivations import Parameters
        >>> Parameters.from_trusted((np.zeros((1, 2)),), (np.zeros(1),)).biases[0].tolist()
        [0.0]
        """
        parameters = object.__new__(cls)
        parameters.__dict__.update(weights=weights, biases=biases, scales=scales, shifts=shifts)
        return parameters

    def _repr_markdown_(self) -> str:
        return display(
            matrix(f"{symbol}^{{({layer})}}", array)
            for kind, symbol in zip(KINDS, PRINTED, strict=True)
            for layer, array in enumerate(getattr(self, kind), start=1)
            if array.size
        )

    def check(self, network: Network) -> None:
        """Raise a ShapeError unless the arrays are those of this network.

        Examples
        --------
        >>> import numpy as np
        >>> from derivations import Network, Parameters
        >>> Parameters((np.zeros((1, 2)),), (np.zeros(1),)).check(Network((2, 1)))
        """
        check_layers(network, self)

    def with_weight(self, layer: int, j: int, k: int, value: float) -> Parameters:
        """Replace the weight from unit k of layer - 1 to unit j of layer; layers and units count from 1.

        Raises
        ------
        SpecificationError
            If there is no such layer or unit, or the value is not a finite number.

        Examples
        --------
        >>> import numpy as np
        >>> from derivations import Parameters
        >>> parameters = Parameters((np.zeros((1, 2)),), (np.zeros(1),))
        >>> parameters.with_weight(1, j=1, k=2, value=0.5).weights[0].tolist()
        [[0.0, 0.5]]
        """
        layer = layer_number(layer, len(self.weights))
        n_out, n_in = self.weights[layer - 1].shape
        at = _unit(j, n_out, layer) - 1, _unit(k, n_in, layer - 1) - 1
        value = real_number(f"weight of layer {layer}, unit {j}, input {k}:", value)
        return replace(self, weights=_with(self.weights, layer, at, value))

    def with_bias(self, layer: int, j: int, value: float) -> Parameters:
        """Replace the bias of unit j of a layer; layers and units count from 1.

        Raises
        ------
        SpecificationError
            As in with_weight.

        Examples
        --------
        >>> import numpy as np
        >>> from derivations import Parameters
        >>> Parameters((np.zeros((1, 2)),), (np.zeros(1),)).with_bias(1, j=1, value=0.5).biases[0].tolist()
        [0.5]
        """
        layer = layer_number(layer, len(self.biases))
        at = _unit(j, len(self.biases[layer - 1]), layer) - 1
        value = real_number(f"bias of layer {layer}, unit {j}:", value)
        return replace(self, biases=_with(self.biases, layer, (at,), value))


@dataclass(frozen=True, eq=False)
class Gradients(ReadOnly):
    """The gradients dC/dW, dC/db and delta = dC/dz of layers 1..L; entry l - 1 of each tuple belongs to layer l.

    The arrays are read-only float64 copies of what was given. They may hold inf or nan: a gradient that
    overflowed is a result to look at.

    Parameters
    ----------
    weights : tuple of arrays (n_out, n_in)
    biases : tuple of arrays (n_out,)
    deltas : tuple of arrays (samples, n_out)
        Row i is dC/dz for sample i, with the scale of C already in it; or the derivative of that sample's own cost,
        where the convention says so.
    scales, shifts : tuples of arrays (n_out,)
        dC/dgamma and dC/dbeta of batch-normalised layers, as in Parameters.

    Raises
    ------
    SpecificationError
        If an entry is not a real number.
    ShapeError
        If an array has the wrong number of axes, or the tuples differ in length.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, backward
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> gradients = backward(Network((2, 1)), parameters, [[3.0, 3.0]], [[1.0]])
    >>> gradients.weights[0].tolist(), gradients.deltas[0].tolist()
    ([[-1.5, -1.5]], [[-0.5]])
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    deltas: tuple[Array, ...]
    scales: tuple[Array, ...] = ()
    shifts: tuple[Array, ...] = ()

    def __post_init__(self) -> None:
        kinds = _checked_kinds(self)
        deltas = _layers("deltas", self.deltas, 2)
        _check_same_length("weights", kinds["weights"], "deltas", deltas)
        for name, arrays in {**kinds, "deltas": deltas}.items():
            object.__setattr__(self, name, arrays)

    def _repr_markdown_(self) -> str:
        return gradients_markdown(self)


def gradients_markdown(record: object) -> str:
    """Show dC/dW and so on of a record that has them under the names of the parameters."""
    return display(
        matrix(rf"\frac{{\partial C}}{{\partial {symbol}^{{({layer})}}}}", array)
        for kind, symbol in zip(KINDS, PRINTED, strict=True)
        for layer, array in enumerate(getattr(record, kind), start=1)
        if array.size
    )


def _checked_kinds(record: Parameters | Gradients) -> dict[str, tuple[Array, ...]]:
    """Copy the arrays of every kind, and check that there is one of each kind for each layer."""
    found = {name: _layers(name, getattr(record, name), 2 if name == "weights" else 1) for name in KINDS}
    _check_same_length("weights", found["weights"], "biases", found["biases"])
    _check_same_length("scales", found["scales"], "shifts", found["shifts"])
    if found["scales"]:
        _check_same_length("weights", found["weights"], "scales", found["scales"])
    return found


def _layers(name: str, given: object, axes: int) -> tuple[Array, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise SpecificationError(f"{name} {shown(given)}; expected a tuple of arrays, one per layer")
    wanted = "two axes" if axes == 2 else "one axis"
    return tuple(
        frozen_copy(real_array(f"{name} of layer {layer}", array, axes, wanted))
        for layer, array in enumerate(given, start=1)
    )


def _check_same_length(name: str, ours: Sequence[object], other_name: str, others: Sequence[object]) -> None:
    if len(ours) != len(others):
        raise ShapeError(
            f"{name} for {len(ours)} layers and {other_name} for {len(others)}; give one of each per layer"
        )


def _check_finite(name: str, layer: int, array: Array) -> None:
    finite = np.isfinite(array)
    if not finite.all():
        first = tuple(int(index) for index in np.argwhere(~finite)[0])
        place = f"unit {first[0] + 1}" + (f", input {first[1] + 1}" if len(first) == 2 else "")
        raise SpecificationError(f"{name} of layer {layer}, {place}: {array[first]} is not a finite number")


def _with(arrays: tuple[Array, ...], layer: int, at: tuple[int, ...], value: float) -> tuple[Array, ...]:
    changed = arrays[layer - 1].copy()
    changed[at] = value
    return (*arrays[: layer - 1], changed, *arrays[layer:])


def _unit(unit: object, units: int, layer: int) -> int:
    return whole_number(f"unit of layer {layer}:", unit, 1, units)
