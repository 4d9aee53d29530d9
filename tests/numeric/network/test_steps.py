"""The error of a difference quotient has the shape of a V over its step; that of the complex step has no left side."""

import numpy as np
import pytest

from derivations import Network, Parameters, backward, initialise, loss, xor
from derivations.errors import SpecificationError
from derivations.numeric.network.problem import pose
from derivations.numeric.network.steps import STEPS, step_errors

DATA = xor()
NETWORK = Network((2, 2, 1), "tanh", "mse")
START = initialise(NETWORK, np.random.default_rng(1))
PROBLEM = pose(NETWORK, START, DATA.inputs, DATA.targets)
EPSILON = float(np.finfo(np.float64).eps)


def test_the_quotients_are_those_of_the_cost() -> None:
    found = step_errors(PROBLEM, layer=1, unit=2, source=1)

    def cost(step: float) -> float:
        moved = START.with_weight(1, 2, 1, START.weights[0][1, 0] + step)
        return loss(NETWORK, moved, DATA.inputs, DATA.targets)

    for at, h in enumerate(STEPS):
        # two costs of about 1, each off by a few roundings, over h
        bound = 50 * EPSILON / h / abs(found.gradient)
        one = abs((cost(h) - cost(0)) / h - found.gradient) / abs(found.gradient)
        two = abs((cost(h) - cost(-h)) / (2 * h) - found.gradient) / abs(found.gradient)
        assert found.one_sided[at] == pytest.approx(one, abs=bound)
        assert found.central[at] == pytest.approx(two, abs=bound)


@pytest.mark.parametrize(("layer", "unit", "source"), [(1, 1, 1), (1, 2, None), (2, 1, 2), (2, 1, None)])
def test_truncation_falls_with_the_step_and_rounding_rises(layer: int, unit: int, source: int | None) -> None:
    found = step_errors(PROBLEM, layer=layer, unit=unit, source=source)
    at = {round(np.log10(h), 1): n for n, h in enumerate(STEPS)}
    # right of the V: a tenth of the step is a tenth of the error, and a hundredth of the central one
    assert found.one_sided[at[-2.0]] / found.one_sided[at[-3.0]] == pytest.approx(10, rel=0.3)
    assert found.central[at[-1.0]] / found.central[at[-2.0]] == pytest.approx(100, rel=0.3)
    # left of it: rounding
    assert found.central[at[-12.0]] > 100 * found.central[at[-5.0]]
    assert min(found.central) < min(found.one_sided)
    # nothing is subtracted: flat
    assert max(found.imaginary[at[-8.0] :]) < 100 * EPSILON


def test_a_step_of_1e_7_fails_a_bound_that_the_gradient_would_pass() -> None:
    found = step_errors(PROBLEM, layer=1, unit=1, source=1)
    at = STEPS.index(pytest.approx(1e-7))
    assert found.one_sided[at] > 1e-9 > found.imaginary[at]


@pytest.mark.parametrize(
    ("layer", "unit", "source", "said"),
    [
        (0, 1, 1, "layer 0; known: 1, 2"),
        (3, 1, 1, "layer 3; known: 1, 2"),
        (1, 3, 1, "unit 3; known: 1, 2"),
        (2, 1, 3, "source 3; known: 1, 2"),
    ],
)
def test_a_parameter_that_is_not_there_is_refused(layer: int, unit: int, source: int, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        step_errors(PROBLEM, layer=layer, unit=unit, source=source)


def test_a_network_with_penalties_and_normalisation_has_them_too() -> None:
    network = Network((2, 3, 1), l2=0.1, batch_norm=True)
    start = initialise(network, np.random.default_rng(0))
    found = step_errors(pose(network, start, DATA.inputs, DATA.targets), layer=2, unit=1, source=3)
    assert min(found.central) < 1e-7
    assert max(found.imaginary[20:]) < 1e-12


def test_a_gradient_of_0_is_held_against_0() -> None:
    network = Network((1, 1), "identity", "mse")
    start = Parameters((np.ones((1, 1)),), (np.zeros(1),))
    found = step_errors(pose(network, start, [[2.0]], [[2.0]]), layer=1, unit=1, source=1)
    assert found.gradient == 0
    assert found.one_sided[2] == pytest.approx(found.steps[2] * 2, rel=1e-9)


def test_other_steps_may_be_given() -> None:
    found = step_errors(PROBLEM, layer=1, unit=2, source=1, steps=(1e-2, 3e-5))
    every = step_errors(PROBLEM, layer=1, unit=2, source=1)
    assert found.steps == (1e-2, 3e-5)
    assert found.central[0] == every.central[STEPS.index(1e-2)]


def test_rounding_is_what_a_small_step_errs_by() -> None:
    """Below the best step, where nothing but rounding is left, errors are some roundings, and rarely a small part."""
    found = step_errors(PROBLEM, layer=1, unit=2, source=1)
    small = [at for at, h in enumerate(STEPS) if 1e-13 < h < 1e-8]
    ratios = [found.one_sided[at] / found.rounding[at] for at in small]
    assert 0.1 < np.median(ratios) < 20


@pytest.mark.parametrize("source", ["gamma", "beta"])
def test_a_scale_and_a_shift_are_moved_as_any_parameter(source: str) -> None:
    network = Network((2, 3, 1), batch_norm=True)
    parameters, data = initialise(network, np.random.default_rng(1)), xor()
    problem = pose(network, parameters, data.inputs, data.targets).holding()
    found = step_errors(problem, layer=1, unit=2, source=source)
    exact = backward(network, parameters, data.inputs, data.targets)
    assert found.gradient == (exact.scales if source == "gamma" else exact.shifts)[0][1]
    assert min(found.imaginary) < 1e-12
    with pytest.raises(SpecificationError, match="source"):
        step_errors(problem, layer=2, unit=1, source=source)
