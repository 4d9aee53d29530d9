"""Charts as pure functions: numbers in, a constant Vega-Lite specification and its data sets out."""

from dashboard.charts.boundary import Extent, boundary_data, boundary_grid, class_names, extent_of, regions_data
from dashboard.charts.clicks import Mark, read_cell_click, read_click, read_sample_click
from dashboard.charts.curve import ENDS, POINTS, curve_data, curve_points, find_heights, function_data, tangent_data
from dashboard.charts.freezing import freezing_data
from dashboard.charts.graph import ArrowMark, NodeMark, graph_data, rooms_of
from dashboard.charts.graph_labels import place_labels
from dashboard.charts.graph_layout import graph_layout
from dashboard.charts.layout import whole_text
from dashboard.charts.lines import lines_data
from dashboard.charts.loss import loss_data
from dashboard.charts.network import network_data
from dashboard.charts.rates import find_ends, find_least, rates_data
from dashboard.charts.specs import (
    boundary_spec,
    curve_spec,
    freezing_spec,
    function_spec,
    graph_spec,
    lines_spec,
    loss_spec,
    network_spec,
    rates_spec,
    steps_spec,
    surface_spec,
    vanishing_spec,
)
from dashboard.charts.steps import steps_data
from dashboard.charts.surface import surface_data
from dashboard.charts.vanishing import find_sizes, vanishing_data

__all__ = [
    "ENDS",
    "POINTS",
    "ArrowMark",
    "Extent",
    "Mark",
    "NodeMark",
    "boundary_data",
    "boundary_grid",
    "boundary_spec",
    "class_names",
    "curve_data",
    "curve_points",
    "curve_spec",
    "extent_of",
    "find_ends",
    "find_heights",
    "find_least",
    "find_sizes",
    "freezing_data",
    "freezing_spec",
    "function_data",
    "function_spec",
    "graph_data",
    "graph_layout",
    "graph_spec",
    "lines_data",
    "lines_spec",
    "loss_data",
    "loss_spec",
    "network_data",
    "network_spec",
    "place_labels",
    "rates_data",
    "rates_spec",
    "read_cell_click",
    "read_click",
    "read_sample_click",
    "regions_data",
    "rooms_of",
    "steps_data",
    "steps_spec",
    "surface_data",
    "surface_spec",
    "tangent_data",
    "vanishing_data",
    "vanishing_spec",
    "whole_text",
]
