"""The loss curve as a Vega-Lite specification that never changes.

Goes in: a theme. Comes out: a specification of the data sets "curve", "now" and "frame". Must not know: a single
number that moves.
"""

from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.specs.numbers import UNSIGNED, fixed
from dashboard.charts.specs.theme import finished

HEIGHT = 170
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
