"""The error of difference quotients over their step, as a specification that never changes.

Goes in: a theme. Comes out: a specification of the data set "errors". Must not know: a single number that moves.
"""

from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.specs.theme import finished
from dashboard.charts.steps import LEAST, MOST, QUOTIENTS

HEIGHT = 210
POWER = "'10^' + format(round(log(datum.value) / LN10), 'd')"


def steps_spec(*, dark: bool, height: int = HEIGHT) -> dict[str, Any]:
    """Build the specification; the quotients are told apart by dash and colour."""
    hues = [hue.on(dark=dark) for hue in (palette.TARGET, palette.NEGATIVE, palette.ACTIVATION)]
    key = alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=300, symbolStrokeWidth=2, offset=2)
    look: dict[str, Any] = {"labelExpr": POWER, "grid": True}
    decades = [10.0**power for power in range(-16, 1, 4)]
    x = alt.X(
        "h:Q",
        scale=alt.Scale(type="log", domain=[1e-16, 1.0], nice=False),
        axis=alt.Axis(title="step h", values=decades, **look),
    )
    y = alt.Y(
        "error:Q",
        scale=alt.Scale(type="log", domain=[LEAST, MOST], nice=False),
        axis=alt.Axis(title="relative error", values=decades, **look),
    )
    names = list(QUOTIENTS)
    tips = [alt.Tooltip("quotient:N"), alt.Tooltip("h:Q", format=".1~e"), alt.Tooltip("error:Q", format=".1~e")]
    lines = (
        alt.Chart(alt.NamedData("errors"))
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            color=alt.Color("quotient:N", scale=alt.Scale(domain=names, range=hues), legend=key),
            strokeDash=alt.StrokeDash(
                "quotient:N", scale=alt.Scale(domain=names, range=[[2, 3], [7, 4], [1, 0]]), legend=key
            ),
            tooltip=tips,
        )
    )
    words = "The relative error of three difference quotients against the step, on logarithmic axes."
    return finished(alt.layer(lines), dark=dark, height=height, description=words)
