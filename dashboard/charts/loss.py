"""The cost against the epoch, as a small line chart that grows without jumping.

Goes in: the costs so far. Comes out: the data sets "curve", "now" and "frame" of the specification in `specs`.
Must not know: Streamlit, how the network is trained.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dashboard.charts.arrow import data_set

_LEAST = 1e-16  # the height of the axis over costs that are 0


def loss_data(costs: ArrayLike, *, epochs: ArrayLike | None = None) -> dict[str, bytes]:
    """Turn the history into data sets.

    Parameters
    ----------
    costs : the cost after each epoch, as numbers; what is not finite is left out
    epochs : their numbers, rising; 0, 1, 2, ... unless given

    Returns
    -------
    "curve" with all of the points; "now" with the last; "frame" with two corners
    that hold the axes still: they grow in steps of 1, 2, 5, 10, ... only.
    """
    cost = np.asarray(costs, dtype=np.float64).ravel()
    epoch = np.arange(len(cost), dtype=np.float64) if epochs is None else np.asarray(epochs, dtype=np.float64).ravel()
    if len(cost) != len(epoch):
        raise ValueError(f"{len(cost)} costs for {len(epoch)} epochs; expected one cost per epoch")
    finite = np.isfinite(cost)
    cost, epoch = cost[finite], epoch[finite]
    return {
        "curve": _points(epoch, cost),
        "now": _points(epoch[-1:], cost[-1:]),
        "frame": _corners(epoch, cost),
    }


def _points(epoch: Any, cost: Any) -> bytes:
    return data_set({"epoch": epoch, "cost": cost})


def _corners(epoch: Any, cost: Any) -> bytes:
    if len(cost) == 0:
        return data_set({"epoch": [0.0, 10.0], "cost": [0.0, 1.0]})
    return data_set(
        {
            "epoch": [float(epoch[0]), float(epoch[0]) + _step(max(float(epoch[-1] - epoch[0]), 10.0))],
            "cost": [min(0.0, float(cost.min())), _step(max(float(cost.max()), _LEAST))],
        }
    )


def _step(value: float) -> float:
    """Round up to the next of 1, 1.5, 2, 3, 5, 7 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * lead for lead in (1, 1.5, 2, 3, 5, 7, 10) if value <= power * lead * (1 + 1e-9))
