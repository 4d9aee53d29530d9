"""Training with dropout and batch normalisation: what a record says, how a run goes on, and how it breaks."""

from collections import deque
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric import (
    DivergedError,
    Epoch,
    adam,
    backward,
    batch_statistics,
    draw_masks,
    initialise,
    loss,
    moons,
    observe,
    sgd,
    train,
)

DATA = moons(np.random.default_rng(1), samples=40)
BOTH = Network((2, 6, 6, 1), ("relu", "relu", "sigmoid"), dropout=0.2, batch_norm=True)
NORMALISED = Network((2, 6, 6, 1), ("relu", "relu", "sigmoid"), batch_norm=True)
KINDS = [BOTH, NORMALISED, Network((2, 6, 1), dropout=0.5), Network((2, 6, 1), l1=0.001, l2=0.01)]


def _last(network: Network, epochs: int, **options: Any) -> Epoch:
    start = initialise(network, np.random.default_rng(0))
    return deque(train(network, start, DATA.inputs, DATA.targets, epochs=epochs, **options), maxlen=1)[0]


@pytest.mark.parametrize("network", KINDS)
@pytest.mark.parametrize("batch_size", [None, 16])
def test_the_loss_is_that_of_evaluation(network: Network, batch_size: int | None) -> None:
    found = _last(network, 5, batch_size=batch_size, rng=np.random.default_rng(2), optimiser=adam(learning_rate=0.01))
    statistics = batch_statistics(network, found.parameters, DATA.inputs) if network.is_normalised else None
    wanted = loss(network.evaluating(), found.parameters, DATA.inputs, DATA.targets, statistics=statistics)
    assert found.loss == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("network", KINDS)
@pytest.mark.parametrize("batch_size", [None, 16])
def test_two_runs_are_one(network: Network, batch_size: int | None) -> None:
    options: dict[str, Any] = {"batch_size": batch_size, "optimiser": adam(learning_rate=0.01)}
    whole = _last(network, 6, rng=np.random.default_rng(2), **options)
    rng = np.random.default_rng(2)
    half = _last(network, 3, rng=rng, **options)
    on = train(network, half.parameters, DATA.inputs, DATA.targets, epochs=3, rng=rng, state=half.state, **options)
    rest = deque(on, maxlen=1)[0]
    assert rest.loss == whole.loss
    for kind in ("weights", "biases", "scales", "shifts"):
        for one, other in zip(getattr(rest.parameters, kind), getattr(whole.parameters, kind), strict=True):
            np.testing.assert_array_equal(one, other)


def test_an_update_is_a_step_along_the_gradient_with_its_masks() -> None:
    start = initialise(BOTH, np.random.default_rng(0))
    (record,) = train(
        BOTH, start, DATA.inputs, DATA.targets, epochs=1, optimiser=sgd(learning_rate=0.5), rng=np.random.default_rng(2)
    )
    masks = draw_masks(BOTH, len(DATA.inputs), np.random.default_rng(2))
    gradients = backward(BOTH, start, DATA.inputs, DATA.targets, masks=masks)
    moved, _ = sgd(learning_rate=0.5).step(start, gradients)
    for kind in ("weights", "biases", "scales", "shifts"):
        for one, other in zip(getattr(record.parameters, kind), getattr(moved, kind), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-16)
    assert any((scale != 1).any() for scale in record.parameters.scales)


def test_penalties_keep_weights_small() -> None:
    def size(**options: float) -> float:
        found = _last(Network((2, 6, 1), **options), 300, optimiser=adam(learning_rate=0.05))  # type: ignore[arg-type]
        return float(sum((W**2).sum() for W in found.parameters.weights))

    free, decayed, sparse = size(), size(l2=0.05), size(l1=0.05)
    assert decayed < free / 2
    assert sparse < free / 2


def test_weight_decay_is_that_of_pytorch(torch: ModuleType) -> None:
    """PyTorch's SGD adds weight_decay times w to the gradient, of all that it is given; here of the weights."""
    network = Network((2, 4, 1), "tanh", "mse", l2=0.3)
    start = initialise(network, np.random.default_rng(0))
    weights = [torch.tensor(W.copy(), requires_grad=True) for W in start.weights]
    biases = [torch.tensor(b.copy(), requires_grad=True) for b in start.biases]
    optimiser = torch.optim.SGD([{"params": weights, "weight_decay": 0.3}, {"params": biases}], lr=0.1)
    x, y = (torch.tensor(np.array(each)) for each in (DATA.inputs, DATA.targets))
    for _ in range(20):
        optimiser.zero_grad()
        a = x
        for W, b in zip(weights, biases, strict=True):
            a = torch.tanh(a @ W.T + b)
        (((a - y) ** 2).sum() / 2 / len(x)).backward()
        optimiser.step()
    options: dict[str, Any] = {"epochs": 20, "optimiser": sgd(learning_rate=0.1)}
    found = deque(train(network, start, DATA.inputs, DATA.targets, **options), maxlen=1)[0]
    for one, other in zip(found.parameters.weights, weights, strict=True):
        np.testing.assert_allclose(one, other.detach().numpy(), rtol=1e-12)


def test_it_learns() -> None:
    found = _last(BOTH, 300, batch_size=10, rng=np.random.default_rng(2), optimiser=adam(learning_rate=0.01))
    # the fair coin's ln 2 is 0.69
    assert found.loss < 0.2


def test_observations_are_in_evaluation_with_the_statistics_of_training() -> None:
    other = moons(np.random.default_rng(0), samples=30)
    start = initialise(NORMALISED, np.random.default_rng(0))
    records = train(NORMALISED, start, DATA.inputs, DATA.targets, epochs=3)
    for seen in observe(NORMALISED, records, DATA.inputs, DATA.targets, validation=other):
        assert seen.parameters is not None
        held = batch_statistics(NORMALISED, seen.parameters, DATA.inputs)
        wanted = loss(NORMALISED.evaluating(), seen.parameters, other.inputs, other.targets, statistics=held)
        assert seen.validation_loss == pytest.approx(wanted, rel=1e-12)
        gradients = backward(NORMALISED.evaluating(), seen.parameters, DATA.inputs, DATA.targets, statistics=held)
        first = np.concatenate((gradients.weights[0].ravel(), gradients.biases[0]))
        assert seen.gradient_norms[0] == pytest.approx(np.linalg.norm(first), rel=1e-10)
        assert seen.accuracy is not None


@pytest.mark.parametrize("batch_size", [None, 16])
@pytest.mark.parametrize("network", [BOTH, NORMALISED])
def test_divergence_names_a_layer(network: Network, batch_size: int | None) -> None:
    with pytest.raises(DivergedError, match=r"diverged in epoch \d+: .* of layer \d .* try a smaller one") as caught:
        _last(network, 50, optimiser=sgd(learning_rate=1e160), batch_size=batch_size, rng=np.random.default_rng(0))
    assert 1 <= caught.value.breakdown.layer <= 3


def test_the_diagnosis_draws_the_same_masks_again() -> None:
    """The number that is named is one that the run had: with other masks it would be another one."""
    network = Network((2, 4, 1), ("identity", "identity"), "mse", dropout=0.5)
    start = initialise(network, np.random.default_rng(0))
    options: dict[str, Any] = {"optimiser": sgd(learning_rate=1e155), "rng": np.random.default_rng(5)}
    with pytest.raises(DivergedError) as caught:
        list(train(network, start, DATA.inputs, DATA.targets, epochs=9, **options))
    masks = draw_masks(network, len(DATA.inputs), np.random.default_rng(5))
    gradients = backward(network, start, DATA.inputs, DATA.targets, masks=masks)
    moved = (
        start.weights[caught.value.breakdown.layer - 1] - 1e155 * gradients.weights[caught.value.breakdown.layer - 1]
    )
    assert caught.value.breakdown.quantity == "W"
    assert np.isclose(moved, caught.value.breakdown.value, rtol=1e-9).any()


@pytest.mark.parametrize(
    ("network", "options", "sentence"),
    [
        (BOTH, {}, "dropout without rng; give a numpy.random.Generator to draw with"),
        (NORMALISED.evaluating(), {}, "the network is in evaluation; train the one in training"),
        (NORMALISED, {"batch_size": 13, "rng": np.random.default_rng(0)}, "batch_size 13 of 40 samples leaves a batch"),
        (NORMALISED, {"batch_size": 1, "rng": np.random.default_rng(0)}, "batch_size 1 of 40 samples leaves a batch"),
    ],
)
def test_bad_input_gets_one_sentence(network: Network, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        train(network, initialise(network, np.random.default_rng(0)), DATA.inputs, DATA.targets, **options)
    assert sentence in str(caught.value)


def test_every_record_is_its_own() -> None:
    start = initialise(NORMALISED, np.random.default_rng(0))
    records = list(train(NORMALISED, start, DATA.inputs, DATA.targets, epochs=4))
    assert all((a.parameters.scales[0] != b.parameters.scales[0]).any() for a, b in pairwise(records))
    assert all(not scale.flags.writeable for record in records for scale in record.parameters.scales)
