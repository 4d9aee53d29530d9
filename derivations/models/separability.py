"""Whether a line separates samples of two classes: weights that do it, or a certificate that none can.

Goes in: inputs and targets of 0 and 1, as numbers. Comes out: exact weights, or inequalities whose sum says 0 > 0.
Must not know: how a perceptron learns, NumPy.

A unit with a step is 1 where w x + b > 0. So every sample is an inequality in the unknowns w_1 ... w_n and b:
w x + b > 0 for target 1, w x + b <= 0, written -(w x + b) >= 0, for target 0. Inequalities may be added, and multiplied
by positive numbers: by Farkas' lemma (A. Schrijver, Theory of Linear and Integer Programming, section 7.3) either some
of them add up to 0 > 0, or there is a solution. The answer is checked here, without the search that found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from numbers import Integral, Real
from typing import Any

from sympy import Add, Expr, GreaterThan, Integer, Rational, StrictGreaterThan, Symbol, expand, symbols
from sympy.core.relational import Relational

from derivations.errors import RuleError, ShapeError, SpecificationError
from derivations.models.inequalities import Constraint, Contradiction, solve

BIAS = Symbol("b", real=True)


@dataclass(frozen=True)
class Sample:
    """A point and its class, 0 or 1, in exact numbers."""

    inputs: tuple[Rational, ...]
    target: int


@dataclass(frozen=True)
class Inequality:
    """``left > 0``, or ``left >= 0`` where it is not strict."""

    left: Expr
    strict: bool

    @property
    def relation(self) -> Relational:
        """The inequality as SymPy's own, unevaluated: 0 > 0 stays 0 > 0."""
        relation = StrictGreaterThan if self.strict else GreaterThan
        return relation(self.left, Integer(0), evaluate=False)


@dataclass(frozen=True)
class Addition:
    """``multiplier`` times inequality number ``uses`` (from 0) added to the sum so far gives ``total``."""

    uses: int
    multiplier: Rational
    total: Inequality


@dataclass(frozen=True)
class Certificate:
    """No weights separate the samples: their inequalities add up to 0 > 0.

    ``inequalities`` has one entry per sample; the ``steps`` add some of them up, and the last total has no solution.
    """

    samples: tuple[Sample, ...]
    inequalities: tuple[Inequality, ...]
    steps: tuple[Addition, ...]

    @property
    def multipliers(self) -> tuple[Rational, ...]:
        """What each inequality is multiplied by in all; 0 where it is not needed."""
        sums = [Rational(0)] * len(self.inequalities)
        for step in self.steps:
            sums[step.uses] += step.multiplier
        return tuple(sums)

    def check(self) -> Certificate:
        """Return the certificate itself.

        Raises a RuleError if an inequality is not that of its sample, a multiplier is not positive, a sum is wrong, or
        the last one is no contradiction; the message names the first such position.
        """
        _check_inequalities(self.samples, self.inequalities)
        total = Inequality(Integer(0), strict=False)
        for number, step in enumerate(self.steps, start=1):
            if not 0 <= step.uses < len(self.inequalities):
                raise RuleError(f"step {number} uses inequality {step.uses + 1}; there are {len(self.inequalities)}")
            if not step.multiplier > 0:
                raise RuleError(f"step {number} multiplies by {step.multiplier}, which turns an inequality around")
            total = _sum(total, step.multiplier, self.inequalities[step.uses])
            if expand(step.total.left - total.left) != 0 or step.total.strict != total.strict:
                raise RuleError(f"step {number} gives {total.relation}, not {step.total.relation}")
        if total.left != 0 or not total.strict:
            raise RuleError(f"the inequalities add up to {total.relation}, which is no contradiction")
        return self


@dataclass(frozen=True)
class Separation:
    """Weights and a bias that separate the samples, with the inequalities that they satisfy."""

    samples: tuple[Sample, ...]
    inequalities: tuple[Inequality, ...]
    weights: tuple[Rational, ...]
    bias: Rational

    def check(self) -> Separation:
        """Return the separation itself.

        Raises a RuleError if an inequality is not that of its sample, or does not hold for these weights.
        """
        _check_inequalities(self.samples, self.inequalities)
        values = dict(zip(unknowns(self.samples), (*self.weights, self.bias), strict=True))
        for number, each in enumerate(self.inequalities, start=1):
            left = each.left.subs(values)
            if not (left > 0 if each.strict else left >= 0):
                raise RuleError(f"inequality {number}, {each.relation}, is {left} on its left side: it does not hold")
        return self


def separate(inputs: Iterable[Sequence[Any]], targets: Iterable[Any]) -> Separation | Certificate:
    """Find weights that separate the samples, or a certificate that there are none; checked before it is returned.

    ``inputs``, rows of numbers (samples, n): floats are taken as the binary fractions that they are; ``targets``:
    numbers 0 and 1 (samples,), or rows of one (samples, 1). Raises a ShapeError if rows differ in length, or there are
    none, or more or fewer targets; a SpecificationError if an entry is not a finite number, or a target is not 0 or 1.
    """
    samples = _samples(inputs, targets)
    inequalities = tuple(inequality(sample) for sample in samples)
    variables = unknowns(samples)
    rows = [Constraint(tuple(Rational(each.left.coeff(w)) for w in variables), each.strict) for each in inequalities]
    found = solve(rows)
    if isinstance(found, Contradiction):
        return Certificate(samples, inequalities, _steps(inequalities, found.multipliers)).check()
    return Separation(samples, inequalities, found[:-1], found[-1]).check()


def unknowns(samples: Sequence[Sample]) -> tuple[Symbol, ...]:
    """Return w_1 ... w_n and b."""
    return (*symbols(f"w_1:{len(samples[0].inputs) + 1}", real=True), BIAS)


def inequality(sample: Sample) -> Inequality:
    """Return what a sample asks of the unknowns: w x + b > 0 for target 1, -(w x + b) >= 0 for target 0."""
    z = _weighted_input(sample)
    return Inequality(z, strict=True) if sample.target else Inequality(expand(-z), strict=False)


def _weighted_input(sample: Sample) -> Expr:
    *weights, bias = unknowns((sample,))
    return Add(*(w * x for w, x in zip(weights, sample.inputs, strict=True)), bias)


def _steps(inequalities: tuple[Inequality, ...], multipliers: tuple[Rational, ...]) -> tuple[Addition, ...]:
    total = Inequality(Integer(0), strict=False)
    steps = []
    for number, multiplier in enumerate(multipliers):
        if multiplier:
            total = _sum(total, multiplier, inequalities[number])
            steps.append(Addition(number, multiplier, total))
    return tuple(steps)


def _sum(total: Inequality, multiplier: Rational, more: Inequality) -> Inequality:
    """A >= 0 and B >= 0 give A + c B >= 0 for c > 0, and > 0 where one of the two is strict."""
    return Inequality(expand(total.left + multiplier * more.left), total.strict or more.strict)


def _check_inequalities(samples: Sequence[Sample], inequalities: Sequence[Inequality]) -> None:
    if len(samples) != len(inequalities):
        raise RuleError(f"{len(inequalities)} inequalities for {len(samples)} samples")
    for number, (sample, each) in enumerate(zip(samples, inequalities, strict=True), start=1):
        wanted = inequality(sample)
        if expand(each.left - wanted.left) != 0 or each.strict != wanted.strict:
            raise RuleError(f"inequality {number} is {each.relation}; its sample says {wanted.relation}")


def _samples(inputs: Iterable[Sequence[Any]], targets: Iterable[Any]) -> tuple[Sample, ...]:
    rows = [tuple(_exact(x) for x in row) for row in inputs]
    classes = [_class(target) for target in targets]
    if not rows or len(rows) != len(classes):
        raise ShapeError(f"{len(rows)} rows of inputs and {len(classes)} targets; wanted one target per row")
    if any(len(one) != len(two) for one, two in pairwise(rows)):
        raise ShapeError("inputs have rows of different lengths; wanted (samples, n)")
    return tuple(Sample(row, target) for row, target in zip(rows, classes, strict=True))


def _exact(number: Any) -> Rational:
    if isinstance(number, Rational):
        return number
    if isinstance(number, Integral):
        return Integer(int(number))
    if not isinstance(number, Real) or not isfinite(number):
        raise SpecificationError(f"input {number!r}; expected a finite number")
    fraction = Fraction(number) if isinstance(number, Fraction) else Fraction(float(number))
    return Rational(fraction.numerator, fraction.denominator)


def _class(given: Any) -> int:
    try:
        [target] = given
    except (TypeError, ValueError):
        target = given
    for known in (0, 1):
        if isinstance(target, Real | Rational) and target == known:
            return known
    raise SpecificationError(f"target {target!r}; known: 0, 1")
