"""Surfaces: their gradients are those that the library derives and measures; a network's is its own."""

import numpy as np
import pytest

from dashboard.lab.surfaces import CELLS, FORMULAS, formula_surface, network_surface, positions, read_parameter
from derivations import Activation, Convention, Network, backward, derive, graph, initialise, loss, xor

NETWORK, DATA = Network((2, 3, 1), "tanh", "mse"), xor()
PARAMETERS = initialise(NETWORK, np.random.default_rng(0))
OVER = ((1, 2, 1), (2, 1, 0))
POINTS = ((0.3, -1.2), (-2.0, 1.5), (0.0, 0.0))


@pytest.mark.parametrize("name", FORMULAS)
def test_cost_and_gradient_are_those_that_are_derived(name: str) -> None:
    surface, derivation = formula_surface(name), derive(graph(FORMULAS[name][0]))
    assert derivation.check().ok
    for x, y in POINTS:
        found = derivation.arrays(x=x, y=y)
        np.testing.assert_allclose(surface.gradient(x, y), [found["dx"], found["dy"]], rtol=1e-12, atol=1e-12)
        step = 1e-6
        quotients = (
            (surface.cost(x + step, y) - surface.cost(x - step, y)) / (2 * step),
            (surface.cost(x, y + step) - surface.cost(x, y - step)) / (2 * step),
        )
        np.testing.assert_allclose(surface.gradient(x, y), quotients, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", FORMULAS)
def test_no_point_of_the_map_is_lower_than_the_minimum(name: str) -> None:
    surface = formula_surface(name)
    x, y, cost = surface.grid
    assert cost.shape == (CELLS, CELLS)
    assert cost[3, 7] == surface.cost(float(x[7]), float(y[3]))
    if surface.least:
        assert surface.gradient(*surface.least) == (0, 0)
        assert surface.cost(*surface.least) == 0 <= cost.min()
    else:
        assert surface.cost(0.0, 1e3) < cost.min()


def test_what_is_too_large_is_infinite() -> None:
    assert formula_surface("rosenbrock").cost(1e200, 0.0) == np.inf


def test_a_network_has_its_own_cost_and_gradient() -> None:
    surface = network_surface(NETWORK, Convention(), DATA, PARAMETERS, OVER)
    start = float(PARAMETERS.weights[0][1, 0]), float(PARAMETERS.biases[1][0])
    assert surface.start == start
    assert surface.cost(*start) == loss(NETWORK, PARAMETERS, DATA.inputs, DATA.targets)
    moved = PARAMETERS.with_weight(1, 2, 1, 0.7).with_bias(2, 1, -0.4)
    assert surface.cost(0.7, -0.4) == loss(NETWORK, moved, DATA.inputs, DATA.targets)
    found = backward(NETWORK, moved, DATA.inputs, DATA.targets)
    assert surface.gradient(0.7, -0.4) == (found.weights[0][1, 0], found.biases[1][0])
    assert surface.across[0] < start[0] < surface.across[1]


def test_where_a_network_has_no_cost_the_map_has_none() -> None:
    network = Network((2, 2, 1), (Activation.parse("log(z)"), "identity"), "mse")
    start = initialise(network, np.random.default_rng(0))
    surface = network_surface(network, Convention(), DATA, start, ((1, 1, 1), (1, 1, 2)))
    assert np.isnan(surface.cost(-1.0, -1.0))
    assert np.isnan(surface.gradient(-1.0, -1.0)).all()


def test_every_parameter_can_be_chosen_or_those_of_a_layer() -> None:
    found = positions(NETWORK, 1, 100)
    assert len(found) == len(set(found)) == 13
    assert [read_parameter(PARAMETERS, each) for each in found[:3]] == [
        *PARAMETERS.weights[0][0],
        PARAMETERS.biases[0][0],
    ]
    assert positions(NETWORK, 2, 12) == ((2, 1, 1), (2, 1, 2), (2, 1, 3), (2, 1, 0))
    assert len(positions(NETWORK, 1, 5)) == 5
