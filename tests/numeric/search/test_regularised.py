"""A search over penalties, dropout and batch normalisation, judged in evaluation."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import adam, batch_statistics, initialise, loss, train
from derivations.numeric.search import Settings, columns, grid, search
from tests.numeric.searches import SEED, Serial, complaint, data

CHOICES: dict[str, list[Any]] = {"dropout": [0.0, 0.3], "batch_norm": [False, True], "l2": [0.0, 0.01]}


def test_every_combination_is_tried_and_judged_in_evaluation() -> None:
    parts = data()
    tried = grid(CHOICES, Settings(hidden=(4,), epochs=5, learning_rate=0.05, batch_size=16))
    *_, end = search(parts, tried, seed=SEED, executor=Serial())
    assert not complaint(end.trials, 8)
    assert not any(trial.failure for trial in end.trials)
    for trial in end.trials:
        options = {name: getattr(trial.settings, name) for name in CHOICES}
        network = Network((2, 4, 1), ("tanh", "sigmoid"), "bce", **options)
        children = np.random.SeedSequence(SEED).spawn(8)[trial.number - 1].spawn(2)
        drawing, shuffling = (np.random.default_rng(child) for child in children)
        learned, held = parts.train, parts.validation
        *_, last = train(
            network,
            initialise(network, drawing),
            learned.inputs,
            learned.targets,
            optimiser=adam(learning_rate=0.05),
            epochs=5,
            batch_size=16,
            rng=shuffling,
        )
        statistics = batch_statistics(network, last.parameters, learned.inputs) if network.is_normalised else None
        judged = replace(network.evaluating(), l2=0.0)  # a penalty says nothing of the samples
        wanted = loss(judged, last.parameters, held.inputs, held.targets, statistics=statistics)
        assert trial.validation_loss == pytest.approx(wanted, rel=1e-12)
    assert {"dropout", "batch_norm", "l2"} <= set(columns(end.trials))


def test_patience_judges_in_evaluation_too() -> None:
    (tried,) = grid({}, Settings(hidden=(4,), epochs=30, patience=3, dropout=0.3, batch_norm=True))
    *_, end = search(data(), [tried], seed=SEED, executor=Serial())
    assert not end.trials[0].failure
    assert 1 <= end.trials[0].best_epoch <= end.trials[0].epochs_run <= 30


def test_networks_that_answer_alike_have_the_same_score_whatever_their_penalty() -> None:
    # so small a rate that nothing moves: what differs is the penalty alone
    tried = grid({"l2": [0.0, 10.0], "l1": [0.0, 10.0]}, Settings(hidden=(4,), epochs=1, learning_rate=1e-12))
    *_, end = search(data(), tried, seed=SEED, executor=Serial())
    for trial in end.trials:
        network = trial.settings.network(2, 1)
        drawing = np.random.default_rng(np.random.SeedSequence(SEED).spawn(4)[trial.number - 1].spawn(2)[0])
        held = data().validation
        without = loss(replace(network, l1=0.0, l2=0.0), initialise(network, drawing), held.inputs, held.targets)
        assert trial.validation_loss == pytest.approx(without, rel=1e-6)


def test_what_a_network_cannot_have_is_refused_before_anything_runs() -> None:
    with pytest.raises(SpecificationError, match=r"dropout 0\.5 in a network without hidden layers"):
        list(search(data(), [Settings(hidden=(), dropout=0.5, epochs=2)], seed=SEED, executor=Serial()))
