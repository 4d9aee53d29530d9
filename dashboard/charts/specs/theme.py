"""What all charts share: transparent ground, quiet axes, width of the container.

Goes in: a chart and a theme. Comes out: its specification as a dict, ready for data sets. Must not know: what it shows.
"""

from typing import Any

import altair as alt

from dashboard.charts import palette


def finished(
    chart: alt.LayerChart, *, dark: bool, height: int, description: str, renderer: str = "svg"
) -> dict[str, Any]:
    """Give the specification of a chart with the size, the configuration and the accessible name set.

    `renderer` is "svg", sharp and visible to assistive technologies, or "canvas", cheaper where many marks move.
    """
    ink, muted, hairline = (hue.on(dark=dark) for hue in (palette.INK, palette.MUTED, palette.HAIRLINE))
    sized = chart.properties(width="container", height=height, description=description)
    spec: dict[str, Any] = sized.to_dict()
    spec["background"] = "transparent"
    spec["padding"] = {"left": 0, "right": 0, "top": 0, "bottom": 0}  # Streamlit adds 20 below unless each is set
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    # left to itself, Streamlit chooses by the number of rows, which may change while a network trains
    spec["usermeta"] = {"embedOptions": {"renderer": renderer, "actions": False}}
    spec["config"] = {
        "font": palette.SANS,
        "view": {"stroke": None},
        "axis": {
            "domainColor": hairline,
            "gridColor": hairline,
            "gridOpacity": 0.6,
            "labelColor": muted,
            "labelFont": palette.MONO,
            "labelFontSize": 10,
            "tickColor": hairline,
            "tickSize": 4,
            "titleColor": ink,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 4,
        },
        "legend": {
            "labelColor": ink,
            "labelFontSize": 11,
            "titleColor": ink,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "text": {"color": ink},
        "rule": {"color": ink},
    }
    return spec
