"""Which layer grew out of proportion first, long before anything overflows.

Goes in: observations of a run. Comes out: epoch, layer and quantity. Must not know: how a network is trained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from derivations.numeric.training.observing import Observation
from derivations.options import real_number


@dataclass(frozen=True)
class Explosion:
    """The first layer whose z or gradient grew out of proportion: in which epoch, which quantity, how large."""

    epoch: int
    layer: int
    quantity: str
    value: float


def first_explosion(records: Iterable[Observation], *, factor: float = 1e6) -> Explosion | None:
    """Find the layer that went first, long before anything overflows.

    Parameters
    ----------
    records : iterable of Observation
        In the order of their epochs.
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
    first: Observation | None = None
    for record in records:
        first = first or record
        measured = [
            (layer, "z", now, start)
            for layer, (now, start) in enumerate(zip(record.largest_z, first.largest_z, strict=True), start=1)
        ]
        gradients = zip(record.gradient_norms, first.gradient_norms, strict=True)
        numbered = [(layer, "gradient", now, start) for layer, (now, start) in enumerate(gradients, start=1)]
        measured += reversed(numbered)
        for layer, quantity, now, start in measured:
            if not isfinite(now) or now > factor * max(start, 1.0):
                return Explosion(record.epoch, layer, quantity, now)
    return None
