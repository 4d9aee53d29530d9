"""Whether a derivation has the lines that its rules give: everything that can be wrong with it beside a value."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sympy import Integer, Symbol

from derivations import Network, derive
from derivations.engine.check import check
from derivations.engine.derivation import Line, Result, Results
from derivations.engine.expressions import Chain
from derivations.engine.local import local_derivatives
from derivations.engine.steps import missteps
from derivations.errors import RuleError
from tests.engine.planted import derivation_of
from tests.oracles import EXAMPLES

TARGET = "delta1"
COUNT, CITING = 8, 0  # how many lines it has, and which is the first that cites
Change = Callable[[Results], Results]


def right() -> Results:
    return derivation_of("bce")


def with_lines(change: Callable[[tuple[Line, ...]], Any], target: str = TARGET) -> Change:
    """Change the lines of one result."""
    return with_result(lambda result: replace(result, lines=change(result.lines)), target)


def with_result(change: Callable[[Result], Result], target: str = TARGET) -> Change:
    """Change one result."""
    return lambda right: Results(right.model, tuple(change(r) if r.target == target else r for r in right.results))


def with_line(at: int, target: str = TARGET, **changes: Any) -> Change:
    """Change one line of one result."""
    return with_lines(lambda lines: (*lines[:at], replace(lines[at], **changes), *lines[at + 1 :]), target)


def with_results(change: Callable[[tuple[Result, ...]], tuple[Result, ...]]) -> Change:
    """Change which results there are."""
    return lambda right: Results(right.model, change(right.results))


def without(target: str) -> Change:
    """Leave a result out."""
    return with_results(lambda results: tuple(r for r in results if r.target != target))


def under(name: str, other: str) -> Change:
    """Put a result in the place of another, under that one's name."""
    return lambda right: with_result(lambda _: replace(right[name], target=other), other)(right)


WRONG: dict[str, tuple[Change, str]] = {
    "another rule": (with_line(2, rule="power rule"), rf"line 3 of {TARGET} names the rule 'power rule'; what leads"),
    "an unknown rule": (with_line(2, rule="magic"), rf"line 3 of {TARGET} names the rule 'magic', which there is not"),
    "no rule": (with_line(2, rule=""), rf"line 3 of {TARGET} names the rule '', which there is not"),
    "a line left out": (with_lines(lambda ls: (*ls[:2], *ls[3:])), rf"line 3 of {TARGET} comes too early: the rule "),
    "the first line left out": (with_lines(lambda lines: lines[1:]), rf"line 1 of {TARGET} comes too early"),
    "the last line left out": (with_lines(lambda lines: lines[:-1]), rf"{TARGET} ends too early: after line "),
    "the first line only": (with_lines(lambda lines: lines[:1]), rf"{TARGET} ends too early: after line 1 comes"),
    "in reverse": (with_lines(lambda lines: lines[::-1]), rf"line 1 of {TARGET} comes too early"),
    "two lines swapped": (
        with_lines(lambda ls: (*ls[:2], ls[3], ls[2], *ls[4:])),
        rf"line 3 of {TARGET} comes too early",
    ),
    "a line twice": (with_lines(lambda ls: (*ls[:3], *ls[2:])), rf"line 4 of {TARGET} says the same as the one before"),
    "going back": (with_lines(lambda ls: (*ls[:3], ls[1], *ls[3:])), rf"line 4 of {TARGET} comes too late"),
    "one line more": (with_lines(lambda ls: (*ls, ls[-1])), rf"line {COUNT + 1} of {TARGET} comes after the last"),
    "dC/dW = dC/dW": (
        with_lines(lambda _: (Line(right()["dW1"].left, "definition"),), "dW1"),
        "line 1 of dW1 says the same as the one before it",
    ),
    "no lines": (with_lines(lambda _: ()), f"{TARGET} has no lines"),
    "a list of lines": (with_lines(list), f"the lines of {TARGET} are a list; lines are a tuple"),
    "text for an expression": (with_line(2, expression="a*b"), f"line 3 of {TARGET} is no expression"),
    "nothing for an expression": (with_line(0, expression=None), f"line 1 of {TARGET} is no expression"),
    "a condition for an expression": (with_line(2, expression=Symbol("x") > 1), f"line 3 of {TARGET} is no expression"),
    "a number that SymPy does not know": (with_line(1, expression=Chain(2, 3)), f"line 2 of {TARGET} is no expression"),
    "no line": (with_lines(lambda ls: (*ls[:2], "a*b", *ls[3:])), f"line 3 of {TARGET} is no expression"),
    "another number": (with_line(-1, expression=Integer(3)), f"line {COUNT} of {TARGET} is not what the rule"),
    "a citation of nothing": (with_line(1, uses=("nothing",)), rf"line 2 of {TARGET} cites nothing; what it makes use"),
    "a citation too much": (with_line(2, uses=("db2",)), rf"line 3 of {TARGET} cites db2; what it makes use of is"),
    "a citation left out": (with_line(CITING, uses=()), rf"line {CITING + 1} of {TARGET} cites nothing; what it makes"),
    "a gradient left out": (without("db1"), "db1 is left out"),
    "a lemma left out": (without("sigmoid'"), "sigmoid' is left out"),
    "an equation left out": (without("z1"), "z1 is left out"),
    "a gradient twice": (with_results(lambda results: (*results, results[-1])), "db1 stands here twice"),
    "under another's name": (under("dW2", "dW1"), "dW1 has the left side"),
    "an unknown result": (with_result(lambda r: replace(r, target="dQ"), "db1"), "dQ is no result of model '2-2-1"),
    "in another order": (with_results(lambda results: results[::-1]), "stands before"),
    "another kind": (
        with_result(lambda result: replace(result, kind="lemma")),
        "is of kind lemma, where the rules say gradient",
    ),
    "said to be unfinished": (with_result(lambda result: replace(result, unfinished=True)), f"{TARGET} is said to be"),
    "nothing at all": (with_results(lambda _: ()), "z1 is left out"),
}


def test_what_is_changed_is_there() -> None:
    lines = right()[TARGET].lines
    assert (len(lines), next(at for at, line in enumerate(lines) if line.uses)) == (COUNT, CITING)


def test_a_right_derivation_has_no_missteps() -> None:
    assert missteps(right()) == ()
    for model in ("batch normalisation", "softmax", "one sample"):
        assert missteps(derivation_of(model)) == ()


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_beside_a_value_is_rejected_with_a_sentence(what: str) -> None:
    change, sentence = WRONG[what]
    report = check(change(right()))
    assert not report.ok
    assert not any(row.proved for row in report.failures)
    with pytest.raises(RuleError) as caught:
        report.require()
    assert any(sentence.replace("\\", "") in row.misstep for row in report.failures), caught.value
    assert "repeat it with check(seed=" in str(caught.value)


def test_every_sentence_says_where() -> None:
    for change, _ in WRONG.values():
        for misstep in missteps(change(right())):
            assert misstep.target in misstep.sentence
            assert len(misstep.sentence) < 400


@pytest.mark.parametrize("name", ["bce", "variance"])
def test_arrows_stand_for_themselves(name: str) -> None:
    right = local_derivatives(derive(Network((2, 2, 1)) if name == "bce" else EXAMPLES[name].model))
    assert missteps(right) == ()
    arrow = next(result for result in right.results if result.kind == "local" and len(result.lines) > 2)
    alone = Results(right.model, (replace(arrow, lines=(arrow.lines[0], *arrow.lines[2:])),))
    (misstep,) = missteps(alone)
    assert f"line 2 of {arrow.target}" in misstep.sentence
    (misstep,) = missteps(Results(right.model, (replace(arrow, left=arrow.value),)))
    assert f"{arrow.target} is no result" in misstep.sentence
