"""The map of a cost: every cell with its cost and its share, level lines where the cost is that, ways with steps."""

import numpy as np
import pytest

from dashboard.charts import surface_data
from dashboard.charts.surface import LEVELS, find_levels
from tests.dashboard.charts.frames import frame

X, Y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 41)
COST = X**2 + 4 * Y[:, None] ** 2
WAYS = {"one": [[-1.0, 0.5], [0.0, 0.5], [1.0, 0.0]], "two": [[-1.0, 0.5], [-0.5, 0.25]]}


def test_a_cell_has_its_cost_and_the_share_that_is_lower() -> None:
    cells = frame(surface_data((X, Y, COST), WAYS, 1, start=(-1.0, 0.5), turn=3)["cells"])
    assert cells["cell"].tolist() == list(range(1, 41 * 41 + 1))
    np.testing.assert_allclose(cells["cost"], cells["x"] ** 2 + 4 * cells["y"] ** 2)
    order = np.argsort(cells["cost"].to_numpy(), kind="stable")
    assert (np.diff(cells["height"].to_numpy()[order]) >= 0).all()
    assert cells["height"].min() == 0
    assert 0.99 < cells["height"].max() < 1
    assert set(cells["turn"]) == {3}


def test_level_lines_are_ellipses() -> None:
    levels = frame(surface_data((X, Y, COST), WAYS, 1, start=(-1.0, 0.5))["levels"])
    found = np.sort((levels["x"] ** 2 + 4 * levels["y"] ** 2).to_numpy())
    wanted = np.array(find_levels(COST))
    assert len(wanted) == LEVELS
    assert np.abs(found[:, None] - wanted).min(axis=1).max() < 0.02


def test_ways_have_their_steps_and_a_mark_after_one_of_them() -> None:
    data = surface_data((X, Y, COST), WAYS, 2, start=(-1.0, 0.5), least=(0.0, 0.0))
    ways, now, places = (frame(data[name]) for name in ("ways", "now", "places"))
    assert ways.query("run == 'one'")[["step", "x", "y"]].to_numpy().tolist() == [
        [0, -1, 0.5],
        [1, 0, 0.5],
        [2, 1, 0],
    ]
    # the second has made one step only
    assert now.to_numpy().tolist() == [["one", 1, 0], ["two", -0.5, 0.25]]
    assert places.to_numpy().tolist() == [["start", -1, 0.5], ["minimum", 0, 0]]


@pytest.mark.parametrize("cost", [np.full((3, 3), np.nan), np.ones((3, 3))])
def test_a_map_without_hills_has_no_lines(cost: np.ndarray) -> None:
    axis = np.arange(3.0)
    data = surface_data((axis, axis, cost), WAYS, 0, start=(0.0, 0.0))
    assert len(frame(data["levels"])) == 0
    assert len(frame(data["cells"])) == 9
