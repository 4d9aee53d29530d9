"""What is left of a gradient after one layer, two, ...: several runs beside each other, on a logarithmic axis.

Goes in: sizes by the words of a run. Comes out: the data set "sizes" of the specification in `specs`. Must not know:
Streamlit, what a run is.
"""

from collections.abc import Mapping
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import data_set
from dashboard.charts.boundary import Extent

# what is smaller or larger has no place on the axis, as 0 has none
SMALLEST, LARGEST = 1e-60, 1e60
ROOM = 1e3  # below and above a size that is the only one
ROUNDED = 1e-9  # of a size: what twenty layers of rounding come to at most
DECADE = 10.0  # between the ends of an axis at least: its ticks have one digit


def vanishing_data(runs: Mapping[str, ArrayLike]) -> dict[str, bytes]:
    """Turn sizes, (layers,) each, into the data set; layers are counted from 1, the last one of the network."""
    sizes = {name: np.asarray(each, dtype=np.float64) for name, each in runs.items()}
    return {
        "sizes": data_set(
            {
                "run": [name for name, each in sizes.items() for _ in each],
                "layers": np.concatenate([np.arange(1, len(each) + 1) for each in sizes.values()]),
                "size": np.concatenate([_on_axis(each) for each in sizes.values()]),
            }
        )
    }


def find_sizes(runs: Mapping[str, ArrayLike]) -> Extent:
    """Return the ends of the axis that sizes need; around 1 where there is none, and a chart could find none."""
    y = np.concatenate([_on_axis(each) for each in runs.values()])
    seen = y[np.isfinite(y)]
    low, high = (float(seen.min()), float(seen.max())) if len(seen) else (1.0, 1.0)
    if high <= low * (1 + ROUNDED):
        return low / ROOM, high * ROOM
    room = max(1.0, sqrt(DECADE * low / high))
    return low / room, high * room


def _on_axis(sizes: ArrayLike) -> NDArray[np.float64]:
    y = np.asarray(sizes, dtype=np.float64)
    return np.where((y >= SMALLEST) & (y <= LARGEST), y, np.nan)
