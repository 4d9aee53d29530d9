"""Three learning rates from the same parameters: how the cost goes with each, and what that is called.

Goes in: where training stands, and a rate. Comes out: frozen records. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.lab.progress import Progress, advance
from derivations import Convention, DataSet, Network

FACTOR = 30  # from one rate to the next
EPOCHS = 60
MOST_NUMBERS = 60_000  # parameters times samples: of larger networks fewer epochs are run
FEWEST = 5
HARDLY = 0.05  # a change by a smaller share of the cost is hardly any
SEEN = 1e-3  # an epoch in which the cost rises by a smaller share of what it began with counts as none


@dataclass(frozen=True)
class RateRun:
    """``costs`` before the first and after each epoch; ``failure`` says why it broke off, "" if it did not."""

    rate: float
    costs: tuple[float, ...]
    failure: str = ""

    @property
    def change(self) -> float:
        """By which share of what it was the cost has changed; of a cost of 0, what it has become."""
        first, last = self.costs[0], self.costs[-1]
        return (last - first) / (abs(first) or 1.0)

    @property
    def rises(self) -> int:
        """In how many epochs the cost rises."""
        least = SEEN * abs(self.costs[0])
        return sum(after - before > least for before, after in pairwise(self.costs))


def judge_rates(runs: Sequence[RateRun]) -> list[str]:
    """Say what the cost did at each rate, from the smallest on: only what is measured.

    A rate is called too small where the cost hardly moves, and falls at a larger one.
    """
    return [_judge(run, runs[at + 1 :]) for at, run in enumerate(runs)]


def _judge(run: RateRun, larger: Sequence[RateRun]) -> str:
    epochs = len(run.costs) - 1
    if run.failure:
        return f"it stops: {run.failure}"
    if run.change > HARDLY:
        return f"too large: the cost has risen by {run.change:.0%}"
    if run.rises > epochs // 4:
        return f"too large: the cost jumps, it rises in {run.rises} of {epochs} epochs"
    if run.change < -HARDLY:
        return f"the cost falls by {-run.change:.0%}"
    hardly = f"the cost hardly moves ({run.change:+.1%} in {epochs} epochs)"
    return f"too small: {hardly}" if any(other.change < -HARDLY for other in larger) else hardly


def run_rates(
    start: Progress, network: Network, convention: Convention, data: DataSet, *, rate: float, optimiser: str
) -> Iterator[RateRun]:
    """Train with a smaller, the given and a larger rate; nothing that is given changes."""
    size = sum(array.size for array in (*start.parameters.weights, *start.parameters.biases)) * data.samples
    epochs = max(FEWEST, min(EPOCHS, MOST_NUMBERS // size))
    begin = Progress(start.parameters, memory=start.memory)
    for each in (rate / FACTOR, rate, rate * FACTOR):
        run = advance(begin, network, convention, data, epochs=epochs, rate=each, optimiser=optimiser)
        costs = tuple(cost for cost in run.costs if np.isfinite(cost))
        yield RateRun(each, costs, run.failure)
