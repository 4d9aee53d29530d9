"""The size of a weight's gradient over the value of its input, as a specification that never changes.

Goes in: a theme. Comes out: a specification of the data set "freezing". Must not know: a number that moves.
"""

from dashboard.charts import palette
from dashboard.charts.specs.grammar import Spec, name_data, quantity
from dashboard.charts.specs.theme import finish

HEIGHT = 150


def freezing_spec(*, dark: bool) -> Spec:
    """Build the specification; a point marks the value that is chosen."""
    encoding = {
        "x": quantity(
            "input", scale={"nice": False}, axis={"title": "the input, as on the slider", "grid": False, "tickCount": 5}
        ),
        "y": quantity("gradient", axis={"title": "|∂Cₛ/∂w|", "tickCount": 3, "format": "~g"}),
        "tooltip": [quantity("input"), quantity("gradient", format=".4~g")],
    }
    line = {"mark": {"type": "line", "strokeWidth": 2, "color": palette.ACTIVATION.on(dark=dark)}}
    point = {
        "transform": [{"filter": "datum.chosen"}],
        "mark": {"type": "circle", "size": 120, "opacity": 1, "color": palette.TARGET.on(dark=dark)},
    }
    layers = [{"data": name_data("freezing"), "encoding": encoding, **each} for each in (line, point)]
    return finish(layers, dark=dark, height=HEIGHT, description="The size of a gradient over the value of an input.")
