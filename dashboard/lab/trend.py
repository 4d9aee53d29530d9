"""What a loss curve says: that the cost falls, rises, or has been flat for so long. Only what is measured.

Goes in: epochs and costs. Comes out: a record with the numbers that it was read from. Must not know: how the network is
trained, Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 20  # epochs: of fewer nothing is said
RECENT = 0.25  # the share of the curve that is looked at
FEW_POINTS = 4  # a line through fewer has no spread
SAME = 1e-3  # a relative change of the cost that is smaller counts as none


@dataclass(frozen=True)
class Trend:
    """``kind`` is "falling", "rising", "flat" or "" (too short to say); over the last ``epochs`` the cost has changed
    by the share ``change`` of what it was.
    """

    kind: str = ""
    epochs: int = 0
    change: float = 0.0


def read_trend(epochs: Sequence[int], costs: Sequence[float], *, noisy: bool = False) -> Trend:
    """Read the end of a curve.

    Parameters
    ----------
    epochs : (n,)
        Rising.
    costs : (n,)
        The cost after each of them.
    noisy : bool
        Whether the gradients are of batches, or of what dropout leaves. A change that is no more than twice the spread
        of the costs about their line is then passed over: it may be of either sign one epoch later.
    """
    if len(epochs) < 2 or epochs[-1] - epochs[0] < FEWEST:
        return Trend()
    last = costs[-1]
    flat_since = next((at + 1 for at in range(len(costs) - 2, -1, -1) if abs(costs[at] - last) > SAME * abs(last)), 0)
    flat = epochs[-1] - epochs[flat_since]
    recent = max(FEWEST, int(RECENT * (epochs[-1] - epochs[0])))
    if flat >= recent:
        return Trend("flat", flat)
    # a curve that came back from an address has fewer points, and the same is said of it
    before = float(np.interp(epochs[-1] - recent, epochs, costs))
    change = (last - before) / abs(before) if before else 0.0
    if noisy:
        window = [at for at, epoch in enumerate(epochs) if epoch >= epochs[-1] - recent]
        x, y = np.array(epochs)[window], np.array(costs)[window]
        if len(window) < FEW_POINTS or abs(last - before) <= 2 * np.std(y - np.polyval(np.polyfit(x, y, 1), x)):
            return Trend()
    return Trend("rising" if change > 0 else "falling", recent, change)
