"""Cost curves of several runs beside each other.

Goes in: costs by the words of a run. Comes out: the data set "runs", and "marked", of the specification in `specs`.
Must not know: Streamlit, what a run is.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.charts.arrow import data_set

DEEPEST = 1e-8  # times the highest cost: below it a logarithmic axis goes on for no curve
HIGHEST = 20.0  # times where the runs begin: a run that rises further leaves the picture


def rates_data(
    runs: Mapping[str, Sequence[float]], *, marked: float | None = None, logarithmic: bool = False, every: int = 1
) -> dict[str, bytes]:
    """Turn costs, of the start and after ``every`` so many epochs, into the data set; with one for a line at the epoch
    that is ``marked``.

    0 is below any ``logarithmic`` axis: there a curve has a gap.
    """
    costs = np.concatenate([np.asarray(each, dtype=np.float64) for each in runs.values()])
    costs = np.where(costs > 0, costs, np.nan) if logarithmic else costs
    epochs = np.concatenate([every * np.arange(len(each), dtype=np.float64) for each in runs.values()])
    words = [name for name in runs for _ in runs[name]]
    line = {} if marked is None else {"marked": data_set({"epoch": [marked]})}
    return {"runs": data_set({"run": words, "epoch": epochs, "cost": costs}), **line}


def find_ends(runs: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    """Return the lowest and the highest cost of the picture: those of the runs, unless one rises far."""
    every = [cost for costs in runs.values() for cost in costs]
    start = max(abs(costs[0]) for costs in runs.values())
    low, high = min(0.0, *every), min(max(every), HIGHEST * start or max(every))
    return (low, high) if high > low else (low, low + 1.0)


def find_least(runs: Mapping[str, Sequence[float]], top: float) -> float | None:
    """Return where a logarithmic axis up to ``top`` begins; None where a cost is negative, or none is above 0."""
    lowest = min(map(min, runs.values()))
    return max(lowest, DEEPEST * top) if lowest >= 0 < top else None
