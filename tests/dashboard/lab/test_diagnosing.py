"""What is said of units, spreads and confusions is what stands in the arrays."""

import numpy as np
import pytest

from dashboard.lab.diagnosing import BINS, Units, confuse, count_undefined, diagnose, spread


def test_a_rectified_unit_that_is_0_for_every_sample_is_dead() -> None:
    a = np.array([[0.0, 0.0, 1.0], [0.0, 0.1, 2.0]])
    assert diagnose(["relu"], [a]) == [Units(1, "relu", (1,), ())]
    # of others 0 says nothing
    assert diagnose(["identity", "tanh"], [a, np.zeros((2, 3))]) == [
        Units(1, "identity", (), ()),
        Units(2, "tanh", (), ()),
    ]


def test_a_unit_near_its_ends_for_95_of_100_samples_is_saturated() -> None:
    a = np.full((100, 4), 0.5)
    a[:95, 0], a[:94, 1] = 0.985, 0.985
    a[:50, 2], a[50:, 2] = 0.001, 0.999
    a[:, 3] = 0.97
    assert diagnose(["sigmoid"], [a]) == [Units(1, "sigmoid", (), (1, 3))]
    # within 2 per cent of the way between the ends: from -0.96 and 0.96 on
    assert diagnose(["tanh"], [np.array([[0.97, 0.95, -0.97]])])[0].saturated == (1, 3)


def test_shares_of_all_bins_add_up_to_1() -> None:
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=(5, 4)), rng.normal(size=30)]
    found = spread(arrays)
    assert [len(x) for x, _ in found] == [BINS, BINS]
    assert [float(y.sum()) for _, y in found] == [1.0, 1.0]
    low, high = min(each.min() for each in arrays), max(each.max() for each in arrays)
    assert low < found[0][0][0] < found[0][0][-1] < high
    # equal numbers have a bin, and none none
    assert [float(y.sum()) for _, y in spread([np.zeros(3)])] == [1.0]
    assert spread([np.array([np.nan])]) == []


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1.0, 1e12, 1.7e308])
def test_numbers_of_any_size_spread_over_all_bins(scale: float) -> None:
    with np.errstate(all="raise"):
        [(x, y)] = spread([np.linspace(-1, 1, BINS) * scale])
        [(same, alone)] = spread([np.full(3, scale)])
    assert np.isfinite(x).all()
    assert y == pytest.approx(np.full(BINS, 1 / BINS))
    assert (float(alone.sum()), int((alone > 0).sum())) == (1.0, 1)
    assert abs(same[alone > 0][0] - scale) <= scale / 10


def test_what_is_not_finite_is_counted_and_in_no_bin() -> None:
    arrays = [np.array([[0.0, np.inf], [1.0, np.nan]]), np.zeros(2)]
    assert count_undefined(arrays) == 2
    assert [float(y.sum()) for _, y in spread(arrays)] == [0.5, 1.0]


def test_the_rows_of_a_confusion_are_what_is_true() -> None:
    two = confuse(np.array([[0.2], [0.7], [0.5], [0.1]]), np.array([[0.0], [0.0], [1.0], [1.0]]))
    assert two.tolist() == [[1, 1], [1, 1]]
    said = np.array([[0.1, 0.9, 0.0], [0.5, 0.2, 0.3], [0.1, 0.2, 0.7]])
    three = confuse(said, np.eye(3)[[1, 1, 2]])
    assert three.tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 1]]
