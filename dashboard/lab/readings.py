"""What a network is like at an epoch that was kept: loss and accuracy of each part of the samples, and its gradients.

Goes in: a network and the parts of its samples. Comes out: one record per milestone. Must not know: Streamlit, how it
is trained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.lab.progress import Milestone
from derivations import Convention, DataSet, DerivationError, Network
from derivations.numeric.data.splitting import Split
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.problem import pose
from derivations.numeric.network.vector import views_of
from derivations.numeric.training.observing import Gauge, Reading

TRAIN, VALIDATION, TEST = PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Readings:
    """Of one epoch: a reading of each part that has samples, by its name."""

    epoch: int
    parts: dict[str, Reading]


class Reader:
    """Reads milestones, each of them once; those that are asked for no more are let go."""

    def __init__(self, network: Network, convention: Convention, split: Split) -> None:
        self.network, self.convention, self.split = network, convention, split
        self._gauges: dict[str, Gauge] = {}
        self._known: dict[int, tuple[Milestone, Readings | None]] = {}

    def read_all(self, milestones: Iterable[Milestone]) -> list[Readings]:
        """Read the milestones that no number is undefined at."""
        found = {id(each): self._known.get(id(each)) or (each, self._read(each)) for each in milestones}
        self._known = found
        return [readings for _, readings in found.values() if readings]

    def _read(self, milestone: Milestone) -> Readings | None:
        try:
            if not self._gauges:
                self._gauges = self._make(milestone)
            train = self._gauges[TRAIN]
            # all parts are normalised as the samples of the training have it
            fixed = fix_statistics(self.network, views_of(milestone.parameters), train.inputs)
            parts = {name: each.read(milestone.parameters, fixed) for name, each in self._gauges.items()}
        except DerivationError:
            return None
        return Readings(milestone.epoch, parts)

    def _make(self, milestone: Milestone) -> dict[str, Gauge]:
        sets: tuple[DataSet, ...] = (self.split.train, self.split.validation, self.split.test)
        return {
            name: Gauge(
                pose(self.network, milestone.parameters, each.inputs, each.targets, self.convention),
                gradients=name == TRAIN,
            )
            for name, each in zip(PARTS, sets, strict=True)
            if each.samples
        }
