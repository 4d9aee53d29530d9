"""What is said of a loss curve is so: on runs of networks that fall, are flat or rise, and on made curves."""

import numpy as np
import pytest

from dashboard.lab.data import load
from dashboard.lab.progress import TrainingProgress, start_progress
from dashboard.lab.running import advance
from dashboard.lab.settings import Settings
from dashboard.lab.trend import FEWEST, Trend, read_trend
from derivations import Parameters


def run(settings: Settings, epochs: int) -> TrainingProgress:
    data = load(settings.data)
    start = start_progress(settings.network, settings.seed)
    return advance(start, settings.network, settings.convention, data, epochs=epochs, rate=settings.rate)


def test_a_network_that_learns_is_falling() -> None:
    found = run(Settings(), 100)
    trend = read_trend(found.epochs, found.costs)
    assert trend.kind == "falling"
    assert trend.epochs == 25
    assert trend.change == pytest.approx((found.costs[100] - found.costs[75]) / found.costs[75])


def test_a_network_on_a_plateau_that_it_leaves_is_not_called_flat_while_it_leaves_it() -> None:
    # the run that was once called stuck at epoch 2000, and had every row right at 4000
    settings = Settings(data="moons", hidden=(8,))
    assert read_trend(*(getattr(run(settings, 2000), name) for name in ("epochs", "costs"))).kind == "falling"


def test_a_network_that_stands_still_is_flat_for_as_long_as_it_does() -> None:
    # all weights 0: every gradient of a hidden weight is 0, and C stays ln 2
    settings = Settings()
    zero = start_progress(settings.network, 0)
    kinds = (zero.parameters.weights, zero.parameters.biases)
    still = zero.edit(Parameters(*(tuple(0 * array for array in kind) for kind in kinds)))
    found = advance(still, settings.network, settings.convention, load("xor"), epochs=60, rate=1.0)
    assert read_trend(found.epochs, found.costs) == Trend("flat", 60)


def test_a_rate_that_is_too_large_lets_the_cost_rise() -> None:
    settings = Settings(data="sine", functions=("tanh", "identity"), loss="mse", rate=3.0, hidden=(16,))
    found = run(settings, 40)
    rises = [read_trend(found.epochs[:n], found.costs[:n]).kind for n in range(FEWEST + 2, len(found.costs))]
    # it may also blow up before there is anything to say
    assert found.failure or "rising" in rises


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (np.full(101, 0.5), Trend("flat", 100)),
        (np.r_[np.linspace(1, 0.5, 51), np.full(50, 0.5)], Trend("flat", 50)),
        (np.linspace(1, 0.5, 101), Trend("falling", 25, -0.2)),
        (np.linspace(0.5, 1, 101), Trend("rising", 25, 1 / 0.875 - 1)),
        # it has risen long ago, and falls now
        (np.r_[np.linspace(0.5, 2, 51), np.linspace(2, 1, 50)], Trend("falling", 25)),
        (np.zeros(101), Trend("flat", 100)),
        (np.linspace(1, 0.5, FEWEST), Trend()),
        ([], Trend()),
        ([0.3], Trend()),
    ],
)
def test_made_curves(costs: "np.ndarray", expected: Trend) -> None:
    found = read_trend(range(len(costs)), [float(cost) for cost in costs])
    assert (found.kind, found.epochs) == (expected.kind, expected.epochs)
    if expected.change:
        assert found.change == pytest.approx(expected.change, rel=1e-9)


def test_a_thinned_curve_says_the_same() -> None:
    costs = [float(x) for x in np.exp(-np.linspace(0, 2, 801))]
    whole, thinned = read_trend(range(801), costs), read_trend(range(0, 801, 2), costs[::2])
    assert (whole.kind, whole.epochs) == (thinned.kind, thinned.epochs)


def test_a_curve_with_fewer_points_says_the_same() -> None:
    epochs = list(range(141))
    costs = [0.7 * 0.99**epoch for epoch in epochs]
    whole = read_trend(epochs, costs)
    assert whole.epochs == 35
    for every in (4, 9, 20):
        few = sorted({*epochs[::every], 140})
        thinned = read_trend(few, [costs[epoch] for epoch in few])
        assert (thinned.kind, thinned.epochs) == (whole.kind, whole.epochs)
        assert thinned.change == pytest.approx(whole.change, rel=0.02)


def test_in_the_noise_of_batches_nothing_is_said_and_a_change_beyond_it_is() -> None:
    epochs = range(101)
    dice = np.random.default_rng(0).normal(size=101) * 0.01
    still, rising = 0.5 + dice, np.linspace(0.5, 1.0, 101) + dice
    silent = [not read_trend(epochs[:n], still[:n].tolist(), noisy=True).kind for n in range(60, 101)]
    assert sum(silent) > 0.8 * len(silent)
    assert {read_trend(epochs[:n], still[:n].tolist()).kind for n in range(60, 101)} > {"rising"}
    assert {read_trend(epochs[:n], rising[:n].tolist(), noisy=True).kind for n in range(60, 101)} == {"rising"}
