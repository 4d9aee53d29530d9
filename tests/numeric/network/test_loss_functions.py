"""Each loss by hand, at its kinks and at the extremes; and targets that are no shares."""

import math
from types import ModuleType

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.network import LOSS_KINKS, LOSSES, Convention, Network
from derivations.numeric import Parameters, backward, loss
from derivations.numeric.arrays import FEW
from derivations.numeric.network.loss_functions import binary_cross_entropy, cross_entropy_of_labels
from tests.numeric.oracle import LAST, random_problem
from tests.numeric.rounding import EPS
from tests.oracles import torch_gradients, torch_total

SUM = Convention(half=True, outputs="sum", samples="sum")


def one(name: str, z: list[float]) -> tuple[Network, Parameters]:
    """Give a layer whose z are these numbers, for the input 1."""
    network = Network((1, len(z)), LAST.get(name, "identity"), name)
    return network, Parameters((np.array(z)[:, None],), (np.zeros(len(z)),))


@pytest.mark.parametrize(
    ("name", "a", "y", "cost", "delta"),
    [
        ("mse", 3.0, 1.0, 2.0, 2.0),
        ("mae", 3.0, 1.0, 2.0, 1.0),
        ("mae", -3.0, 1.0, 4.0, -1.0),
        ("huber", 1.5, 1.0, 0.125, 0.5),
        ("huber", 3.0, 1.0, 1.5, 1.0),
        ("huber", -3.0, 1.0, 3.5, -1.0),
        ("huber", 2.0, 1.0, 0.5, 1.0),
        ("bce_logits", 0.0, 1.0, math.log(2), -0.5),
        ("bce_logits", 1e4, 0.0, 1e4, 1.0),
        ("bce_logits", -1e4, 0.0, 0.0, 0.0),
        ("bce_logits", -1e4, 1.0, 1e4, -1.0),
    ],
)
def test_by_hand(name: str, a: float, y: float, cost: float, delta: float) -> None:
    network, parameters = one(name, [a])
    assert loss(network, parameters, [[1.0]], [[y]], SUM) == pytest.approx(cost, rel=1e-15)
    assert backward(network, parameters, [[1.0]], [[y]], SUM).deltas[0].item() == pytest.approx(delta, rel=1e-15)


def test_the_kink_of_the_absolute_error() -> None:
    network, parameters = one("mae", [0.25])
    (kink,) = LOSS_KINKS["mae"]
    assert backward(network, parameters, [[1.0]], [[0.25]], SUM).deltas[0].item() == kink.derivative


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("z", "y", "cost", "delta"),
    [
        ([0.0, 0.0], [1.0, 0.0], math.log(2), [-0.5, 0.5]),
        ([1e4, -1e4], [1.0, 0.0], 0.0, [0.0, 0.0]),
        ([1e4, -1e4], [0.0, 1.0], 2e4, [1.0, -1.0]),
        ([1e4, -1e4], [0.25, 0.75], 1.5e4, [0.75, -0.75]),
        ([40.0, 0.0], [1.0, 0.0], math.exp(-40), [-math.exp(-40), math.exp(-40)]),
    ],
)
def test_cross_entropy_at_the_extremes(z: list[float], y: list[float], cost: float, delta: list[float]) -> None:
    network, parameters = one("cross_entropy", z)
    assert loss(network, parameters, [[1.0]], [y], SUM) == pytest.approx(cost, rel=1e-14, abs=0)
    found = backward(network, parameters, [[1.0]], [y], SUM).deltas[0][0]
    # a - y has the rounding of a
    assert found.tolist() == pytest.approx(delta, rel=1e-15, abs=1e-16)


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("name", LOSSES)
def test_half_concerns_the_squared_error_alone(name: str, half: bool) -> None:
    problem = random_problem(Network((2, 3), LAST.get(name, "tanh"), name), 4, np.random.default_rng(0))
    whole, other = (loss(*problem[:4], Convention(half=each)) for each in (False, half))
    assert other == (whole / 2 if name == "mse" and half else whole)


@pytest.mark.parametrize("outputs", ["sum", "mean"])
@pytest.mark.parametrize("samples", ["sum", "mean"])
@pytest.mark.parametrize("name", LOSSES)
def test_the_scale_of_every_loss(name: str, samples: str, outputs: str) -> None:
    problem = random_problem(Network((2, 3), LAST.get(name, "tanh"), name), 4, np.random.default_rng(1))
    total = loss(*problem[:4], SUM)
    factor = (1 / 3 if outputs == "mean" else 1) * (1 / 4 if samples == "mean" else 1)
    assert loss(*problem[:4], Convention(outputs=outputs, samples=samples)) == pytest.approx(factor * total, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_equals_pytorch(name: str, torch: ModuleType) -> None:
    problem = random_problem(Network((3, 3), LAST.get(name, "tanh"), name), 5, np.random.default_rng(2), SUM)
    z = torch.tensor(problem.inputs) @ torch.tensor(problem.parameters.weights[0].copy()).T
    z = z + torch.tensor(problem.parameters.biases[0].copy())
    total = torch_total(torch, problem, z, torch.tanh(z), torch.tensor(problem.targets))
    assert loss(*problem) == pytest.approx(total.item(), rel=1e-12)
    found = backward(*problem)
    for ours, theirs in zip(
        (*found.weights, *found.biases, *found.deltas), torch_gradients(torch, problem), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "targets", "sentence"),
    [
        (
            "cross_entropy",
            [[1.0, 0.0], [0.5, 0.6]],
            "targets, row 2: they add up to 1.1, and loss 'cross_entropy' needs shares of 1, "
            "such as a 1 for the class and 0 for the others",
        ),
        (
            "cross_entropy",
            [[0.0, 0.0], [0.5, 0.5]],
            "targets, row 1: they add up to 0.0, and loss 'cross_entropy' needs shares of 1, "
            "such as a 1 for the class and 0 for the others",
        ),
        (
            "cross_entropy",
            [[1.5, -0.5], [0.5, 0.5]],
            "targets, row 1: 1.5 is outside [0, 1], which loss 'cross_entropy' needs",
        ),
        (
            "bce_logits",
            [[0.0, 1.0], [2.0, 0.0]],
            "targets, row 2: 2.0 is outside [0, 1], which loss 'bce_logits' needs",
        ),
    ],
)
def test_targets_that_a_loss_cannot_take(name: str, targets: list[list[float]], sentence: str) -> None:
    network, parameters = one(name, [0.0, 1.0])
    for call in (loss, backward):
        with pytest.raises(SpecificationError) as caught:
            call(network, parameters, [[1.0], [2.0]], targets)
        assert str(caught.value) == sentence


def test_shares_with_ten_digits_are_shares() -> None:
    network, parameters = one("cross_entropy", [0.0, 1.0, 2.0])
    assert loss(network, parameters, [[1.0]], [[0.3333333333] * 3]) > 0


@pytest.mark.filterwarnings("error")
def test_the_cross_entropy_of_labels_is_the_cross_entropy() -> None:
    z = np.array([[-1e4, -800.0, -40.0, -0.3, 0.0], [1e-9, 0.7, 40.0, 800.0, 1e4]])
    for y in (np.zeros_like(z), np.ones_like(z), (np.arange(10).reshape(2, 5) % 2).astype(float)):
        short = cross_entropy_of_labels(y)
        assert short is not binary_cross_entropy
        assert short(z, z, y) == pytest.approx(binary_cross_entropy(z, z, y), rel=10 * EPS, abs=0)
        for at in np.ndindex(z.shape):
            # each alone: among large ones a small one that is wrong would not be seen
            one, label = z[at].reshape(1, 1), y[at].reshape(1, 1)
            wanted = binary_cross_entropy(one, one, label)
            assert cross_entropy_of_labels(label)(one, one, label) == pytest.approx(wanted, rel=4 * EPS, abs=0)


def test_targets_between_0_and_1_and_many_have_the_long_form() -> None:
    assert cross_entropy_of_labels(np.array([[0.0, 1.0, 0.5]])) is binary_cross_entropy
    assert cross_entropy_of_labels(np.ones((FEW + 1, 1))) is binary_cross_entropy
