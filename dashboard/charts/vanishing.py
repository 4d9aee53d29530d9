"""What is left of a gradient after one layer, two, ...: several runs beside each other, on a logarithmic axis.

Goes in: sizes by the words of a run. Comes out: the data set "sizes" of the specification in `specs`. Must not know:
Streamlit, what a run is.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from dashboard.charts.arrow import data_set

# what is smaller or larger has no place on the axis, as 0 has none
SMALLEST, LARGEST = 1e-60, 1e60


def vanishing_data(runs: Mapping[str, ArrayLike]) -> dict[str, bytes]:
    """Turn sizes, (layers,) each, into the data set; layers are counted from 1, the last one of the network."""
    sizes = {name: np.asarray(each, dtype=np.float64) for name, each in runs.items()}
    y = np.concatenate(list(sizes.values()))
    return {
        "sizes": data_set(
            {
                "run": [name for name, each in sizes.items() for _ in each],
                "layers": np.concatenate([np.arange(1, len(each) + 1) for each in sizes.values()]),
                "size": np.where((y >= SMALLEST) & (y <= LARGEST), y, np.nan),
            }
        )
    }
