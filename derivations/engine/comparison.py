"""What the lines of one result come to, each beside the line before it.

Goes in: a result and the part of the model that it speaks of. Comes out: one finding per line.
Must not know: rules.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from sympy import Abs, Expr, Piecewise, Symbol, sign

from derivations.engine.cut import Cut
from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result, Results
from derivations.engine.elementary import is_real
from derivations.engine.evaluation import Evaluator
from derivations.engine.expressions import walk
from derivations.engine.model import Model
from derivations.engine.numbers import (
    DIGITS,
    FINER,
    SMALLEST,
    WORKING_DIGITS,
    Point,
)
from derivations.engine.precision import mp, mpf
from derivations.engine.proof import Prover
from derivations.engine.selection import Choice, Extreme
from derivations.engine.sites import Sites, edges
from derivations.engine.sizes import sizes_at_points, smallest_size
from derivations.engine.values import NO_VALUE, NoDerivativeError
from derivations.engine.variables import Variable

POINTS = 3
# Where nothing is an array, every number needs a point of its own to lie below -1, above 1, and between, and several to
# lie there beside others.
SCALAR_POINTS = 12
# Random points rarely lie between the border of a condition and one that is slightly wrong. So, with every size at
# its smallest, one entry is moved to BESIDE below and above each of the first BORDERS borders: a border that is off
# by less than 1e-9 passes, and the fifth one is seen by random points alone. So are borders to which no single entry
# can be moved: of a wrong case that holds with probability p, CONDITION_POINTS miss a share (1 - p)^16, 1 % at p =
# 1/4.
BORDERS, BESIDE = 4, mpf(10) ** -9
CONDITION_POINTS = 16
CONDITIONS = (Abs, Choice, Extreme, Piecewise, sign)
# At so many more everything has its smallest size, and its entries are 0, 1 or far out.
SPECIAL_POINTS = 2
# Of a large array so many entries are looked at: more at the first point than at the others, which are there for sizes.
ENTRIES = (4, 2)
# Of what is proved of every entry of arrays with 2 in each direction, so many are looked at, for the other sizes.
PROVED_ENTRIES = 1


@dataclass(frozen=True, eq=False)
class Position:
    """Where lines are looked at: of which point, whether also those that are proved, and what a line comes to there.

    At a ``special`` one neither the left side nor any other line need have a value: a line is held against the last one
    before it that has one there.
    """

    point: int
    always: bool
    special: bool
    value: Callable[[Expr], mpf | None]


@dataclass(frozen=True)
class Finding:
    """The largest relative difference of a line to the line before it, at how many points, and whether it is proved.

    ``convention``: what of a lemma's last line is no derivative, but a choice; empty if nothing is.
    """

    difference: float
    points: int
    proved: bool = False
    convention: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the two agree to 50 digits."""
        return self.difference <= 10.0**-DIGITS


class SharedWork:
    """What the results of one derivation share: open expressions, what was proved to be zero, the smallest size."""

    def __init__(self, model: Model) -> None:
        self.vanished: set[Expr] = set()
        self._model = model
        self._by_cases = {each for each in model.definitions if each.expression.has(*CONDITIONS)}
        self._evaluators: dict[int, Evaluator] = {}
        self.smallest_size = smallest_size(model)

    def has_condition(self, result: Result) -> bool:
        """Tell whether lines say something else on two sides of a border, which may be in the wrong place."""
        return any(
            isinstance(node, CONDITIONS)
            or (isinstance(node, DefinedFunction) and node.order == 0 and node.definition in self._by_cases)
            for expression in result.expressions
            if expression is not None
            for node in walk(expression)
        )

    def evaluator(self, finer: int) -> Evaluator:
        """Return what evaluates expressions of the model with so many digits."""
        if finer not in self._evaluators:
            self._evaluators[finer] = Evaluator(self._model)
        return self._evaluators[finer]


def findings(result: Result, derivation: Results, cut: Cut, seed: int, shared: SharedWork) -> tuple[Finding, ...]:
    """Hold every line of a result against the line before it, by numbers, and by a proof where those agree.

    What is only a matter of digits agrees when there are more of them; a wrong line stays wrong.

    Raises a RuleError if no point is found where the equations of the cut have values.
    """
    if _is_equation(result, derivation.model):
        return (Finding(0.0, POINTS),)
    prover = Prover(derivation, frozenset(equation.target.name for equation in cut.equations), shared.vanished)
    proved = prover.proved_lines(result)
    for finer in (1, FINER):
        with _positions(result, cut, random.Random(seed), finer, shared) as positions:
            found = tuple(_differences(result, proved, positions))
        if all(finding.agrees for finding in found):
            break
    told = tuple(replace(each, proved=each.agrees and known) for each, known in zip(found, proved, strict=True))
    if result.variable is not None or not shared.has_condition(result):
        return told
    sites = Sites(result, shared.evaluator(finer), random.Random(seed), finer=finer)
    return (*told[:-1], replace(told[-1], convention="; ".join(sites.conventions(result))))


def _is_equation(result: Result, model: Model) -> bool:
    """Tell whether a result says nothing but an equation of the model, which its left side is computed by."""
    equation = model.equation_of.get(result.target)
    if result.kind != "forward" or equation is None or result.left != equation.target.at() or len(result.lines) != 1:
        return False
    return bool(result.expressions[0] == equation.expression)


@contextmanager
def _positions(
    result: Result, cut: Cut, rng: random.Random, finer: int, shared: SharedWork
) -> Iterator[list[Position]]:
    """Give where the lines of a result are looked at."""
    if result.variable is None:
        sites = Sites(result, shared.evaluator(finer), rng, finer=finer)
        yield [Position(at, True, site.careful, partial(sites.value, site)) for at, site in enumerate(sites.numbers)]
        return
    left: dict[str, list[int]] = {}
    usual = sizes_at_points(cut.sizes, POINTS if cut.sizes else SCALAR_POINTS, rng, shared.smallest_size)
    one = dict.fromkeys(cut.sizes, shared.smallest_size)
    usual += [one] * (CONDITION_POINTS if shared.has_condition(result) else 0)
    evaluator = shared.evaluator(finer)
    aims = list(_aims(result)) if shared.has_condition(result) else []
    # of numbers, relu(x) is 0 on one side, where another relu of it has no derivative; of arrays, a sum is in between
    careful = not cut.sizes and shared.has_condition(result)
    drawn = [*((each, None, False) for each in usual), *((one, aim, False) for aim in aims)]
    points = [
        Point(
            evaluator.model,
            sizes,
            rng,
            finer=finer,
            cut=cut,
            evaluator=evaluator,
            special=special,
            careful=careful,
            left=left,
            aim=aim,
        )
        for sizes, aim, special in (*drawn, *[(one, None, True)] * SPECIAL_POINTS)
    ]
    yield [
        Position(number, point.special or first < PROVED_ENTRIES, point.special, partial(_value, point, at))
        for number, point in enumerate(points)
        for first, at in enumerate(_entries(result.variable, point, ENTRIES[min(number, 1)], rng))
    ]
    for point in points:
        point.forget()


def _aims(result: Result) -> Iterator[tuple[Expr, mpf]]:
    """Give what is 0 at a border of the lines, and a number on each side of it."""
    written = [each for each in (result.left, *result.expressions) if each is not None]
    found = dict.fromkeys(edge for each in written for edge in edges(each))
    return ((edge, side * BESIDE) for edge in itertools.islice(found, BORDERS) for side in (1, -1))


def _entries(variable: Variable, point: Point, most: int, rng: random.Random) -> list[dict[Symbol, int]]:
    everywhere = list(point.positions(variable))
    drawn = rng.sample(everywhere, min(most, len(everywhere)))
    return [dict(zip(variable.indices, positions, strict=True)) for positions in drawn]


def _value(point: Point, at: dict[Symbol, int], expression: Expr) -> mpf | None:
    try:
        found = point.value(expression, at)
        # beside complex values a sum of real numbers may be one with an imaginary part of 0
        return found if point.is_real or found.imag else found.real
    except NoDerivativeError:
        return None
    except NO_VALUE:
        # what asks for an entry that is not there, such as W[k,j] for W[j,k], is not a number at all
        return mp.nan


def _differences(result: Result, proved: Sequence[bool], positions: Sequence[Position]) -> Iterator[Finding]:
    expressions = [result.left, *result.expressions]
    found: list[dict[Position, mpf | None]] = [{} for _ in expressions]

    def value(at: int, position: Position) -> mpf | None:
        expression = expressions[at]
        assert expression is not None
        if position not in found[at]:
            found[at][position] = position.value(expression)
        return found[at][position]

    def before(at: int, position: Position) -> mpf | None:
        # a line that has no value where it should have one is wrong; the next one is held against the last that has
        earlier = (value(each, position) for each in range(at - 1, 0, -1) if expressions[each] is not None)
        return next((each for each in earlier if _has_value(each)), value(0, position))

    for at, known in enumerate(proved, 1):
        looked_at = (
            [position for position in positions if position.always or not known] if expressions[at] is not None else []
        )
        # nobody asks for a value of what has had none so far
        looked_at = [position for position in looked_at if not position.special or _is_finite(before(at, position))]
        pairs = [(before(at, position), value(at, position)) for position in looked_at]
        with mp.workdps(WORKING_DIGITS):
            compared = [
                _difference(one, other)
                for one, other in pairs
                # sqrt(z)^2 as it was typed has no real value at z < 0, where z has one
                if one is not None and other is not None and not (_is_complex(one) and is_real(other))
            ]
        yield Finding(max(compared, default=float("inf")), len({position.point for position in looked_at}))


def _has_value(value: mpf | None) -> bool:
    return value is None or is_real(value)


def _is_finite(value: mpf | None) -> bool:
    return value is None or bool(mp.isfinite(value))


def _is_complex(value: mpf) -> bool:
    return not isinstance(value, mpf)


def _difference(before: mpf, after: mpf) -> float:
    if not (mp.isfinite(before) and mp.isfinite(after)) or _is_complex(before) != _is_complex(after):
        return float("inf")
    apart = abs(before - after)
    return float(apart / max(abs(before), abs(after), SMALLEST)) if apart else 0.0
