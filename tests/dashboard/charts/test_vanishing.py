"""Sizes of gradients as a data set: one row per run and layer, and none of what a logarithmic axis cannot show."""

import numpy as np
import pytest

from dashboard.charts import vanishing_data
from tests.dashboard.charts.frames import frame


def test_layers_are_counted_from_one() -> None:
    found = frame(vanishing_data({"a": [0.5, 0.25], "b": [2.0]})["sizes"])
    assert list(found["run"]) == ["a", "a", "b"]
    assert list(found["layers"]) == [1, 2, 1]
    assert list(found["size"]) == [0.5, 0.25, 2.0]


@pytest.mark.parametrize("size", [0.0, np.nan, np.inf, 1e-90])
def test_what_the_axis_cannot_show_is_left_out(size: float) -> None:
    assert np.isnan(frame(vanishing_data({"a": [size, 1.0]})["sizes"])["size"][0])
