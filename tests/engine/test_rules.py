"""Every rule with a theorem; in every rule a wrong rewriting, which the check rejects in exactly that line."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from sympy import Expr, Integer

from derivations import Activation, Convention, Loss, Network, derive
from derivations.engine import reverse
from derivations.engine.check import CheckReport, check
from derivations.engine.derivation import Facts, Rule
from derivations.engine.expressions import chain
from derivations.engine.proof import prove
from derivations.engine.rules import RULES
from derivations.errors import RuleError
from tests.engine.planted import HIDDEN, MISTAKES, Mistake, derivation_of
from tests.oracles import line_of, planted

SMALL = (
    "square root of a square",
    "one layer",
    "relu",
    "twice in one term",
    "constant function",
    "tanh",
    "softplus",
    "hinge",
    "log-cosh",
    "softsign",
    "power of two",
    "power tower",
    "variable itself",
    "exponential factor",
    "squared ReLU",
    "own tangent",
    "angle of a hyperbolic sine",
    "leaky sum",
    "softmax head",
    "one sample",
    "batch normalisation",
)


SEED = 7


def test_every_rule_of_the_table_has_a_mistake() -> None:
    assert {mistake.rule for mistake in MISTAKES} == set(RULES)


@cache
def report_of(mistake: Mistake) -> CheckReport:
    wrong = planted(derivation_of(mistake.model), mistake.target, mistake.line, mistake.expression)
    return check(wrong, [mistake.target], seed=SEED)


@cache
def right_report_of(model: str) -> CheckReport:
    return check(derivation_of(model), seed=SEED)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_the_check_rejects_exactly_the_planted_line(mistake: Mistake) -> None:
    report = report_of(mistake)
    assert not report.ok
    assert [(row.target, row.line, row.rule) for row in report.failures] == [
        (mistake.target, mistake.line, mistake.rule)
    ]
    with pytest.raises(RuleError, match=f"line {mistake.line + 1} of .*the rule ['\"]{mistake.rule}['\"]"):
        report.require()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_its_value_is_rejected_whatever_its_rule(mistake: Mistake) -> None:
    assert not report_of(mistake).by_line[mistake.target, mistake.line].agrees


@pytest.mark.parametrize("mistake", HIDDEN, ids=lambda mistake: mistake.name)
def test_what_is_wrong_in_some_positions_only_is_rejected_with_every_seed(mistake: Mistake) -> None:
    wrong = planted(derivation_of(mistake.model), mistake.target, mistake.line, mistake.expression)
    for seed in range(SEED + 1, SEED + 6):
        assert not check(wrong, [mistake.target], seed=seed).by_line[mistake.target, mistake.line].agrees, seed


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_nothing_proves_the_planted_line(mistake: Mistake) -> None:
    assert not report_of(mistake).by_line[mistake.target, mistake.line].proved


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_the_right_line_in_its_place_passes(mistake: Mistake) -> None:
    assert right_report_of(mistake.model).by_line[mistake.target, mistake.line].ok


def test_the_rest_of_the_derivation_stays_right() -> None:
    wrong = planted(derivation_of("bce"), "da1", 4, next(m for m in MISTAKES if m.what == "W transposed").expression)
    report = check(wrong)
    assert {row.target for row in report.failures} == {"da1"}
    assert {row.target for row in report.rows} == {result.target for result in wrong.results}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_is_wrong_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the rule that makes the lines is wrong; beside its own lines only those that cite their result may fail."""
    model, target = next((m, t) for m in SMALL if (t := _first_with(m, name)))
    _replace(monkeypatch, name, _wrong(RULES[name].apply))
    failures = check(reverse.differentiate(derivation_of(model).model), [target]).failures
    assert name in {row.rule for row in failures}
    assert {row.rule for row in failures} <= {name, "citation", "lemma"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_says_its_theorem(rule: Rule) -> None:
    assert rule.theorem.endswith(".")
    assert len(rule.theorem) > 40
    assert rule.theorem.count("$") % 2 == 0
    assert "\n" not in rule.theorem
    # its words are a mathematician's: an equation shows what they mean
    assert any("=" in formula for formula in rule.theorem.split("$")[1::2])


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_returns_what_it_cannot_rewrite_unchanged(rule: Rule) -> None:
    derivation = derivation_of("bce")
    facts = Facts(derivation.model, derivation.by_target)
    for still in (Integer(3), derivation.model.by_name["W1"].at()):
        assert rule.apply(still, facts) == still


def test_most_right_lines_are_proved() -> None:
    rows = [row for model in ("bce", "tanh", "twice in one term") for row in right_report_of(model).rows]
    unproved = [row for row in rows if not row.proved and not row.given]
    # the first line of a gradient holds a name against the equations that use it: that is the chain rule itself
    assert {(row.rule, row.line) for row in unproved} == {("chain rule", 0), ("definition", 0)}
    assert len(unproved) < len(rows) / 6


@pytest.mark.parametrize("at", [1, 2])
def test_a_proof_tells_positions_apart(at: int) -> None:
    derivation = derivation_of("bce")
    value = derivation["dW2"].value
    j, k = derivation.model.by_name["W2"].indices
    assert prove(value, value, {j: at, k: 1}, derivation)
    swapped = value.xreplace({j: k, k: j})
    # at equal positions the two are the same number, elsewhere they are not
    assert prove(value, swapped, {j: at, k: 1}, derivation) == (at == 1)


def _first_with(model: str, rule: str) -> str | None:
    # no rule makes an equation, nor the first line of a lemma
    made = {r.target: r.lines[r.kind == "lemma" :] for r in derivation_of(model).results if r.kind != "forward"}
    return next((target for target, lines in made.items() if rule in {line.rule for line in lines}), None)


def _wrong(right: Callable[[Expr, Facts], Expr]) -> Callable[[Expr, Facts], Expr]:
    """Double what the rule gives, and give 1 instead of 0."""

    def wrong(expression: Expr, facts: Facts) -> Expr:
        found = right(expression, facts)
        if found == expression:
            return expression
        return chain((Integer(2), found)) if found != 0 else Integer(1)

    return wrong


def _replace(monkeypatch: pytest.MonkeyPatch, name: str, apply: Callable[[Expr, Facts], Expr]) -> None:
    def changed(rule: Rule) -> Rule:
        return replace(rule, apply=apply) if rule.name == name else rule

    for one in ("ARITHMETIC", "CHAIN_RULE", "CHAIN_RULE_OVER_SAMPLES", "DEFINITION", "REWRITING"):
        monkeypatch.setattr(reverse, one, changed(getattr(reverse, one)))
    for several in ("DIFFERENTIATION", "SIMPLIFICATION", "IN_TERMS_OF_VALUE", "WITHOUT_VALUE"):
        monkeypatch.setattr(reverse, several, tuple(changed(rule) for rule in getattr(reverse, several)))


@pytest.mark.parametrize(
    ("network", "convention", "target", "rule"),
    [
        (Network((1, 1), Activation.parse("1/(3z)"), "mse"), Convention(), "f'", "power rule"),
        (Network((1, 1), "sigmoid", "bce"), Convention(delta="sample"), "da1", "contraction"),
        (Network((1, 1), "sigmoid", Loss.parse("max((a-y)^2,abs(a-y))")), Convention(), "da1", "common factor"),
    ],
)
def test_a_minus_or_a_factor_that_is_lost_on_its_way_to_the_front_is_found(
    network: Network, convention: Convention, target: str, rule: str
) -> None:
    derivation = derive(network, convention)
    at = line_of(derivation, target, rule)
    right = derivation[target].lines[at].expression
    for wrong in (-right, 2 * right, right / 2):
        assert not check(planted(derivation, target, at, wrong)).ok
