"""The size of a weight's gradient over the value of its input.

Goes in: values and gradients. Comes out: the data set "freezing" of the specification in `specs`. Must not know:
Streamlit, the network.
"""

import numpy as np
from numpy.typing import ArrayLike

from dashboard.charts.arrow import data_set


def freezing_data(inputs: ArrayLike, gradients: ArrayLike, chosen: int) -> dict[str, bytes]:
    """Turn gradients at inputs into the data set; the one at place ``chosen`` (from 0) is marked."""
    x, size = np.asarray(inputs, dtype=np.float64), np.abs(np.asarray(gradients, dtype=np.float64))
    return {"freezing": data_set({"input": x, "gradient": size, "chosen": np.arange(len(x)) == chosen})}
