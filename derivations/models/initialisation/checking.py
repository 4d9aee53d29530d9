"""The variance argument, line against line, on distributions that are small enough to be exact.

Goes in: results of the argument. Comes out: one row per line, as of any derivation. Must not use: the rules of the
argument; expectations are sums over outcomes here, and the integral is Simpson's rule, exact for cubics.

n_1 and n_2 differ, so that one cannot stand for the other unnoticed; only what layer 2, unit 1 touches is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from sympy import Expr, Integral, Rational, Symbol

from derivations.engine.check import LineCheck
from derivations.engine.derivation import Result
from derivations.errors import RuleError
from derivations.models.initialisation.exact import Block, Exact, Outcomes, combine, equally_likely, two_valued
from derivations.models.initialisation.expectation import Variance

# A name that is computed, its indices, and its equation.
Computed = tuple[tuple[str, tuple[Symbol, ...], Expr], ...]

SIZES = {"n_1": 2, "n_2": 3, "m": 1}
AT = {"j": 1, "s": 1}
ROW, COLUMN = [(1, 1), (1, 2)], [(1, 1), (2, 1), (3, 1)]
# Each unit takes the values 1, 2, 3 and their negatives; the units are far from independent of each other.
PAIRS = [(1, 2), (2, 1), (3, 3), (-1, -2), (-2, -1), (-3, -3)]
TRIPLES = [(1, 2, 4), (2, 4, 1), (4, 1, 2), (-1, -2, -4), (-2, -4, -1), (-4, -1, -2)]
BIAS: Block = ((Fraction(1), {("b2", (1,)): Fraction(0)}),)
# of the weights, where no condition says it
VARIANCE = Fraction(2)
BACKWARD = ("delta", "derivative^2", "backward")
# half the width of a uniform distribution
HALF = Rational(7, 5)


def check_results(
    wanted: Iterable[Result],
    results: Mapping[str, Result],
    activation: str,
    computed: Computed,
) -> tuple[LineCheck, ...]:
    """Check lines of the argument against the line before; ``computed``: what z2 and delta1 are."""
    rows: list[LineCheck] = []
    for result in wanted:
        target = result.target
        values = _values(target, result, results, activation, computed)
        for at, (line, before, after) in enumerate(zip(result.lines, values, values[1:], strict=False)):
            same = after is not None and before == after
            rows.append(LineCheck(target, at, line.rule, 0.0 if same else float("inf"), points=1, proved=False))
    return tuple(rows)


def _values(
    target: str,
    result: Result,
    results: Mapping[str, Result],
    activation: str,
    computed: Computed,
) -> list[Fraction | Expr | None]:
    expressions = [result.left, *(line.expression for line in result.lines)]
    if target == "uniform":
        return [_of_uniform(each) for each in expressions]
    if target.startswith("bound "):
        wanted = _insert_sizes(results[target.removeprefix("bound ")].value)
        # the half-width has the variance that was asked for; squares, so that no root is rounded
        return [3 * wanted, *(_square(each, wanted) for each in expressions[1:])]
    condition = target in ("forward", "backward", "both")
    value = _insert_sizes(result.value) if condition else None
    variance = (
        VARIANCE
        if value is None or not (value.is_Rational and value.is_positive)
        else Fraction(int(value.p), int(value.q))
    )
    by = _evaluator(target in BACKWARD, activation, variance, computed)
    return [_exact(each, by) for each in expressions]


@lru_cache(maxsize=8)  # it remembers what each line came to: a second check takes 1 ms, not 500
def _evaluator(backward: bool, activation: str, variance: Fraction, computed: Computed) -> Exact:
    named = {name: (indices, expression) for name, indices, expression in computed}
    return Exact(SIZES, _outcomes(backward, activation, variance), named, AT)


def _outcomes(backward: bool, activation: str, variance: Fraction) -> Outcomes:
    if backward:
        deltas = equally_likely("delta2", COLUMN, TRIPLES)
        return combine(*_weights(COLUMN, variance), deltas, _z())
    return combine(*_weights(ROW, variance), _with_a(_z(), activation), BIAS)


def _weights(positions: Iterable[tuple[int, int]], variance: Fraction) -> list[Block]:
    return [two_valued("W2", position, variance) for position in positions]


def _z(values: Sequence[Sequence[int]] = PAIRS) -> Block:
    return equally_likely("z1", [(1, 1), (2, 1)], values)


def _with_a(block: Block, activation: str) -> Block:
    """Add a = f(z) beside each z."""

    def f(z: Fraction) -> Fraction:
        return z if activation == "identity" else max(z, Fraction(0))

    return tuple((p, {**part, **{("a1", at): f(z) for (_, at), z in part.items()}}) for p, part in block)


def _exact(expression: Expr, by: Exact) -> Fraction | None:
    """Return the value of a line; None of one that asks for an entry that is not there, or has no value."""
    try:
        return by.value(expression)
    except (KeyError, ValueError, ZeroDivisionError, RuleError):
        return None


def _of_uniform(expression: Expr) -> Expr | None:
    """Return what a line says of a number that is uniform between -r and r."""
    if isinstance(expression, Variance):
        return _simpson(expression.inside**2 / (2 * HALF), expression.inside)
    written = expression.xreplace({each: HALF for each in expression.free_symbols if each.name == "r"})
    integrals = {each: _simpson(each.function, each.variables[0]) for each in written.atoms(Integral)}
    found = written.xreplace(integrals)
    return found if found.is_Rational else None


def _simpson(function: Expr, variable: Expr) -> Expr:
    ends, middle = (function.xreplace({variable: HALF}), function.xreplace({variable: -HALF})), Rational(0)
    return HALF / 3 * (ends[0] + 4 * function.xreplace({variable: middle}) + ends[1])


def _square(expression: Expr, variance: Expr) -> Expr | None:
    variances = dict.fromkeys(expression.atoms(Variance), variance)
    found = _insert_sizes(expression.xreplace(variances))
    return found**2 if (found**2).is_Rational and found.is_positive else None


def _insert_sizes(expression: Expr) -> Expr:
    sizes = {size: Rational(SIZES[size.name]) for size in expression.free_symbols if size.name in SIZES}
    return expression.xreplace(sizes)
