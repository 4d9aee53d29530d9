"""Three learning rates: the costs are those of training, and each verdict is said of a run that does it."""

import numpy as np
import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.rates import FACTOR, FEWEST, RateRun, run_rates
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


@pytest.mark.parametrize(
    ("costs", "failure", "words"),
    [
        ((1.0, 0.8, 0.6), "", "the cost falls"),
        ((1.0, 0.999, 0.998), "", "too small: in 2 epochs the cost hardly moves"),
        ((1.0, 1.5, 2.0), "", "too large: the cost has risen"),
        ((1.0, 0.4, 0.8, 0.3, 0.7), "", "too large: the cost jumps, and rises in 2 of 4 epochs"),
        ((1.0, 0.4), "diverged", "too large: the cost is no finite number any more"),
    ],
)
def test_only_what_is_measured_is_said(costs: tuple[float, ...], failure: str, words: str) -> None:
    assert RateRun(1.0, costs, failure).verdict == words
