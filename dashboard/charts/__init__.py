"""Charts as pure functions: numbers in, a constant Vega-Lite specification and its data sets out."""

from dashboard.charts.boundary import boundary_data, boundary_grid, boundary_spec
from dashboard.charts.loss import loss_data, loss_spec
from dashboard.charts.network import network_data, network_spec
from dashboard.charts.picks import Pick, picked, picked_sample

__all__ = [
    "Pick",
    "boundary_data",
    "boundary_grid",
    "boundary_spec",
    "loss_data",
    "loss_spec",
    "network_data",
    "network_spec",
    "picked",
    "picked_sample",
]
