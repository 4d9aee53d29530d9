"""The layer that is made to overflow is the one that is named."""

import pickle

import numpy as np
import pytest

from derivations.errors import DerivationError
from derivations.network import Network
from derivations.numeric import Parameters, initialise, sgd, train
from derivations.numeric.training.breakdown import Breakdown, DivergedError, UndefinedError


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


def test_a_gradient_that_overflows_on_the_way_down() -> None:
    # z is 1e100 at most; delta of layer 1 is 1e100 times 1e100
    found = breakdown(*linear(1.0, 1e100), [[1.0]], 0.1)
    assert (found.layer, found.quantity, found.sample) == (1, "delta", 1)
    assert found.value == pytest.approx(1e200)


def test_the_gradient_of_a_weight_that_overflows() -> None:
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


def test_the_errors_of_a_run_are_pickled_with_what_they_carry() -> None:
    undefined = pickle.loads(pickle.dumps(UndefinedError("no value", 3)))
    assert (str(undefined), undefined.epoch) == ("in epoch 3: no value", 3)
    diverged = pickle.loads(pickle.dumps(DivergedError("too large", 3, Breakdown(1, "z", 1e200, 1))))
    assert (diverged.epoch, diverged.breakdown) == (3, Breakdown(1, "z", 1e200, 1))
