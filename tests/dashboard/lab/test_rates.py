"""Three learning rates: the costs are those of training, and each does what it is called after."""

import numpy as np
import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.rates import BEST, EPOCHS, FEWEST, LARGE, RATES, RIGHT, SMALL, RateRun, find_rates
from dashboard.lab.running import advance
from derivations import Convention, Network, initialise, loss, sgd, train, xor

NETWORK, DATA = Network((2, 2, 1)), xor()


def found_of(network: Network, optimiser: str = "sgd", seed: int = 3) -> dict[str, RateRun]:
    return find_rates(start_progress(network, seed), network, Convention(), DATA, optimiser=optimiser)


def test_the_costs_are_those_of_training() -> None:
    for run in found_of(NETWORK).values():
        first = initialise(NETWORK, np.random.default_rng(3))
        records = train(NETWORK, first, DATA.inputs, DATA.targets, optimiser=sgd(run.rate), epochs=EPOCHS)
        found = [loss(NETWORK, first, DATA.inputs, DATA.targets), *(record.loss for record in records)]
        assert run.costs == pytest.approx(found)


@pytest.mark.parametrize(
    ("network", "optimiser"),
    [
        (NETWORK, "sgd"),
        (NETWORK, "adam"),
        (NETWORK, "momentum"),
        (Network((2, 2, 1), loss="mse"), "sgd"),
        (Network((2, 4, 4, 1), ("tanh", "tanh", "sigmoid")), "sgd"),
    ],
)
def test_the_three_are_plainly_seen(network: Network, optimiser: str) -> None:
    small, right, large = (found_of(network, optimiser)[kind] for kind in (SMALL, RIGHT, LARGE))
    assert small.rate < right.rate < large.rate
    assert {small.rate, right.rate, large.rate} <= set(RATES)
    assert abs(small.change) <= 0.05
    assert right.costs[-1] < 0.8 * small.costs[-1]
    assert not right.jumps
    assert large.failure or large.change > 0.05 or large.jumps


def test_a_large_network_runs_fewer_epochs() -> None:
    network = Network((2, 200, 200, 1))
    assert {len(run.costs) for run in found_of(network, "adam", seed=0).values()} == {FEWEST + 1}


def test_a_run_goes_on_with_what_the_optimiser_remembers() -> None:
    start = advance(start_progress(NETWORK, 3), NETWORK, Convention(), DATA, epochs=30, rate=0.1, optimiser="adam")
    same = find_rates(start, NETWORK, Convention(), DATA, optimiser="adam")[RIGHT]
    after = advance(start, NETWORK, Convention(), DATA, epochs=EPOCHS, rate=same.rate, optimiser="adam")
    assert same.costs[-1] == after.costs[-1]


@pytest.mark.parametrize(
    ("costs", "kind", "words"),
    [
        ((1.0, 0.8, 0.6), RIGHT, "the cost falls by 40%"),
        ((1.0, 0.999, 0.99), SMALL, "the cost falls by 1%"),
        ((0.0, 0.0, 0.0), SMALL, "the cost hardly moves"),
        ((0.125, 0.125 + 1e-12, 0.125), SMALL, "the cost hardly moves"),
        ((1.0, 1.5, 2.0), LARGE, "the cost rises by 100%"),
        ((1.0, 0.5, 1e9), LARGE, "the cost rises very much"),
        ((1.0, 0.4, 1.4, 0.3, 1.0), LARGE, "the cost ends near where it began, though in 2 of 4 epochs it jumps up"),
        (
            (1.0, 2.8, *(0.9 - 0.04 * at for at in range(20))),
            RIGHT,
            "the cost falls by 86%, though in 1 of 21 epochs it jumps up",
        ),
        ((1.0, 0.4, 0.8, 0.3, 0.7), RIGHT, "the cost falls by 30%, though in 2 of 4 epochs it jumps up"),
    ],
)
def test_only_what_is_measured_is_said(costs: tuple[float, ...], kind: str, words: str) -> None:
    run = RateRun(1.0, costs)
    assert (run.kind, run.words) == (kind, words)


def test_a_run_that_breaks_off_is_too_large() -> None:
    run = RateRun(1.0, (1.0, 0.4), "training diverged")
    assert (run.kind, run.words) == (LARGE, "it stops: training diverged")


def test_where_no_rate_moves_the_cost_there_are_none() -> None:
    # a step passes no gradient back
    found = found_of(Network((2, 2, 1), ("step", "step"), "mse"))
    assert found.keys() == {BEST}
    assert found[BEST].change == 0


def test_where_it_hardly_falls_the_best_is_said() -> None:
    # it falls from 0.722 to ln 2, where it stays for long
    network = Network((2, 3, 3, 1))
    found = found_of(network)
    assert found.keys() == {BEST}
    best = found[BEST]
    for rate in (0.1, 1.0, 3.0):
        run = advance(start_progress(network, 3), network, Convention(), DATA, epochs=EPOCHS, rate=rate)
        assert run.costs[-1] >= best.costs[-1]
    assert -0.05 < best.change < -0.03


@pytest.mark.parametrize(
    ("last", "words"), [(0.003, "falls by more than 99%"), (0.0, "falls by 100%"), (2.0, "rises by 100%")]
)
def test_what_is_left_of_a_cost_is_not_rounded_away(last: float, words: str) -> None:
    assert RateRun(1.0, (1.0, last)).words.startswith(f"the cost {words}")
