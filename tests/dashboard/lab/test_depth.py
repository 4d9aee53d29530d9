"""Sizes through twenty layers against PyTorch; what is foreseen; and units that begin alike."""

from math import log

import numpy as np
import pytest
import torch

from dashboard.lab.depth import DEPTH, SAMPLES, SEED, TWINS, foresee, measure_sizes, train_twins
from derivations import Network, backward, initialise, xor
from derivations.numeric.network.parameters import Parameters

TORCH = {"identity": lambda z: z, "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


@pytest.mark.parametrize("activation", TORCH)
@pytest.mark.parametrize("method", ["xavier", "he", "normal"])
def test_sizes_are_those_of_pytorch(method: str, activation: str) -> None:
    units, scale = 12, 0.8
    found = measure_sizes(method, activation, units, scale)
    rng = np.random.default_rng(SEED)
    network = Network((units,) * (DEPTH + 1), (activation,) * DEPTH, "mse")
    parameters = initialise(network, rng, method, scale=scale)
    inputs, sent = (torch.tensor(each) for each in rng.normal(size=(2, SAMPLES, units)))
    weighted, a = [], inputs
    for weights, biases in zip(parameters.weights, parameters.biases, strict=True):
        z = a @ torch.tensor(np.array(weights)).T + torch.tensor(np.array(biases))
        weighted.append(z.requires_grad_() if not z.requires_grad else z)
        weighted[-1].retain_grad()
        a = TORCH[activation](weighted[-1])
    (a * sent).sum().backward()
    z = np.array([each.detach().numpy().std() for each in weighted])
    delta = np.array([each.grad.numpy().std() for each in weighted[::-1]])
    assert found.z == pytest.approx(z / z[0], rel=1e-9)
    assert found.delta == pytest.approx(delta / delta[0], rel=1e-6)
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
    assert found.cost < 0.05
    # the rows are weights and bias of each hidden unit: at them the gradient is nearly 0, with other ones it is not
    data, start = xor(), initialise(TWINS, np.random.default_rng(SEED), "xavier")
    before = backward(TWINS, start, data.inputs, data.targets).weights[0]
    weights = (found.units[:, :2], np.array(start.weights[1]))
    after = backward(TWINS, Parameters(weights, (found.units[:, 2], start.biases[1])), data.inputs, data.targets)
    assert after.weights[0].shape == before.shape == (2, 2)
