"""The two assumptions on the cost: true of every network, and false, with a reason, where a model breaks one."""

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Integer, Rational, Sum, exp

from derivations import Convention, Network, derive
from derivations.engine.check import check
from derivations.engine.model import Equation, Model
from derivations.engine.numbers import Point
from derivations.engine.precision import mp
from derivations.engine.reverse import differentiate
from derivations.engine.values import Key
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.assumptions import (
    SampleSum,
    assumptions,
    per_sample,
    sum_over_samples,
    through_last_activations,
)
from derivations.models.mlp import mlp
from tests.oracles import EXAMPLES, M, N, S, T, samples, scalar

NETWORK = Network((2, 2, 1), "tanh", "mse")
PLAIN = mlp(NETWORK)
CONVENTIONS = [
    Convention(half=half, outputs=outputs, samples=batch)
    for half, outputs, batch in itertools.product((True, False), ("sum", "mean"), ("sum", "mean"))
]


def with_cost(expression: Expr) -> Model:
    """Give the network another cost."""
    return Model("planted", PLAIN.inputs, (*PLAIN.equations[:-1], Equation(names.cost(), expression)))


j, k, s = names.UNIT, names.FROM, names.SAMPLE
m, n_1, n_2 = names.SAMPLES, names.units(1), names.units(2)
a1, a2, y, W2 = names.activation(1), names.activation(2), names.target(2), names.weight(2)
COST = PLAIN.equations[-1].expression
ERRORS = Sum((a2.at(j, s) - y.at(j, s)) ** 2, (j, 1, n_2), (s, 1, m))
PENALTY = Sum(W2.at(j, k) ** 2, (j, 1, n_2), (k, 1, n_1))

COUPLED = {
    "a product across samples": (ERRORS * Sum(a2.at(j, s), (j, 1, n_2), (s, 1, m)), "a product of sums over samples"),
    "a sum over pairs of samples": (
        Sum(a2.at(j, s) * a2.at(j, T) * y.at(j, s), (j, 1, n_2), (s, 1, m), (T, 1, m)),
        "a sum over pairs of samples",
    ),
    "the root of the sum": (ERRORS ** Rational(1, 2), "a sum over samples inside a power"),
    "a function of the sum": (exp(ERRORS), "a sum over samples inside exp"),
}


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("network", [Network((1, 1)), NETWORK, Network((2, 3, 2), ("relu", "sigmoid"))], ids=str)
def test_both_hold_for_a_network(network: Network, convention: Convention) -> None:
    first, second = assumptions(mlp(network, convention))
    assert first.holds
    assert second.holds
    assert first.require() is first
    assert first.parts is not None
    assert first.parts.factor == (1 / names.SAMPLES if convention.samples == "mean" else 1)
    assert first.parts.rest == 0


@pytest.mark.parametrize("convention", CONVENTIONS[:4])
def test_the_parts_are_the_cost(convention: Convention) -> None:
    network = Network((2, 3, 2), ("relu", "sigmoid"))
    model, split = mlp(network, convention), per_sample(mlp(network, convention))
    sizes = {names.units(0): 2, names.units(1): 3, names.units(2): 2, names.SAMPLES: 4}
    costs = [Point(each, sizes, random.Random(5)).values["C", ()] for each in (model, split)]
    assert mp.almosteq(*costs, rel_eps=1e-60)


@pytest.mark.parametrize("what", COUPLED)
def test_a_cost_that_couples_samples_is_found(what: str) -> None:
    expression, reason = COUPLED[what]
    found = sum_over_samples(with_cost(expression))
    assert not found.holds
    assert reason in found.reason
    assert found.parts is None
    with pytest.raises(SpecificationError, match="assumption 1, that the cost is a sum over samples"):
        found.require()
    with pytest.raises(SpecificationError, match="assumption 1"):
        per_sample(with_cost(expression))


@pytest.mark.parametrize("what", ["the network itself", *COUPLED])
def test_what_is_read_off_agrees_with_second_derivatives(what: str) -> None:
    """Where no two samples meet, moving one does not change the derivative along another: d2C / da_s da_t = 0."""
    model = PLAIN if what == "the network itself" else with_cost(COUPLED[what][0])
    sizes = {names.units(0): 1, n_1: 1, n_2: 1, m: 2}
    point = Point(model, sizes, random.Random(3))
    with mp.workdps(130):
        step = mp.mpf(10) ** -20
        corners = []
        for one, other in itertools.product((1, -1), repeat=2):
            moves: dict[Key, Any] = {("a2", (1, 1)): one * step, ("a2", (1, 2)): other * step}
            corners.append(one * other * point.cost(moves))
        mixed = abs(mp.fsum(corners)) / (4 * step**2)
    assert (mixed < 1e-30) == sum_over_samples(model).holds


def test_what_is_mixed_before_the_cost_is_found() -> None:
    found = sum_over_samples(EXAMPLES["batch normalisation"].model)
    assert not found.holds
    assert found.reason == "the equation of 'mean' already adds up over the samples"


def test_a_cost_without_samples_is_no_sum_over_them() -> None:
    assert sum_over_samples(EXAMPLES["softmax"].model).reason == "the equation of 'C' has no sum over samples at all"


def test_batches_of_different_sizes_are_not_one_sum() -> None:
    x, other = samples("x"), Variable("q", (T,), (N,))
    model = Model(
        "two batches", (x, other), (Equation(scalar("C"), Sum(x.at(), *_limits()) + Sum(other.at(), (T, 1, N))),)
    )
    assert "batches of m, n samples" in sum_over_samples(model).reason


def _limits() -> tuple[tuple[Expr, int, Expr], ...]:
    return ((j, 1, N), (S, 1, M))


def test_a_weight_penalty_passes_the_last_activations_by() -> None:
    first, second = assumptions(with_cost(COST + PENALTY / 2))
    assert first.holds
    assert first.parts is not None
    assert first.parts.rest == PENALTY / 2
    assert not second.holds
    assert second.route == ("W2", "C")
    assert second.reason == "'W2' reaches the cost past 'a2': W2 -> C"
    with pytest.raises(SpecificationError, match="assumption 2, that the cost depends on the parameters only through"):
        second.require()


def test_a_penalty_on_hidden_activations_passes_the_last_ones_by() -> None:
    model = with_cost(COST + Sum(a1.at(j, s) ** 2, (j, 1, n_1), (s, 1, m)) / m)
    found = through_last_activations(model)
    assert not found.holds
    assert found.route == ("W1", "z1", "a1", "C")
    # past a1 there is none
    assert not through_last_activations(model, "a1").holds
    assert through_last_activations(PLAIN, "a1").route == ("W2", "z2", "a2", "C")


def test_several_terms_are_one_sum() -> None:
    model = with_cost(COST + Sum(a2.at(j, T), (j, 1, n_2), (T, 1, m)) / m)
    parts = sum_over_samples(model).parts
    assert parts is not None
    assert (parts.index, parts.size, parts.factor) == (s, m, 1 / m)
    assert check(differentiate(per_sample(model)), ["C", "C_s", "da2"]).ok


def test_terms_with_other_factors_keep_them() -> None:
    model = with_cost(COST + Integer(3) * Sum(a2.at(j, s), (j, 1, n_2), (s, 1, m)))
    parts = sum_over_samples(model).parts
    assert parts is not None
    assert parts.factor == 1
    sizes = {names.units(0): 1, n_1: 2, n_2: 2, m: 3}
    point = Point(model, sizes, random.Random(1))
    assert mp.almosteq(point.value(parts.expression, {}), point.values["C", ()], rel_eps=1e-60)


def test_parts_that_are_wrong_are_not_the_cost() -> None:
    parts = sum_over_samples(PLAIN).parts
    assert parts is not None
    wrong = SampleSum(parts.index, parts.size, Integer(1), parts.term, parts.rest)
    point = Point(PLAIN, {names.units(0): 1, n_1: 2, n_2: 2, m: 3}, random.Random(1))
    assert not mp.almosteq(point.value(wrong.expression, {}), point.values["C", ()], rel_eps=1e-3)


def test_the_gradients_of_the_split_model_are_the_same() -> None:
    # deriving a model checks every line of it
    whole, split = derive(NETWORK), derive(per_sample(PLAIN))
    rng = np.random.default_rng(4)
    values = {"a0": rng.normal(size=(3, 2)), "y": rng.normal(size=(3, 1))}
    values |= {f"W{at}": rng.normal(size=shape) for at, shape in ((1, (2, 2)), (2, (1, 2)))}
    values |= {f"b{at}": rng.normal(size=size) for at, size in ((1, 2), (2, 1))}
    one, other = whole.arrays(**values), split.arrays(**values)
    for name in ("dW1", "db1", "dW2", "db2"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12)


def test_a_name_that_is_not_computed() -> None:
    with pytest.raises(SpecificationError, match="last activations 'W1'; known: z1, a1, z2, a2, C"):
        through_last_activations(PLAIN, "W1")
    with pytest.raises(SpecificationError, match="the name 'y' is used twice"):
        per_sample(PLAIN, name="y")


def test_a_model_with_the_cost_of_a_sample_is_split_already() -> None:
    convention = Convention(half=False, samples="mean", delta="sample")
    model = mlp(NETWORK, convention)
    first, second = assumptions(model)
    assert first.holds
    assert second.holds
    assert first.parts is not None
    assert (first.parts.factor, first.parts.term) == (1 / names.SAMPLES, names.sample_cost().at())
    assert per_sample(model) is model
    split = per_sample(mlp(NETWORK, replace(convention, delta="cost")))
    assert [equation.expression for equation in split.equations] == [each.expression for each in model.equations]
