"""A derivation read at two depths: every line, or the key ones, with the rules between them named."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from derivations import Activation, Network, derive
from derivations.derive import Derivation
from derivations.engine.derivation import DEPTHS, DIFFERENTIATES, PUTS_IN, SHORTENS, Line, Result
from derivations.engine.expressions import Chain
from derivations.engine.rules import RULES
from derivations.errors import SpecificationError
from tests.oracles import EXAMPLES

NETWORKS = {
    "bce": Network((2, 2, 1)),
    "mse": Network((2, 2, 1), loss="mse"),
    "relu": Network((2, 3, 1), ("relu", "identity"), "mse"),
    "softmax": Network((2, 3, 3), ("relu", "softmax"), "cross_entropy"),
    "softmax, squared error": Network((2, 3, 3), ("relu", "softmax"), "mse"),
    "batch normalisation": Network((2, 3, 1), ("tanh", "identity"), "mse", batch_norm=True),
    "penalties": Network((2, 2, 1), l1=0.1, l2=0.1),
    "own formula": Network((2, 2, 1), (Activation.parse("z*exp(-z**2)"), "identity"), "huber"),
}


@cache
def derivation_of(name: str) -> Derivation:
    return derive(NETWORKS[name] if name in NETWORKS else EXAMPLES[name].model)


def key_lines(name: str, target: str) -> list[list[str]]:
    """Return the rules that lead to each key line."""
    return [list(step.rules) for step in derivation_of(name)[target].at_depth("key")]


@pytest.mark.parametrize(
    ("name", "target", "rules"),
    [
        (
            "bce",
            "delta2",
            [
                ["chain rule"],
                ["definition", "chain rule", "Kronecker delta", "contraction"],
                ["citation", "lemma", "named value"],
                ["cancellation"],
            ],
        ),
        (
            "mse",
            "delta2",
            [
                ["chain rule"],
                ["definition", "chain rule", "Kronecker delta", "contraction"],
                ["citation", "lemma", "named value"],
            ],
        ),
        (
            "bce",
            "da2",
            [
                ["definition"],
                ["constant factor", "sum rule", "chain rule", "Kronecker delta", "contraction"],
                ["common denominator"],
            ],
        ),
        (
            "bce",
            "dW2",
            [["chain rule"], ["definition", "sum rule", "constant factor", "Kronecker delta", "contraction"]],
        ),
        ("relu", "relu'", [["definition"], ["case by case"]]),
        (
            "bce",
            "sigmoid'",
            [
                ["definition"],
                ["power rule", "sum rule", "chain rule", "constant factor", "arithmetic"],
                ["definition, read backwards", "definition, solved for the exponential"],
                ["reduction"],
            ],
        ),
        ("bce", "a1", [["definition"], ["definition"]]),
    ],
)
def test_the_rules_that_lead_to_each_key_line(name: str, target: str, rules: list[list[str]]) -> None:
    assert key_lines(name, target) == rules


def test_before_the_cross_entropy_cancels_the_derivative_of_the_softmax_is_read() -> None:
    _, differentiated, put_in, result = derivation_of("softmax")["delta2"].at_depth("key")
    assert (differentiated.line.rule, put_in.line.rule) == ("common factor", "citation")
    assert "quotient rule" in differentiated.rules
    assert result.rules[-1] == "shares of a whole"


@pytest.mark.parametrize("name", [*NETWORKS, *EXAMPLES])
def test_a_lecturer_writes_few_lines_and_every_rule_is_named_once_between_them(name: str) -> None:
    derivation = derivation_of(name)
    for result in derivation.results:
        steps = result.at_depth("key")
        assert len(steps) <= 5
        assert steps[0].line == result.lines[0]
        assert steps[-1].line == result.lines[-1]
        assert tuple(line for step in steps for line in (*step.omitted, step.line)) == result.lines
        assert [result.lines[step.number] for step in steps] == [step.line for step in steps]
        assert tuple(dict.fromkeys(use for step in steps for use in step.uses)) == result.uses


@pytest.mark.parametrize("name", NETWORKS)
def test_at_the_other_depth_every_line_is_read(name: str) -> None:
    for result in derivation_of(name).results:
        steps = result.at_depth("every")
        assert tuple(step.line for step in steps) == result.lines
        assert not any(step.omitted for step in steps)


def test_an_unknown_depth_is_refused() -> None:
    with pytest.raises(SpecificationError, match="depth 'all'; known: key, every"):
        derivation_of("bce")["delta1"].at_depth("all")


@pytest.mark.parametrize(
    ("stages", "kept"),
    [
        ((PUTS_IN,), [0]),
        ((DIFFERENTIATES, DIFFERENTIATES, DIFFERENTIATES), [0, 2]),
        ((DIFFERENTIATES, DIFFERENTIATES, "", PUTS_IN), [0, 2, 3]),
        ((DIFFERENTIATES, PUTS_IN, "", PUTS_IN, SHORTENS, ""), [0, 3, 5]),
        (("", "", SHORTENS), [0, 2]),
    ],
)
def test_a_line_without_a_stage_belongs_to_the_one_it_comes_in(stages: tuple[str, ...], kept: list[int]) -> None:
    line = derivation_of("bce")["da1"].lines[0]
    lines = tuple(Line(line.expression, "a rule", stage=stage) for stage in stages)
    result = Result("made up", "gradient", line.expression, lines)
    assert [step.number for step in result.at_depth("key")] == kept


def test_the_rules_say_their_stage_and_the_lines_pass_it_on() -> None:
    assert {rule.stage for rule in RULES.values()} == {DIFFERENTIATES, PUTS_IN, SHORTENS, ""}
    for result in derivation_of("bce").results:
        if result.kind == "gradient":
            assert [line.stage for line in result.lines] == [RULES[line.rule].stage for line in result.lines]
    assert DEPTHS == ("key", "every")


@pytest.mark.parametrize("wrong", ["dW1", None, 3])
def test_what_is_no_result_is_refused(wrong: Any) -> None:
    derivation = derivation_of("bce")
    with pytest.raises(SpecificationError, match="expected a Result"):
        replace(derivation, results=(*derivation.results, wrong))


def test_what_is_no_expression_is_none() -> None:
    value = derivation_of("bce")["db1"].value
    wrong = (None, "x", 3, value > 0, Chain(value, 2))
    lines: tuple[Any, ...] = (*(Line(each, "definition") for each in (value, *wrong)), "a line")
    assert replace(derivation_of("bce")["db1"], lines=lines).expressions == (value, *(None,) * (len(wrong) + 1))
