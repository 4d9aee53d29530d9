"""The loss curve, on axes that hold still."""

import numpy as np
import pytest

from dashboard.charts.specs import loss_spec
from tests.dashboard.charts.frames import loss_data


def test_the_curve_has_all_points() -> None:
    curve = loss_data([0.9, 0.5, 0.7])["curve"]
    assert curve.to_numpy().tolist() == [[0, 0.9], [1, 0.5], [2, 0.7]]


def test_the_current_point_is_the_last() -> None:
    now = loss_data([0.9, 0.5, 0.7])["now"]
    assert now[["epoch", "cost"]].to_numpy().tolist() == [[2.0, 0.7]]


def test_the_axes_hold_still_between_steps() -> None:
    frames = [loss_data(np.full(n, 0.69))["frame"] for n in range(120, 150)]
    assert all(frame.equals(frames[0]) for frame in frames)
    falling = [loss_data([0.69, *np.linspace(0.69, low, 50)])["frame"] for low in (0.5, 0.3, 0.11)]
    assert all(frame["cost"].tolist() == pytest.approx([0.0, 0.7]) for frame in falling)


@pytest.mark.parametrize("costs", [[0.0, 0.0], [1e-30], [5.0, 0.0, 3.0], [-2.0, 4.0], [1e300]])
def test_the_frame_holds_every_point(costs: list[float]) -> None:
    made = loss_data(costs)
    curve, frame = made["curve"], made["frame"]
    for column in ("epoch", "cost"):
        assert frame[column].min() <= curve[column].min()
        assert frame[column].max() >= curve[column].max() * (1 - 1e-9)
        assert frame[column].iloc[0] < frame[column].iloc[1]


def test_what_overflowed_is_left_out() -> None:
    assert loss_data([1.0, np.nan, 2.0, np.inf])["curve"]["epoch"].tolist() == [0, 2]


def test_no_history_still_has_axes() -> None:
    empty = loss_data([])
    assert len(empty["curve"]) == len(empty["now"]) == 0
    assert len(empty["frame"]) == 2


def test_epochs_may_be_given() -> None:
    assert loss_data([3.0, 2.0], epochs=[10, 20])["curve"]["epoch"].tolist() == [10, 20]
    with pytest.raises(ValueError, match="2 costs for 1 epochs"):
        loss_data([3.0, 2.0], epochs=[10])


def test_of_an_undefined_cost_the_specification_asks_for_the_frame_alone() -> None:
    layers = loss_spec(dark=False, defined=False)["layer"]
    assert [each["data"]["name"] for each in layers if "name" in each["data"]] == ["frame"]
    assert [each["mark"].get("text") for each in layers] == [None, "cost C", "undefined"]


def test_the_specification_holds_no_numbers() -> None:
    spec = loss_spec(dark=False)
    y = next(layer["encoding"]["y"] for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert y["field"] == "cost"
    assert spec["height"] == 170
    assert "datasets" not in spec
