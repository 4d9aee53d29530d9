"""Every line of a derivation against the line before it: numbers to 50 digits, a proof, and the rule beside it.

Goes in: a derivation. Comes out: a report with one row per line. A row that is not ok is an error in a rule, or in
whatever changed a line afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite

from derivations.engine.comparison import Finding, SharedWork, findings
from derivations.engine.cut import cut_of, key_of
from derivations.engine.derivation import Line, Result, Results
from derivations.engine.hidden_kinks import check_kinks
from derivations.engine.numbers import DIGITS
from derivations.engine.precision import one_thread_at_a_time
from derivations.engine.steps import Misstep, missteps
from derivations.engine.tie import difference_of_the_whole
from derivations.errors import RuleError
from derivations.notebook import Row, rows_table

SEEDS = 10**6


@dataclass(frozen=True, repr=False)
class LineCheck(Row):
    """What was found when one line was held against the line before it (the first: against the left side).

    ``line`` counts from 0, as ``result.lines`` does; the sentence, and the table of a notebook, count from 1.
    ``difference`` is the largest relative difference at the points, infinite where the line has no value but should
    have one; ``proved`` says whether the two were also shown to be equal wherever both have a value, with 2 terms in
    every sum over an index; ``misstep`` says in a sentence what is wrong with the line beside its value: it is not what
    the rule that it names gives from the line before, lines are left out, a result is not there. A line that is
    ``given`` is an equation of the model: it was not derived, so that there is nothing to prove. ``convention`` says
    where the last line of a lemma, or of what the cost reads, is no derivative but a choice, although there is one: at
    0 of max(z, 0) + min(z, 0), which is z.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> row = derive(Network((2, 1))).check(["db1"]).rows[0]
    >>> row.target, row.line, row.ok
    ('db1', 0, True)
    """

    target: str
    line: int
    rule: str
    difference: float
    points: int
    proved: bool
    given: bool = False
    misstep: str = ""
    convention: str = ""

    def __repr__(self) -> str:
        right = "right" if self.ok else "wrong"
        return f"<LineCheck line {self.line + 1} of {self.target} by {self.rule!r}: {right}>"

    @property
    def cells(self) -> dict[str, object]:
        """What a notebook shows of the row; a line that is right without a proof was compared, and did not fail."""
        proved = "given" if self.given else "to 50 digits" if self.ok and not self.proved else self.proved
        return {
            "result": self.target,
            "line": self.line + 1,
            "rule": self.rule,
            "relative difference": f"{self.difference:.1e}",
            "proved": proved,
            "right": self.ok,
        }

    @property
    def ok(self) -> bool:
        """Whether the two agree to 50 digits at every point, and the line is what its rule gives."""
        return self.agrees and not self.misstep

    @property
    def agrees(self) -> bool:
        """Whether the two agree to 50 digits at every point."""
        return self.difference <= 10.0**-DIGITS

    @property
    def sentence(self) -> str:
        """What is wrong with the line, and where; nothing, if it is right."""
        if self.ok or self.agrees or not self.rule or not self.points:
            return self.misstep
        changed = (
            f"changed the value (relative difference {self.difference:.1e})"
            if isfinite(self.difference)
            else "leads to what has no value: an index outside of its array, or a function where it is not defined"
        )
        wrong = f"line {self.line + 1} of {self.target} is wrong: the rule {self.rule!r} {changed}"
        return f"{self.misstep}; {wrong}" if self.misstep else wrong


@dataclass(frozen=True, repr=False)
class CheckReport:
    """One row per line, in the order of the derivation; a result that is not there has a row of its own at the end.

    ``seed`` repeats it: ``check(derivation, seed=report.seed)``. ``whole`` is the relative difference between a
    difference quotient of the cost, everything moved at once, and the sum of all derived gradients times the same
    movement; None, where only some results were looked at.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> report = derive(Network((2, 1))).check(["db1"])
    >>> report.ok, report.failures
    (True, ())
    """

    rows: tuple[LineCheck, ...]
    seed: int = 0
    whole: float | None = None

    def __repr__(self) -> str:
        first = f": {self.failures[0].sentence}" if self.failures else ""
        return f"<CheckReport: {self.summary}{first}>"

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def __iter__(self) -> Iterator[LineCheck]:
        """Go through the rows."""
        return iter(self.rows)

    def _repr_markdown_(self) -> str:
        wrong = [*(row.sentence for row in self.failures), *(row.convention for row in self.rows if row.convention)]
        rows = [rows_table(self.rows, most=len(self.rows))] if self.rows else []
        return "\n\n".join((f"**{self.summary}**", *wrong, *rows))

    @property
    def summary(self) -> str:
        """How many lines were checked, and what was found, in one sentence."""
        proved, given = (sum(getattr(row, what) for row in self.rows) for what in ("proved", "given"))
        found = "all right" if self.ok else f"{len(self.failures)} wrong" if self.failures else "not right as a whole"
        chosen = next((row.convention for row in self.rows if row.convention), "")
        found += f", but {chosen}" * bool(self.ok and chosen)
        return f"{len(self.rows)} lines, {proved} proved, {given} given; {found}"

    @property
    def ok(self) -> bool:
        """Whether there are lines, and each of them is right."""
        return bool(self.rows) and not self.failures and (self.whole or 0) <= 10.0**-DIGITS

    @property
    def failures(self) -> tuple[LineCheck, ...]:
        """The rows that are not right."""
        return tuple(row for row in self.rows if not row.ok)

    @cached_property
    def by_line(self) -> dict[tuple[str, int], LineCheck]:
        """Each row by its target and the number of its line, from 0."""
        return {(row.target, row.line): row for row in self.rows}

    def require(self) -> CheckReport:
        """Return the report itself.

        Raises
        ------
        RuleError
            If a line failed; the message says where, and how to repeat the check.
        """
        again = f"; repeat it with check(seed={self.seed})"
        if self.failures:
            raise RuleError(self.failures[0].sentence + again)
        if not self.ok:
            what = "all gradients together are not the derivative of the cost" if self.rows else "there are no lines"
            raise RuleError(f"{what}{again}")
        return self


@one_thread_at_a_time
def check(derivation: Results, targets: Iterable[str] | None = None, *, seed: int | None = None) -> CheckReport:
    """Check the results with these targets, or all of them; what was found is kept with the derivation.

    ``targets``: iterable of str, optional; ``seed``: seeds the random values and sizes; without one, it is another at
    every first check of a derivation, and the report says which. Raises an UnknownTargetError if the derivation holds
    no result with one of the targets.
    """
    wanted = None if targets is None else tuple(dict.fromkeys(derivation[target].target for target in targets))
    if seed is None:
        seed = next(iter(derivation.checked)) if derivation.checked else new_seed()
    kept: Findings = derivation.checked.setdefault(seed, Findings())
    if wanted is not None:
        rows = [row for target in wanted for row in kept.rows(derivation, seed, target)]
        cited = {each for target in wanted for each in derivation[target].uses}
        rows += (
            _not_there(derivation, kept, cited) if wanted else [_no_line("", "there are no targets: nothing to check")]
        )
        return CheckReport(tuple(rows), seed)
    if kept.report is None:
        kept.report = _whole_report(derivation, seed, kept)
    return kept.report


def _whole_report(derivation: Results, seed: int, kept: Findings) -> CheckReport:
    rows = [
        row
        for target in dict.fromkeys(r.target for r in derivation.results)
        for row in kept.rows(derivation, seed, target)
    ]
    rows += _not_there(derivation, kept)
    whole = None
    if all(row.ok for row in rows) and any(result.kind == "gradient" for result in derivation.results):
        whole = difference_of_the_whole(derivation, seed, kept.shared(derivation).smallest_size)
    return CheckReport(tuple(rows), seed, whole)


def _not_there(derivation: Results, kept: Findings, cited: Container[str] | None = None) -> Iterator[LineCheck]:
    """Give a row for every result, or every one that is cited, that is left out, and one for what does not belong."""
    for each in kept.missteps(derivation):
        if each.number is None and (cited is None or each.target in cited):
            yield _no_line(each.target, each.sentence)
    if derivation.misfit:
        yield _no_line("model", derivation.misfit)


def new_seed() -> int:
    """Draw a seed that is short enough to be read out."""
    return secrets.randbelow(SEEDS)


class Findings:
    """What was found so far about one derivation with one seed."""

    def __init__(self) -> None:
        self.report: CheckReport | None = None
        self._missteps: tuple[Misstep, ...] | None = None
        self._findings: dict[Hashable, tuple[Finding, ...]] = {}
        self._rows: dict[str, tuple[LineCheck, ...]] = {}
        self._shared: SharedWork | None = None

    def missteps(self, derivation: Results) -> tuple[Misstep, ...]:
        """Return what is not as the rules give it."""
        if self._missteps is None:
            self._missteps = missteps(derivation)
        return self._missteps

    def rows(self, derivation: Results, seed: int, target: str) -> tuple[LineCheck, ...]:
        """Return the rows of every result with this target."""
        if target not in self._rows:
            numbered = [(n, result) for n, result in enumerate(derivation.results) if result.target == target]
            self._rows[target] = tuple(row for each in numbered for row in self._of_result(derivation, seed, *each))
        return self._rows[target]

    def _of_result(self, derivation: Results, seed: int, number: int, result: Result) -> Iterator[LineCheck]:
        wrong = {each.line: each.sentence for each in self.missteps(derivation) if each.number == number}
        if not isinstance(result.lines, tuple) or not result.lines:
            yield _no_line(result.target, wrong.get(0, f"{result.target} has no lines"))
            return
        last, kinks = len(result.lines) - 1, check_kinks(result, derivation.model)
        if kinks.wrong is not None:
            wrong.setdefault(*kinks.wrong)
        for at, (line, found) in enumerate(zip(result.lines, self._found(derivation, seed, result), strict=True)):
            row = LineCheck(
                target=result.target,
                line=at,
                rule=line.rule if isinstance(line, Line) else "",
                difference=found.difference,
                points=found.points,
                proved=False,
                given=result.kind == "forward" and at == 0,
                misstep=wrong.get(at, ""),
                convention=found.convention or (kinks.hidden if at == last and found.agrees else ""),
            )
            yield replace(row, proved=found.proved and row.ok)

    def shared(self, derivation: Results) -> SharedWork:
        """Return what the results of the derivation share."""
        self._shared = self._shared or SharedWork(derivation.model)
        return self._shared

    def _found(self, derivation: Results, seed: int, result: Result) -> tuple[Finding, ...]:
        cut = cut_of(result, derivation.model)
        # the same line of another layer has the same numbers: it is computed once
        key = key_of(result, cut, derivation.model)
        if key not in self._findings:
            self._findings[key] = findings(result, derivation, cut, seed, self.shared(derivation))
        return self._findings[key]


def _no_line(target: str, sentence: str) -> LineCheck:
    return LineCheck(target, 0, "", float("inf"), 0, proved=False, misstep=sentence)
