"""What is left of a gradient after so many layers, as a specification.

Goes in: a theme, the words of the runs. Comes out: a specification of the data set "sizes". Must not know: a number
that moves.
"""

from collections.abc import Mapping, Sequence

from dashboard.charts import palette
from dashboard.charts.boundary import Extent
from dashboard.charts.specs.grammar import Spec, category, name_data, quantity, told_apart
from dashboard.charts.specs.theme import finish

HEIGHT = 250
DASHES = ((6, 4), (1, 0))


def vanishing_spec(*, dark: bool, lines: Sequence[str], marks: Sequence[str], across: Extent, up: Extent) -> Spec:
    """Build the specification: two runs are lines, two more have a mark at every layer.

    ``across`` and ``up`` are the ends of the axes.
    """
    hues = [hue.on(dark=dark) for hue in (palette.TARGET, palette.INK, palette.DELTA, palette.ACTIVATION)]
    line = told_apart(lines, color=hues[:2], strokeDash=[list(dash) for dash in DASHES])
    mark = told_apart(marks, color=hues[2:], shape=["circle", "diamond"])
    key = {"title": None, "orient": "top", "offset": 2, "columns": 1, "labelLimit": 320, "symbolSize": 90}
    layers_passed = {"domain": list(across), "nice": False, "zero": False}
    logarithmic = {"type": "log", "domain": list(up)}
    axes = {
        "x": quantity(
            "layers",
            scale=layers_passed,
            axis={"title": "layers passed", "grid": False, "tickCount": 10},
        ),
        "y": quantity("size", scale=logarithmic, axis={"title": None, "tickCount": 5, "format": ".0e"}),
        "tooltip": [category("run"), quantity("layers"), quantity("size", format=".4~g")],
    }
    stroke = {**key, "symbolType": "stroke", "symbolStrokeWidth": 2, "symbolSize": 300}

    def layer(shown: Spec, look: Mapping[str, Spec], legend: Spec) -> Spec:
        rows = [{"filter": {"field": "run", "oneOf": look["color"]["domain"]}}]
        channels = {name: category("run", scale=scale, legend=legend) for name, scale in look.items()}
        return {"data": name_data("sizes"), "transform": rows, "mark": shown, "encoding": {**axes, **channels}}

    layers = [
        layer({"type": "line", "strokeWidth": 2}, line, stroke),
        layer({"type": "point", "size": 45, "filled": True, "opacity": 1}, mark, key),
    ]
    apart = {"scale": dict.fromkeys(("color", "strokeDash", "shape"), "independent")}
    words = "How large a gradient is after it has passed so many layers, on a logarithmic axis."
    return finish(layers, dark=dark, height=HEIGHT, description=words, resolve=apart)
