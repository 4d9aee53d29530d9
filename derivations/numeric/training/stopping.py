"""When to stop before the last epoch: nothing gets better any more.

Goes in: records of a run, and their losses. Comes out: when to stop, and what was best. Must not know: how a network is
trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

import numpy as np

from derivations.calling import public
from derivations.errors import SpecificationError, shown
from derivations.notebook import number, record_text
from derivations.options import function, real_number, whole_number

R = TypeVar("R")


@dataclass(frozen=True)
class Stand(Generic[R]):
    """Where a run with early stopping stands."""

    # the latest record
    record: R
    # the record with the least loss so far; its parameters are those to keep
    best: R
    # that loss
    least: float
    # records since then
    waited: int
    # whether patience has run out; no record comes after
    stopped: bool

    def _repr_markdown_(self) -> str:
        state = "stopped" if self.stopped else "running"
        return f"**{state}**, least loss {number(self.least)}, {self.waited} records ago\n\n{record_text(self.best)}"


@public
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
