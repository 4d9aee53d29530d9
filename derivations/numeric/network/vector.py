"""All parameters of a network, or the gradients along them, as one long vector, and the arrays as views of it.

Goes in: records of arrays, or a vector and its network. Comes out: a vector, or views of it, without a copy.
Must not know: what the numbers mean.

The order: W and b of layers 1..L, then gamma and beta of layers 1..L; a layer that is not normalised has none of these.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from derivations.network import Network
from derivations.numeric.arrays import Array, Values


class Views(NamedTuple):
    """One entry per layer: weights (n_out, n_in), biases (n_out,), scales and shifts (n_out,) or empty."""

    weights: tuple[Values, ...]
    biases: tuple[Values, ...]
    scales: tuple[Values, ...] = ()
    shifts: tuple[Values, ...] = ()


class PerLayer(Protocol):
    """Parameters, or gradients: what has arrays of each kind for every layer."""

    @property
    def weights(self) -> tuple[Array, ...]: ...

    @property
    def biases(self) -> tuple[Array, ...]: ...

    @property
    def scales(self) -> tuple[Array, ...]: ...

    @property
    def shifts(self) -> tuple[Array, ...]: ...


def length(network: Network) -> int:
    """Count the parameters of a network."""
    return _plain_length(network.sizes) + 2 * sum(_units(network.sizes, flags(network)))


def flags(network: Network) -> tuple[bool, ...]:
    """Return which layers 1..L are normalised; nothing if none is."""
    return tuple(network.normalises(layer) for layer in range(1, network.depth + 1)) if network.is_normalised else ()


def views_of(record: PerLayer) -> Views:
    """Give the arrays of a record, as passes take them."""
    return Views(record.weights, record.biases, record.scales, record.shifts)


def vector_of(record: PerLayer) -> Values:
    """Copy the arrays of a record into one vector."""
    layers = zip(record.weights, record.biases, strict=True)
    return np.concatenate([*(part.ravel() for pair in layers for part in pair), *record.scales, *record.shifts])


def views(vector: Values, network: Network) -> Views:
    """See a vector as the arrays of a network; undoes ``vector_of``."""
    return views_by_size(vector, network.sizes, flags(network))


def views_by_size(vector: Values, sizes: tuple[int, ...], normalised: tuple[bool, ...] = ()) -> Views:
    """See a vector as the arrays of any network of these sizes, some layers of it normalised."""
    weights, biases = [], []
    # one loop: a comprehension for each takes half as long again on a small network, after every epoch
    for at, shape, beside in _slices(sizes):
        weights.append(vector[at].reshape(shape))
        biases.append(vector[beside])
    plain = Views(tuple(weights), tuple(biases))
    if not normalised:
        return plain
    units, start = _units(sizes, normalised), _plain_length(sizes)
    ends = np.cumsum((start, *units, *units))
    both = tuple(vector[begin:end] for begin, end in pairwise(ends))
    return plain._replace(scales=both[: len(units)], shifts=both[len(units) :])


def views_like(vector: Values, record: PerLayer) -> Views:
    """See a vector as arrays of the shapes that a record has."""
    sizes = (record.weights[0].shape[1], *(len(bias) for bias in record.biases))
    return views_by_size(vector, sizes, tuple(bool(scale.size) for scale in record.scales))


# a run asks for the same ones after every epoch
@cache
def _slices(sizes: tuple[int, ...]) -> list[tuple[slice, tuple[int, int], slice]]:
    """Say where the weights of each layer are, what shape they have, and where its biases are."""
    positions, start = [], 0
    for n_in, n_out in pairwise(sizes):
        middle = start + n_out * n_in
        positions.append((slice(start, middle), (n_out, n_in), slice(middle, middle + n_out)))
        start = middle + n_out
    return positions


def _plain_length(sizes: tuple[int, ...]) -> int:
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def _units(sizes: tuple[int, ...], normalised: tuple[bool, ...]) -> list[int]:
    """Return how many units each layer normalises."""
    return [size * flag for size, flag in zip(sizes[1:], normalised, strict=False)]
