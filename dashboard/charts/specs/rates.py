"""Curves of several runs beside each other, as a specification.

Goes in: a theme, the words of the runs. Comes out: a specification of the data set "runs". Must not know: a number
that moves.
"""

import math
from collections.abc import Sequence

from dashboard.charts import palette
from dashboard.charts.specs.grammar import Spec, category, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 170
DASHES = ((2, 3), (1, 0), (7, 4))


COSTS = "The cost after each epoch, for each learning rate."


def rates_spec(
    *,
    dark: bool,
    runs: Sequence[str],
    ends: tuple[float, float],
    start: float | None = None,
    words: str = COSTS,
    title: str | None = None,
) -> Spec:
    """Build the specification, between two costs; the runs, three at most, are told apart by dash and colour.

    ``start`` is the cost that all begin with: from there up the axis is nearly logarithmic, so that a run that rises
    far does not press the others flat, and down to 0 it is nearly linear. ``words`` say what is drawn, and ``title``
    names it at its axis, where it is not the cost of learning rates.
    """
    hues = [hue.on(dark=dark) for hue in (palette.MUTED, palette.INK, palette.TARGET)]
    look = {"symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    key = {"title": None, "orient": "top", "offset": 2, **look}
    bent = {"type": "symlog", "constant": start / 4} if start else {}
    ticks = {"values": find_ticks(*ends, start)} if start else {"tickCount": 3}
    scales = told_apart(list(runs), color=hues[: len(runs)], strokeDash=[list(dash) for dash in DASHES[: len(runs)]])
    encoding = {
        "x": quantity("epoch", axis={"title": "epoch", "grid": False, "tickCount": 4}),
        "y": quantity("cost", scale={"domain": list(ends)} | bent, axis={"title": title, "format": "~g", **ticks}),
        **{channel: category("run", scale=scale, legend=key) for channel, scale in scales.items()},
        "tooltip": [category("run"), quantity("epoch"), quantity("cost", format=".4~g")],
    }
    lines = {"data": name_data("runs"), "mark": {"type": "line", "strokeWidth": 2, "clip": True}, "encoding": encoding}
    return finish([lines], dark=dark, height=HEIGHT, description=words)


def find_ticks(low: float, high: float, start: float) -> list[float]:
    """Return the numbers at the axis: 0, and 1, 2, 5 times powers of ten from about the first cost on."""
    powers = range(math.floor(math.log10(start)) - 1, math.ceil(math.log10(high)) + 1)
    round_numbers = [float(f"{mantissa}e{power}") for power in powers for mantissa in (1, 2, 5)]
    return [each for each in (0.0, *round_numbers) if low <= each <= high and (each == 0 or each > start / 3)]
