"""Sizes through twenty layers against PyTorch; what is foreseen; and units that begin alike."""

from math import log

import numpy as np
import pytest
import torch

from dashboard.lab.depth import DEPTH, SAMPLES, SEED, SENT, foresee, measure_sizes, train_twins
from derivations import Network, initialise

TORCH = {"identity": lambda z: z, "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


@pytest.mark.parametrize("activation", TORCH)
@pytest.mark.parametrize(
    ("method", "units", "scale"), [("xavier", 12, 0.8), ("he", 12, 0.8), ("normal", 64, 1.0), ("constant", 64, 1.0)]
)
def test_sizes_are_those_of_pytorch(method: str, units: int, scale: float, activation: str) -> None:
    found = measure_sizes(method, activation, units, scale)
    rng = np.random.default_rng(SEED)
    network = Network((units,) * (DEPTH + 1), (activation,) * DEPTH, SENT)
    parameters = initialise(network, rng, method, scale=scale)
    inputs, sent = (torch.tensor(each) for each in rng.normal(size=(2, SAMPLES, units)))
    weighted, a = [], inputs
    for weights, biases in zip(parameters.weights, parameters.biases, strict=True):
        z = a @ torch.tensor(np.array(weights)).T + torch.tensor(np.array(biases))
        weighted.append(z.requires_grad_() if not z.requires_grad else z)
        weighted[-1].retain_grad()
        a = TORCH[activation](weighted[-1])
    (a * sent).sum().backward()
    z = np.array([np.sqrt((each.detach().numpy() ** 2).mean()) for each in weighted])
    delta = np.array([np.sqrt((each.grad.numpy() ** 2).mean()) for each in weighted[::-1]])
    assert found.z == pytest.approx(z / z[0], rel=1e-9)
    # where it saturates, PyTorch takes 1 - a^2 or a (1 - a), which is 0 there
    assert not delta[0] or found.delta == pytest.approx(delta / delta[0], rel=1e-6)
    between = np.array([(each - each.mean(dim=0)).detach().pow(2).mean().sqrt().item() for each in weighted])
    assert found.spread == pytest.approx(between / between[0], rel=1e-6, abs=1e-12)
    assert found.variance == pytest.approx(parameters.weights[1].var())


def test_wide_layers_come_near_to_what_is_foreseen() -> None:
    for method, activation, gain in (("xavier", "identity", 1), ("xavier", "relu", 0.5), ("he", "relu", 1)):
        found = measure_sizes(method, activation, 256)
        for sizes in (found.z, found.delta):
            assert np.abs(np.log(sizes / foresee(gain))).max() < 0.5
    assert foresee(4.0)[[0, 1, 19]].tolist() == [1, 2, 2.0**19]


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
