"""Early stopping, and which layer went first."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import DerivationError, SpecificationError
from derivations.network import Network
from derivations.numeric import Parameters, initialise, sgd, train
from derivations.numeric.datasets import moons
from derivations.numeric.history import Observation, observe
from derivations.numeric.splitting import split
from derivations.numeric.stopping import Breakdown, DivergedError, Explosion, Stand, first_explosion, stop_early


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


def breakdown(
    network: Network, start: Parameters, inputs: list[list[float]], rate: float, *, batch_size: int | None = None
) -> Breakdown:
    targets = np.zeros((len(inputs), network.sizes[-1]))
    run = train(
        network,
        start,
        inputs,
        targets,
        optimiser=sgd(learning_rate=rate),
        batch_size=batch_size,
        rng=np.random.default_rng(0),
    )
    with pytest.raises(DivergedError) as caught:
        list(run)
    message = str(caught.value)
    assert f"the first to go was {caught.value.breakdown}, with learning_rate {rate}; try a smaller one" in message
    assert message.startswith(f"training diverged in epoch {caught.value.epoch}: the cost is ")
    assert isinstance(caught.value, DerivationError)
    return caught.value.breakdown


def linear(*weights: float) -> tuple[Network, Parameters]:
    """Make a chain of single linear units."""
    network = Network((1,) * (len(weights) + 1), "identity", "mse")
    return network, Parameters(tuple(np.array([[w]]) for w in weights), (np.zeros(1),) * len(weights))


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_the_layer_that_is_made_to_overflow_is_the_one_that_is_named(layer: int) -> None:
    weights = [1.0, 1.0, 1.0]
    weights[layer - 1] = 1e160
    found = breakdown(*linear(*weights), [[1.0], [2.0]], 0.1)
    assert found == Breakdown(layer, "z", 1e160, 1, sample=1)


def test_a_slope_that_overflows_on_the_way_down() -> None:
    # z is 1e100 at most; delta of layer 1 is 1e100 times 1e100
    found = breakdown(*linear(1.0, 1e100), [[1.0]], 0.1)
    assert (found.layer, found.quantity, found.sample) == (1, "delta", 1)
    assert found.value == pytest.approx(1e200)


def test_the_slope_of_a_weight_that_overflows() -> None:
    # z = 1e20 and delta = 1e20 are harmless, and so is x = 1e140; their product is not
    found = breakdown(*linear(1e-120), [[1e140]], 0.1)
    assert found == Breakdown(1, "dC/dW", pytest.approx(1e160), 1, source=1)  # type: ignore[arg-type]


def test_a_step_that_is_too_long() -> None:
    found = breakdown(*linear(1.0), [[1.0]], 1e200)
    assert found == Breakdown(1, "W", -1e200, 1, source=1)
    assert str(found) == "W of layer 1 (unit 1, input 1: -1e+200)"


@pytest.mark.parametrize("batch_size", [None, 2])
def test_the_sample_is_named_in_batches_too(batch_size: int | None) -> None:
    network, start = linear(1.0, 1.0)
    inputs = [[0.0], [0.0], [0.0], [1e200], [0.0]]
    assert breakdown(network, start, inputs, 0.1, batch_size=batch_size) == Breakdown(1, "z", 1e200, 1, sample=4)


def test_a_run_that_grows_slowly_names_a_layer() -> None:
    found = breakdown(*linear(1.0, 1.0), [[1.0], [3.0]], 5.0)
    assert found.layer in {1, 2}
    assert not abs(found.value) < 1e100


def test_many_samples_are_diagnosed_in_parts() -> None:
    network = Network((1, 300, 1), "identity", "mse")
    start = initialise(network, np.random.default_rng(0))
    inputs = [[0.0]] * 2500
    inputs[2222] = [1e300]
    found = breakdown(network, start, inputs, 0.1)
    assert (found.layer, found.quantity, found.sample) == (1, "z", 2223)


@dataclass(frozen=True)
class Planted:
    """An observation made up for a test."""

    epoch: int
    largest_z: tuple[float, ...]
    gradient_norms: tuple[float, ...]


def test_the_first_explosion_is_found() -> None:
    calm = [Planted(epoch, (1.0, 2.0), (0.1, 0.2)) for epoch in (1, 2)]
    assert first_explosion(calm) is None
    assert first_explosion([]) is None
    late = Planted(4, (1e9, np.inf), (1e9, 1e9))
    for wrong, layer, quantity, value in (
        (Planted(3, (1.0, 3e6), (0.1, 0.2)), 2, "z", 3e6),
        (Planted(3, (2e6, 3e6), (0.1, 0.2)), 1, "z", 2e6),
        (Planted(3, (1.0, 2.0), (2e6, 0.2)), 1, "gradient", 2e6),
        # slopes flow down, so the upper of two layers was first
        (Planted(3, (1.0, 2.0), (2e6, 3e6)), 2, "gradient", 3e6),
        (Planted(3, (1.0, 2.0), (0.1, np.inf)), 2, "gradient", np.inf),
    ):
        assert first_explosion([*calm, wrong, late]) == Explosion(3, layer, quantity, value)
    nan = first_explosion([*calm, Planted(3, (1.0, np.nan), (0.1, 0.2))])
    assert nan is not None
    assert (nan.layer, nan.quantity) == (2, "z")


def test_an_explosion_is_seen_long_before_the_run_ends() -> None:
    network, start = linear(1.0)
    inputs, targets = [[1.0], [3.0]], [[0.0], [0.0]]
    seen: list[Observation] = []
    with pytest.raises(DivergedError) as caught:
        seen.extend(
            observe(
                network,
                train(network, start, inputs, targets, optimiser=sgd(learning_rate=0.6)),
                inputs,
                targets,
            )
        )
    explosion = first_explosion(seen)
    assert explosion is not None
    assert explosion.epoch < caught.value.epoch / 10
