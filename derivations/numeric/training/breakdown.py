"""Which number of a run went first, where numbers have diverged.

Goes in: the arrays of a pass. Comes out: layer, unit and sample of the first number that is too large. Must not know:
how a network is trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.errors import DerivationError, FormulaError
from derivations.numeric.arrays import Values

# A number whose square overflows: the next pass, or the next cost, is infinite.
LARGEST_SQUARABLE = float(np.sqrt(np.finfo(np.float64).max))


Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Breakdown:
    """The first number of a run that diverged: not finite, or so large that its square is not."""

    # 1..L
    layer: int
    # "z", "delta", "dC/dW", "dC/db", "W", "b", "gamma" or "beta"
    quantity: str
    value: float
    # of that layer, from 1
    unit: int
    # of dC/dW and W: the unit of the layer below, from 1
    source: int | None = None
    # of z and delta: the row of the data, from 1
    sample: int | None = None

    def __str__(self) -> str:
        place = [f"unit {self.unit}"]
        place += [f"input {self.source}"] if self.source else []
        place += [f"sample {self.sample}"] if self.sample else []
        return f"{self.quantity} of layer {self.layer} ({', '.join(place)}: {self.value:.3g})"


class DivergedError(DerivationError):
    """Training diverged in an epoch, for this reason; `breakdown` says which layer went first."""

    def __init__(self, reason: str, epoch: int, breakdown: Breakdown) -> None:
        super().__init__(f"training diverged in epoch {epoch}: {reason}")
        self.reason, self.epoch, self.breakdown = reason, epoch, breakdown

    def __reduce__(self) -> tuple[type[DivergedError], tuple[str, int, Breakdown]]:
        """Pickle what it is made of: Python would call it with its sentence."""
        return type(self), (self.reason, self.epoch, self.breakdown)

    def after(self, epochs: int) -> DivergedError:
        """Return the same error of a run that goes on after so many epochs, and counts them too."""
        return DivergedError(self.reason, epochs + self.epoch, self.breakdown)


class UndefinedError(FormulaError):
    """A formula has no finite value in an epoch of training, for this reason."""

    def __init__(self, reason: str, epoch: int) -> None:
        super().__init__(f"in epoch {epoch}: {reason}")
        self.reason, self.epoch = reason, epoch

    def __reduce__(self) -> tuple[type[UndefinedError], tuple[str, int]]:
        """Pickle what it is made of: Python would call it with its sentence."""
        return type(self), (self.reason, self.epoch)

    def after(self, epochs: int) -> UndefinedError:
        """Return the same error of a run that goes on after so many epochs, and counts them too."""
        return UndefinedError(self.reason, epochs + self.epoch)


def broken_forward(z: Sequence[Values], rows: Rows) -> Breakdown | None:
    """Give the first z (samples, n_l) that diverged, from layer 1 up; `rows` are the samples, counted from 0."""
    for layer, values in enumerate(z, start=1):
        if (at := _first(values)) is not None:
            return Breakdown(layer, "z", float(values[at]), at[1] + 1, sample=int(rows[at[0]]) + 1)
    return None


def broken_backward(
    deltas: Sequence[Values], weights: Sequence[Values], biases: Sequence[Values], rows: Rows
) -> Breakdown | None:
    """Give the first delta (samples, n_l) or gradient that diverged, from layer L down, as they are computed."""
    for layer in range(len(deltas), 0, -1):
        delta = deltas[layer - 1]
        if (at := _first(delta)) is not None:
            return Breakdown(layer, "delta", float(delta[at]), at[1] + 1, sample=int(rows[at[0]]) + 1)
        if found := _broken_layer(layer, "dC/d", weights[layer - 1], biases[layer - 1]):
            return found
    return None


def broken_parameters(
    weights: Sequence[Values],
    biases: Sequence[Values],
    scales: Sequence[Values] = (),
    shifts: Sequence[Values] = (),
) -> Breakdown | None:
    """Give the first weight or bias that diverged, or scale or shift, from layer 1 up."""
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        if found := _broken_layer(layer, "", W, b):
            return found
    for layer, pair in enumerate(zip(scales, shifts, strict=True), start=1):
        for quantity, array in zip(("gamma", "beta"), pair, strict=True):
            if array.size and (at := _first(array)) is not None:
                return Breakdown(layer, quantity, float(array[at]), at[0] + 1)
    return None


def largest(z: Sequence[Values], rows: Rows) -> Breakdown:
    """Give the largest z of a pass, for where no single number has diverged."""
    found = []
    for layer, values in enumerate(z, start=1):
        row, unit = (int(at) for at in np.unravel_index(int(np.abs(values).argmax()), values.shape))
        found.append(Breakdown(layer, "z", float(values[row, unit]), unit + 1, sample=int(rows[row]) + 1))
    return max(found, key=lambda each: abs(each.value))


def _broken_layer(layer: int, prefix: str, W: Values, b: Values) -> Breakdown | None:
    if (at := _first(W)) is not None:
        return Breakdown(layer, f"{prefix}W", float(W[at]), at[0] + 1, source=at[1] + 1)
    if (at := _first(b)) is not None:
        return Breakdown(layer, f"{prefix}b", float(b[at]), at[0] + 1)
    return None


def _first(array: Values) -> tuple[int, ...] | None:
    """Give the place of the first entry that diverged, row after row."""
    # written so that NaN, which compares as neither, is found
    gone = ~(np.abs(array) <= LARGEST_SQUARABLE)
    return tuple(int(i) for i in np.unravel_index(int(gone.argmax()), gone.shape)) if gone.any() else None
