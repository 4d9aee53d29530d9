"""Why a run ends before its last epoch: nothing gets better any more, or the numbers have run away.

Goes in: records of a run, or the arrays of a pass. Comes out: when to stop and what was best; which layer went first.
Must not know: how a network is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from derivations.errors import DerivationError, SpecificationError, shown
from derivations.notebook import number, record_text
from derivations.numeric.arrays import Values
from derivations.options import function, real_number, whole_number

# A number whose square overflows: the next pass, or the next cost, is infinite.
LARGEST = float(np.sqrt(np.finfo(np.float64).max))

Rows = npt.NDArray[np.intp]
R = TypeVar("R")


@dataclass(frozen=True)
class Stand(Generic[R]):
    """Where a run with early stopping stands.

    Parameters
    ----------
    record : R
        The latest record.
    best : R
        The record with the least loss so far; its parameters are those to keep.
    least : float
        That loss.
    waited : int
        Records since then.
    stopped : bool
        Whether patience has run out; no record comes after.
    """

    record: R
    best: R
    least: float
    waited: int
    stopped: bool

    def _repr_markdown_(self) -> str:
        state = "stopped" if self.stopped else "running"
        return f"**{state}**, least loss {number(self.least)}, {self.waited} records ago\n\n{record_text(self.best)}"


def stop_early(
    records: Iterable[R],
    loss: Callable[[R], float],
    *,
    patience: int,
    improvement: float = 0.0,
    after: Stand[R] | None = None,
) -> Iterator[Stand[R]]:
    """Pass records on until the loss has not become less for `patience` records in a row.

    (Prechelt, Early stopping -- but when?, 1998; Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.1.)

    Parameters
    ----------
    records : iterable
        Such as observe(...) gives; no more of them are asked for than are passed on.
    loss : record -> float
        The loss on samples that are not trained on, such as validation_loss. NaN counts as worse than any other.
    patience : int
        From 1 up.
    improvement : float
        By how much a loss must be less than the least before, to count; from 0 up.
    after : Stand or None
        Where an earlier run ended, to resume it: what was best then, and how long it has waited.

    Yields
    ------
    Stand

    Raises
    ------
    SpecificationError
        At the call, if patience or improvement is out of range.

    Examples
    --------
    >>> from derivations import stop_early
    >>> losses = [0.9, 0.5, 0.6, 0.7, 0.4]
    >>> [stand.record for stand in stop_early(losses, lambda loss: loss, patience=2)]
    [0.9, 0.5, 0.6, 0.7]
    """
    if not isinstance(records, Iterable):
        raise SpecificationError(f"records {shown(records)}; expected several, such as train(...) gives")
    function("loss", loss, "a function of a record")
    patience = whole_number("patience", patience, 1)
    improvement = real_number("improvement", improvement, 0)
    return _stands(records, loss, patience, improvement, after)


def _stands(
    records: Iterable[R], loss: Callable[[R], float], patience: int, improvement: float, last: Stand[R] | None
) -> Iterator[Stand[R]]:
    for record in records:
        now = loss(record)
        if last is None or now < last.least - improvement:
            # a first loss of NaN is the least so far, but any number is less
            last = Stand(record, record, inf if np.isnan(now) else now, 0, stopped=False)
        else:
            waited = last.waited + 1
            last = Stand(record, last.best, last.least, waited, stopped=waited >= patience)
        yield last
        if last.stopped:
            return


@dataclass(frozen=True)
class Breakdown:
    """The first number of a run that ran away: not finite, or so large that its square is not.

    Parameters
    ----------
    layer : int
        1..L.
    quantity : str
        "z", "delta", "dC/dW", "dC/db", "W", "b", "gamma" or "beta".
    value : float
    unit : int
        Of that layer, from 1.
    source : int or None
        Of dC/dW and W: the unit of the layer below, from 1.
    sample : int or None
        Of z and delta: the row of the data, from 1.
    """

    layer: int
    quantity: str
    value: float
    unit: int
    source: int | None = None
    sample: int | None = None

    def __str__(self) -> str:
        place = [f"unit {self.unit}"]
        place += [f"input {self.source}"] if self.source else []
        place += [f"sample {self.sample}"] if self.sample else []
        return f"{self.quantity} of layer {self.layer} ({', '.join(place)}: {self.value:.3g})"


class DivergedError(DerivationError):
    """Training diverged; `breakdown` says which layer went first."""

    def __init__(self, message: str, epoch: int, breakdown: Breakdown) -> None:
        super().__init__(message)
        self.epoch = epoch
        self.breakdown = breakdown


def broken_forward(z: Sequence[Values], rows: Rows) -> Breakdown | None:
    """Give the first z (samples, n_l) that ran away, from layer 1 up; `rows` are the samples, counted from 0."""
    for layer, values in enumerate(z, start=1):
        if (at := _first(values)) is not None:
            return Breakdown(layer, "z", float(values[at]), at[1] + 1, sample=int(rows[at[0]]) + 1)
    return None


def broken_backward(
    deltas: Sequence[Values], weights: Sequence[Values], biases: Sequence[Values], rows: Rows
) -> Breakdown | None:
    """Give the first delta (samples, n_l) or slope that ran away, from layer L down, as they are computed."""
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
    """Give the first weight or bias that ran away, or scale or shift, from layer 1 up."""
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        if found := _broken_layer(layer, "", W, b):
            return found
    for layer, pair in enumerate(zip(scales, shifts, strict=True), start=1):
        for quantity, array in zip(("gamma", "beta"), pair, strict=True):
            if array.size and (at := _first(array)) is not None:
                return Breakdown(layer, quantity, float(array[at]), at[0] + 1)
    return None


def largest(z: Sequence[Values], rows: Rows) -> Breakdown:
    """Give the largest z of a pass, for where no single number has run away."""
    found = []
    for layer, values in enumerate(z, start=1):
        row, unit = (int(at) for at in np.unravel_index(int(np.abs(values).argmax()), values.shape))
        found.append(Breakdown(layer, "z", float(values[row, unit]), unit + 1, sample=int(rows[row]) + 1))
    return max(found, key=lambda each: abs(each.value))


def _broken_layer(layer: int, slope: str, W: Values, b: Values) -> Breakdown | None:
    if (at := _first(W)) is not None:
        return Breakdown(layer, f"{slope}W", float(W[at]), at[0] + 1, source=at[1] + 1)
    if (at := _first(b)) is not None:
        return Breakdown(layer, f"{slope}b", float(b[at]), at[0] + 1)
    return None


def _first(array: Values) -> tuple[int, ...] | None:
    """Give the place of the first entry that ran away, row after row."""
    # written so that NaN, which compares as neither, is found
    gone = ~(np.abs(array) <= LARGEST)
    return tuple(int(i) for i in np.unravel_index(int(gone.argmax()), gone.shape)) if gone.any() else None


class Measured(Protocol):
    """A record that says how large each layer has become; see history.Observation."""

    @property
    def epoch(self) -> int:
        """Counted from 1."""

    @property
    def largest_z(self) -> tuple[float, ...]:
        """The largest |z| of layers 1..L."""

    @property
    def gradient_norms(self) -> tuple[float, ...]:
        """|(dC/dW, dC/db)| of layers 1..L."""


@dataclass(frozen=True)
class Explosion:
    """The first layer whose z or gradient grew out of proportion: in which epoch, which quantity, how large."""

    epoch: int
    layer: int
    quantity: str
    value: float


def first_explosion(records: Iterable[Measured], *, factor: float = 1e6) -> Explosion | None:
    """Find the layer that went first, long before anything overflows.

    Parameters
    ----------
    records : iterable
        Observations, in the order of their epochs.
    factor : float
        From 1 up. A quantity explodes where it is not finite, or more than `factor` times as large as in the
        first record; one that was below 1 then is measured against 1.

    Returns
    -------
    Explosion or None
        Of the first epoch in which there is one: the lowest layer whose z exploded, or else, gradients flowing
        down, the highest whose gradient did. None: nothing exploded.
    """
    factor = real_number("factor", factor, 1)
    first: Measured | None = None
    for record in records:
        first = first or record
        measured = [
            (layer, "z", now, start)
            for layer, (now, start) in enumerate(zip(record.largest_z, first.largest_z, strict=True), start=1)
        ]
        slopes = zip(record.gradient_norms, first.gradient_norms, strict=True)
        numbered = [(layer, "gradient", now, start) for layer, (now, start) in enumerate(slopes, start=1)]
        measured += reversed(numbered)
        for layer, quantity, now, start in measured:
            if not isfinite(now) or now > factor * max(start, 1.0):
                return Explosion(record.epoch, layer, quantity, now)
    return None
