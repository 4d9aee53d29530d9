"""The derivative of one equation by one thing in it: every line checks, a wrong one does not; what deltas tie."""

from collections.abc import Callable
from functools import cache

import pytest
from sympy import Expr, Indexed, KroneckerDelta, S

from derivations import Convention, Network, derive
from derivations.engine.check import check
from derivations.engine.derivation import Results
from derivations.engine.expressions import rewrite
from derivations.engine.local import local_derivative, local_derivatives, ties
from derivations.errors import RuleError, SpecificationError
from tests.engine.planted import number_instead, plus, without
from tests.oracles import EXAMPLES, line_of, planted

NETWORKS = {
    "bce": Network((2, 2, 1)),
    "tanh": Network((2, 3, 2), "tanh", "mse"),
    "relu": Network((1, 2, 1), ("relu", "identity"), "mse"),
}


@cache
def derived(name: str) -> Results:
    if name == "one sample":
        return derive(NETWORKS["tanh"], Convention(delta="sample"))
    return derive(NETWORKS[name] if name in NETWORKS else EXAMPLES[name].model)


def arrows(name: str) -> Results:
    return local_derivatives(derived(name))


@pytest.mark.parametrize("name", [*NETWORKS, "one sample", *EXAMPLES])
def test_every_line_checks(name: str) -> None:
    found = arrows(name)
    report = check(found)
    assert not report.failures
    assert {row.target for row in report.rows} == {result.target for result in found.results}
    assert [result.kind for result in found.results].count("local") >= 1


@pytest.mark.parametrize(
    ("function", "variable", "value"),
    [
        ("C", "a2", "Chain(1/m, (a2[j, s] - y[j, s])/((1 - a2[j, s])*a2[j, s]))"),
        ("a2", "z2", "Chain((1 - a2[j, s])*a2[j, s], KroneckerDelta(j, k), KroneckerDelta(s, s'))"),
        ("z2", "a1", "Chain(W2[j, k], KroneckerDelta(s, s'))"),
        ("z2", "W2", "Chain(a1[i, s], KroneckerDelta(j, k))"),
        ("z2", "b2", "KroneckerDelta(j, k)"),
    ],
)
def test_the_arrows_of_a_network(function: str, variable: str, value: str) -> None:
    local = local_derivative(derived("bce"), function, variable)
    assert str(local.value) == value
    assert local.target == f"d{function}_d{variable}"


def test_data_have_no_arrow() -> None:
    targets = {result.target for result in arrows("bce").results}
    assert "dz1_dW1" in targets
    assert not {"dz1_da0", "dC_dy"} & targets


@pytest.mark.parametrize(
    ("model", "function", "variable", "tied"),
    [
        ("bce", "a1", "z1", {"j": "k", "s": "s'"}),
        ("bce", "z2", "a1", {"s": "s'"}),
        ("bce", "z2", "W2", {"j": "k"}),
        ("bce", "C", "a2", {}),
        ("softmax", "a", "z", {}),
        # the delta stands inside a sum over the samples
        ("variance", "var", "mean", {"j": "k"}),
    ],
)
def test_what_is_tied(model: str, function: str, variable: str, tied: dict[str, str]) -> None:
    derivation = derived(model)
    found = ties(local_derivative(derivation, function, variable))
    both = tied | {second: first for first, second in tied.items()}
    assert {first.name: second.name for first, second in found.items()} == both


def no_deltas(expression: Expr) -> Expr:
    return rewrite(expression, lambda node: S.One if isinstance(node, KroneckerDelta) else node)


PLANTED: dict[str, tuple[str, str, str, Callable[[Expr], Expr]]] = {
    "sigma' dropped": ("bce", "da1_dz1", "named value", without(Expr)),
    "1 + a for 1 - a": ("bce", "da2_dz2", "named value", plus),
    "another unit's z felt": ("bce", "da1_dz1", "Kronecker delta", no_deltas),
    "the activation dropped": ("bce", "dz2_dW2", "contraction", without(Indexed)),
    "the weight dropped": ("tanh", "dz2_da1", "contraction", without(Indexed)),
    "lost factor 2": ("tanh", "dC_da2", "power rule", number_instead(2, 1)),
    "missing 1/m": ("tanh", "dC_da2", "arithmetic", without(Expr)),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_wrong_line_is_rejected(what: str) -> None:
    model, target, rule, wrong = PLANTED[what]
    found = arrows(model)
    at = line_of(found, target, rule)
    assert check(found, [target]).by_line[target, at].ok
    bad = planted(found, target, at, wrong(found[target].lines[at].expression))
    assert not check(bad, [target]).by_line[target, at].ok
    with pytest.raises(RuleError, match=f"line {at + 1} of {target} is wrong"):
        check(bad, [target]).require()


@pytest.mark.parametrize(
    ("function", "variable", "message"),
    [("W1", "z1", "equation of 'W1'; known: z1, a1, z2, a2, C"), ("z2", "W1", "'z2': 'W1'; known: b2, W2, a1")],
)
def test_an_arrow_that_is_not_there(function: str, variable: str, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        local_derivative(derived("bce"), function, variable)
