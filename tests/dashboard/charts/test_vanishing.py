"""Sizes of gradients as a data set: one row per run and layer, and none of what a logarithmic axis cannot show."""

import numpy as np
import pytest

from dashboard.charts import find_sizes, vanishing_data
from tests.dashboard.charts.frames import frame


def test_layers_are_counted_from_one() -> None:
    found = frame(vanishing_data({"a": [0.5, 0.25], "b": [2.0]})["sizes"])
    assert list(found["run"]) == ["a", "a", "b"]
    assert list(found["layers"]) == [1, 2, 1]
    assert list(found["size"]) == [0.5, 0.25, 2.0]


@pytest.mark.parametrize("size", [0.0, np.nan, np.inf, 1e-90])
def test_what_the_axis_cannot_show_is_left_out(size: float) -> None:
    assert np.isnan(frame(vanishing_data({"a": [size, 1.0]})["sizes"])["size"][0])


@pytest.mark.parametrize(
    ("sizes", "ends"),
    [([0.5, 1e-4], (1e-4, 0.5)), ([1.0, 1.0], (1e-3, 1e3)), ([0.0, np.nan], (1e-3, 1e3)), ([1e-90, 0.2, 4], (0.2, 4))],
    ids=str,
)
def test_the_axis_has_ends_whatever_is_left(sizes: list[float], ends: tuple[float, float]) -> None:
    assert find_sizes({"a": sizes, "b": [np.nan]}) == pytest.approx(ends)


@pytest.mark.parametrize("sizes", [[1.0, 1.0 - 1e-12], [0.99, 1.0], [0.5, 2.0]], ids=str)
def test_the_axis_is_long_enough_for_ticks_of_one_digit(sizes: list[float]) -> None:
    low, high = find_sizes({"a": sizes})
    assert high / low > 9.99
    assert low < min(sizes) <= max(sizes) < high
