"""Curves of several runs beside each other, as a specification.

Goes in: a theme, the words of the runs. Comes out: a specification of the data set "runs". Must not know: a number
that moves.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context

from dashboard.charts import palette
from dashboard.charts.palette import Look
from dashboard.charts.specs.grammar import Spec, category, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 170
LOOKS = (Look(palette.MUTED, (2, 3)), Look(palette.INK, (1, 0)), Look(palette.TARGET, (7, 4)))
MOST_POWERS = 4  # that have 2 and 5 times them at the axis too
MOST_DIGITS = 3  # of a number at the axis
HEADROOM = 0.05  # of the height, above the highest line: a line along the edge would run into the legend
COSTS = "The cost after each epoch, for each learning rate."


def rates_spec(
    *,
    dark: bool,
    runs: Sequence[str],
    ends: tuple[float, float],
    least: float | None = None,
    words: str = COSTS,
    title: str | None = None,
    looks: Sequence[Look] = LOOKS,
    count: str = "epoch",
    marked: bool = False,
) -> Spec:
    """Build the specification, between two costs; the runs are told apart by dash and colour, one of ``looks`` each.

    With ``least``, a cost above 0, the axis is logarithmic and begins there: a run that rises far does not press the
    others flat. ``words`` say what is drawn, ``title`` names it at its axis, and ``count`` what is counted at the
    other one. With ``marked`` there is a line at one of these, of the data set "marked".
    """
    look = {"symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    key = {"title": None, "orient": "top", "offset": 2, **look}
    low, high = find_domain(*ends, least=least)
    scale = {"domain": [low, high]} | ({"type": "log"} if least else {})
    ticks = {"values": find_ticks(low, high)} if least else {"tickCount": 3}
    shown = looks[: len(runs)]
    dashes = [list(each.dash) for each in shown]
    scales = told_apart(list(runs), color=[each.hue.on(dark=dark) for each in shown], strokeDash=dashes)
    encoding = {
        "x": quantity("epoch", axis={"title": count, "grid": False, "tickCount": 4}),
        "y": quantity("cost", scale=scale, axis={"title": title, "format": ".4~g", **ticks}),
        **{channel: category("run", scale=scale, legend=key) for channel, scale in scales.items()},
        "tooltip": [category("run"), quantity("epoch", title=count), quantity("cost", format=".4~g")],
    }
    lines = {"data": name_data("runs"), "mark": {"type": "line", "strokeWidth": 2, "clip": True}, "encoding": encoding}
    rule = {"type": "rule", "color": palette.MUTED.on(dark=dark), "strokeDash": [2, 2]}
    line = {"data": name_data("marked"), "mark": rule, "encoding": {"x": encoding["x"]}}
    return finish([line, lines] if marked else [lines], dark=dark, height=HEIGHT, description=words)


def find_domain(low: float, high: float, *, least: float | None = None) -> tuple[float, float]:
    """Return the ends of the axis, with room above the highest line; of a logarithmic one, numbers of few digits."""
    if least is None:
        return low, high + HEADROOM * (high - low)
    # two numbers that are told apart, however flat the lines are
    above = max(high * (high / least) ** HEADROOM, least * (1 + 10.0 ** (1 - MOST_DIGITS)))
    return _round(least, ROUND_FLOOR), _round(above, ROUND_CEILING)


def find_ticks(low: float, high: float) -> list[float]:
    """Return the numbers at a logarithmic axis, two at least: 1, 2, 5 times powers of ten; over many the powers alone.

    Between ends that are close together, steps of 5, 2 or 1 times a power of ten, the widest that fit twice.
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    mantissas = (1, 2, 5) if len(powers) <= MOST_POWERS else (1,)
    found = [float(f"{mantissa}e{power}") for power in powers for mantissa in mantissas]
    inside = [each for each in found if low <= each <= high]
    for power in range(powers[-1], powers[0] - MOST_DIGITS, -1):
        for mantissa in (5, 2, 1):
            if len(inside) > 1:
                return inside
            step = float(f"{mantissa}e{power}")
            first, last = math.ceil(round(low / step, 10)), math.floor(round(high / step, 10))
            inside = [float(f"{at * step:.{MOST_DIGITS}g}") for at in range(first, last + 1)]
    return inside


def _round(number: float, rounding: str) -> float:
    return float(Context(prec=MOST_DIGITS, rounding=rounding).create_decimal(repr(number)))
