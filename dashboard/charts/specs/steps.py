"""The error of difference quotients over their step, as a specification that never changes.

Goes in: a theme. Comes out: a specification of the data set "errors". Must not know: a single number that moves.
"""

from typing import Any

from dashboard.charts import palette
from dashboard.charts.specs.grammar import Spec, category, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish
from dashboard.charts.steps import LEAST, MOST, QUOTIENTS

HEIGHT = 210
DECADES = {1e-16: "10⁻¹⁶", 1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1"}
# told apart by halves of a decade, since the value of a tick is rounded
POWER = "".join(f"datum.value < {3 * at:g} ? '{text}' : " for at, text in DECADES.items()) + "''"


def steps_spec(*, dark: bool) -> Spec:
    """Build the specification; the quotients are told apart by dash and colour."""
    hues = [hue.on(dark=dark) for hue in (palette.ACTIVATION, palette.NEGATIVE, palette.TARGET)]
    stroke = {"symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    key = {"title": None, "orient": "top", "offset": 2, **stroke}
    scales = told_apart(list(QUOTIENTS), color=hues, strokeDash=[[1, 0], [7, 7], [2, 3]])

    def logarithmic(field: str, low: float, high: float, title: str) -> Spec:
        axis = {"title": title, "values": list(DECADES), "labelExpr": POWER, "grid": True}
        return quantity(field, scale={"type": "log", "domain": [low, high], "nice": False}, axis=axis)

    encoding: dict[str, Any] = {
        "x": logarithmic("h", 1e-16, 1.0, "step h"),
        "y": logarithmic("error", LEAST, MOST, "relative error"),
        **{channel: category("quotient", scale=scale, legend=key) for channel, scale in scales.items()},
        "tooltip": [category("quotient"), quantity("h", format=".1~e"), quantity("error", format=".1~e")],
    }
    lines = {"data": name_data("errors"), "mark": {"type": "line", "strokeWidth": 2}, "encoding": encoding}
    place = {name: encoding[name] for name in ("x", "y", "tooltip")}
    look = {"type": "point", "filled": True, "size": 80, "opacity": 1}
    colour = category("quotient", scale=scales["color"], legend=key)
    marks = {"data": name_data("marked"), "mark": look, "encoding": {**place, "color": colour}}
    words = "The relative error of three difference quotients against the step, on logarithmic axes."
    return finish([lines, marks], dark=dark, height=HEIGHT, description=words)
