"""A rule does one thing: what else is wanted is a line of its own, and what has nothing to do with it stays."""

from functools import cache

import pytest

from derivations import Activation, Loss, Network, derive
from derivations.derive import Derivation
from derivations.rendering.lines import print_result


@cache
def derivation_of(text: str) -> Derivation:
    return derive(Network((1, 1), Activation.parse(text), "mse"))


def lines_of(text: str) -> list[tuple[str, str]]:
    """Return what is said in each line of a lemma, after the definition, and by which rules."""
    lines = print_result(derivation_of(text), "f'").lines
    return [(line.formula.replace(r"\frac{d}{dz} \left", "D").replace(r"\right", ""), line.note) for line in lines[1:]]


@pytest.mark.parametrize(
    ("text", "rule", "line", "following"),
    [
        ("(z+1)*(z-1)", "sum rule", "(z - 1) + (z + 1)", ("2 z", "arithmetic")),
        ("tanh(z)+z+z", r"derivative of $\tanh$", r"1 - \tanh^{2}(z) + 2", (r"3 - \tanh^{2}(z)", "arithmetic")),
        ("z-tanh(z)", r"derivative of $\tanh$", r"1 - (1 - \tanh^{2}(z))", (r"\tanh^{2}(z)", "reduction")),
        ("tanh(-z)", r"derivative of $\tanh$", r"-(1 - \tanh^{2}(z))", (r"\tanh^{2}(z) - 1", "arithmetic")),
        ("abs(z)*z", "absolute value", r"\left|z| + \left|z|", (r"2 \left|z|", "arithmetic")),
    ],
)
def test_terms_that_have_become_alike_are_added_in_a_line_of_their_own(
    text: str, rule: str, line: str, following: tuple[str, str]
) -> None:
    lines = lines_of(text)
    assert (line, rule) in lines
    assert lines[lines.index((line, rule)) + 1] == following
    assert derivation_of(text).check(["f'"]).ok


@pytest.mark.parametrize("text", ["max(z, 0.1*z)", "max(-z, z)", "min(z - e, pi - z)", "min(2-z, z/2)"])
def test_the_mean_at_a_tie_is_worked_out_in_a_line_of_its_own(text: str) -> None:
    *_, (before, rule), (last, arithmetic) = lines_of(text)
    assert "(" in before.split(r"\\")[-1]
    assert rule in ("constant factor", "sum rule")
    assert "(" not in last.split(r"\\")[-1]
    assert arithmetic == "arithmetic"


@pytest.mark.parametrize("text", ["z^2*log(z)", "exp(-2*z)*(z-1)", "sin(z)*z^2", "abs(z)^3", "z^2*(1-z)^3"])
def test_the_derivative_of_a_factor_stands_where_the_factor_stood(text: str) -> None:
    first = next(line for line, rule in lines_of(text) if rule == "product rule")
    assert first.startswith("D[ ")


@pytest.mark.parametrize("text", ["relu(z) - relu(z - 1)/2", "1-tanh(z)**2", "erfc(z)"])
def test_a_line_has_one_rule(text: str) -> None:
    assert not any("," in rule for _, rule in lines_of(text))


@pytest.mark.parametrize("text", ["(z+1)/(z+2)", "(1-z)/(1+z)", "(z^2-1)/(z-1)", "(z^2-z)/(z+3)"])
def test_a_bracket_that_is_subtracted_is_opened_only_where_terms_are_added(text: str) -> None:
    rules = [rule for _, rule in lines_of(text)]
    assert rules[0] == "quotient rule"
    assert rules[-2] in ("sum rule", "power rule")
    assert rules[-1] in ("arithmetic", "reduction")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("2^z", ["exponential rule"]),
        ("0.5^z", ["exponential rule"]),
        ("2^(-z)", ["exponential rule", "constant factor"]),
        ("z^3", ["power rule"]),
        ("z^z", ["generalised power rule", "arithmetic"]),
        ("e^z", [r"derivative of $\exp$"]),
        ("z/z*z", ["rewriting", "derivative of the variable"]),
    ],
)
def test_powers_have_the_rules_of_their_books(text: str, rules: list[str]) -> None:
    assert [rule for _, rule in lines_of(text)] == rules


def test_a_number_that_one_term_has_twice_comes_out_once() -> None:
    """2/sqrt(pi) of erf', and the 2 of a power: the other term has only one of them."""
    derivation = derive(Network((1, 1), "identity", Loss.parse("abs((-a)*(a/y))*erf((1/a)^2)")))
    assert "common factor" in [line.rule for line in derivation["da1"].lines]
    assert derivation.check(["da1"]).ok
