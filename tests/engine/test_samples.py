"""Models with a cost of every sample: what belongs to one sample is differentiated with that sample's own cost."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from sympy import Integer, Sum

from derivations import derive
from derivations.engine.check import check
from derivations.engine.model import Equation, Model
from derivations.engine.numbers import DIGITS, WORKING_DIGITS, Point
from derivations.engine.precision import mp, mpf
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from tests.oracles import H, J, K, M, N, S, T, Values, planted, samples, scalar

# C = sum of q_s e_s + r sum of w^2, where e_s is the squared length of z_s = w x_s
x = Variable("x", (K, S), (H, M), data=True)
q = Variable("q", (S,), (M,), data=True)
r = Variable("r", data=True)
w = Variable("w", (J, K), (N, H))
z = samples("z")
e = Variable("e", (S,), (M,), cited=False)
C = scalar("C")
LINEAR = Equation(z, Sum(w.at(J, K) * x.at(K, S), (K, 1, H)))
OWN = Equation(e, Sum(z.at() ** 2, (J, 1, N)))
WEIGHTED = Sum(q.at() * e.at(), (S, 1, M))
PENALTY = r.at() * Sum(w.at() ** 2, (J, 1, N), (K, 1, H))
MODEL = Model("weighted samples", (x, q, r, w), (LINEAR, OWN, Equation(C, WEIGHTED + PENALTY)), sample_cost=e)


def model(*equations: Equation, inputs: tuple[Variable, ...] = (x, q, w), sample_cost: Variable = e) -> Model:
    return Model("planted", inputs, equations, sample_cost=sample_cost)


def test_what_belongs_to_a_sample_is_differentiated_with_its_own_cost() -> None:
    derivation = derive(MODEL)
    assert str(derivation["dz"].value) == "Chain(2, z[j, s])"
    assert str(derivation["de"].value) == "q[s]"
    assert str(derivation["dw"].value) == "Chain(2, r, w[j, k]) + Sum(Chain(q[s], dz[j, s], x[k, s]), (s, 1, m))"
    assert [derivation[target].lines[0].rule for target in ("dz", "dw")] == [
        "definition",
        "chain rule over the samples",
    ]
    assert derivation["dw"].lines[0].uses == ("de", "dz")
    assert derivation.check().ok


def test_the_axes_of_the_sample() -> None:
    assert dict(MODEL.sample_axes) == {"z": 1, "x": 1}
    assert MODEL.differentiated(z, (2, 3)) == (e, (3,))
    for shared in (w, e, C):
        assert MODEL.differentiated(shared, shared.indices) == (C, ())


def test_the_gradient_of_what_is_shared_is_the_same_without_a_cost_of_a_sample() -> None:
    rng = np.random.default_rng(5)
    values: Values = {
        "x": rng.normal(size=(4, 3)),
        "q": rng.uniform(size=4),
        "r": 0.3,
        "w": rng.normal(size=(2, 3)),
    }

    def cost(weights: Any) -> Any:
        own = anp.sum((values["x"] @ weights.T) ** 2, axis=1)
        return anp.sum(values["q"] * own) + values["r"] * anp.sum(weights**2)

    wanted = grad(cost)(values["w"])
    by_sample, whole = (derive(each).arrays(**values) for each in (MODEL, replace(MODEL, sample_cost=None)))
    np.testing.assert_allclose(by_sample["dw"], wanted, rtol=1e-13)
    np.testing.assert_allclose(whole["dw"], wanted, rtol=1e-13)
    np.testing.assert_allclose(whole["dz"], values["q"][:, None] * by_sample["dz"], rtol=1e-13)


def test_the_point_knows_the_difference_quotient_of_one_sample() -> None:
    point = Point(MODEL, {M: 3, N: 2, H: 2}, random.Random(0))
    with mp.workdps(WORKING_DIGITS):
        for position in ((1, 1), (2, 3)):
            assert abs(point.gradient(z, position) - 2 * point.values["z", position]) < mpf(10) ** -DIGITS
        assert abs(point.gradient(e, (2,)) - point.values["q", (2,)]) < mpf(10) ** -DIGITS


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("dz", lambda line: q.at() * line),
        ("dw", lambda line: line.xreplace({q.at(): Integer(1)})),
        ("dw", lambda line: line.xreplace({r.at(): q.at(Integer(1))})),
        ("de", lambda line: 1 / M),
    ],
)
def test_a_factor_in_the_wrong_place_is_rejected(target: str, wrong: Callable[..., object]) -> None:
    derivation = derive(MODEL)
    last = len(derivation[target].lines) - 1
    spoilt = planted(derivation, target, last, wrong(derivation[target].value))
    assert check(derivation, [target]).ok
    assert [(row.target, row.line) for row in check(spoilt, [target]).failures] == [(target, last)]


MEAN = Variable("mu", (J,), (N,))
SQUARES = Equation(C, WEIGHTED)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: model(
                LINEAR,
                Equation(MEAN, Sum(z.at(), (S, 1, M)) / M),
                Equation(e, Sum((z.at() - MEAN.at()) ** 2, (J, 1, N))),
                SQUARES,
            ),
            "the samples see each other: the equation of 'mu' reads 'z' of more samples than one, so that 'e' is "
            "not the cost of one sample alone",
        ),
        (
            lambda: model(LINEAR, Equation(e, Sum(z.at() * z.at(J, T), (J, 1, N), (T, 1, M))), SQUARES),
            "the samples see each other: the equation of 'e' reads 'z' of more samples than one",
        ),
        (
            lambda: model(LINEAR, OWN, Equation(C, WEIGHTED + Sum(z.at() ** 2, (J, 1, N), (S, 1, M)))),
            "'z' belongs to one sample, but reaches 'C' past the cost of that sample, 'e'",
        ),
        (
            lambda: model(LINEAR, OWN, SQUARES, sample_cost=z),
            "the cost of one sample, 'z', has 2 indices; expected one, that of the sample",
        ),
        (
            lambda: model(LINEAR, OWN, SQUARES, sample_cost=C),
            "the cost of one sample, 'C', is no target before the cost",
        ),
        (
            lambda: model(LINEAR, OWN, SQUARES, sample_cost=q),
            "the cost of one sample, 'q', is no target before the cost",
        ),
        (
            lambda: model(
                LINEAR,
                Equation(Variable("g", (S, T), (M, M)), Sum(z.at(J, S) * z.at(J, T), (J, 1, N))),
                Equation(e, Sum(Variable("g", (S, T), (M, M)).at(), (T, 1, M))),
                SQUARES,
            ),
            "'g' belongs to two samples at once",
        ),
    ],
)
def test_samples_that_meet_are_refused(make: Callable[[], Model], message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        make()
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400
