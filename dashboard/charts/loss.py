"""The cost against the epoch, as a small line chart that grows without jumping.

Goes in: the costs so far. Comes out: a specification that never changes, and its data sets "curve", "now" and "frame".
Must not know: Streamlit, how the network is trained.
"""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from dashboard.charts import palette
from dashboard.charts.numbers import UNSIGNED, fixed
from dashboard.charts.theme import finished

HEIGHT = 150
MOST_POINTS = 300
_FLOOR = 1e-16  # below it a logarithmic axis would show rounding errors
_COUNT = "format(datum.value, datum.value < 10000 ? ',' : '~s')"
_DECADE = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-9"


def loss_spec(*, dark: bool, log: bool = False, height: int = HEIGHT) -> dict[str, Any]:
    """Build the specification; `log` chooses a logarithmic axis for the cost, from the same data."""
    ink, muted = palette.INK.on(dark=dark), palette.MUTED.on(dark=dark)
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(nice=False, zero=False)
    field = "log_cost" if log else "cost"
    look: dict[str, Any] = {"title": None, "grid": True, "minExtent": 28}
    if log:
        look["labelExpr"] = f"{_DECADE} ? format(datum.value, '~g') : ''"
        look["gridOpacity"] = alt.condition(_DECADE, alt.value(0.9), alt.value(0.3))
    else:
        look |= {"format": "~g", "tickCount": 3}
    axis = alt.Axis(**look)
    x = alt.X(
        "epoch:Q",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(title="epoch", grid=False, tickCount=3, labelExpr=_COUNT, labelFlush=True, labelOverlap=True),
    )

    def over(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(x=x, y=alt.Y(f"{field}:Q", scale=scale, axis=axis))

    frame = over("frame").mark_point(opacity=0)
    curve = over("curve").mark_line(color=muted, strokeWidth=1.75, strokeJoin="round", clip=True)
    now = over("now").mark_circle(color=ink, size=60, opacity=1, stroke=palette.SURFACE.on(dark=dark), strokeWidth=1.5)
    above: dict[str, Any] = {"y": -7, "baseline": "bottom", "fontSize": 12, "color": ink}
    title = alt.Chart(alt.Data(values=[{}])).mark_text(text="cost C", x=0, align="left", **above)
    value = (
        alt.Chart(alt.NamedData("now"))
        .transform_calculate(text=fixed("cost", UNSIGNED))
        .mark_text(x="width", align="right", font=palette.MONO, **above)
        .encode(text="text:N")
    )
    tips = [alt.Tooltip("epoch:Q", format=","), alt.Tooltip("cost:Q", title="C", format=".6~g")]
    chart = alt.layer(frame, curve, now.encode(tooltip=tips), title, value)
    return finished(chart, dark=dark, height=height, description="The cost after each epoch.")


def loss_data(costs: ArrayLike, *, epochs: ArrayLike | None = None) -> dict[str, pd.DataFrame]:
    """Turn the history into data sets.

    Parameters
    ----------
    costs : the cost after each epoch, as numbers; what is not finite is left out
    epochs : their numbers, rising; 0, 1, 2, ... unless given

    Returns
    -------
    "curve" with at most 300 of the points, always the first and the last; "now" with the last; "frame" with two corners
    that hold the axes still: they grow in steps of 1, 2, 5, 10, ... only.
    """
    cost = np.asarray(costs, dtype=np.float64).ravel()
    epoch = np.arange(len(cost), dtype=np.float64) if epochs is None else np.asarray(epochs, dtype=np.float64).ravel()
    if len(cost) != len(epoch):
        raise ValueError(f"{len(cost)} costs for {len(epoch)} epochs; expected one cost per epoch")
    finite = np.isfinite(cost)
    cost, epoch = cost[finite], epoch[finite]
    kept = _kept(len(cost))
    curve = _frame(epoch[kept], cost[kept])
    return {"curve": curve, "now": curve.iloc[-1:], "frame": _corners(epoch, cost)}


def _frame(epoch: Sequence[float] | Any, cost: Any) -> pd.DataFrame:
    return pd.DataFrame({"epoch": epoch, "cost": cost, "log_cost": np.maximum(cost, _FLOOR)})


def _kept(count: int) -> Any:
    """Every 2^n-th point and the last: as a curve grows, points leave it but none moves."""
    step = 1
    while count > step * (MOST_POINTS - 1):
        step *= 2
    kept = np.arange(0, count, step)
    return kept if count == 0 or kept[-1] == count - 1 else np.append(kept, count - 1)


def _corners(epoch: Any, cost: Any) -> pd.DataFrame:
    if len(cost) == 0:
        return pd.DataFrame({"epoch": [0.0, 10.0], "cost": [0.0, 1.0], "log_cost": [0.1, 1.0]})
    least, most = max(float(cost.min()), _FLOOR), max(float(cost.max()), _FLOOR)
    low = 10.0 ** math.floor(math.log10(least))
    high = 10.0 ** math.ceil(math.log10(most))
    return pd.DataFrame(
        {
            "epoch": [float(epoch[0]), float(epoch[0]) + _step(max(float(epoch[-1] - epoch[0]), 10.0))],
            "cost": [min(0.0, float(cost.min())), _step(most)],
            "log_cost": [low, high if high > low else 10 * low],
        }
    )


def _step(value: float) -> float:
    """Round up to the next of 1, 1.5, 2, 3, 5, 7 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * lead for lead in (1, 1.5, 2, 3, 5, 7, 10) if value <= power * lead * (1 + 1e-9))
