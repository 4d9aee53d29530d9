"""A path in the network diagram: a band below its edges, and a numbered disc at each factor.

Goes in: a frame, kinds of factors and their hues. Comes out: layers. Must not know: a number.
"""

from collections.abc import Mapping

from dashboard.charts import palette
from dashboard.charts.layout import LABEL
from dashboard.charts.palette import Hue
from dashboard.charts.path import AFTER, BEFORE, BIAS, EDGE
from dashboard.charts.specs.grammar import Spec, calculate, category, name_data, told_apart
from dashboard.charts.specs.network_frame import Frame

DISC = 8.5  # its radius


def path_band(frame: Frame) -> Spec:
    """A soft band below every edge of the path."""
    mark = {"type": "rule", "strokeCap": "round", "opacity": 0.35, "color": frame.on(palette.DELTA), "strokeWidth": 11}
    ends = {**frame.places(), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {"data": name_data("path_edges"), "mark": mark, "encoding": ends}


def path_numbers(frame: Frame, hues: Mapping[str, Hue]) -> list[Spec]:
    """The numbers, each on a disc in the hue of its kind, at the corner of a unit or of a label."""
    x, y = (-LABEL[0], -LABEL[1]) if frame.layout.label_width is not None else (0, 0)
    # between layers that are close to each other in the middle of the edge, or above the label there
    above = f"datum.labelled ? {-LABEL[1] - DISC} : 0"
    beside = ({"expr": f"{frame.tight} ? 0 : {x}"}, {"expr": f"{frame.tight} ? ({above}) : {y}"})
    middle = calculate({at: f"{frame.tight} ? datum.middle_{at} : datum.{at}" for at in "xy"})
    places = {**find_corners(frame.layout.style.radius), EDGE: beside}
    colours = told_apart(list(hues), kind=[frame.on(hue) for hue in hues.values()])["kind"]
    disc = {"type": "circle", "opacity": 1, "size": (2 * DISC) ** 2, "stroke": frame.on(palette.SURFACE)}
    text = {"type": "text", "fontSize": 11, "fontWeight": "bold", "color": frame.on(palette.SURFACE)}
    return [
        {
            "data": name_data("path_numbers"),
            "transform": [{"filter": f"datum.where == '{where}'"}, *middle],
            "encoding": frame.places(),
            "layer": [
                {
                    "mark": {**disc, "xOffset": x, "yOffset": y},
                    "encoding": {"fill": category("kind", scale=colours, legend=None)},
                },
                {"mark": {**text, "xOffset": x, "yOffset": y, "dy": 0.5}, "encoding": {"text": category("number")}},
            ],
        }
        for where, (x, y) in places.items()
    ]


def find_corners(radius: float) -> dict[str, tuple[float, float]]:
    """Place the discs at a unit of this radius so that none covers another, however small the unit is."""
    before, apart = -0.85 * radius, 2 * DISC
    after, bias = (max(share * radius, before + apart) for share in (0.95, 0.75))
    return {BEFORE: (before, before), AFTER: (after, -0.75 * radius), BIAS: (before, bias)}
