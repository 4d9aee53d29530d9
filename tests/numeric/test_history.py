"""What is seen of a run, and how much of it is kept."""

import gc
import itertools
import tracemalloc
from math import hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import Epoch, Parameters, backward, forward, initialise, loss, train, xor
from derivations.numeric.arrays import join
from derivations.numeric.datasets import DataSet, iris, moons
from derivations.numeric.history import History, Observation, accuracy, layer_norms, observe
from derivations.numeric.splitting import split
from derivations.numeric.sweep import rows_at_once
from tests.numeric.oracle import Problem, problems
from tests.numeric.rounding import cost_bound, gradient_bounds
from tests.searching import examples

NETWORK = Network((2, 2, 1))
START = initialise(NETWORK, np.random.default_rng(0))
X, Y = xor().inputs, xor().targets


@examples(50)
@given(problems())
def test_an_observation_equals_the_public_functions(problem: Problem) -> None:
    network, start, inputs, targets, convention = problem
    validation = DataSet("other", inputs[:1] + 1, targets[:1])
    records = train(network, start, inputs, targets, epochs=2, convention=convention)
    for seen in observe(network, records, inputs, targets, convention=convention, validation=validation):
        now = seen.parameters
        assert now is not None
        border = 0 if network.loss == "bce_logits" else 0.5
        run, slopes = forward(network, now, inputs), backward(network, now, inputs, targets, convention)
        # hypot, whose squares neither overflow nor vanish
        norms = [hypot(*W.ravel(), *b) for W, b in zip(slopes.weights, slopes.biases, strict=True)]
        bounds = gradient_bounds(problem._replace(parameters=now))
        for found, wanted, dW, db in zip(seen.gradient_norms, norms, bounds["weights"], bounds["biases"], strict=True):
            assert abs(found - wanted) <= dW.sum() + db.sum()
        # the same products of the same numbers
        np.testing.assert_allclose(seen.largest_z, [np.abs(z).max() for z in run.z], rtol=1e-12)
        assert seen.accuracy == accuracy(run.outputs, targets, border=border)
        other = validation.inputs, validation.targets
        assert seen.validation_loss is not None
        judged = problem._replace(parameters=now, inputs=other[0], targets=other[1])
        assert abs(seen.validation_loss - loss(*judged)) <= cost_bound(judged)
        assert seen.validation_accuracy == accuracy(forward(network, now, other[0]).outputs, other[1], border=border)


def test_the_loss_is_that_of_the_record_and_observing_changes_nothing() -> None:
    plain = list(train(NETWORK, START, X, Y, epochs=5))
    seen = list(observe(NETWORK, train(NETWORK, START, X, Y, epochs=5), X, Y))
    assert [each.loss for each in seen] == [each.loss for each in plain]
    assert (seen[0].validation_loss, seen[0].validation_accuracy) == (None, None)
    assert seen[-1].without_parameters().parameters is None
    assert seen[-1].without_parameters().gradient_norms == seen[-1].gradient_norms


def test_only_some_epochs_are_observed_and_a_resumed_run_counts_on() -> None:
    *_, last = train(NETWORK, START, X, Y, epochs=7)
    resumed = train(NETWORK, last.parameters, X, Y, epochs=8)
    seen = [each.epoch for each in observe(NETWORK, resumed, X, Y, every=3, after=7)]
    assert seen == [9, 12, 15]


def test_a_run_is_not_ahead_of_its_observer() -> None:
    records = iter(train(NETWORK, START, X, Y, epochs=10**9))
    assert [each.epoch for each in itertools.islice(observe(NETWORK, records, X, Y), 3)] == [1, 2, 3]
    assert next(records).epoch == 4


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SpecificationError, match="every 0; expected a whole number from 1 up"):
        next(observe(NETWORK, [], X, Y, every=0))


def test_many_samples_are_observed_in_parts() -> None:
    data = moons(np.random.default_rng(0), samples=3000)
    network = Network((2, 200, 1))
    assert rows_at_once(network, 3000) < 1500
    start = initialise(network, np.random.default_rng(0))
    [record] = train(network, start, data.inputs, data.targets, epochs=1)
    [seen] = observe(network, [record], data.inputs, data.targets)
    run = forward(network, record.parameters, data.inputs)
    slopes = backward(network, record.parameters, data.inputs, data.targets)
    np.testing.assert_allclose(
        seen.gradient_norms, layer_norms(join(slopes.weights, slopes.biases), network.sizes), rtol=1e-12
    )
    np.testing.assert_allclose(seen.largest_z, [np.abs(z).max() for z in run.z], rtol=1e-12)
    assert seen.accuracy == accuracy(run.outputs, data.targets)


@pytest.mark.parametrize(
    ("outputs", "targets", "share"),
    [
        ([[0.5], [0.4], [0.6], [0.1]], [[1], [0], [0], [1]], 0.5),
        ([[0.2, 0.3, 0.1], [0.9, 0.8, 0.7]], [[0, 1, 0], [0, 1, 0]], 0.5),
        # several labels at once: every one has to be right
        ([[0.9, 0.9], [0.9, 0.1]], [[1, 1], [1, 1]], 0.5),
        ([[0.5]], [[0.7]], None),
        # NaN is wrong, also where argmax would find it
        ([[np.nan], [np.nan]], [[0], [1]], 0),
        ([[np.nan, 0.1]], [[1, 0]], 0),
    ],
)
def test_accuracy(outputs: list[list[float]], targets: list[list[float]], share: float | None) -> None:
    assert accuracy(outputs, targets) == share


def test_accuracy_wants_one_shape() -> None:
    with pytest.raises(ShapeError, match=r"outputs have shape \(1, 2\) and targets \(1, 1\); wanted"):
        accuracy([[1, 2]], [[1]])


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_a_norm_neither_overflows_nor_underflows(size: float) -> None:
    [norm] = layer_norms(np.array([3 * size, 4 * size]), (1, 1))
    assert norm == pytest.approx(5 * size, rel=1e-15)


def test_a_norm_of_what_is_not_finite_says_so() -> None:
    assert layer_norms(np.array([1.0, np.inf]), (1, 1)) == (np.inf,)
    assert np.isnan(layer_norms(np.array([1.0, np.nan]), (1, 1))[0])
    assert layer_norms(np.zeros(2), (1, 1)) == (0,)


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
    dealt, _ = split(iris(), np.random.default_rng(0), stratified=True).standardised()
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


def test_outputs_before_a_sigmoid_are_classified_at_0() -> None:
    # z = 0.3 stands for an output of 0.57, on the side of 1, though it is below 1/2
    parameters = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    rows, targets = np.array([[0.3], [-0.2], [0.7]]), np.array([[1.0], [0.0], [1.0]])
    for network, share in (
        (Network((1, 1), "identity", "bce_logits"), 1.0),
        (Network((1, 1), "sigmoid", "bce"), 1.0),
        (Network((1, 1), "identity", "mse"), 2 / 3),
    ):
        (seen,) = observe(network, [Epoch(0, 0.0, parameters, ())], rows, targets)
        assert seen.accuracy == pytest.approx(share), network
    assert accuracy(rows, targets, border=0) == 1
