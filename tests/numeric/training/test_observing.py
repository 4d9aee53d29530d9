"""What is seen of a run beside its cost."""

import itertools
from math import hypot

import numpy as np
import pytest
from hypothesis import given

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import backward, batch_statistics, forward, initialise, loss, train, xor
from derivations.numeric.data.sets import DataSet, moons
from derivations.numeric.network.vector import vector_of
from derivations.numeric.training.judging import accuracy
from derivations.numeric.training.observing import layer_norms, observe
from derivations.numeric.training.sweep import rows_at_once
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
        run, gradients = forward(network, now, inputs), backward(network, now, inputs, targets, convention)
        # hypot, whose squares neither overflow nor vanish
        norms = [hypot(*W.ravel(), *b) for W, b in zip(gradients.weights, gradients.biases, strict=True)]
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
    gradients = backward(network, record.parameters, data.inputs, data.targets)
    np.testing.assert_allclose(seen.gradient_norms, layer_norms(vector_of(gradients), network.sizes), rtol=1e-12)
    np.testing.assert_allclose(seen.largest_z, [np.abs(z).max() for z in run.z], rtol=1e-12)
    assert seen.accuracy == accuracy(run.outputs, data.targets)


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_a_norm_neither_overflows_nor_underflows(size: float) -> None:
    [norm] = layer_norms(np.array([3 * size, 4 * size]), (1, 1))
    assert norm == pytest.approx(5 * size, rel=1e-15)


def test_a_norm_of_what_is_not_finite_says_so() -> None:
    assert layer_norms(np.array([1.0, np.inf]), (1, 1)) == (np.inf,)
    assert np.isnan(layer_norms(np.array([1.0, np.nan]), (1, 1))[0])
    assert layer_norms(np.zeros(2), (1, 1)) == (0,)


def test_dropout_and_batch_normalisation_together_are_observed_in_evaluation() -> None:
    network = Network((2, 4, 1), ("tanh", "sigmoid"), "bce", dropout=0.3, batch_norm=True)
    data = moons(np.random.default_rng(0), samples=20)
    start = initialise(network, np.random.default_rng(1))
    run = train(network, start, data.inputs, data.targets, epochs=2, rng=np.random.default_rng(2))
    for seen in observe(network, run, data.inputs, data.targets, validation=data):
        assert seen.record is not None
        statistics = batch_statistics(network, seen.record.parameters, data.inputs)
        cost = loss(network.evaluating(), seen.record.parameters, data.inputs, data.targets, statistics=statistics)
        assert seen.loss == pytest.approx(cost, rel=1e-12)
        assert seen.validation_loss == pytest.approx(cost, rel=1e-12)
