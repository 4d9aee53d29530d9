"""Backpropagation by hand through penalties, dropout and batch normalisation, against autograd and quotients."""

import numpy as np
import pytest
from hypothesis import given

from derivations.network import Convention, Network
from derivations.numeric import Parameters, backward, difference_quotient, forward, initialise, loss
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from tests.numeric.oracle import Problem
from tests.numeric.regularised_oracle import Held, regularised_cost, regularised_gradients, regularised_problems
from tests.numeric.rounding import KINDS, apart, cost_bound, gradient_bounds, gradients_apart
from tests.searching import examples


@examples(60)
@given(regularised_problems())
def test_agrees_with_autograd(drawn: tuple[Problem, Held]) -> None:
    problem, held = drawn
    found = backward(*problem, **held.keywords())
    bounds = gradient_bounds(problem, **held.keywords())
    for kind, wanted in zip(KINDS, regularised_gradients(problem, held), strict=True):
        if problem.network.is_normalised or kind not in {"scales", "shifts"}:
            assert apart(getattr(found, kind), wanted, bounds[kind]) <= 1, kind


@examples(60)
@given(regularised_problems())
def test_agrees_with_the_quotient(drawn: tuple[Problem, Held]) -> None:
    problem, held = drawn
    given = held.keywords()
    assert gradients_apart(backward(*problem, **given), difference_quotient(*problem, **given), problem, **given) <= 1


@examples(40)
@given(regularised_problems())
def test_the_cost_is_the_cost(drawn: tuple[Problem, Held]) -> None:
    problem, held = drawn
    own = problem.parameters
    nothing = [np.zeros((len(problem.inputs), size)) for size in problem.network.sizes[1:]]
    wanted = regularised_cost(problem, held, (own.weights, own.biases, own.scales, own.shifts, nothing))
    assert abs(loss(*problem, **held.keywords()) - float(wanted)) <= cost_bound(problem, **held.keywords())


def test_terms_are_not_so_large_that_anything_passes() -> None:
    rng = np.random.default_rng(0)
    for depth in (1, 2, 3):
        network = Network((3,) * (depth + 1), "tanh", "mse", batch_norm=(True,) * depth)
        start = initialise(network, rng, "normal")
        inputs, targets = rng.normal(size=(6, 3)), rng.uniform(size=(6, 3))
        gradients, terms = (
            backward(network, start, inputs, targets),
            rounding_bounds(pose(network, start, inputs, targets)),
        )
        assert max(np.max(np.abs(s) / t) for s, t in zip(gradients.weights, terms.weights, strict=True)) > 1e-3


def test_what_a_pass_computes() -> None:
    network = Network((1, 2, 1), "identity", "mse", dropout=0.5, batch_norm=True)
    start = Parameters(
        (np.array([[1.0], [-1.0]]), np.array([[1.0, 1.0]])),
        (np.zeros(2), np.zeros(1)),
        (np.array([2.0, 1.0]), np.empty(0)),
        (np.array([0.0, 3.0]), np.empty(0)),
    )
    masks = (np.array([[1.0, 0.0], [1.0, 1.0]]), np.empty((2, 0)))
    seen = forward(network, start, [[-1.0], [1.0]], masks=masks)
    np.testing.assert_allclose(seen.z[0], [[-1, 1], [1, -1]])
    # mean 0 and variance 1, but for the epsilon under the root
    root = np.sqrt(1 + 1e-5)
    np.testing.assert_allclose(seen.u[0], [[-2 / root, 3 + 1 / root], [2 / root, 3 - 1 / root]])
    # what is kept counts twice where half is dropped
    np.testing.assert_allclose(seen.h[1], [[-4 / root, 0], [4 / root, 2 * (3 - 1 / root)]])
    np.testing.assert_allclose(seen.outputs, seen.h[1].sum(axis=1, keepdims=True))
    assert all(not array.flags.writeable for kind in (seen.z, seen.a, seen.u, seen.h) for array in kind)


def test_a_normalised_layer_forgets_its_bias() -> None:
    network = Network((2, 3, 1), batch_norm=True)
    rng = np.random.default_rng(0)
    start, inputs, targets = initialise(network, rng), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))
    moved = start.with_bias(1, 2, 7.0)
    assert loss(network, start, inputs, targets) == pytest.approx(loss(network, moved, inputs, targets), rel=1e-12)
    problem = Problem(network, moved, inputs, targets, Convention())
    assert apart(backward(*problem).biases[:1], [np.zeros(3)], gradient_bounds(problem)["biases"][:1]) <= 1
