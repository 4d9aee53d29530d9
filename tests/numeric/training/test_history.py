"""How much of a run is kept."""

import gc
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import Epoch, Parameters, initialise, train, xor
from derivations.numeric.data.sets import iris, moons
from derivations.numeric.data.splitting import split
from derivations.numeric.training.history import History
from derivations.numeric.training.observing import Observation, observe

NETWORK = Network((2, 2, 1))
START = initialise(NETWORK, np.random.default_rng(0))
X, Y = xor().inputs, xor().targets


@given(st.integers(2, 20), st.integers(0, 500))
def test_a_history_is_evenly_thinned(limit: int, count: int) -> None:
    history: History[str] = History(limit)
    for number in range(count):
        history = history.having(str(number))
        assert len(history.kept) <= limit
    kept = [int(record) for record in history.kept]
    assert kept == list(range(0, count, history.stride))
    assert history.records[-1:] == ((str(count - 1),) if count else ())
    assert len(history.records) == len(set(history.records))
    # it is not thinner than it need be
    assert history.stride == 1 or 2 * len(kept) >= limit


def test_a_history_is_frozen_and_has_a_limit() -> None:
    first = History[int]().having(1)
    first.having(2)
    assert first.records == (1,)
    with pytest.raises(SpecificationError, match="limit 1; expected a whole number from 2 up"):
        History[int](1)


def traced(epochs: tuple[int, ...], history: History[Observation], *, thinned: bool) -> list[int]:
    """Give the memory in use, in bytes, when a run has come to each of these epochs."""
    data = moons(np.random.default_rng(0), samples=50)
    network = Network((2, 20, 1))
    start = initialise(network, np.random.default_rng(0))
    everything, found = [], []
    tracemalloc.start()
    try:
        records = train(network, start, data.inputs, data.targets, epochs=max(epochs))
        for seen in observe(network, records, data.inputs, data.targets):
            if thinned:
                history = history.having(seen)
            else:
                everything.append(seen)
            if seen.epoch in epochs:
                # Python keeps thousands of tuples that nobody has any more for the next to need one, and counts them
                # as in use: a full collection gives them back, and what waits for one with them
                gc.collect()
                found.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return found


def test_memory_does_not_grow_over_1000_epochs() -> None:
    # at 129, 257, ... records a history of 64 with its parameters is as full as it was at 65
    early, late = traced((129, 1025), History(64), thinned=True)
    assert late - early < 20_000
    # and the check can fail: all records of the same run, 640 bytes of parameters each
    early, late = traced((129, 1025), History(64), thinned=False)
    assert late - early > 500_000


def test_iris_is_learned_and_resumed_from_the_history() -> None:
    dealt, _ = split(iris(), np.random.default_rng(0), stratified=True).standardise()
    network = Network((4, 8, 3))
    start = initialise(network, np.random.default_rng(0))

    def run(parameters: Parameters, epochs: int, after: int = 0) -> History[Observation]:
        history: History[Observation] = History(50)
        records = train(network, parameters, dealt.train.inputs, dealt.train.targets, epochs=epochs)
        for seen in observe(
            network, records, dealt.train.inputs, dealt.train.targets, validation=dealt.validation, after=after
        ):
            history = history.having(seen)
        return history

    whole, half = run(start, 400), run(start, 200)
    assert half.latest is not None
    record = half.latest.record
    assert isinstance(record, Epoch)
    resumed = run(record.parameters, 200, after=200)
    assert whole.latest is not None
    assert resumed.latest is not None
    assert (resumed.latest.epoch, resumed.latest.loss) == (400, whole.latest.loss)
    assert whole.latest.accuracy is not None
    assert whole.latest.accuracy > 0.95
    assert whole.latest.validation_accuracy is not None
    assert whole.latest.validation_accuracy > 0.9


def test_many_records_are_one_after_another() -> None:
    one_by_one: History[int] = History(5)
    for record in range(17):
        one_by_one = one_by_one.having(record)
    assert History[int](5).having_all(range(17)) == one_by_one
