"""Early stopping."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import initialise, train
from derivations.numeric.data.sets import moons
from derivations.numeric.data.splitting import split
from derivations.numeric.training.observing import observe
from derivations.numeric.training.stopping import Stand, stop_early


def stopped(losses: list[float], patience: int, improvement: float = 0.0) -> list[Stand[tuple[int, float]]]:
    return list(stop_early(enumerate(losses), lambda pair: pair[1], patience=patience, improvement=improvement))


def test_it_stops_when_patience_runs_out_and_knows_the_best() -> None:
    stands = stopped([5, 4, 3, 3.5, 3.2, 3, 2], patience=3)
    assert [stand.waited for stand in stands] == [0, 0, 0, 1, 2, 3]
    assert [stand.stopped for stand in stands] == [False] * 5 + [True]
    assert stands[-1].best == (2, 3)
    assert stands[-1].least == 3


def test_a_longer_patience_would_have_seen_what_came_after() -> None:
    assert stopped([5, 4, 3, 3.5, 3.2, 3, 2], patience=4)[-1].best == (6, 2)


def test_an_improvement_has_to_be_large_enough() -> None:
    losses = [1 - 0.01 * k for k in range(20)]
    assert len(stopped(losses, 2)) == 20
    assert len(stopped(losses, 2, improvement=0.05)) == 3


def test_nan_is_worse_than_anything() -> None:
    assert stopped([np.nan, 3, np.nan, np.nan], patience=2)[-1].best == (1, 3)
    assert stopped([np.nan, np.nan, np.nan], patience=2)[-1].stopped


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30), st.integers(1, 5))
def test_the_best_is_the_least_of_what_was_seen(losses: list[float], patience: int) -> None:
    stands = stopped(losses, patience)
    seen = [stand.record[1] for stand in stands]
    assert seen == losses[: len(seen)]
    assert stands[-1].best == (seen.index(min(seen)), min(seen))
    assert not any(stand.stopped for stand in stands[:-1])
    assert stands[-1].stopped or len(seen) == len(losses)


@given(st.lists(st.floats(0, 9), min_size=2, max_size=30), st.integers(1, 5), st.integers(1, 29))
def test_a_resumed_run_stops_where_the_whole_one_does(losses: list[float], patience: int, cut: int) -> None:
    pairs = list(enumerate(losses))
    whole = stopped(losses, patience)
    half = list(stop_early(pairs[:cut], lambda pair: pair[1], patience=patience))
    if not half[-1].stopped:
        half += stop_early(pairs[cut:], lambda pair: pair[1], patience=patience, after=half[-1])
    assert half == whole


def test_no_more_records_are_asked_for() -> None:
    source = itertools.count()
    assert [stand.record for stand in stop_early(source, float, patience=2)] == [0, 1, 2]
    assert next(source) == 3


@pytest.mark.parametrize(("patience", "improvement"), [(0, 0), (1, -1), (1, np.nan)])
def test_options_that_make_no_sense_are_refused(patience: int, improvement: float) -> None:
    with pytest.raises(SpecificationError, match="expected a"):
        stop_early([1.0], float, patience=patience, improvement=improvement)


def test_a_net_that_learns_its_samples_by_heart_is_stopped() -> None:
    dealt = split(moons(np.random.default_rng(1), samples=60, noise=0.4), np.random.default_rng(1))
    network = Network((2, 20, 1), "tanh", "mse")
    start = initialise(network, np.random.default_rng(0))
    data = dealt.train.inputs, dealt.train.targets
    seen = observe(network, train(network, start, *data, epochs=5000), *data, validation=dealt.validation)
    *_, last = stop_early(seen, lambda each: each.validation_loss or 0, patience=50)
    assert last.stopped
    assert last.record.epoch == last.best.epoch + 50
    assert last.record.loss < last.best.loss
    assert last.best.parameters is not None
