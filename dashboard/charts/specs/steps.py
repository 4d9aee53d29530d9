"""The error of difference quotients over their step, as a specification that never changes.

Goes in: a theme. Comes out: a specification of the data set "errors". Must not know: a single number that moves.
"""

from typing import Any

from dashboard.charts import palette
from dashboard.charts.specs.grammar import Spec, category, named, quantity, told_apart
from dashboard.charts.specs.theme import finished
from dashboard.charts.steps import LEAST, MOST, QUOTIENTS

HEIGHT = 210
POWER = "'10^' + format(round(log(datum.value) / LN10), 'd')"


def steps_spec(*, dark: bool) -> Spec:
    """Build the specification; the quotients are told apart by dash and colour."""
    hues = [hue.on(dark=dark) for hue in (palette.TARGET, palette.NEGATIVE, palette.ACTIVATION)]
    look = {"symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    key = {"title": None, "orient": "top", "offset": 2, **look}
    scales = told_apart(list(QUOTIENTS), color=hues, strokeDash=[[2, 3], [7, 4], [1, 0]])

    def logarithmic(field: str, low: float, high: float, title: str) -> Spec:
        decades = [10.0**power for power in range(-16, 1, 4)]
        axis = {"title": title, "values": decades, "labelExpr": POWER, "grid": True}
        return quantity(field, scale={"type": "log", "domain": [low, high], "nice": False}, axis=axis)

    encoding: dict[str, Any] = {
        "x": logarithmic("h", 1e-16, 1.0, "step h"),
        "y": logarithmic("error", LEAST, MOST, "relative error"),
        **{channel: category("quotient", scale=scale, legend=key) for channel, scale in scales.items()},
        "tooltip": [category("quotient"), quantity("h", format=".1~e"), quantity("error", format=".1~e")],
    }
    lines = {"data": named("errors"), "mark": {"type": "line", "strokeWidth": 2}, "encoding": encoding}
    words = "The relative error of three difference quotients against the step, on logarithmic axes."
    return finished([lines], dark=dark, height=HEIGHT, description=words)
