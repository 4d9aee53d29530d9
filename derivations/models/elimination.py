"""A solution of inequalities in a few unknowns, or a sum of them that says 0 > 0.

Goes in: rows of coefficients. Comes out: exact values, or the row that no values satisfy, with the multipliers that
made it. Must not know: what the unknowns mean.

Fourier and Motzkin's elimination (A. Schrijver, Theory of Linear and Integer Programming, section 12.2) adds
inequalities, multiplied by positive numbers, until no unknown is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Rational

from derivations.errors import SpecificationError

# Elimination may square the number of inequalities; what a page shows stays far below.
MOST_INEQUALITIES = 20_000


@dataclass(frozen=True)
class Row:
    """An inequality as the coefficients of its unknowns, with the multipliers that made it from the first ones."""

    coefficients: tuple[Rational, ...]
    strict: bool
    multipliers: tuple[Rational, ...]

    @property
    def impossible(self) -> bool:
        """Whether it says 0 > 0."""
        return self.strict and not any(self.coefficients)

    @property
    def used(self) -> int:
        """How many of the first rows it is made of."""
        return sum(1 for multiplier in self.multipliers if multiplier)

    def plus(self, other: Row, at: int) -> Row:
        """Add so much of another row, whose unknown has the opposite sign, that the unknown cancels."""
        mine, yours = abs(other.coefficients[at]), abs(self.coefficients[at])
        return Row(
            tuple(mine * a + yours * b for a, b in zip(self.coefficients, other.coefficients, strict=True)),
            self.strict or other.strict,
            tuple(mine * a + yours * b for a, b in zip(self.multipliers, other.multipliers, strict=True)),
        )


def solved(rows: Sequence[Row]) -> tuple[Rational, ...] | Row:
    """Return values of the unknowns at which every row holds; if there are none, the row that says 0 > 0.

    Raises
    ------
    SpecificationError
        If there are too many rows for this method.
    """
    unknowns = len(rows[0].coefficients)
    levels = [list(rows)]
    for at in range(unknowns):
        levels.append(_eliminated(levels[-1], at))
        if contradiction := next((row for row in levels[-1] if row.impossible), None):
            return contradiction
    values: list[Rational] = [Rational(0)] * unknowns
    for at in range(unknowns - 1, -1, -1):
        values[at] = _between(levels[at], at, values)
    return tuple(values)


def _eliminated(rows: list[Row], at: int) -> list[Row]:
    """Return what follows about the other unknowns: every lower bound of this one beside every upper bound."""
    above = [row for row in rows if row.coefficients[at] > 0]
    below = [row for row in rows if row.coefficients[at] < 0]
    kept = [row for row in rows if row.coefficients[at] == 0]
    if len(kept) + len(above) * len(below) > MOST_INEQUALITIES:
        raise SpecificationError(
            f"{len(rows[0].multipliers)} samples lead to more than {MOST_INEQUALITIES} inequalities; give fewer"
        )
    # a row of more than at + 2 of the first ones follows from others (S. N. Chernikov; Schrijver, section 12.2)
    sums = [row for first in above for second in below if (row := first.plus(second, at)).used <= at + 2]
    # and with it two rows are the same only if their multipliers are: nothing else is left out, or both could be
    return list({_direction(row.multipliers): row for row in (*kept, *sums)}.values())


def _direction(multipliers: tuple[Rational, ...]) -> tuple[Rational, ...]:
    """Return multipliers up to a positive factor."""
    size = next(multiplier for multiplier in multipliers if multiplier)
    return tuple(multiplier / size for multiplier in multipliers)


def _between(rows: list[Row], at: int, values: list[Rational]) -> Rational:
    """Choose a value that keeps to the bounds that rows give, where the unknowns after this one have values."""
    lower: list[Rational] = []
    upper: list[Rational] = []
    for row in rows:
        own = row.coefficients[at]
        if own:
            rest = sum((c * v for c, v in zip(row.coefficients[at + 1 :], values[at + 1 :], strict=True)), Rational(0))
            (lower if own > 0 else upper).append(-rest / own)
    if lower and upper:
        return (max(lower) + min(upper)) / 2
    if lower:
        return max(lower) + 1
    return min(upper) - 1 if upper else Rational(0)
