"""Numbers of several kinds over one axis, as lines.

Goes in: pairs of arrays by the name of a line. Comes out: the data sets "lines" and "right" of the specification in
`specs`. Must not know: Streamlit, what a line is.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dashboard.charts.arrow import data_set

Line = tuple[ArrayLike, ArrayLike]


def lines_data(
    lines: Mapping[str, Line], *, right: Mapping[str, Line] | None = None, logarithmic: bool = False
) -> dict[str, bytes]:
    """Turn lines, and those of the axis on the right, into data sets.

    0 and what is not finite is left out where the axis is ``logarithmic``; elsewhere what is not finite.
    """
    found = {"lines": _rows(lines, above=0.0 if logarithmic else None)}
    return found if right is None else {**found, "right": _rows(right, above=None)}


def _rows(lines: Mapping[str, Line], above: float | None) -> bytes:
    names: list[str] = []
    xs: list[Any] = []
    ys: list[Any] = []
    for name, (x, y) in lines.items():
        across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        shown = np.isfinite(up) if above is None else np.isfinite(up) & (up > above)
        names += [name] * int(shown.sum())
        xs.append(across[shown])
        ys.append(up[shown])
    empty = np.empty(0)
    return data_set({"line": names, "x": np.concatenate([empty, *xs]), "y": np.concatenate([empty, *ys])})
