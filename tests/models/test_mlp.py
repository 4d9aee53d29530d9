"""A network as equations, and what the engine makes of them: exact last lines for every loss, function, convention."""

import itertools
from dataclasses import replace
from functools import cache

import pytest

from derivations import Convention, Network, derive
from derivations.derive import Derivation
from derivations.errors import SpecificationError
from derivations.models.mlp import mlp

ERROR = "a1[j, s] - y[j, s]"
DERIVATIVES = {
    "sigmoid": "(1 - a1[j, s])*a1[j, s]",
    "tanh": "1 - a1[j, s]**2",
    "relu": "relu'(z1[j, s])",
    "identity": "",
}
# what stands in front of (a - y): by half, outputs, samples
MSE = {
    (True, "sum", "sum"): "",
    (True, "sum", "mean"): "1/m",
    (True, "mean", "sum"): "1/n_1",
    (True, "mean", "mean"): "1/(m*n_1)",
    (False, "sum", "sum"): "2",
    (False, "sum", "mean"): "2/m",
    (False, "mean", "sum"): "2/n_1",
    (False, "mean", "mean"): "2/(m*n_1)",
}
CONVENTIONS = list(itertools.product((True, False), ("sum", "mean"), ("sum", "mean")))


@cache
def derivation_of(network: Network, convention: Convention) -> Derivation:
    return derive(network, convention)


def of(loss: str, activation: str, half: bool, outputs: str, samples: str) -> Derivation:
    convention = Convention(half=half, outputs=outputs, samples=samples)
    return derivation_of(Network((2, 1), activation, loss), convention)


def written(*factors: str) -> str:
    kept = [factor for factor in factors if factor]
    return f"Chain({', '.join(kept)})" if len(kept) > 1 else kept[0]


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
@pytest.mark.parametrize("activation", DERIVATIVES)
def test_delta_of_the_squared_error(activation: str, half: bool, outputs: str, samples: str) -> None:
    derivation = of("mse", activation, half, outputs, samples)
    front = MSE[half, outputs, samples]
    assert str(derivation["da1"].value) == written(front, ERROR)
    assert str(derivation["delta1"].value) == written(front, ERROR, DERIVATIVES[activation])
    # nothing cancels: the derivative of the activation stays
    assert "cancellation" not in [line.rule for line in derivation["delta1"].lines]


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
def test_delta_of_the_cross_entropy(half: bool, outputs: str, samples: str) -> None:
    derivation = of("bce", "sigmoid", half, outputs, samples)
    # the cross-entropy has no factor 1/2 at all
    front = MSE[True, outputs, samples]
    derivative = DERIVATIVES["sigmoid"]
    fraction = f"({ERROR})/({derivative})"
    assert str(derivation["da1"].value) == written(front, fraction)
    *_, before, last = derivation["delta1"].lines
    assert (before.rule, str(before.expression)) == ("named value", written(front, fraction, derivative))
    assert (last.rule, str(last.expression)) == ("cancellation", written(front, ERROR))


@pytest.mark.parametrize("target", ["dW1", "db1"])
@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
def test_the_convention_lives_in_delta_alone(target: str, half: bool, outputs: str, samples: str) -> None:
    last = {"dW1": "Sum(Chain(delta1[j, s], a0[k, s]), (s, 1, m))", "db1": "Sum(delta1[j, s], (s, 1, m))"}
    assert str(of("mse", "tanh", half, outputs, samples)[target].value) == last[target]


@pytest.mark.parametrize(
    ("activation", "derivative"),
    [
        ("sigmoid", ", (1 - a1[j, s])*a1[j, s])"),
        ("tanh", ", 1 - a1[j, s]**2)"),
        ("relu", ", relu'(z1[j, s]))"),
        ("identity", ""),
    ],
)
def test_delta_of_an_earlier_layer(activation: str, derivative: str) -> None:
    derivation = derivation_of(Network((2, 2, 1), (activation, "sigmoid")), Convention())
    inner = "Sum(Chain(delta2[k, s], W2[k, j]), (k, 1, n_2))"
    assert str(derivation["delta1"].value) == (f"Chain({inner}{derivative}" if derivative else inner)
    assert {"da1", "delta2"} <= set(derivation["delta1"].uses)


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_every_line_checks_for_every_convention(loss: str, half: bool, outputs: str, samples: str) -> None:
    assert not of(loss, "sigmoid", half, outputs, samples).check(["C", "da1", "delta1"]).failures


@pytest.mark.parametrize(
    "network",
    [
        Network((1, 1)),
        Network((3, 2), "tanh", "mse"),
        Network((2, 3, 2), ("relu", "sigmoid")),
        Network((2, 2, 2, 1), ("identity", "tanh", "relu"), "mse"),
        Network((1, 2, 2, 2, 1), ("relu", "sigmoid", "tanh", "sigmoid")),
    ],
    ids=str,
)
def test_every_line_of_every_result_checks(network: Network) -> None:
    derivation = derivation_of(network, Convention())
    report = derivation.check()
    assert not report.failures
    assert {row.target for row in report.rows} == {result.target for result in derivation.results}


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_there_is_a_result_for_every_quantity_of_every_layer(depth: int) -> None:
    derivation = derivation_of(Network((2,) * (depth + 1)), Convention())
    layers = range(1, depth + 1)
    wanted = {f"{name}{layer}" for layer in layers for name in ("z", "a", "da", "delta", "dW", "db")}
    assert {result.target for result in derivation.results} == wanted | {"C", "sigmoid'"}


def test_the_derivation_does_not_grow_with_width() -> None:
    narrow, wide = (derivation_of(Network((width, width, 1)), Convention()) for width in (2, 1000))
    assert [result.lines for result in narrow.results] == [result.lines for result in wide.results]


def test_the_equations() -> None:
    model = mlp(Network((2, 2, 1)))
    assert [(e.target.name, str(e.expression)) for e in model.equations] == [
        ("z1", "b1[j] + Sum(W1[j, k]*a0[k, s], (k, 1, n_0))"),
        ("a1", "sigmoid(z1[j, s])"),
        ("z2", "b2[j] + Sum(W2[j, k]*a1[k, s], (k, 1, n_1))"),
        ("a2", "sigmoid(z2[j, s])"),
        ("C", "-Sum((1 - y[j, s])*log(1 - a2[j, s]) + log(a2[j, s])*y[j, s], (j, 1, n_2), (s, 1, m))/m"),
    ]
    assert [variable.name for variable in model.inputs if variable.data] == ["a0", "y"]


def by_sample(loss: str, activation: str, half: bool, outputs: str, samples: str) -> Derivation:
    convention = Convention(half=half, outputs=outputs, samples=samples, delta="sample")
    return derivation_of(Network((2, 1), activation, loss), convention)


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
@pytest.mark.parametrize("activation", DERIVATIVES)
def test_delta_of_one_sample_has_no_m(activation: str, half: bool, outputs: str, samples: str) -> None:
    derivation = by_sample("mse", activation, half, outputs, samples)
    front = MSE[half, outputs, "sum"]
    assert str(derivation["da1"].value) == written(front, ERROR)
    assert str(derivation["delta1"].value) == written(front, ERROR, DERIVATIVES[activation])
    # not only its end: no line of it has an m, or a second sample
    for target in ("da1", "delta1"):
        letters = {symbol.name for line in derivation[target].lines for symbol in line.expression.free_symbols}
        assert not {"m", "s'", "t"} & letters


@pytest.mark.parametrize(("half", "outputs", "samples"), CONVENTIONS)
def test_what_is_shared_has_the_mean_over_the_samples(half: bool, outputs: str, samples: str) -> None:
    derivation = by_sample("bce", "sigmoid", half, outputs, samples)
    assert str(derivation["delta1"].value) == written(MSE[True, outputs, "sum"], ERROR)
    front = "1/m" if samples == "mean" else ""
    assert str(derivation["dC_s"].value) == (front or "1")
    sums = {"dW1": "Sum(Chain(delta1[j, s], a0[k, s]), (s, 1, m))", "db1": "Sum(delta1[j, s], (s, 1, m))"}
    for target, total in sums.items():
        assert str(derivation[target].value) == written(front, total)
        assert derivation[target].lines[0].rule == "chain rule over the samples"
    assert derivation.check().ok


def test_the_equations_of_the_cost_of_a_sample() -> None:
    model = mlp(Network((2, 1), "identity", "mse", l2=0.1), Convention(outputs="mean", delta="sample"))
    own, cost = model.equations[-2:]
    assert model.sample_cost == own.target
    assert str(own.expression) == "Sum((a1[j, s] - y[j, s])**2, (j, 1, n_1))/(2*n_1)"
    assert str(cost.expression) == "omega1 + Sum(C_s[s], (s, 1, m))/m"
    assert mlp(Network((2, 1)), Convention()).sample_cost is None


REGULARISED = Network((2, 3, 2), ("relu", "softmax"), "cross_entropy", l1=0.1, l2=0.1, dropout=(0.2, 0.0))


def test_dropout_and_penalties_with_the_delta_of_a_sample() -> None:
    derivation = derivation_of(REGULARISED, Convention(delta="sample"))
    last = {target: str(derivation[target].value) for target in ("delta2", "dh1", "delta1", "db1")}
    assert last == {
        "delta2": "a2[j, s] - y[j, s]",
        "dh1": "Sum(Chain(delta2[k, s], W2[k, j]), (k, 1, n_2))",
        "delta1": str(derivation_of(REGULARISED, Convention())["delta1"].value),
        "db1": "Chain(1/m, Sum(delta1[j, s], (s, 1, m)))",
    }
    # the penalty is no sum over samples: no 1/m
    assert "Chain(1/m, Sum(Chain(delta1[j, s], a0[k, s]), (s, 1, m)))" in str(derivation["dW1"].value)
    assert "Chain(l2, W1[j, k])" in str(derivation["dW1"].value)
    assert derivation.check().ok


def test_batch_normalisation_lets_the_samples_see_each_other_in_training_only() -> None:
    network, convention = Network((2, 3, 1), batch_norm=True), Convention(delta="sample")
    with pytest.raises(SpecificationError, match="through mean and variance of the batch the loss of each sample dep"):
        mlp(network, convention)
    derivation = derive(network.evaluating(), convention)
    assert str(derivation["dgamma1"].value) == "Chain(1/m, Sum(Chain(du1[j, s], zhat1[j, s]), (s, 1, m)))"
    assert str(derivation["delta2"].value) == "a2[j, s] - y[j, s]"
    assert derivation.check().ok
    # the engine finds the reason in the equations, without the word of a network
    plain = mlp(network)
    own = mlp(Network((2, 3, 1)), convention).equations[-2:]
    with pytest.raises(
        SpecificationError, match="the samples see each other: the equation of 'mu1' reads 'z1' of more"
    ):
        replace(plain, equations=(*plain.equations[:-1], *own), sample_cost=own[0].target)
