"""Three learning rates from the same parameters, found by running: too small, right, too large.

Goes in: where training stands. Comes out: frozen records. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.lab.progress import TrainingProgress
from dashboard.lab.running import advance
from derivations import Convention, DataSet, Network

RATES = tuple(mantissa * 10.0**power for power in range(-5, 5) for mantissa in (1, 3))  # that are tried
FIRST = RATES.index(1.0)
EPOCHS = 120
MOST_NUMBERS = 600_000  # parameters times samples: of larger networks fewer epochs are run
FEWEST = 5
HARDLY = 0.05  # a change by a smaller share of the cost is hardly any
SEEN = 1e-3  # an epoch in which the cost rises by a smaller share of what it began with counts as none
LEAST_TOLD, MOST_TOLD = 0.005, 100  # times the first cost: a change that is told as a number
SMALL, RIGHT, LARGE = "too small", "right", "too large"
BEST = "best"  # of rates of which none is right


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

    @property
    def jumps(self) -> bool:
        """Whether the cost rises in more than every tenth epoch, or to more than it began with."""
        above = max(self.costs) - self.costs[0] > HARDLY * abs(self.costs[0])
        return above or 10 * self.rises > len(self.costs) - 1

    @property
    def kind(self) -> str:
        """What the rate is: too large where the cost rises, or jumps and does not fall; too small where it stays."""
        if not self.failure and self.change < -HARDLY:
            return RIGHT
        return LARGE if self.failure or self.change > HARDLY or self.jumps else SMALL

    @property
    def words(self) -> str:
        """What was measured."""
        if self.failure:
            return f"it stops: {self.failure}"
        share = f"by {abs(self.change):.0%}" if abs(self.change) < MOST_TOLD else "very much"
        if share == "by 100%" and -1 < self.change < 0:
            # something is left
            share = "by more than 99%"
        if self.change >= LEAST_TOLD:
            return f"the cost rises {share}"
        moves = (
            f"falls {share}"
            if self.change <= -LEAST_TOLD
            else "ends near where it began"
            if self.jumps
            else "hardly moves"
        )
        jumps = ", though it first rises" if self.jumps else ""
        if self.jumps and self.rises:
            jumps = f", though in {self.rises} of {len(self.costs) - 1} epochs it jumps up"
        return f"the cost {moves}{jumps}"


def find_rates(
    start: TrainingProgress, network: Network, convention: Convention, data: DataSet, *, optimiser: str
) -> dict[str, RateRun]:
    """Train with larger and larger, and with smaller and smaller rates, until one is too large and one too small.

    Right is the one that ends lowest, of those whose cost does not jump if there is one. What no run did is left out.
    Where the cost hardly falls at any rate, the one that ends lowest is BEST, and it alone is given.
    """
    size = sum(array.size for array in (*start.parameters.weights, *start.parameters.biases)) * data.samples
    epochs = max(FEWEST, min(EPOCHS, MOST_NUMBERS // size))
    begin = TrainingProgress(start.parameters, memory=start.memory)

    def run_until(kind: str, rates: Iterable[float]) -> list[RateRun]:
        runs = []
        for rate in rates:
            run = advance(begin, network, convention, data, epochs=epochs, rate=rate, optimiser=optimiser)
            runs.append(RateRun(rate, tuple(cost for cost in run.costs if np.isfinite(cost)), run.failure))
            if runs[-1].kind == kind:
                break
        return runs

    up = run_until(LARGE, RATES[FIRST:])
    down = run_until(SMALL, RATES[FIRST - 1 :: -1]) if up[0].kind != SMALL else []
    runs = sorted((*down, *up), key=lambda run: run.rate)
    falling = [run for run in runs if run.kind == RIGHT]
    if not falling:
        return {BEST: min(runs, key=lambda run: (bool(run.failure), run.costs[-1]))}
    right = min(falling, key=lambda run: (run.jumps, run.costs[-1]))
    small = [run for run in runs if run.kind == SMALL and run.rate < right.rate]
    large = [run for run in runs if run.kind == LARGE and run.rate > right.rate]
    found = {SMALL: small[-1:], RIGHT: [right], LARGE: large[:1]}
    return {kind: run for kind, each in found.items() for run in each}
