"""Level lines, traced through the cells of a grid."""

import numpy as np
import pytest

from dashboard.charts import boundary_grid
from dashboard.charts.contour import contour_segments
from tests.dashboard.charts.frames import boundary_data

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TARGETS = np.array([0, 1, 1, 0])


def test_no_crossing_no_contour() -> None:
    contour = boundary_data(np.full(1681, 0.9), INPUTS, TARGETS)["contour"]
    assert list(contour.columns) == ["x", "y", "x2", "y2"]
    assert len(contour) == 0


def test_a_circle_is_traced_whole() -> None:
    axis = np.linspace(-1, 1, 41)
    x, y = np.meshgrid(axis, axis)
    segments = contour_segments(x**2 + y**2, axis, axis, level=0.5)
    radii = np.hypot(segments[:, [0, 2]], segments[:, [1, 3]])
    assert radii == pytest.approx(np.sqrt(0.5), abs=2e-3)
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]).sum()
    assert length == pytest.approx(2 * np.pi * np.sqrt(0.5), rel=2e-3)


@pytest.mark.parametrize(("middle", "apart"), [(0.4, True), (-0.4, False)])
def test_a_saddle_follows_its_middle(middle: float, apart: bool) -> None:
    field = np.array([[1.0, -1.0], [-1.0, 1.0]]) + middle  # high at lower left and upper right
    segments = contour_segments(field, np.array([0.0, 1.0]), np.array([0.0, 1.0]), level=0.0)
    assert len(segments) == 2
    cut = {tuple(np.round((segment[:2] + segment[2:]) / 2).astype(int)) for segment in segments}
    assert cut == ({(1, 0), (0, 1)} if apart else {(0, 0), (1, 1)})


def test_cells_without_a_number_have_no_contour() -> None:
    values = boundary_grid()[:, 0].copy()
    values[:800] = np.nan
    assert np.isfinite(boundary_data(values, INPUTS, TARGETS)["contour"].to_numpy()).all()
