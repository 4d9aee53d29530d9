"""What the lines of one result come to, each beside the line before it.

Goes in: a result and the part of the model that it speaks of. Comes out: one finding per line.
Must not know: rules.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mpmath import mp, mpf
from sympy import Expr

from derivations.engine.cut import Cut, expression_of
from derivations.engine.derivation import Derivation, Result
from derivations.engine.elementary import is_real
from derivations.engine.model import Model
from derivations.engine.numbers import (
    DIGITS,
    FINER,
    NO_VALUE,
    SMALLEST,
    WORKING_DIGITS,
    Point,
    sizes_at_points,
)
from derivations.engine.proof import Prover
from derivations.engine.sites import Sites
from derivations.engine.values import Places

POINTS = 3
# Where nothing is an array, every number needs a point of its own to lie below -1, above 1, and between, and several to
# lie there beside others.
SCALAR_POINTS = 12
# Of a large array so many entries are looked at: more at the first point than at the others, which are there for sizes.
ENTRIES = (4, 2)

Values = Callable[[Expr], list[mpf | None]]


@dataclass(frozen=True)
class Finding:
    """The largest relative difference of a line to the line before it, at how many points, and whether it is proved."""

    difference: float
    points: int
    proved: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the two agree to 50 digits."""
        return self.difference <= 10.0**-DIGITS


def findings(result: Result, derivation: Derivation, cut: Cut, seed: int, vanished: set[Expr]) -> tuple[Finding, ...]:
    """Hold every line of a result against the line before it, by numbers, and by a proof where those agree.

    What is only a matter of digits agrees when there are more of them; a wrong line stays wrong. ``vanished`` is what
    was proved to be zero for other results.

    Raises
    ------
    RuleError
        If no point is found where the equations of the cut have values.
    """
    if _is_equation(result, derivation.model):
        return (Finding(0.0, POINTS),)
    for finer in (1, FINER):
        found = tuple(_differences(result, *_values(result, derivation.model, cut, seed, finer)))
        if all(finding.agrees for finding in found):
            break
    prover = Prover(derivation, frozenset(equation.target.name for equation in cut.equations), vanished)
    return tuple(
        replace(finding, proved=finding.agrees and prover.proved_line(result, at)) for at, finding in enumerate(found)
    )


def _is_equation(result: Result, model: Model) -> bool:
    """Tell whether a result says nothing but an equation of the model, which its left side is computed by."""
    equation = model.equation_of.get(result.target)
    if result.kind != "forward" or equation is None or result.left != equation.target.at() or len(result.lines) != 1:
        return False
    return bool(expression_of(result.lines[0]) == equation.expression)


def _values(result: Result, model: Model, cut: Cut, seed: int, finer: int) -> tuple[Values, int]:
    """Return what evaluates an expression everywhere, and at how many points that is."""
    rng = random.Random(seed)
    if result.variable is None:
        sites = Sites(result, model, rng, finer=finer)
        return sites.values, len(sites.numbers)
    left: dict[str, list[int]] = {}
    numbers = sizes_at_points(cut.sizes, POINTS if cut.sizes else SCALAR_POINTS, rng)
    points = [Point(model, each, rng, finer=finer, cut=cut, left=left) for each in numbers]
    entries = [
        (point, places)
        for number, point in enumerate(points)
        for places in _entries(result, point, ENTRIES[min(number, 1)], rng)
    ]
    indices = result.variable.indices

    def values(expression: Expr) -> list[mpf | None]:
        return [_value(expression, point, dict(zip(indices, places, strict=True))) for point, places in entries]

    return values, len(points)


def _entries(result: Result, point: Point, most: int, rng: random.Random) -> list[Places]:
    assert result.variable is not None
    everywhere = list(point.places(result.variable))
    return everywhere if len(everywhere) <= most else rng.sample(everywhere, most)


def _value(expression: Expr, point: Point, at: dict[Expr, int]) -> mpf:
    try:
        return point.value(expression, at)
    except NO_VALUE:
        # what asks for an element that is not there, such as W[k,j] for W[j,k], is not a number at all
        return mp.nan


def _differences(result: Result, values: Values, points: int) -> Iterator[Finding]:
    before = values(result.left)
    for line in result.lines:
        expression = expression_of(line)
        if expression is None:
            yield Finding(float("inf"), points)
            continue
        found = values(expression)
        compared = [_difference(*pair) for pair in zip(before, found, strict=True) if None not in pair]
        yield Finding(max(compared, default=float("inf")), points)
        # a line that has no value where it should have one is wrong; the next one is held against the last that has
        before = [
            old if now is not None and not mp.isfinite(now) else now for old, now in zip(before, found, strict=True)
        ]


def _difference(before: mpf, after: mpf) -> float:
    with mp.workdps(WORKING_DIGITS):
        if not (mp.isfinite(before) and mp.isfinite(after)) or is_real(before) != is_real(after):
            return float("inf")
        return float(abs(before - after) / max(abs(before), abs(after), SMALLEST))
