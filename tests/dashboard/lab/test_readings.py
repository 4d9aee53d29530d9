"""Readings of the epochs that are kept are the library's observations of the same run, part by part."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.readings import PARTS, Reader
from dashboard.lab.running import advance, find_cost
from dashboard.lab.settings import Settings
from derivations import Convention, Network, accuracy, forward, train
from derivations.numeric.training.observing import observe
from derivations.numeric.training.optimisers import OPTIMISERS

SPLIT = replace(Settings("moons"), held_out=0.4).parts
CONVENTION = Convention()
NETWORKS = [
    Network((2, 4, 1), ("tanh", "sigmoid"), "bce", l2=0.01),
    Network((2, 4, 1), ("tanh", "sigmoid"), "bce", dropout=0.3, batch_norm=True),
]


@pytest.mark.parametrize("network", NETWORKS, ids=["plain", "noisy"])
def test_readings_are_the_librarys_observations(network: Network) -> None:
    now = start = start_progress(network, 3)
    data = SPLIT.train
    for _ in range(4):
        now = advance(now, network, CONVENTION, data, epochs=1, rate=0.5, batch_size=8)
    found = Reader(network, CONVENTION, SPLIT).read_all(now.path.records)
    run = train(
        network,
        start.parameters,
        data.inputs,
        data.targets,
        optimiser=OPTIMISERS["sgd"].make(0.5),
        epochs=4,
        batch_size=8,
        rng=np.random.default_rng((3, 1)),
    )
    seen = list(observe(network, run, data.inputs, data.targets, validation=SPLIT.validation))
    assert [each.epoch for each in found] == [0, 1, 2, 3, 4]
    for ours, theirs in zip(found[1:], seen, strict=True):
        assert ours.parts["train"].loss == pytest.approx(theirs.loss, rel=1e-12)
        assert ours.parts["train"].accuracy == theirs.accuracy
        assert ours.parts["train"].gradient_norms == pytest.approx(theirs.gradient_norms, rel=1e-12)
        assert ours.parts["validation"].loss == pytest.approx(theirs.validation_loss, rel=1e-12)
        assert ours.parts["validation"].accuracy == theirs.validation_accuracy
    last = found[-1].parts["test"]
    cost = find_cost(network, now.parameters, SPLIT.test, CONVENTION, learned_from=data)
    assert last.loss == pytest.approx(cost, rel=1e-12)
    if not network.is_normalised:
        outputs = forward(network.evaluating(), now.parameters, SPLIT.test.inputs).outputs
        assert last.accuracy == accuracy(outputs, SPLIT.test.targets)


def test_each_epoch_is_read_once_and_those_that_are_gone_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NETWORKS[0]
    now = advance(start_progress(network, 3), network, CONVENTION, SPLIT.train, epochs=1, rate=0.5)
    reader = Reader(network, CONVENTION, SPLIT)
    first = reader.read_all(now.path.records)
    monkeypatch.setattr(Reader, "_read", None)
    assert reader.read_all(now.path.records) == first
    assert reader.read_all(now.path.records[:1]) == first[:1]
    with pytest.raises(TypeError):
        reader.read_all(now.path.records)


def test_without_samples_held_out_there_is_the_training_alone() -> None:
    settings = Settings("xor")
    now = advance(start_progress(settings.network, 3), settings.network, CONVENTION, settings.samples, epochs=1, rate=1)
    [first, _] = Reader(settings.network, CONVENTION, settings.parts).read_all(now.path.records)
    assert tuple(first.parts) == PARTS[:1]
