"""Activations and losses are definitions; their derivatives are derived, elementary step by elementary step."""

from functools import cache

import pytest

from derivations import Network, derive
from derivations.derive import Derivation

NETWORKS = {
    "sigmoid": Network((1, 1)),
    "tanh": Network((1, 1), "tanh", "mse"),
    "relu": Network((1, 1), "relu", "mse"),
}


@cache
def derivation_of(name: str) -> Derivation:
    return derive(NETWORKS[name])


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("sigmoid", "Partial(1/(1 + exp(-z)), z)", "(1 - sigmoid(z))*sigmoid(z)"),
        ("tanh", "Partial((exp(z) - exp(-z))/(exp(z) + exp(-z)), z)", "1 - tanh(z)**2"),
        ("relu", "Partial(Piecewise((z, z > 0), (0, True)), z)", "Piecewise((1, z > 0), (0, True))"),
    ],
)
def test_a_lemma_starts_at_the_definition_and_ends_in_the_known_form(name: str, first: str, last: str) -> None:
    lines = derivation_of(name)[f"{name}'"].lines
    assert str(lines[0].expression) == first
    assert str(lines[-1].expression) == last


def test_the_steps_of_sigmoid() -> None:
    lines = derivation_of("sigmoid")["sigmoid'"].lines
    assert [line.rule for line in lines] == [
        "definition",
        "power rule",
        "sum rule",
        "chain rule",
        "constant factor",
        "arithmetic",
        "definition, read backwards",
        "definition, solved for the exponential",
        "reduction",
    ]
    assert str(lines[5].expression) == "Chain((1 + exp(-z))**(-2), exp(-z))"
    assert str(lines[6].expression) == "exp(-z)*sigmoid(z)**2"
    assert str(lines[7].expression) == "(-1 + 1/sigmoid(z))*sigmoid(z)**2"


def test_the_steps_of_tanh() -> None:
    rules = [line.rule for line in derivation_of("tanh")["tanh'"].lines]
    assert rules[:2] == ["definition", "quotient rule"]
    assert rules[-2:] == ["definition, read backwards", "reduction"]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_line_of_a_lemma_checks_and_is_proved(name: str) -> None:
    report = derivation_of(name).check([f"{name}'"])
    assert report.ok
    assert all(row.proved for row in report.rows)


def test_the_identity_needs_no_lemma() -> None:
    derivation = derive(Network((2, 1), "identity", "mse"))
    assert all(result.kind != "lemma" for result in derivation.results)
    assert str(derivation["a1"].value) == "z1[j, s]"
