"""Three layers without a function between them, and the one layer that does the same.

Goes in: a seed, a function. Comes out: a frozen record. Must not know: Streamlit, drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.charts.boundary import RESOLUTION, boundary_grid
from dashboard.charts.contour import contour_segments
from derivations import Network, Parameters, forward

Floats = NDArray[np.float64]

SIZES = (2, 2, 2, 1)
CENTRE = (0.5, 0.5)  # of the picture: the border runs through it
SEEDS = (16, 36, 58, 62, 65, 68)  # with these the border bends in the picture under each function


@dataclass(frozen=True, eq=False)
class Collapse:
    """Three layers: their parameters, and W_3 W_2 W_1 (1, 2) with its bias (1,), in which no function was between."""

    function: str
    parameters: Parameters
    weights: Floats
    bias: Floats

    def evaluate(self, points: Floats) -> Floats:
        """Give the weighted input of the last unit at points (points, 2), as (points,)."""
        network = Network(SIZES, (self.function, self.function, "identity"), "mse")
        return np.asarray(forward(network, self.parameters, points).z[-1]).ravel()

    def evaluate_one(self, points: Floats) -> Floats:
        """Give what the one layer makes of points (points, 2), as (points,)."""
        return (points @ self.weights.T + self.bias).ravel()


def sample_layers(seed: int, function: str) -> Collapse:
    """Draw weights with one decimal; the last bias puts the border through the middle of the picture."""
    rng = np.random.default_rng(seed)
    pairs = list(zip(SIZES[1:], SIZES, strict=False))
    weights = [np.round(rng.uniform(0.3, 2.0, pair) * rng.choice([-1, 1], pair), 1) for pair in pairs]
    biases = [np.round(rng.uniform(-1.0, 1.0, out), 1) for out, _ in pairs[:-1]]
    found = Collapse(function, Parameters((*weights,), (*biases, np.zeros(1))), np.zeros((1, 2)), np.zeros(1))
    last = np.round(-found.evaluate(np.array([CENTRE])), 4) + 0.0
    one, two, three = weights
    return Collapse(
        function,
        Parameters((*weights,), (*biases, last)),
        three @ two @ one,
        three @ (two @ biases[0] + biases[1]) + last,
    )


def measure_bend(collapse: Collapse) -> float:
    """Return how far the border in the picture is from a straight line, at most: its points from the closest one."""
    grid = boundary_grid()
    axis = grid[:RESOLUTION, 0]
    segments = contour_segments(collapse.evaluate(grid).reshape(RESOLUTION, RESOLUTION), axis, axis, level=0.0)
    points = segments.reshape(-1, 2) - segments.reshape(-1, 2).mean(axis=0)
    *_, (_, across) = np.linalg.svd(points, full_matrices=False)
    return float(np.abs(points @ across).max())
