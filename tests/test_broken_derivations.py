"""What is changed after it was derived: check, compile and notes refuse it, in the same sentence."""

import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from sympy import Symbol

from derivations import Convention, Derivation, Network, derive, notes
from derivations.engine.derivation import Result
from derivations.errors import RuleError, SpecificationError, UnknownTargetError

Change = Callable[[Derivation], Derivation]


@cache
def right() -> Derivation:
    return derive(Network((2, 2, 1)))


def without(target: str) -> Change:
    return lambda found: replace(found, results=tuple(each for each in found if each.target != target))


def changed(target: str, change: Callable[[Any], Result]) -> Change:
    return lambda found: replace(found, results=tuple(change(r) if r.target == target else r for r in found))


def last_line(**changes: Any) -> Callable[[Any], Result]:
    return lambda r: replace(r, lines=(*r.lines[:-1], replace(r.lines[-1], **changes)))


BROKEN: dict[str, tuple[Change, str]] = {
    "a lost sign": (
        changed("dW2", lambda r: last_line(expression=-r.value)(r)),
        r"line 6 of dW2 is not what the rule 'contraction' gives; line 6 of dW2 is wrong",
    ),
    "another network": (lambda d: replace(d, network=Network((2, 2, 1), "tanh", "mse")), "whose equation of a1 is an"),
    "other sizes": (lambda d: replace(d, network=Network((3, 2, 1))), "whose model is another one"),
    "another convention": (lambda d: replace(d, convention=Convention(samples="sum")), "whose equation of C is an"),
    "a result left out": (without("db1"), "^db1 is left out"),
    "a cited result left out": (without("delta2"), "^delta2 is left out"),
    "a citation of nothing": (changed("dW2", last_line(uses=("dW9",))), "line 6 of dW2 cites dW9"),
    "a list": (changed("dW1", lambda r: replace(r, lines=list(r.lines))), "dW1 are a list; lines are a tuple"),
    "no lines": (changed("dW1", lambda r: replace(r, lines=(1, 2))), "line 1 of dW1 is no expression"),
}
# what is not of its kind is refused when it is put in: fields of a result, of a line, of the derivation
OTHER_KINDS: dict[str, tuple[object, ...]] = {
    "target": (None, 5, (), []),
    "kind": (None, 5, (), []),
    "left": (None, 5, "x", ()),
    "variable": (5, "x", (), 0, Symbol("q")),
    "unfinished": (None, 5, "x", ()),
    "lines": (None, 5, "x", True),
}
OTHER_KINDS_OF_LINES: dict[str, tuple[object, ...]] = {
    "uses": (None, 5, True, "dW1", (3,)),
    "rule": (None, 5, ()),
    "stage": (None, 5, ()),
}
OTHER_KINDS_OF_DERIVATIONS: dict[str, tuple[object, ...]] = {
    "results": (None, 5, "x", (None,)),
    "model": (None, 5, "x"),
    "network": (5, "x", (2, 2, 1)),
    "convention": (None, 5, "mean"),
}
VERBS: tuple[Callable[[Derivation], object], ...] = (
    lambda d: d.check().require(),
    lambda d: d.compile(),
    lambda d: d.arrays,
    notes.to_latex,
    notes.to_markdown,
    # the program at the end of every document is of all results
    lambda d: notes.to_latex(d, ["dW2"]),
    lambda d: notes.to_latex(d, ["dW1"]),
)


@pytest.mark.parametrize("name", BROKEN)
def test_every_verb_refuses_what_does_not_check(name: str) -> None:
    change, sentence = BROKEN[name]
    broken = change(right())
    for verb in VERBS:
        with pytest.raises(RuleError, match=sentence):
            verb(broken)


def each(table: dict[str, tuple[object, ...]]) -> list[tuple[str, object]]:
    return [(field, given) for field, several in table.items() for given in several]


@pytest.mark.parametrize("name", BROKEN)
def test_a_notebook_says_what_does_not_check_instead_of_showing_it(name: str) -> None:
    change, words = BROKEN[name]
    shown = change(right())._repr_markdown_()
    assert shown.startswith("**This derivation does not check:** ")
    assert re.search(words.removeprefix("^"), shown)
    assert "$" not in shown
    assert right()._repr_markdown_().startswith("**2-2-1 network**")


def shown(result: Any) -> str:
    return str(result._repr_latex_())


def test_a_result_alone_says_that_its_derivation_does_not_check() -> None:
    wrong = BROKEN["a lost sign"][0](right())
    said = "line 6 of dW2 is not what the rule 'contraction' gives"
    for found in (wrong, pickle.loads(pickle.dumps(wrong))):
        assert f"\\text{{Not checked: {said}" in shown(found["dW2"])
    # the one that it was made from is as it was
    assert "checked" not in shown(right()["dW2"])


def test_a_result_that_was_changed_alone_says_that_nothing_checks_it() -> None:
    result = right()["dW2"]
    own = replace(result, lines=(*result.lines[:-1], replace(result.lines[-1], expression=-result.value)))
    assert r"\text{Not checked: part of no derivation}" in shown(own)


@pytest.mark.parametrize(("field", "given"), each(OTHER_KINDS))
def test_a_field_of_a_result_has_its_kind(field: str, given: object) -> None:
    with pytest.raises(SpecificationError, match=f"^{field}.* of (a )?result"):
        changed("da2", lambda r: replace(r, **{field: given}))(right())


@pytest.mark.parametrize(("field", "given"), each(OTHER_KINDS_OF_LINES))
def test_a_field_of_a_line_has_its_kind(field: str, given: object) -> None:
    with pytest.raises(SpecificationError, match=f"^{field} of a line of result 'da2'"):
        changed("da2", last_line(**{field: given}))(right())


@pytest.mark.parametrize(("field", "given"), each(OTHER_KINDS_OF_DERIVATIONS))
def test_a_field_of_a_derivation_has_its_kind(field: str, given: Any) -> None:
    with pytest.raises(SpecificationError, match=f"^{field.removesuffix('s')}s? .*; expected "):
        replace(right(), **{field: given})


def test_no_lines_are_refused_with_a_sentence() -> None:
    empty = changed("da2", lambda r: replace(r, lines=()))(right())
    assert [row.sentence for row in empty.check(["da2"]).failures] == ["da2 has no lines"]
    for verb in VERBS:
        with pytest.raises(RuleError, match=r"^da2 has no lines"):
            verb(empty)


def test_what_is_cited_and_not_there_fails_the_check_of_a_part() -> None:
    broken = without("delta2")(right())
    assert [row.sentence for row in broken.check(["dW2"]).failures] == ["delta2 is left out"]
    assert broken.check(["sigmoid'"]).ok


def test_a_layout_belongs_to_any_lines() -> None:
    turned = replace(right(), convention=Convention(layout="rows"))
    assert turned.check().ok
    assert turned.compile().source == right().compile().source


def test_lines_as_derived_are_compiled_without_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Derivation, "check", lambda *_, **__: pytest.fail("checked"))
    derive(Network((2, 1))).compile()


def test_a_rule_that_a_check_has_found_wrong_is_not_compiled() -> None:
    found = derive(Network((2, 1)))
    # neither a program that was made before nor a check with another seed, which passed, changes that
    found.compile()
    assert found.check(seed=1).ok
    report = found.check(seed=0)
    found.checked[0].report = replace(report, rows=(replace(report.rows[0], misstep="a planted one"),))
    for verb in VERBS[1:3]:
        with pytest.raises(RuleError, match="a planted one"):
            verb(found)


def test_no_targets_are_a_failure_with_a_sentence() -> None:
    report = right().check([])
    assert [row.sentence for row in report.failures] == ["there are no targets: nothing to check"]
    assert not report.ok


def test_a_report_says_where_it_is_wrong() -> None:
    assert repr(without("db1")(right()).check()).endswith("1 wrong: db1 is left out>")


def test_the_derivative_by_z_is_delta() -> None:
    with pytest.raises(UnknownTargetError, match=r"target 'dz1'; .*; did you mean 'delta1'"):
        right()["dz1"]


def test_results_and_reports_have_a_length_and_are_gone_through() -> None:
    result, report = right()["dW1"], right().check(["dW1"])
    assert (len(result), tuple(result)) == (len(result.lines), result.lines)
    assert (len(report), tuple(report)) == (len(report.rows), report.rows)
    assert result.at_depth() == result.at_depth("every")
