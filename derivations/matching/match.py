"""Three ways to one gradient, held against each other, parameter by parameter.

Goes in: a program, and parameters with a batch. Comes out: a report with one row per parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivations.network import Convention, Network
from derivations.numeric import Gradients, Parameters, backward, difference_quotient
from derivations.numeric.terms import magnitudes

# Three float64 computations of one number differ by rounding only; a wrong factor differs by far more.
TOLERANCE = 1e-9
# Below this the imaginary part that the complex step reads underflows.
SMALLEST_SCALE = 1e-180

Compute = Callable[[Parameters, ArrayLike, ArrayLike], Gradients]


@dataclass(frozen=True)
class MatchRow:
    """One weight (``source`` is the unit it leads from) or bias (``source`` is None), counted from 1.

    ``error`` is the largest difference between any two of the three numbers, relative to the size of the terms
    that the gradient is added up from (``derivations.numeric.terms``): a gradient that is tiny because a
    weight on its way is tiny is held to that, and one that cancels to 0 to the rounding of what cancels.
    """

    layer: int
    unit: int
    source: int | None
    derived: float
    backward: float
    difference: float
    error: float

    @property
    def name(self) -> str:
        """W1[2,1] for the weight to unit 2 from unit 1 of layer 1, b1[2] for a bias."""
        at = f"{self.unit}" if self.source is None else f"{self.unit},{self.source}"
        return f"{'b' if self.source is None else 'W'}{self.layer}[{at}]"


@dataclass(frozen=True)
class MatchReport:
    """One row per parameter."""

    rows: tuple[MatchRow, ...]
    tolerance: float = TOLERANCE

    @cached_property
    def worst(self) -> MatchRow:
        """The row with the largest error; one that is not a number counts as the largest."""
        return max(self.rows, key=lambda row: np.inf if np.isnan(row.error) else row.error)

    @property
    def ok(self) -> bool:
        """Whether the three agree everywhere, to the tolerance."""
        return self.worst.error <= self.tolerance


def match(
    program: Compute,
    network: Network,
    parameters: Parameters,
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    convention: Convention,
) -> MatchReport:
    """Compare a derived program with the hand-written backward pass and with the complex-step quotient.

    The quotient is Im C(w + ih) / h (Squire and Trapp 1998): nothing is subtracted, so nothing cancels.
    """
    derived = program(parameters, inputs, targets)
    by_hand = backward(network, parameters, inputs, targets, convention)
    quotient = difference_quotient(network, parameters, inputs, targets, convention)
    columns = [np.concatenate([array for _, _, array in _arrays(each)]) for each in (derived, by_hand, quotient)]
    stacked = np.stack(columns)
    terms = magnitudes(network, parameters, inputs, targets, convention)
    scale = np.concatenate([array for _, _, array in _arrays(terms)])
    errors = np.ptp(stacked, axis=0) / np.maximum(scale, SMALLEST_SCALE)
    places = [place for layer, kind, array in _arrays(by_hand) for place in _places(layer, kind, parameters)]
    return MatchReport(
        tuple(
            MatchRow(*place, *(float(number) for number in (*stacked[:, at], errors[at])))
            for at, place in enumerate(places)
        )
    )


class _PerParameter(Protocol):
    @property
    def weights(self) -> tuple[NDArray[np.float64], ...]: ...

    @property
    def biases(self) -> tuple[NDArray[np.float64], ...]: ...


def _arrays(record: _PerParameter) -> Iterator[tuple[int, str, NDArray[np.float64]]]:
    for layer, (weights, biases) in enumerate(zip(record.weights, record.biases, strict=True), start=1):
        yield layer, "weights", np.ravel(weights)
        yield layer, "biases", np.ravel(biases)


def _places(layer: int, kind: str, parameters: Parameters) -> Iterator[tuple[int, int, int | None]]:
    n_out, n_in = parameters.weights[layer - 1].shape
    for unit in range(1, n_out + 1):
        if kind == "biases":
            yield layer, unit, None
        else:
            for source in range(1, n_in + 1):
                yield layer, unit, source
