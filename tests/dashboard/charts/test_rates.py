"""Cost curves beside each other: every cost at its epoch, in a picture that one run cannot stretch."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import find_ends, find_least, rates_data, rates_spec
from dashboard.charts.specs.rates import HEADROOM, find_domain, find_ticks
from tests.dashboard.charts.frames import frame

RUNS = {"slow": (1.0, 0.9), "wild": (0.1, 40.0, 2.0)}


def test_every_cost_at_its_epoch() -> None:
    rows = frame(rates_data(RUNS)["runs"])
    assert rows["run"].tolist() == ["slow"] * 2 + ["wild"] * 3
    assert rows["epoch"].tolist() == [0, 1, 0, 1, 2]
    assert rows["cost"].tolist() == [1.0, 0.9, 0.1, 40.0, 2.0]
    assert set(rates_data(RUNS)) == {"runs"}
    assert frame(rates_data(RUNS, marked=3)["marked"])["epoch"].tolist() == [3]


def test_the_picture_ends_where_a_run_leaves_it() -> None:
    assert find_ends(RUNS) == (0.0, 20.0)
    assert find_ends({"slow": (1.0, 0.9)}) == (0.0, 1.0)


def test_a_picture_has_a_height_and_stands_upright() -> None:
    assert find_ends({"own": (-1.0, -1.5), "other": (-1.0, -1.0)}) == (-1.5, -1.0)
    assert find_ends({"none": (0.0, 0.0)}) == (0.0, 1.0)
    assert find_ends({"from nothing": (0.0, 2.0)}) == (0.0, 2.0)


def test_a_logarithmic_axis_has_round_numbers_and_another_one_is_linear() -> None:
    assert find_ticks(0.08, 9.4) == [0.1, 0.2, 0.5, 1.0, 2.0, 5.0]
    assert find_ticks(1e-4, 20.0) == [1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0]
    assert find_ticks(0.3, 0.45) == [0.3, 0.4]
    assert find_ticks(0.11, 0.13) == [0.11, 0.12, 0.13]
    scales = [
        rates_spec(dark=False, runs=("slow",), ends=(0.0, 9.4), least=least)["layer"][0]["encoding"]["y"]["scale"]
        for least in (0.1, None)
    ]
    assert scales == [{"domain": [0.1, 11.8], "type": "log"}, {"domain": [0.0, pytest.approx(9.87)]}]


@given(low=st.floats(1e-9, 1e9), ratio=st.floats(1e-12, 9.0), least=st.booleans())
def test_an_axis_has_short_numbers_and_no_line_at_its_upper_edge(low: float, ratio: float, *, least: bool) -> None:
    high = low * (1 + ratio)
    bottom, top = find_domain(0.0, high, least=low if least else None)
    assert bottom <= low
    if least:
        ticks = find_ticks(bottom, top)
        assert 2 <= len(ticks) <= 12
        assert all(each == float(f"{each:.3g}") for each in ticks)
        assert all(bottom <= each <= top for each in ticks)
        assert math.log(high / low) <= (1 - HEADROOM / 2) * math.log(top / bottom)
    else:
        assert high <= (1 - HEADROOM / 2) * top


def test_a_logarithmic_axis_begins_at_the_lowest_cost_but_not_too_deep() -> None:
    assert find_least({"a": [1.0, 0.5], "b": [0.25]}, 1.0) == 0.25
    assert find_least({"a": [1.0, 1e-20]}, 1.0) == find_least({"a": [1.0, 0.0]}, 1.0) == 1e-8
    assert find_least({"a": [1.0, -0.1]}, 1.0) is None
    assert find_least({"a": [0.0, 0.0]}, 0.0) is None


def test_nothing_is_drawn_below_a_logarithmic_axis() -> None:
    rows = frame(rates_data({"a": [1.0, 0.0, 0.5]}, logarithmic=True)["runs"])
    assert rows["cost"].isna().tolist() == [False, True, False]
    assert frame(rates_data({"a": [1.0, 0.0]})["runs"])["cost"].tolist() == [1.0, 0.0]
