"""Sizes through twenty layers against PyTorch; what is predicted; and units that begin alike."""

from math import log

import numpy as np
import pytest
import torch

from dashboard.lab.depth import DEPTH, SAMPLES, SEED, SENT, measure_sizes, predict, train_twins
from derivations import Network, initialise

FUNCTIONS = {"identity": lambda z: z, "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


@pytest.mark.parametrize("activation", FUNCTIONS)
@pytest.mark.parametrize(
    ("method", "units", "depth", "scale"),
    [("xavier", 12, DEPTH, 0.8), ("he", 12, 3, 0.8), ("normal", 64, DEPTH, 1.0), ("constant", 64, 1, 1.0)],
)
def test_sizes_are_those_of_pytorch(method: str, units: int, depth: int, scale: float, activation: str) -> None:
    found = measure_sizes(method, activation, units, depth, scale)
    network = Network((units,) * (depth + 1), (activation,) * depth, SENT)
    parameters = initialise(network, np.random.default_rng(SEED + 1), method, scale=scale)
    drawn = np.random.default_rng(SEED).normal(size=(2, SAMPLES, units))
    inputs, sent = (torch.tensor(each) for each in drawn)
    weighted, outputs, a = [], [], inputs
    matrices = [torch.tensor(np.array(each), requires_grad=True) for each in parameters.weights]
    for weights, biases in zip(matrices, parameters.biases, strict=True):
        weighted.append(a @ weights.T + torch.tensor(np.array(biases)))
        weighted[-1].retain_grad()
        a = FUNCTIONS[activation](weighted[-1])
        outputs.append(a)
    (a * sent).sum().backward()

    def shares(layers: list[torch.Tensor]) -> np.ndarray:
        sizes = np.array([each.detach().square().mean().sqrt().item() for each in layers])
        return np.asarray(sizes / sizes[0])

    assert found.z == pytest.approx(shares(weighted), rel=1e-9)
    assert found.a == pytest.approx(shares(outputs), rel=1e-9)
    # where it saturates, PyTorch takes 1 - a^2 or a (1 - a), which is 0 there
    if weighted[-1].grad.any():
        assert found.delta == pytest.approx(shares([each.grad for each in weighted[::-1]]), rel=1e-6)
        assert found.gradients == pytest.approx(shares([each.grad for each in matrices[::-1]]), rel=1e-6)
    between = np.array([(each - each.mean(dim=0)).detach().pow(2).mean().sqrt().item() for each in weighted])
    assert found.spread == pytest.approx(between / between[0], rel=1e-6, abs=1e-12)
    assert found.variance == pytest.approx(parameters.weights[min(1, depth - 1)].var())


def test_a_deeper_network_begins_with_the_same_layers() -> None:
    for few in (1, 5):
        assert measure_sizes("he", "gelu", 16, few).z == pytest.approx(measure_sizes("he", "gelu", 16).z[:few])


def test_wide_layers_come_near_to_what_is_predictn() -> None:
    for method, activation, gain in (("xavier", "identity", 1), ("xavier", "relu", 0.5), ("he", "relu", 1)):
        found = measure_sizes(method, activation, 256)
        for sizes in (found.z, found.delta):
            assert np.abs(np.log(sizes / predict(gain))).max() < 0.5
    assert predict(4.0)[[0, 1, 19]].tolist() == [1, 2, 2.0**19]


def test_what_has_no_size_is_not_defined() -> None:
    found = measure_sizes("zeros", "relu", 16)
    assert np.isnan(found.z).all()
    assert found.variance == 0


@pytest.mark.parametrize("method", ["zeros", "constant"])
def test_units_that_begin_alike_stay_twins(method: str) -> None:
    found = train_twins(method)
    assert found.alike
    if method == "zeros":
        assert found.cost == pytest.approx(log(2))


def test_random_units_part_and_learn() -> None:
    found = train_twins("xavier")
    assert not found.alike
    assert found.moved
    assert found.cost < 0.05


def test_from_all_0_nothing_moves() -> None:
    assert not train_twins("zeros").moved
    assert train_twins("constant").moved
