"""Three learning rates: the costs are those of training, and each verdict is said of a run that does it."""

from collections.abc import Iterator

import numpy as np
import pytest

from dashboard.lab.progress import advance, start_progress
from dashboard.lab.rates import FACTOR, FEWEST, RateRun, judge_rates, run_rates
from derivations import Convention, Network, initialise, loss, sgd, train, xor

NETWORK, DATA = Network((2, 2, 1)), xor()


def test_the_costs_are_those_of_training() -> None:
    start = start_progress(NETWORK, 3)
    runs = list(run_rates(start, NETWORK, Convention(), DATA, rate=1.0, optimiser="sgd"))
    assert [run.rate for run in runs] == [1 / FACTOR, 1.0, FACTOR]
    for run in runs:
        first = initialise(NETWORK, np.random.default_rng(3))
        records = train(NETWORK, first, DATA.inputs, DATA.targets, optimiser=sgd(run.rate), epochs=len(run.costs) - 1)
        found = [loss(NETWORK, first, DATA.inputs, DATA.targets), *(record.loss for record in records)]
        assert run.costs == pytest.approx(found)


def test_a_large_network_runs_fewer_epochs() -> None:
    network = Network((2, 64, 64, 1))
    runs = list(run_rates(start_progress(network, 0), network, Convention(), DATA, rate=0.1, optimiser="adam"))
    assert {len(run.costs) for run in runs} == {FEWEST + 1}


def test_a_run_goes_on_with_what_the_optimiser_remembers() -> None:
    start = advance(start_progress(NETWORK, 3), NETWORK, Convention(), DATA, epochs=30, rate=0.1, optimiser="adam")
    _, same, _ = run_rates(start, NETWORK, Convention(), DATA, rate=0.1, optimiser="adam")
    after = advance(start, NETWORK, Convention(), DATA, epochs=len(same.costs) - 1, rate=0.1, optimiser="adam")
    assert same.costs[-1] == after.costs[-1]


def said(*costs: tuple[float, ...], failure: str = "") -> list[str]:
    return judge_rates([RateRun(1.0, each, failure) for each in costs])


def test_only_what_is_measured_is_said() -> None:
    falls, still, rises = (1.0, 0.8, 0.6), (1.0, 0.999, 0.998), (1.0, 1.5, 2.0)
    assert said(falls) == ["the cost falls by 40%"]
    assert said(still, falls)[0] == "too small: the cost hardly moves (-0.2% in 2 epochs)"
    # where no larger rate does better, the rate is not what is wrong
    assert said(still, still, rises)[:2] == ["the cost hardly moves (-0.2% in 2 epochs)"] * 2
    assert said(rises) == ["too large: the cost has risen by 100%"]
    assert said((1.0, 0.4, 0.8, 0.3, 0.7)) == ["too large: the cost jumps, it rises in 2 of 4 epochs"]
    assert said((0.0, 0.0, 0.0)) == ["the cost hardly moves (+0.0% in 2 epochs)"]
    assert said((0.125, 0.125 + 1e-12, 0.125)) == ["the cost hardly moves (+0.0% in 2 epochs)"]
    assert said((1.0, 0.4), failure="training diverged") == ["it stops: training diverged"]


def test_runs_that_do_what_is_said() -> None:
    small, right, large = judge_rates(list(runs_of(Network((2, 2, 1)), 1.0)))
    assert (small.split(":")[0], right[:14], large.split(":")[0]) == ("too small", "the cost falls", "too large")
    # a step passes no gradient back: at no rate anything moves
    stepped = judge_rates(list(runs_of(Network((2, 2, 1), ("step", "step"), "mse"), 1.0)))
    assert {words.split(" (")[0] for words in stepped} == {"the cost hardly moves"}


def runs_of(network: Network, rate: float) -> Iterator[RateRun]:
    return run_rates(start_progress(network, 3), network, Convention(), DATA, rate=rate, optimiser="sgd")
