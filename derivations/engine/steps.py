"""Whether a derivation has the lines that its rules give: each by its name, none left out, in their order.

Goes in: a derivation. Comes out: one sentence for every line or result that is not what the rules give.
Must not know: numbers. That a line is true says nothing here, and that it follows says nothing there: a rule itself
may be wrong.

The model says which results there must be, and the rules are applied again from each left side on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from derivations.engine.derivation import Line, Result, Results
from derivations.engine.effort import effort
from derivations.engine.expressions import Partial
from derivations.engine.local import local_derivative
from derivations.engine.reverse import derive_lemmas, differentiate, equations_of
from derivations.engine.rules import RULES
from derivations.engine.variables import is_entry, name_of
from derivations.errors import DerivationError

# Multiples of the effort that SymPy is given, for a line that more or less of it would have given. What can be hidden
# so is that a lemma that says it is unfinished ends before a line that takes more than an eighth of the effort.
OTHER_EFFORTS = (1 / 2, 1 / 4, 1 / 8, 4)


@dataclass(frozen=True)
class Misstep:
    """A result, by its position in the derivation (None: it is not there), a line of it, and what is wrong with it."""

    target: str
    number: int | None
    line: int
    sentence: str


def missteps(derivation: Results) -> tuple[Misstep, ...]:
    """Hold a derivation against what the rules give; nothing, if the two are the same."""
    expected = {result.target: result for result in _expect(derivation)}
    found = tuple(_found(derivation, expected))
    if found and any(each.unfinished for each in (*derivation.results, *expected.values())):
        # an attempt at its bound may have ended the other way there
        for multiple in OTHER_EFFORTS:
            with effort(multiple):
                if not tuple(_found(derivation, {result.target: result for result in _expect(derivation)})):
                    return ()
    return found


def _expect(derivation: Results) -> Sequence[Result]:
    arrows = [result for result in derivation.results if result.kind == "local"]
    if not arrows:
        return differentiate(derivation.model).results
    # arrows stand for themselves, beside the lemmas that they cite
    cited = {name for result in derivation.results for name in (result.target, *result.uses)}
    lemmas = derive_lemmas(derivation.model)
    known = Results(derivation.model, (*equations_of(derivation.model), *lemmas))
    standing = [lemma for lemma in lemmas if lemma.target in cited]
    return [*standing, *(found for each in arrows if (found := _arrow(each, known)) is not None)]


def _arrow(given: Result, known: Results) -> Result | None:
    if not isinstance(given.left, Partial) or not all(is_entry(each) for each in given.left.args):
        return None
    try:
        return local_derivative(known, *(name_of(each) for each in given.left.args))
    except DerivationError:
        return None


def _found(derivation: Results, expected: dict[str, Result]) -> Iterator[Misstep]:
    seen: dict[str, int] = {}
    for number, result in enumerate(derivation.results):
        target = result.target
        if target not in expected:
            yield Misstep(target, number, 0, f"{target} is no result of model {derivation.model.name!r}")
        elif target in seen:
            yield Misstep(target, number, 0, f"{target} stands here twice")
        else:
            seen[target] = number
            misstep = _in_result(result, expected[target])
            if misstep is not None:
                yield Misstep(target, number, *misstep)
    yield from (Misstep(target, None, 0, f"{target} is left out") for target in expected if target not in seen)
    yield from _out_of_order(seen, [target for target in expected if target in seen])


def _out_of_order(seen: dict[str, int], order: list[str]) -> Iterator[Misstep]:
    for before, target in pairwise(order):
        if seen[target] < seen[before]:
            yield Misstep(target, seen[target], 0, f"{target} stands before {before}, which comes first")


def _in_result(given: Result, right: Result) -> tuple[int, str] | None:
    """Return the first line that is not what the rules give, and what is wrong with it."""
    target = right.target
    for what, one, other in (
        ("is of kind", given.kind, right.kind),
        ("has the left side", given.left, right.left),
        ("is about the variable", *(each and each.name for each in (given.variable, right.variable))),
    ):
        if one != other:
            return 0, f"{target} {what} {one}, where the rules say {other}"
    if not given.lines:
        return 0, f"{target} has no lines"
    if not isinstance(given.lines, tuple):
        return 0, f"the lines of {target} are a {type(given.lines).__name__}; lines are a tuple"
    for at, line in enumerate(given.lines):
        where = f"line {at + 1} of {target}"
        if given.expressions[at] is None:
            return at, f"{where} is no expression"
        if not isinstance(line.rule, str) or line.rule not in RULES:
            return at, f"{where} names the rule {line.rule!r}, which there is not"
        if at == len(right.lines):
            return at, f"{where} comes after the last one: no rule has anything left to do"
        if _said(line) != _said(right.lines[at]):
            return at, f"{where} {_difference(line, at, given, right)}"
    if len(given.lines) < len(right.lines):
        rule = right.lines[len(given.lines)].rule
        return len(given.lines) - 1, f"{target} ends too early: after line {len(given.lines)} comes the rule {rule!r}"
    if given.unfinished != right.unfinished:
        return 0, f"{target} is said to be {'un' * given.unfinished}finished, and is not"
    return None


def _said(line: Line) -> tuple[object, ...]:
    # field by field: a line that shows itself in a notebook is of another class
    return line.expression, line.rule, line.uses, line.stage


def _difference(line: Line, at: int, given: Result, right: Result) -> str:
    wanted = right.lines[at]
    if line.expression == wanted.expression:
        if line.rule != wanted.rule:
            return f"names the rule {line.rule!r}; what leads to it is the rule {wanted.rule!r}"
        if line.uses != wanted.uses:
            return f"cites {_list(line.uses)}; what it makes use of is {_list(wanted.uses)}"
        return f"has the stage {line.stage!r}; that of its rule is {wanted.stage!r}"
    if line.expression == (given.left if at == 0 else given.expressions[at - 1]):
        return "says the same as the one before it"
    if any(line.expression == each.expression for each in right.lines[at + 1 :]):
        return f"comes too early: the rule {wanted.rule!r} is left out before it"
    if any(line.expression == each.expression for each in right.lines[:at]):
        return f"comes too late: after the line before it comes the rule {wanted.rule!r}"
    if line.rule != wanted.rule:
        return (
            f"names the rule {line.rule!r}, where the rule {wanted.rule!r} comes next, and is not what that one gives"
        )
    return f"is not what the rule {line.rule!r} gives"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(str, names)) or "nothing"
