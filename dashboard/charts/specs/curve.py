"""The curve of a network with one input, and the plot of an activation, as specifications that never change.

Goes in: a theme and the ends of the axes. Comes out: specifications of the data sets "curve" and "samples", and of
"function". Must not know: a single number that moves.
"""

from typing import Any

import altair as alt

from dashboard.charts import palette
from dashboard.charts.boundary import Extent
from dashboard.charts.curve import ENDS
from dashboard.charts.picks import SAMPLE_PICK
from dashboard.charts.specs.theme import finished

HEIGHT = 250
SMALL = 150


def curve_spec(*, dark: bool, across: Extent, up: Extent, height: int = HEIGHT) -> dict[str, Any]:
    """Build the specification. Selection: "sample_pick" (field "sample", from 1); read it with `picked_sample`."""
    ink, surface = palette.INK.on(dark=dark), palette.SURFACE.on(dark=dark)
    target = palette.TARGET.on(dark=dark)
    look = {"grid": False, "tickCount": 3, "format": "~g"}
    x = alt.X("x:Q", scale=alt.Scale(domain=list(across), nice=False, zero=False), axis=alt.Axis(title="x", **look))
    y = alt.Y("y:Q", scale=alt.Scale(domain=list(up), nice=False, zero=False), axis=alt.Axis(title=None, **look))

    def over(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(x=x, y=y)

    pick = alt.selection_point(name=SAMPLE_PICK, fields=["sample"], empty=False, toggle=False)
    samples = over("samples")
    ring = samples.transform_filter("datum.selected").mark_circle(
        size=260, opacity=1, fill=surface, stroke=ink, strokeWidth=1.5
    )
    points = samples.mark_point(size=45, opacity=0.9, filled=True, color=target)
    line = over("curve").mark_line(color=ink, strokeWidth=2.25, clip=True).encode(detail="output:N")
    tips = [
        alt.Tooltip("sample:Q", title="sample"),
        alt.Tooltip("x:Q", title="x", format=".4~g"),
        alt.Tooltip("y:Q", title="y", format=".4~g"),
    ]
    hits = samples.mark_circle(size=400, opacity=0.001, cursor="pointer").encode(tooltip=tips).add_params(pick)
    above: dict[str, Any] = {"y": -7, "baseline": "bottom", "fontSize": 12}
    here = alt.Chart(alt.Data(values=[{}]))
    title = here.mark_text(text="ŷ(x), the line", x=0, align="left", color=ink, **above)
    second = here.mark_text(text="y, the samples", x="width", align="right", color=target, **above)
    chart = alt.layer(ring, points, line, title, second, hits)
    words = "The network's output over its input, and the samples."
    return finished(chart, dark=dark, height=height, description=words)


def function_spec(*, dark: bool, height: int = SMALL) -> dict[str, Any]:
    """Build the specification of an activation and its slope; the two are told apart by dash and colour."""
    hues = [palette.INK.on(dark=dark), palette.TARGET.on(dark=dark)]
    names = ["f", "f ′"]
    key = alt.Legend(title=None, orient="right", symbolSize=300, symbolStrokeWidth=2)
    look: dict[str, Any] = {"tickCount": 5, "format": "~g", "grid": True}
    ends = alt.Scale(domain=list(ENDS), nice=False)
    chart = (
        alt.Chart(alt.NamedData("function"))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("z:Q", scale=ends, axis=alt.Axis(title="z", **look)),
            y=alt.Y("y:Q", axis=alt.Axis(title=None, **look)),
            color=alt.Color("curve:N", scale=alt.Scale(domain=names, range=hues), legend=key),
            strokeDash=alt.StrokeDash("curve:N", scale=alt.Scale(domain=names, range=[[1, 0], [6, 4]]), legend=key),
        )
    )
    words = "The activation and its derivative."
    return finished(alt.layer(chart), dark=dark, height=height, description=words)
