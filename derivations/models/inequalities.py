"""A solution of homogeneous inequalities in a few unknowns, or a sum of them that says 0 > 0.

Goes in: rows of coefficients, each ``row x > 0`` or ``row x >= 0``. Comes out: exact values, or what to multiply the
rows by. Must not know: what the unknowns mean.

Both are linear programs, one the other's dual (Farkas' lemma: A. Schrijver, Theory of Linear and Integer Programming,
section 7.3), for SymPy's exact simplex. They are posed so that 0 satisfies them: its search for a first point that does
may go round in circles (SymPy 1.14), and is not needed then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, lcm

from sympy import Matrix, Rational, eye, ones, zeros
from sympy.solvers.simplex import linprog


@dataclass(frozen=True)
class Constraint:
    """``coefficients x > 0``, or ``>= 0`` where it is not strict."""

    coefficients: tuple[Rational, ...]
    strict: bool


@dataclass(frozen=True)
class Contradiction:
    """Multipliers, none of them negative, with which the rows add up to 0 > 0."""

    multipliers: tuple[Rational, ...]


def solve(rows: Sequence[Constraint]) -> tuple[Rational, ...] | Contradiction:
    """Return values of the unknowns at which every row holds; if there are none, how the rows contradict each other."""
    left, strict = Matrix([row.coefficients for row in rows]), Matrix([int(row.strict) for row in rows])
    count, unknowns = left.shape
    # the largest sum of multipliers of strict rows: y A = 0, 0 <= y, and y below a bound, since any multiple will do
    bounds = Matrix.vstack(left.T, -left.T, ones(1, count))
    most, multipliers = linprog(-strict.T, bounds, Matrix.vstack(zeros(2 * unknowns, 1), ones(1, 1)))
    if most < 0:
        return Contradiction(_whole(multipliers))
    # the largest margins s of strict rows and t of others: both are 1, or there are no values with such a margin
    sides = Matrix.hstack(strict, ones(count, 1) - strict)
    # (s or t) - A x <= 0, where x is the difference of two vectors that are not negative
    bounds = Matrix.vstack(Matrix.hstack(-left, left, sides), Matrix.hstack(zeros(2, 2 * unknowns), eye(2)))
    _, found = linprog(Matrix([[0] * 2 * unknowns + [-1, -1]]), bounds, Matrix.vstack(zeros(count, 1), ones(2, 1)))
    return tuple(found[at] - found[unknowns + at] for at in range(unknowns))


def _whole(numbers: Sequence[Rational]) -> tuple[Rational, ...]:
    """Return numbers in the same proportion, whole and as small as they can be."""
    scale = lcm(*(Rational(number).q for number in numbers))
    whole = [int(number * scale) for number in numbers]
    return tuple(Rational(number, gcd(*whole)) for number in whole)
