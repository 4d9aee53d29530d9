"""What all charts share: transparent ground, quiet axes, width of the container.

Goes in: layers and a theme. Comes out: a specification, ready for data sets. Must not know: what it shows.
"""

from typing import Any

from dashboard.charts import palette
from dashboard.charts.specs.grammar import Spec


def finish(
    layers: list[Spec], *, dark: bool, height: int, description: str, renderer: str = "svg", **more: Any
) -> Spec:
    """Put layers together, with the size, the configuration and the accessible name.

    `renderer` is "svg", sharp and visible to assistive technologies, or "canvas", cheaper where many marks move.
    """
    ink, muted, hairline = (hue.on(dark=dark) for hue in (palette.INK, palette.MUTED, palette.HAIRLINE))
    config = {
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
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "width": "container",
        "height": height,
        "background": "transparent",
        # Streamlit adds 20 below unless each is set; Vega forgets the descenders of a title
        "padding": {"left": 0, "right": 0, "top": 0, "bottom": 3},
        "autosize": {"type": "fit", "contains": "padding"},
        # left to itself, Streamlit chooses by the number of rows, which may change while a network trains
        "usermeta": {"embedOptions": {"renderer": renderer, "actions": False}},
        "config": config,
        "layer": layers,
        **more,
    }
