"""Charts as pure functions: numbers in, a constant Vega-Lite specification and its data sets out."""

from dashboard.charts.boundary import boundary_data, boundary_grid
from dashboard.charts.loss import loss_data
from dashboard.charts.network import network_data
from dashboard.charts.picks import Pick, picked, picked_sample
from dashboard.charts.stored import boundary_spec, loss_spec, network_spec

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
