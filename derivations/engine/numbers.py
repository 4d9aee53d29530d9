"""The numbers behind a model, to 50 digits: values at random rational points, and what lines come to there.

Goes in: a model or a part of it, sizes, a generator of random numbers. Comes out: the value of any expression of a
line. A gradient is never taken from a rule here: it is the sum, over the equations that use a variable, of their own
gradients times a difference quotient of that one equation, at a precision so high that its error stays below the last
of the 50 digits. `directional_derivative` holds all of them together against a difference quotient of the whole cost.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction

from sympy import Expr, Symbol

from derivations.engine.cut import Cut, whole
from derivations.engine.drawing import FAR, REDRAWS, draw_everywhere, draw_within
from derivations.engine.elementary import is_real
from derivations.engine.evaluation import Evaluator
from derivations.engine.indices import is_index
from derivations.engine.model import Equation, Model
from derivations.engine.precision import mp, mpf
from derivations.engine.values import (
    NO_VALUE,
    Key,
    Positions,
    Surroundings,
    Values,
    no_gradient,
    positions_of,
    quotient_of,
    step,
)
from derivations.engine.variables import Variable
from derivations.errors import RuleError

DIGITS = 50
# What is left of 130 digits after a difference quotient (see evaluation.step) is 80.
WORKING_DIGITS = 130
# So a value that should be 0 is held against this.
SMALLEST = mpf(10) ** -20
# Where a function is steep that is not enough: then everything is computed anew, with so many times the digits.
FINER = 4
# A point is good if no value is larger: beside a cost of 10^60 the digits of its derivative are lost.
MODERATE = mpf(10) ** 30
# So often other values are tried everywhere before that.
ATTEMPTS = 4


class Point:
    """A model at one point: sizes as numbers, inputs at random, everything else computed from them.

    Parameters
    ----------
    model : Model
    sizes : mapping of size to number
    rng : random.Random
    finer : int
        How many times the usual digits are computed with.
    cut : Cut, optional
        The part of the model that has values; without one, all of it.
    evaluator : Evaluator, optional
        One of this model that has evaluated other points, with as many digits.
    special : bool
        Whether many entries are 0, 1 or far out, where a function may have no derivative or no value.
    careful : bool
        Whether a derivative is refused where there is none; at a special point it always is.
    left : dict, optional
        The intervals that are left for each name after the points before this one: also a scalar has both signs then.
    aim : (Expr, number), optional
        An expression that has this value, as near as one entry that was drawn can bring it there.

    Raises
    ------
    RuleError
        If no point is found where every equation has a value.
    """

    def __init__(
        self,
        model: Model,
        sizes: Mapping[Symbol, int],
        rng: random.Random,
        *,
        finer: int = 1,
        cut: Cut | None = None,
        evaluator: Evaluator | None = None,
        special: bool = False,
        careful: bool = False,
        left: dict[str, list[int]] | None = None,
        aim: tuple[Expr, mpf] | None = None,
    ) -> None:
        self.model = model
        self.sizes = dict(sizes)
        self.cut = whole(model) if cut is None else cut
        self.digits = finer * WORKING_DIGITS
        self.special = special
        self._around = Surroundings(self.sizes, self.gradient, careful=special or careful)
        self._evaluator = Evaluator(model) if evaluator is None else evaluator
        self._left = {} if left is None else left
        self._everywhere_known = {each.name for each in self.cut.free}
        # which entries of the targets read an entry: only they can move with it
        self._readers: dict[Key, list[tuple[Equation, Positions]]] = {}
        with mp.workdps(self.digits):
            self._values = self._drawn(rng)
            if aim is not None:
                self._aim(*aim, rng)
            for variable in self.cut.free:
                self._around.gradients |= self._everywhere(variable, rng)
        # where no other values were found they are complex
        self.is_real = all(map(is_real, self.values.values()))

    @property
    def values(self) -> dict[Key, mpf]:
        """Every entry, by name and position."""
        return self._values.own

    def positions(self, variable: Variable) -> Iterator[Positions]:
        """Every position of a variable, counted from 1."""
        return positions_of(variable, self.sizes)

    def value(self, expression: Expr, at: Mapping[Symbol, int]) -> mpf:
        """Evaluate an expression with its free indices at these positions.

        Raises a RuleError if it asks for an entry at a position that its array does not have.
        """
        with mp.workdps(self.digits):
            return self._evaluator.value(expression, at, self._values)

    def gradient(self, variable: Variable, positions: Positions) -> mpf:
        """dC/dv at these positions: what reads v hands on its own gradient times its difference quotient.

        Of what belongs to one sample it is the derivative of that sample's own cost, where the model has such a cost.
        """
        key = (variable.name, positions)
        if key not in self._around.gradients:
            with mp.workdps(self.digits):
                # from the cost back: whatever a gradient uses is computed before it
                for each in reversed(self._after(variable)):
                    for at in self.positions(each):
                        self._around.gradients[each.name, at] = self._through(each, at)
                    self._everywhere_known.add(each.name)
                self._around.gradients[key] = self._through(variable, positions)
        return self._around.gradients[key]

    def forget(self) -> None:
        """Let go of what refers back to the point: it is freed at once then, and no garbage collection looks for it."""
        self._around.gradient = no_gradient
        self._values.forget()

    def cost(self, by: Mapping[Key, mpf]) -> mpf:
        """The cost where some entries are moved by so much, one that is computed after it was."""
        with mp.workdps(self.digits):
            return self._move(by)[self.model.cost.name, ()]

    def directional_derivative(self, direction: Mapping[Key, mpf]) -> mpf:
        """A difference quotient of the whole cost, where every entry moves by its part of a direction."""

        def cost(steps: int) -> mpf:
            return self.cost({key: steps * step() * part for key, part in direction.items()})

        with mp.workdps(self.digits):
            return quotient_of(lambda steps: (cost(steps), cost(-steps)), lambda: cost(0), careful=self._around.careful)

    def _move(self, by: Mapping[Key, mpf]) -> dict[Key, mpf]:
        """Every entry where each is moved, also one that is computed, after it was."""
        moved = Values({key: self.values[key] + by.get(key, 0) for key in self._inputs()}, around=self._around)
        for equation, at in self._targets():
            key = (equation.target.name, at)
            moved.own[key] = self._at(equation, at, moved)[0] + by.get(key, 0)
        return moved.own

    def _after(self, variable: Variable) -> list[Variable]:
        """Return the variables after one whose gradients are not all known, in the order of the equations."""
        found, waiting = {variable.name}, [variable]
        while waiting:
            each = waiting.pop()
            users = [user.target for user in self.model.users[each.name]]
            if each.name not in self.model.sample_axes and self.model.sample_cost is not None and users:
                users.append(self.model.sample_cost)
            for user in users:
                if user.name not in found and user.name not in self._everywhere_known:
                    found.add(user.name)
                    waiting.append(user)
        return [each.target for each in self.model.equations if each.target.name in found - {variable.name}]

    def _through(self, variable: Variable, positions: Positions) -> mpf:
        if variable == self.model.cost:
            return mpf(1)
        key = (variable.name, positions)
        readers = self._readers.get(key, ())
        return mp.fsum(self._hand_on(each.target, at, variable) * self._quotient(each, at, key) for each, at in readers)

    def _quotient(self, equation: Equation, at: Positions, key: Key) -> mpf:
        def ends(steps: int) -> tuple[mpf, mpf]:
            up, down = (self._at(equation, at, moved)[0] for moved in self._values.shift(key, steps))
            return up, down

        return quotient_of(ends, lambda: self._at(equation, at, self._values)[0], careful=self._around.careful)

    def _hand_on(self, user: Variable, at: Positions, variable: Variable) -> mpf:
        """Return what a user's gradient is to a variable: the cost of one sample may be between the two."""
        own = variable.name in self.model.sample_axes
        if own and user == self.model.sample_cost:
            return mpf(1)
        gradient = self._around.gradients[user.name, at]
        if not own and user.name in self.model.sample_axes:
            between, sample = self.model.differentiated(user, at)
            gradient *= self._around.gradients[between.name, sample]
        return gradient

    def _drawn(self, rng: random.Random) -> Values:
        """Draw until all values are real and moderate; else take the first point with real ones, or with any."""
        found: dict[bool, tuple[Values, dict[Key, list[tuple[Equation, Positions]]]]] = {}
        for sign, scale in (*((None, Fraction(1)),) * ATTEMPTS, (0, Fraction(1)), *REDRAWS):
            values = Values({}, around=self._around)
            for variable in self.cut.drawn:
                if sign is None:
                    values.own |= self._everywhere(variable, rng)
                    continue
                for at in self.positions(variable):
                    values.own[variable.name, at] = draw_within(rng, sign, scale, data=variable.data)
            self._readers = {}
            try:
                self._compute(values)
            except NO_VALUE:
                continue
            real = all(is_real(value) for value in values.own.values())
            if real and all(abs(value) < MODERATE for value in values.own.values()):
                return values
            if scale < FAR:
                found.setdefault(real, (values, self._readers))
        if not found:
            raise RuleError(f"no point found where every equation of model {self.model.name!r} has a moderate value")
        values, self._readers = found.get(True) or found[False]
        return values

    def _aim(self, expression: Expr, wanted: mpf, rng: random.Random) -> None:
        """Move one entry that was drawn, so that an expression has a value; none if it is a straight line in none."""
        at = {each: 1 for each in expression.free_symbols if is_index(each)}

        def value(own: dict[Key, mpf]) -> mpf:
            return self._evaluator.value(expression, at, Values(own, around=self._around))

        keys = list(self._inputs())
        for key in rng.sample(keys, len(keys)):
            with suppress(*NO_VALUE):
                here, there = value(self.values), value(self._move({key: mpf(1)}))
                own = self._move({key: (wanted - here) / (there - here)})
                if abs(value(own) - wanted) < abs(wanted) / 2 and all(abs(each) < MODERATE for each in own.values()):
                    self._readers = {}
                    self._values = Values({each: own[each] for each in keys}, around=self._around)
                    self._compute(self._values)
                    return

    def _everywhere(self, variable: Variable, rng: random.Random) -> dict[Key, mpf]:
        left = self._left.setdefault(variable.name, [])
        return {
            (variable.name, at): draw_everywhere(rng, left, special=self.special) for at in self.positions(variable)
        }

    def _compute(self, values: Values) -> None:
        for equation, at in self._targets():
            key = (equation.target.name, at)
            values.own[key], read = self._at(equation, at, values)
            for each in sorted(read):
                self._readers.setdefault(each, []).append((equation, at))

    def _at(self, equation: Equation, at: Positions, values: Values) -> tuple[mpf, frozenset[Key]]:
        indices = dict(zip(equation.target.indices, at, strict=True))
        return self._evaluator.evaluate_cached(equation.as_typed, indices, values)

    def _targets(self) -> Iterator[tuple[Equation, Positions]]:
        return ((each, at) for each in self.cut.equations for at in self.positions(each.target))

    def _inputs(self) -> Iterator[Key]:
        return ((each.name, at) for each in self.cut.drawn for at in self.positions(each))
