"""Lines become rows, and what an axis has no place for is left out."""

import math

from dashboard.charts import lines_data
from tests.dashboard.charts.frames import frame


def test_each_point_is_a_row_with_the_name_of_its_line() -> None:
    found = lines_data({"a": ([0, 1], [2.0, math.nan]), "b": ([5], [0.0])}, right={"a": ([0], [0.5])})
    lines, right = frame(found["lines"]), frame(found["right"])
    assert lines.to_dict("list") == {"line": ["a", "b"], "x": [0.0, 5.0], "y": [2.0, 0.0]}
    assert right.to_dict("list") == {"line": ["a"], "x": [0.0], "y": [0.5]}


def test_a_logarithmic_axis_has_no_place_for_0() -> None:
    found = lines_data({"a": ([0, 1, 2], [0.0, -1.0, 1e-9])}, logarithmic=True)
    assert frame(found["lines"])["y"].tolist() == [1e-9]
    assert set(found) == {"lines"}
