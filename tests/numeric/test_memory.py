"""Training on data that fill the memory: at most half as much again as the data and the parameters.

The full size of 784-128-10 on 60 000 samples is 60 000 rows of 784 + 10 numbers, 381 MB. Here it is a tenth of the
samples and the same network, hence the same size per sample; what does not depend on their number weighs ten times as
much here, so the bound is stricter than at full size.
"""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from derivations.network import Network
from derivations.numeric import DataSet, Parameters, adam, forward, initialise, sgd, train
from derivations.numeric.network.vector import length
from derivations.numeric.training.observing import observe
from derivations.numeric.training.sweep import rows_at_once, settle_array

NETWORK = Network((784, 128, 10))
FULL = 60_000
SAMPLES = FULL // 10
MOST = 1.5


def images() -> DataSet:
    """Make rows of noise in the shape of MNIST."""
    rng = np.random.default_rng(0)
    targets = np.zeros((SAMPLES, 10))
    targets[np.arange(SAMPLES), rng.integers(0, 10, SAMPLES)] = 1
    return DataSet("images", rng.random((SAMPLES, 784)), targets)


def peak(work: Callable[[], object]) -> int:
    """Give the most memory, in bytes, that a call has in use on top of what there is before it."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def data() -> DataSet:
    return images()


@pytest.fixture(scope="module")
def start() -> Parameters:
    return initialise(NETWORK, np.random.default_rng(0))


def share(data: DataSet, extra: int) -> float:
    """Give all memory, data and parameters with it, as a multiple of data and parameters."""
    own = data.inputs.nbytes + data.targets.nbytes + 8 * length(NETWORK)
    return 1 + extra / own


@pytest.mark.parametrize("batch_size", [None, 128])
def test_training_stays_within_one_and_a_half_times_its_data(
    data: DataSet, start: Parameters, batch_size: int | None
) -> None:
    def run() -> None:
        rng = np.random.default_rng(0)
        for _ in train(NETWORK, start, data.inputs, data.targets, epochs=1, batch_size=batch_size, rng=rng):
            pass

    assert share(data, peak(run)) < MOST


def test_so_does_adam_observed_and_validated_at_full_size(data: DataSet, start: Parameters) -> None:
    # here what does not grow with the samples (Adam's two vectors, three sets of buffers) is too much for a tenth of
    # them, so the full size is worked out from two smaller ones
    few = data.subset(np.arange(500))

    def extra(samples: int) -> int:
        part = data.subset(np.arange(samples))

        def run() -> None:
            rng = np.random.default_rng(0)
            records = train(
                NETWORK, start, part.inputs, part.targets, epochs=1, batch_size=125, rng=rng, optimiser=adam()
            )
            for _ in observe(NETWORK, records, part.inputs, part.targets, validation=few):
                pass

        return peak(run)

    small, large = extra(SAMPLES // 2), extra(SAMPLES)
    full = large + (large - small) * (FULL - SAMPLES) / (SAMPLES - SAMPLES // 2)
    assert 1 + full / (FULL * (784 + 10) * 8 + 8 * length(NETWORK)) < MOST


def test_the_measure_finds_what_does_not_stay_within(data: DataSet, start: Parameters) -> None:
    # a pass over all samples in one needs z and a of all of them, and a copy of the inputs
    assert share(data, peak(lambda: forward(NETWORK, start, data.inputs))) > MOST


def test_arrays_that_somebody_may_change_are_copied_once(data: DataSet, start: Parameters) -> None:
    inputs, targets = data.inputs.copy(), data.targets.copy()
    extra = peak(lambda: next(train(NETWORK, start, inputs, targets, epochs=1)))
    assert MOST < share(data, extra) < MOST + 1


def test_what_is_done_to_many_samples_does_not_reach_the_run(data: DataSet, start: Parameters) -> None:
    few = data.subset(np.arange(1_200))
    assert rows_at_once(NETWORK, 1_200) < 1_200
    inputs = few.inputs.copy()
    running = train(NETWORK, start, inputs, few.targets, epochs=2)
    next(running)
    inputs[:] = 7
    *_, expected = train(NETWORK, start, few.inputs, few.targets, epochs=2)
    assert next(running).loss == expected.loss


def test_only_what_nobody_can_change_is_shared() -> None:
    frozen = np.zeros((2, 2))
    frozen.setflags(write=False)
    assert settle_array(frozen, frozen) is frozen
    assert np.shares_memory(settle_array(frozen[:1], frozen[:1]), frozen)
    writeable = np.zeros((2, 2))
    looks_frozen = writeable[:]
    looks_frozen.setflags(write=False)
    lent = np.frombuffer(bytearray(32), dtype=np.float64).reshape(2, 2)
    lent.setflags(write=False)
    for array in (writeable, looks_frozen, lent):
        assert not np.shares_memory(settle_array(array, array), array)
    # made of something else on the way in, so nobody else has it
    made = np.zeros((1, 1))
    assert settle_array(made, [[0]]) is made
    assert settle_array(made, np.zeros((1, 1), dtype=np.uint8)) is made


@pytest.mark.parametrize("batch_size", [None, 700])
def test_a_run_in_parts_is_the_run_in_one(batch_size: int | None) -> None:
    network = Network((40, 300, 3), ("tanh", "sigmoid"), "mse")
    rng = np.random.default_rng(0)
    samples = 2 * rows_at_once(network, 10**6) + 617
    assert rows_at_once(network, samples) < samples
    inputs, targets = rng.normal(size=(samples, 40)), rng.random((samples, 3))
    start = initialise(network, rng)
    options = {"epochs": 3, "optimiser": sgd(learning_rate=0.1), "batch_size": batch_size}
    parted = list(train(network, start, inputs, targets, rng=np.random.default_rng(1), **options))  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("derivations.numeric.training.sweep.ROOM", 2**40)
        whole = list(train(network, start, inputs, targets, rng=np.random.default_rng(1), **options))  # type: ignore[arg-type]
    for one, two in zip(parted, whole, strict=True):
        assert one.loss == pytest.approx(two.loss, rel=1e-12)
        for a, b in zip(one.parameters.weights, two.parameters.weights, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
