"""Functions as data sets: curves as they were given, points that lie on them, and tangents that touch them."""

import numpy as np
import pytest

from dashboard.charts import find_heights, function_data, tangent_data
from dashboard.charts.curve import STEEPEST
from tests.dashboard.charts.frames import frame

X = np.linspace(-2.0, 2.0, 5)


def test_curves_come_back_and_what_leaves_the_picture_does_not() -> None:
    found = frame(function_data(X, {"f": X**2, "f ′": 10 * X})["function"])
    assert list(found[found["curve"] == "f"]["y"]) == list(X**2)
    steep = found[found["curve"] == "f ′"]
    assert list(steep["x"]) == list(X)
    assert list(np.isnan(steep["y"])) == list(abs(10 * X) > STEEPEST)


@pytest.mark.parametrize("x", [-1.5, 0.0, 0.5])
def test_a_tangent_touches_and_stays_within_reach(x: float) -> None:
    sets = tangent_data([("f", x, x**2, 2 * x)], (1.0, 0.4))
    [point], [tangent] = (frame(sets[name]).itertuples() for name in ("points", "tangents"))
    assert (point.curve, point.x, point.y) == ("f", x, x**2)
    assert (tangent.x + tangent.x2) / 2 == pytest.approx(x)
    assert (tangent.y + tangent.y2) / 2 == pytest.approx(x**2)
    assert (tangent.y2 - tangent.y) / (tangent.x2 - tangent.x) == pytest.approx(2 * x)
    assert tangent.x2 - tangent.x <= 2.0 + 1e-12
    assert abs(tangent.y2 - tangent.y) <= 0.8 + 1e-12


@pytest.mark.parametrize(
    ("point", "points", "tangents"),
    [
        (("f", 0.0, 1.0, np.nan), 1, 0),
        (("f", 0.0, np.nan, 1.0), 0, 0),
        (("f", 0.0, 2 * STEEPEST, 1.0), 0, 0),
    ],
)
def test_a_point_without_a_derivative_has_no_tangent(
    point: tuple[str, float, float, float], points: int, tangents: int
) -> None:
    sets = tangent_data([point], (1.0, 1.0))
    assert [len(frame(sets[name])) for name in ("points", "tangents")] == [points, tangents]


def test_the_axis_has_room_for_every_curve() -> None:
    low, high = find_heights({"f": [0.0, 1.0, np.nan], "g": [-2.0, np.inf]})
    assert low < -2.0
    assert 1.0 < high < 1.5
    assert find_heights({"f": [np.nan]}) == pytest.approx((-0.08, 1.08))
