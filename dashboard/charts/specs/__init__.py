"""Vega-Lite specifications as plain dicts: they name their data sets, and hold no number that moves.

Plain dicts and not Altair: to import it and to build these with it takes 0.5 s, a fifth of a first page; they take
under a millisecond as they are. Tests hold each of them against Altair's copy of the schema.
"""

from dashboard.charts.specs.boundary import boundary_spec
from dashboard.charts.specs.curve import curve_spec, function_spec
from dashboard.charts.specs.freezing import freezing_spec
from dashboard.charts.specs.graph import graph_spec
from dashboard.charts.specs.lines import lines_spec
from dashboard.charts.specs.loss import loss_spec
from dashboard.charts.specs.network import network_spec
from dashboard.charts.specs.rates import rates_spec
from dashboard.charts.specs.steps import steps_spec
from dashboard.charts.specs.surface import surface_spec
from dashboard.charts.specs.vanishing import vanishing_spec

__all__ = [
    "boundary_spec",
    "curve_spec",
    "freezing_spec",
    "function_spec",
    "graph_spec",
    "lines_spec",
    "loss_spec",
    "network_spec",
    "rates_spec",
    "steps_spec",
    "surface_spec",
    "vanishing_spec",
]
