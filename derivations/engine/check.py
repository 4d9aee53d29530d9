"""Every line of a derivation against the line before it: numbers to 50 digits, and a proof where one succeeds.

Goes in: a derivation. Comes out: a report with one row per line. A row that is not ok is an error in a rule.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from mpmath import mp, mpf
from sympy import Expr, Symbol

from derivations.engine.derivation import Derivation, Result
from derivations.engine.elementary import is_real
from derivations.engine.model import DefinedFunction
from derivations.engine.numbers import DIGITS, FINER, NO_VALUE, WORKING_DIGITS, Point
from derivations.engine.proof import SIZE, Prover
from derivations.errors import RuleError
from derivations.notebook import table

# A value is known to about 80 digits after the point (see numbers): one that should be 0 is held against this.
SMALLEST = 10.0**-20

# Where the lines of a lemma are evaluated: a lemma is about one letter, not about the arrays of a point.
LEMMA_VALUES = (mpf(-17) / 13, mpf(5) / 7, mpf(31) / 11)
# No value is taken where the slope is so steep that a difference quotient loses its digits.
STEEPEST = 10.0**6
# Where its function has no real value there, others are tried, near to 0 and far from it: log z, sqrt(z - 9).
FURTHER_VALUES = tuple(
    sign * mpf(17) / 13 * mpf(3) ** power / 2 for power in (0, 1, -1, 2, -2, 3, -4, 5) for sign in (1, -1)
)


@dataclass(frozen=True)
class LineCheck:
    """What was found when one line was held against the line before it (the first: against the left side).

    ``difference`` is the largest relative difference at any place of any point, infinite where one of the two
    has no value; ``proved`` says whether SymPy also showed the two equal for all values, with 2 terms in every
    sum over a letter. A line that is ``given`` is an equation of the model: it was not derived, so that there is
    nothing to prove.

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

    @property
    def ok(self) -> bool:
        """Whether the two agree to 50 digits at every point."""
        return self.difference <= 10.0**-DIGITS


@dataclass(frozen=True, repr=False)
class CheckReport:
    """One row per line, in the order of the derivation.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> report = derive(Network((2, 1))).check(["db1"])
    >>> report.ok, report.failures
    (True, ())
    """

    rows: tuple[LineCheck, ...]

    def __repr__(self) -> str:
        return f"<CheckReport: {self.summary}>"

    def _repr_markdown_(self) -> str:
        head = ("result", "line", "rule", "relative difference", "proved", "right")
        rows = (
            (
                row.target,
                row.line + 1,
                row.rule,
                f"{row.difference:.1e}",
                _yes(row.proved),
                _yes(row.ok),
            )
            for row in self.rows
        )
        return f"**{self.summary}**\n\n{table(head, rows)}"

    @property
    def summary(self) -> str:
        """How many lines were checked, and what was found, in one sentence."""
        proved, given = (sum(getattr(row, what) for row in self.rows) for what in ("proved", "given"))
        wrong = f"; {len(self.failures)} wrong" if self.failures else ""
        return f"{len(self.rows)} lines, {proved} proved, {given} given{wrong or '; all right' if self.rows else ''}"

    @property
    def ok(self) -> bool:
        """Whether every line agrees with the line before it."""
        return not self.failures

    @property
    def failures(self) -> tuple[LineCheck, ...]:
        """The rows that do not agree."""
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
            If a line failed; the message names the first one and its rule.
        """
        if self.failures:
            row = self.failures[0]
            raise RuleError(
                f"line {row.line + 1} of {row.target} is wrong: the rule {row.rule!r} changed the value "
                f"(relative difference {row.difference:.1e})"
            )
        return self


def _yes(found: bool) -> str:
    return "yes" if found else "no"


def check(derivation: Derivation, targets: Iterable[str] | None = None, *, seed: int = 0) -> CheckReport:
    """Check the results with these targets, or all of them, at two random points.

    Parameters
    ----------
    derivation : Derivation
    targets : iterable of str, optional
    seed : int
        Seeds the random rational values.

    Raises
    ------
    UnknownTargetError
        If the derivation holds no result with one of the targets.
    """
    chosen = [derivation[target] for target in (derivation.by_target if targets is None else targets)]
    points, prover = _points(derivation, seed), Prover(derivation)
    rows = {result.target: _rows(result, points, prover) for result in chosen}
    if not all(row.ok for found in rows.values() for row in found):
        # what is only a matter of digits agrees when there are more of them; a wrong line stays wrong
        points = _points(derivation, seed, finer=FINER)
        for result in chosen:
            if not all(row.ok for row in rows[result.target]):
                rows[result.target] = _rows(result, points, prover)
    return CheckReport(tuple(row for result in chosen for row in rows[result.target]))


def _points(derivation: Derivation, seed: int, *, finer: int = 1) -> tuple[Point, ...]:
    rng, sizes = random.Random(seed), two_sizes(derivation.model.sizes)
    return tuple(Point(derivation.model, each, rng, finer=finer) for each in sizes)


def two_sizes(symbols: Sequence[Symbol]) -> tuple[dict[Symbol, int], dict[Symbol, int]]:
    """Give every size a number at each of two points, from 2 up: no size keeps its number, and no two sizes are
    equal at both, so that 1/n in place of 1/m shows, and 1/2 in place of either.
    """
    largest = 3
    while (largest - 1) * (largest - 2) < len(symbols):
        largest += 1
    pairs = sorted(itertools.permutations(range(2, largest + 1), 2), key=sum)
    first, second = ({size: pair[at] for size, pair in zip(symbols, pairs, strict=False)} for at in (0, 1))
    return first, second


def _rows(result: Result, points: tuple[Point, ...], prover: Prover) -> list[LineCheck]:
    rows = []
    before = result.left
    numbers = [_numbers(before, result, point) for point in points]
    for at, line in enumerate(result.lines):
        found = [_numbers(line.expression, result, point) for point in points]
        rows.append(
            LineCheck(
                target=result.target,
                line=at,
                rule=line.rule,
                difference=max(_difference(*pair) for pair in zip(_flat(numbers), _flat(found), strict=True)),
                points=len(points) if result.variable is not None else len(numbers[0]),
                proved=_proved(before, line.expression, result, prover),
                given=result.kind == "forward" and at == 0,
            )
        )
        before, numbers = line.expression, found
    return rows


def _numbers(expression: Expr, result: Result, point: Point) -> list[mpf]:
    """Return the values of a line at every place of its result; of a lemma, at three values of its letter.

    What asks for an element that is not there, such as W[k,j] for W[j,k], is not a number at all.
    """
    if result.variable is None:
        values = _lemma_values(result.left, point)
        return [_number(expression, point, {}, dict.fromkeys(_letters(result.left), value)) for value in values]
    indices = result.variable.indices
    return [
        _number(expression, point, dict(zip(indices, places, strict=True)), {})
        for places in point.places(result.variable)
    ]


def _number(expression: Expr, point: Point, at: dict[Symbol, int], letters: dict[str, mpf]) -> mpf:
    try:
        return point.value(expression, at, letters)
    except NO_VALUE:
        return mp.nan


def _lemma_values(left: Expr, point: Point) -> tuple[mpf, ...]:
    """Return three values at which the function and its slope are real; fewer if so few are found, but not none."""
    letters = _letters(left)
    found = []
    for value in (*LEMMA_VALUES, *FURTHER_VALUES):
        slope = _number(left, point, {}, dict.fromkeys(letters, value))
        if is_real(slope) and abs(slope) < STEEPEST:
            found.append(value)
        if len(found) == len(LEMMA_VALUES):
            break
    return tuple(found) or LEMMA_VALUES


def _letters(left: Expr) -> list[str]:
    return [letter.name for letter in left.free_symbols] if isinstance(left, DefinedFunction) else []


def _proved(before: Expr, after: Expr, result: Result, prover: Prover) -> bool:
    if result.variable is not None and before == result.left:
        # a name so far: what the model itself says, or a gradient, whose own value would prove anything
        return False
    indices = () if result.variable is None else result.variable.indices
    # every place, not only the first: a[1] is a[j] where j is 1, and what stands beside [j = k] shows where it is 0
    places = itertools.product(range(1, SIZE + 1), repeat=len(indices))
    return prover.proved(before, after, (dict(zip(indices, at, strict=True)) for at in places))


def _difference(first: mpf, second: mpf) -> float:
    with mp.workdps(WORKING_DIGITS):
        if not (mp.isfinite(first) and mp.isfinite(second)):
            return float("inf")
        return float(abs(first - second) / max(abs(first), abs(second), SMALLEST))


def _flat(lists: list[list[mpf]]) -> list[mpf]:
    return [number for numbers in lists for number in numbers]
