"""Several lines over one axis, with a second axis on the right if there is one, as a specification.

Goes in: a theme, the names of the lines. Comes out: a specification of the data sets "lines" and "right". Must not
know: a number that moves.
"""

from collections.abc import Sequence
from typing import Any

from dashboard.charts.palette import RUNS, Look
from dashboard.charts.specs.grammar import Spec, category, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 170
THIN = 1  # lines of the axis on the right


def lines_spec(
    *,
    dark: bool,
    names: Sequence[str],
    across: str,
    up: str,
    words: str,
    right: str = "",
    logarithmic: bool = False,
    stepped: bool = False,
    looks: Sequence[Look] = RUNS,
    height: int = HEIGHT,
) -> Spec:
    """Build the specification; the lines are told apart by colour and dash; those of the ``right`` axis are thin, with
    points.

    ``across`` and ``up`` name the axes, ``words`` say what is drawn; ``stepped`` lines are counts in bins.
    """
    key = {"title": None, "orient": "top", "offset": 2, "symbolType": "stroke", "symbolSize": 300}
    shown = [looks[at % len(looks)] for at in range(len(names))]
    hues = told_apart(list(names), color=[each.hue.on(dark=dark) for each in shown])
    dashes = told_apart(list(names), strokeDash=[list(each.dash) for each in shown])
    x = quantity("x", scale={"nice": False, "zero": False}, axis={"title": across, "grid": False, "tickCount": 4})
    colour = {"color": category("line", scale=hues["color"], legend={**key, "symbolStrokeWidth": 2})}
    scale: Spec = {"type": "log"} if logarithmic else {"zero": True}

    def over(data: str, y: Spec, dash: Spec, **mark: Any) -> Spec:
        tooltip = [category("line"), quantity("x", title=across, format="~g"), quantity("y", format=".4~g")]
        drawn = {"type": "line", "strokeWidth": 2, "clip": True, **mark}
        return {
            "data": name_data(data),
            "mark": drawn,
            "encoding": {"x": x, "y": y, **colour, **dash, "tooltip": tooltip},
        }

    left = quantity("y", scale=scale, axis={"title": up, "format": ".3~g", "tickCount": 4, "minExtent": 28})
    step = {"interpolate": "step"} if stepped else {}
    apart = {"strokeDash": category("line", scale=dashes["strokeDash"], legend=key)}
    layers = [over("lines", left, apart, **step)]
    if not right:
        return finish(layers, dark=dark, height=height, description=words)
    ends = {"domain": [0, 1]}
    other = quantity("y", scale=ends, axis={"title": right, "format": ".0%", "tickCount": 3, "orient": "right"})
    layers.append(
        over(
            "right",
            {**other, "axis": {**other["axis"], "grid": False}},
            apart,
            strokeWidth=THIN,
            point={"size": 12, "filled": True},
        )
    )
    return finish(layers, dark=dark, height=height, description=words, resolve={"scale": {"y": "independent"}})
