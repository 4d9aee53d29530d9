"""The phases of a batch have the numbers of the update that is made next, masks and penalty included."""

from typing import Any

import numpy as np
import pytest

from dashboard.lab.batch_step import FEW, look_ahead
from dashboard.lab.progress import TrainingProgress, start_progress
from dashboard.lab.running import advance_batch
from derivations import Convention, Network, moons

DATA = moons(np.random.default_rng(0), samples=22)
NETWORKS = {
    "plain": Network((2, 5, 1), ("tanh", "sigmoid"), "bce"),
    "penalised": Network((2, 5, 1), ("tanh", "sigmoid"), "mse", l1=0.01, l2=0.1),
    "dropout": Network((2, 5, 1), ("tanh", "sigmoid"), "bce", dropout=0.4, l2=0.1),
    "normalised": Network((2, 5, 1), ("tanh", "sigmoid"), "bce", batch_norm=True),
}
RATE = 0.1


def entry(progress: TrainingProgress, at: tuple[int, int, int | None]) -> float:
    layer, unit, source = at
    arrays = progress.parameters.biases if source is None else progress.parameters.weights
    return float(arrays[layer - 1][unit - 1] if source is None else arrays[layer - 1][unit - 1, source - 1])


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("mean", [True, False])
@pytest.mark.parametrize("at", [(1, 2, 1), (2, 1, 3), (2, 1, None)])
@pytest.mark.parametrize("batch_size", [0, 8])
def test_the_gradient_is_that_of_the_next_update(
    name: str, mean: bool, at: tuple[int, int, int | None], batch_size: int
) -> None:
    network, convention = NETWORKS[name], Convention(samples="mean" if mean else "sum")
    how: dict[str, Any] = {"batch_size": batch_size}
    now = start_progress(network, 3)
    for number in (1, 2, 3, 1):
        step = look_ahead(now, network, convention, DATA, parameter=at, **how)
        after = advance_batch(now, network, convention, DATA, rate=RATE, **how)
        assert entry(after, at) == pytest.approx(entry(now, at) - RATE * step.gradient, rel=1e-11)
        size = batch_size or DATA.samples
        assert (step.number, step.batches) == ((number, 3) if batch_size else (1, 1))
        assert len(step.rows) == (min(size, DATA.samples - size * (step.number - 1)))
        # the list of a batch that is as short as it shows adds up to the whole
        assert len(step.costs) == len(step.gradients) == (0 if network.is_normalised else FEW)
        now = after


@pytest.mark.parametrize("name", ["plain", "penalised", "dropout"])
@pytest.mark.parametrize("mean", [True, False])
def test_what_is_listed_adds_up_to_what_is_said(name: str, mean: bool) -> None:
    network, convention = NETWORKS[name], Convention(samples="mean" if mean else "sum")
    data = DATA.subset(np.arange(FEW))
    step = look_ahead(start_progress(network, 3), network, convention, data, batch_size=0, parameter=(1, 2, 1))
    over = FEW if mean else 1
    assert sum(step.costs) / over + step.penalty == pytest.approx(step.cost, rel=1e-12)
    assert sum(step.gradients) / over + step.pull == pytest.approx(step.gradient, rel=1e-12)
    assert (step.penalty == 0) is not (network.l1 + network.l2 > 0)


def test_the_masks_are_counted() -> None:
    step = look_ahead(
        start_progress(NETWORKS["dropout"], 3),
        NETWORKS["dropout"],
        Convention(),
        DATA,
        batch_size=8,
        parameter=(1, 1, 1),
    )
    kept, of = step.masks[0]
    assert of == 40
    assert 10 < kept < 38
    # another one in the next batch
    assert step.masks[1] == (0, 0)


def test_a_penalty_leaves_a_bias_alone() -> None:
    network = NETWORKS["penalised"]
    step = look_ahead(start_progress(network, 3), network, Convention(), DATA, batch_size=8, parameter=(1, 2, None))
    assert step.pull == 0.0


def test_with_another_size_the_updates_of_an_epoch_go_on_counting() -> None:
    network, how = NETWORKS["plain"], {"parameter": (1, 1, 1)}
    now = start_progress(network, 3)
    for _ in range(5):
        now = advance_batch(now, network, Convention(), DATA, rate=RATE, batch_size=2)
    # 12 are left
    for size, last in ((2, 11), (8, 7), (0, 6)):
        step = look_ahead(now, network, Convention(), DATA, batch_size=size, **how)
        assert (step.number, step.batches, len(step.rows)) == (6, last, size or 12)
