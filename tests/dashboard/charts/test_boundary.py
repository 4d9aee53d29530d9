"""The decision boundary: cells, the line at one half, samples that can be clicked."""

from typing import Any

import numpy as np
import pytest

from dashboard.charts import boundary_grid, palette, regions_data
from dashboard.charts.specs import boundary_spec
from tests.dashboard.charts.frames import boundary_data, frame

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TARGETS = np.array([0, 1, 1, 0])


def layer(spec: dict[str, Any], mark: str, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        one for one in spec["layer"] if one["mark"]["type"] == mark and one["data"].get("name") == name
    ]
    return found[-1]


def test_the_grid_covers_the_square_first_input_fastest() -> None:
    grid = boundary_grid()
    assert grid.shape == (41 * 41, 2)
    assert grid[0].tolist() == [-0.25, -0.25]
    assert grid[40].tolist() == [1.25, -0.25]
    assert grid[-1].tolist() == [1.25, 1.25]


def test_values_stay_with_their_points() -> None:
    grid = boundary_grid()
    cells = boundary_data(grid[:, 0] + 10 * grid[:, 1], INPUTS, TARGETS)["cells"]
    assert cells["value"].to_numpy() == pytest.approx((cells["x"] + 10 * cells["y"]).to_numpy())


@pytest.mark.parametrize("shape", [(1681,), (1681, 1), (41, 41)])
def test_values_come_in_any_shape(shape: tuple[int, ...]) -> None:
    assert len(boundary_data(np.zeros(shape), INPUTS, TARGETS[:, None])["cells"]) == 1681


def test_the_contour_is_where_the_output_is_one_half() -> None:
    grid = boundary_grid()
    contour = boundary_data(0.5 + grid[:, 0] - 0.3, INPUTS, TARGETS)["contour"]
    assert contour[["x", "x2"]].to_numpy() == pytest.approx(0.3)
    lengths = np.hypot(contour["x2"] - contour["x"], contour["y2"] - contour["y"])
    assert lengths.sum() == pytest.approx(1.5)


def test_samples_are_numbered_and_the_selected_one_marked() -> None:
    samples = boundary_data(np.zeros(1681), INPUTS, TARGETS, 3)["samples"]
    assert samples["sample"].tolist() == [1, 2, 3, 4]
    assert samples["target"].tolist() == ["0", "1", "1", "0"]
    assert samples["selected"].tolist() == [False, False, True, False]
    assert not boundary_data(np.zeros(1681), INPUTS, TARGETS)["samples"]["selected"].any()


def test_many_samples_are_not_numbered() -> None:
    points = np.random.default_rng(0).random((200, 2))
    samples = boundary_data(np.zeros(1681), points, points[:, 0])["samples"]
    assert set(samples["number"]) == {""}


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(ValueError, match="100 grid values; expected 41 x 41"):
        boundary_data(np.zeros(100), INPUTS, TARGETS)
    with pytest.raises(ValueError, match=r"inputs of shape \(4, 3\), 4 targets"):
        boundary_data(np.zeros(1681), np.zeros((4, 3)), TARGETS)
    with pytest.raises(ValueError, match="3 targets"):
        boundary_data(np.zeros(1681), INPUTS, [0, 1, 1])


@pytest.mark.parametrize("dark", [False, True])
def test_one_half_is_neutral_and_a_target_is_a_colour_and_a_shape(dark: bool) -> None:
    spec = boundary_spec(dark=dark)
    heat = layer(spec, "rect", "cells")["encoding"]["fill"]["scale"]
    assert heat["domain"] == [0, 0.5, 1]
    assert heat["range"][1] == palette.NEUTRAL.on(dark=dark)
    points = layer(spec, "point", "samples")["encoding"]
    assert points["fill"]["scale"]["range"] == [palette.NEGATIVE.on(dark=dark), palette.POSITIVE.on(dark=dark)]
    assert len(set(points["shape"]["scale"]["range"])) == 2


def test_a_sample_can_be_picked() -> None:
    (param,) = boundary_spec(dark=False)["params"]
    assert param["name"] == "sample_click"
    assert param["select"]["fields"] == ["sample", "turn"]


def test_another_square_may_be_shown() -> None:
    extent = (-3.0, 3.0)
    spec = boundary_spec(dark=False, extent=extent)
    axis = layer(spec, "rect", "cells")["encoding"]["x"]
    assert axis["scale"]["domain"] == [-3, 3]
    assert axis["axis"]["values"] == [-3, 3]
    assert boundary_grid(extent).min() == -3
    assert boundary_data(np.zeros(1681), INPUTS, TARGETS, extent=extent)["cells"]["x"].max() == 3


def test_regions_of_classes_hide_what_is_below_so_that_cells_overlap_without_lines() -> None:
    area = layer(boundary_spec(dark=False, classes=("fig", "plum")), "rect", "cells")
    assert area["mark"]["opacity"] == 1
    assert area["encoding"]["fill"]["scale"]["range"] == ["#B8D8E9", "#F4DBB8"]


def test_with_a_stride_fewer_cells_are_drawn_and_the_line_stays() -> None:
    grid = boundary_grid()
    values, inputs, targets = grid[:, 0], [[0, 0], [1, 1]], [0, 1]
    fine, coarse = (boundary_data(values, inputs, targets, stride=stride) for stride in (1, 2))
    assert coarse["contour"].equals(fine["contour"])
    cells = coarse["cells"]
    assert len(cells) == 21 * 21
    assert sorted({round(each, 9) for each in cells["x"]}) == pytest.approx(sorted(set(grid[:41:2, 0])))
    classes = np.column_stack([values, 1 - values])
    assert len(frame(regions_data(classes, inputs, np.eye(2), stride=2)["cells"])) == 21 * 21
