"""Three learning rates from the same parameters: how the cost goes with each, and what that is called.

Goes in: where training stands, and a rate. Comes out: frozen records. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.lab.progress import Progress, advance
from derivations import Convention, DataSet, Network

FACTOR = 30  # from one rate to the next
EPOCHS = 60
MOST_NUMBERS = 60_000  # parameters times samples: of larger networks fewer epochs are run
FEWEST = 5
HARDLY = 0.05  # a smaller share of the cost is hardly anything


@dataclass(frozen=True)
class RateRun:
    """``costs`` after each epoch, from the first parameters on; ``failure`` says why it broke off, "" if it did not."""

    rate: float
    costs: tuple[float, ...]
    failure: str

    @property
    def verdict(self) -> str:
        """What the curve did: only what is measured."""
        first, last = self.costs[0], self.costs[-1]
        if self.failure:
            return "too large: the cost is no finite number any more"
        if last > first:
            return "too large: the cost has risen"
        ups = sum(later > before for before, later in zip(self.costs, self.costs[1:], strict=False))
        if ups > len(self.costs) // 4:
            return f"too large: the cost jumps, and rises in {ups} of {len(self.costs) - 1} epochs"
        if first - last < HARDLY * abs(first):
            return f"too small: in {len(self.costs) - 1} epochs the cost hardly moves"
        return "the cost falls"


def run_rates(
    start: Progress, network: Network, convention: Convention, data: DataSet, *, rate: float, optimiser: str
) -> Iterator[RateRun]:
    """Train with a smaller, the given and a larger rate; nothing that is given changes."""
    size = sum(array.size for array in (*start.parameters.weights, *start.parameters.biases)) * data.samples
    epochs = max(FEWEST, min(EPOCHS, MOST_NUMBERS // size))
    for each in (rate / FACTOR, rate, rate * FACTOR):
        run = advance(
            Progress(start.parameters), network, convention, data, epochs=epochs, rate=each, optimiser=optimiser
        )
        costs = tuple(cost for cost in run.costs if np.isfinite(cost))
        yield RateRun(each, costs, run.failure)
