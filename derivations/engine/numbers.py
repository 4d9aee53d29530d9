"""The numbers behind a model, to 50 digits: values at random rational points, and what lines come to there.

Goes in: a model, sizes, a generator of random numbers. Comes out: the value of any expression of a line.
A gradient is never taken from a rule here: it is a difference quotient of the whole cost, at a precision so
high that its error stays below the last of the 50 digits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from mpmath import mp, mpf
from sympy import Expr, Rational, Symbol

from derivations.engine.elementary import is_real
from derivations.engine.evaluation import Evaluator, Key, Values, step
from derivations.engine.model import Model, Variable
from derivations.errors import RuleError

DIGITS = 50
# What is left of 130 digits after a difference quotient (see evaluation.step) is 80.
WORKING_DIGITS = 130
# Where a function is steep that is not enough: then everything is computed anew, with so many times the digits.
FINER = 4
# A point is good if no value is larger: beside a cost of 10^60 the digits of its slope are lost.
MODERATE = mpf(10) ** 30
# Where a model has no real value (a logarithm of z < 0), its inputs are drawn anew: all positive (1), all negative (-1)
# or both (0), smaller, larger.
REDRAWS = tuple(
    (sign, Rational(*size)) for size in ((1, 1), (1, 8), (4, 1), (1, 64), (1, 10**6)) for sign in (1, 0, -1)
)

# What an expression does where it has no value.
NO_VALUE = (RuleError, ArithmeticError, TypeError, ValueError)


class Point:
    """One model at one point: sizes as numbers, inputs at random, everything else computed from them.

    Raises
    ------
    RuleError
        If no point is found where every equation has a value.
    """

    def __init__(self, model: Model, sizes: Mapping[Symbol, int], rng: random.Random, *, finer: int = 1) -> None:
        self.model = model
        self.sizes = dict(sizes)
        self.digits = finer * WORKING_DIGITS
        self._evaluator = Evaluator(model, sizes, self.gradient)
        self._gradients: dict[Key, mpf] = {}
        with mp.workdps(self.digits):
            self._values, self._reads = self._drawn(rng)

    @property
    def values(self) -> dict[Key, mpf]:
        """Every element, by name and place."""
        return self._values.own

    def _drawn(self, rng: random.Random) -> tuple[Values, dict[Key, frozenset[Key]]]:
        """Draw until all values are real and moderate; else take the first point with real ones, or with any."""
        found: dict[bool, tuple[Values, dict[Key, frozenset[Key]]]] = {}
        for sign, scale in ((0, Rational(1)), *REDRAWS):
            inputs = {
                (variable.name, at): _between(variable, rng, sign=sign, scale=scale)
                for variable in self.model.inputs
                for at in self.places(variable)
            }
            values = Values(inputs)
            try:
                reads = self._computed(values)
            except NO_VALUE:
                continue
            real = all(is_real(value) for value in values.own.values())
            if real and all(abs(value) < MODERATE for value in values.own.values()):
                return values, reads
            found.setdefault(real, (values, reads))
        if not found:
            raise RuleError(f"no point found where every equation of model {self.model.name!r} has a moderate value")
        return found.get(True) or found[False]

    def places(self, variable: Variable) -> Iterator[tuple[int, ...]]:
        """Every place of a variable, counted from 1."""
        return self._evaluator.places(variable)

    def value(self, expression: Expr, at: Mapping[Symbol, int], letters: Mapping[str, mpf] | None = None) -> mpf:
        """Evaluate an expression with its free indices at these places, and further letters at their values.

        Raises
        ------
        RuleError
            If it asks for an element at a place that its array does not have.
        """
        values = self._values
        if letters:
            # not over the others: what stands still there has no value yet without its letters
            values = Values({**self.values, **{(name, ()): number for name, number in letters.items()}})
        with mp.workdps(self.digits):
            return self._evaluator.value(expression, at, values)

    def gradient(self, variable: Variable, places: tuple[int, ...]) -> mpf:
        """dC/dv at these places: a central difference of the cost, everything that is computed from v computed anew.

        Of what belongs to one sample it is a difference of that sample's own cost, where the model has such a cost.
        """
        key = (variable.name, places)
        if key not in self._gradients:
            cost, own = self.model.differentiated(variable, places)
            with mp.workdps(self.digits):
                h = step()
                up, down = (self.cost({key: self.values[key] + sign * h}, (cost.name, own)) for sign in (1, -1))
                self._gradients[key] = (up - down) / (2 * h)
        return self._gradients[key]

    def cost(self, moved: Mapping[Key, mpf], wanted: Key | None = None) -> mpf:
        """The cost where some elements have other values: whatever reads what has changed is computed anew.

        ``wanted`` is another element that is asked for, such as the cost of one sample.
        """
        values = Values(dict(moved), self._values)
        with mp.workdps(self.digits):
            for equation in self.model.equations:
                variable = equation.target
                for places in self.places(variable):
                    key = (variable.name, places)
                    if key in moved or self._reads[key].isdisjoint(values.own):
                        continue
                    at = dict(zip(variable.indices, places, strict=True))
                    values.own[key], _ = self._evaluator.remembered(equation.expression, at, values)
            return values.get(wanted or (self.model.cost.name, ()))

    def _computed(self, values: Values) -> dict[Key, frozenset[Key]]:
        """Compute the targets of all equations; return what each of them has read."""
        reads = {}
        for equation in self.model.equations:
            variable = equation.target
            for places in self.places(variable):
                at = dict(zip(variable.indices, places, strict=True))
                key = (variable.name, places)
                values.own[key], reads[key] = self._evaluator.remembered(equation.expression, at, values)
        return reads


def _between(variable: Variable, rng: random.Random, *, sign: int, scale: Rational) -> mpf:
    """A random rational number in (0, 1), (0, 2), (-2, 0) or (-2, 2); targets of a cross-entropy lie in (0, 1)."""
    number = Rational(rng.randint(1, 996), 997)
    if variable.data:
        return mpf(number.p) / number.q
    factor = mpf(scale.p) / scale.q
    return factor * (sign * mpf(2 * number.p) / number.q if sign else mpf(4 * number.p - 2 * 997) / number.q)
