"""Trainings that go on piece by piece, against those of a search and of the library; and what is said of them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.lab.regularising import BASE, SEED, Fit, make_data
from derivations import batch_statistics, forward, loss, search
from derivations.numeric.search import Settings
from tests.numeric.searches import Serial

WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"l2": 0.01},
    {"l1": 0.01},
    {"dropout": 0.3},
    {"batch_norm": True},
    {"l2": 0.003, "dropout": 0.2, "batch_norm": True},
)
SHORT = replace(BASE, hidden=(8, 8), epochs=60)


def trained(settings: Settings, start: int = 1) -> Fit:
    fit = Fit(make_data(), settings, start)
    while not fit.finished:
        fit.go_on(60.0)
    return fit


def test_a_start_is_that_of_the_trial_with_its_number() -> None:
    tried = [replace(SHORT, **ways) for ways in WAYS]
    *_, end = search(make_data(), tried, seed=SEED, executor=Serial())
    for trial in end.trials:
        fit = trained(trial.settings, trial.number)
        assert fit.now.validation.loss == trial.validation_loss
        assert fit.now.validation.accuracy == trial.validation_accuracy
        assert fit.now.epoch == trial.epochs_run == 60


@pytest.mark.parametrize("ways", WAYS)
def test_pieces_are_the_whole(ways: dict[str, Any]) -> None:
    fit, pieces = Fit(make_data(), replace(SHORT, **ways), 3), 0
    while not fit.finished:
        before = fit.epoch
        fit.go_on(1e-9)
        assert fit.epoch == before + 1
        pieces += 1
    whole = trained(replace(SHORT, **ways), 3)
    assert pieces == 60
    assert fit.measured == whole.measured
    assert [each.epoch for each in fit.measured] == list(range(61))


@pytest.mark.parametrize("ways", WAYS)
def test_a_score_is_the_loss_without_penalties_in_evaluation(ways: dict[str, Any]) -> None:
    fit = trained(replace(SHORT, **ways))
    network = replace(fit.network.evaluating(), l1=0.0, l2=0.0)
    learned = fit.data.train
    statistics = batch_statistics(network, fit.parameters, learned.inputs) if network.is_normalised else None
    for part in (fit.data.train, fit.data.validation, fit.data.test):
        wanted = loss(network, fit.parameters, part.inputs, part.targets, statistics=statistics)
        outputs = forward(network, fit.parameters, part.inputs, statistics=statistics).outputs
        assert fit.score(part).loss == pytest.approx(wanted, rel=1e-12)
        assert fit.score(part).accuracy == ((outputs > 0.5) == (part.targets > 0.5)).mean()
        assert fit.answer(part.inputs) == pytest.approx(outputs)


def test_it_over_fits_without_and_not_with_l2() -> None:
    assert trained(BASE).over_fits
    assert not trained(replace(BASE, l2=0.01)).over_fits
    # a short run has not begun to
    assert not trained(replace(BASE, epochs=100)).over_fits
    # one that breaks down at once loses on both sides
    assert not trained(replace(BASE, learning_rate=10.0, epochs=200), 27).over_fits


def test_the_parts_share_no_sample() -> None:
    data = make_data()
    rows = [{tuple(row) for row in part.inputs} for part in (data.train, data.validation, data.test)]
    assert [len(each) for each in rows] == [40, 60, 100]
    assert len(set.union(*rows)) == 200


def test_a_training_that_diverges_says_so_and_is_finished() -> None:
    fit = trained(replace(BASE, learning_rate=3.0, l2=1.0))
    assert "learning_rate" in fit.failure
    assert fit.finished
    assert np.isfinite([each.validation.loss for each in fit.measured]).all()


def test_training_mode_is_another_network_for_every_mask() -> None:
    fit = trained(replace(SHORT, dropout=0.5))
    losses = fit.losses_in_training()
    assert len(set(losses)) > 50
    assert losses.mean() > fit.now.train.loss
    assert fit.masks is not None
    assert {0.0, 1.0} == set(np.unique(fit.masks[0]))
    assert trained(SHORT).masks is None


def test_the_statistics_of_z_are_those_of_a_pass() -> None:
    fit = trained(replace(SHORT, batch_norm=True))
    learned = fit.data.train.inputs
    found = batch_statistics(fit.network, fit.parameters, learned)
    means, deviations = fit.statistics()
    assert means == pytest.approx(found.means[0])
    assert deviations**2 == pytest.approx(found.variances[0])


def test_few_weights_are_left_with_l1() -> None:
    with_l1, with_l2 = (
        (abs(trained(each).weights) < 0.01).mean() for each in (replace(BASE, l1=0.01), replace(BASE, l2=0.01))
    )
    assert with_l1 > 0.85
    assert with_l2 < 0.5
