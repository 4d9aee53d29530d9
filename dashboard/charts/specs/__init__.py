"""Vega-Lite specifications, built with Altair: they name their data sets, and hold no number that moves.

Importing Altair and building these takes longer than all the rest of a first page, so `charts.stored` keeps some.
"""

from dashboard.charts.specs.boundary import boundary_spec
from dashboard.charts.specs.curve import curve_spec, function_spec
from dashboard.charts.specs.loss import loss_spec
from dashboard.charts.specs.network import network_spec
from dashboard.charts.specs.steps import steps_spec

__all__ = ["boundary_spec", "curve_spec", "function_spec", "loss_spec", "network_spec", "steps_spec"]
