"""The numbers behind a model, to 50 digits: values at random rational points, and what lines come to there.

Goes in: a model, sizes, a generator of random numbers. Comes out: the value of any expression of a line.
A gradient is never taken from a rule here: it is a difference quotient of the whole cost, at a precision so
high that its error stays below the last of the 50 digits.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping

import mpmath
from mpmath import mp, mpf
from sympy import Abs, Add, And, Expr, KroneckerDelta, Mul, Or, Piecewise, Pow, Rational, S, Sum, Symbol, cos, sin, tan

from derivations.engine.expressions import Chain, Partial
from derivations.engine.model import DefinedFunction, Equation, Model, Variable, is_element, name_of, places_of
from derivations.errors import RuleError

DIGITS = 50
# A central difference with step h has an error of h^2: 10^-80, and loses 40 of the 130 digits.
WORKING_DIGITS = 130
STEP = 40
# Where a function is steep that is not enough: then everything is computed anew, with so many times the digits.
FINER = 4
# A point is good if no value is larger: beside a cost of 10^60 the digits of its slope are lost.
MODERATE = mpf(10) ** 30
# Where a model has no real value (a logarithm of z < 0), its inputs are drawn anew: all positive (1), all negative (-1)
# or both (0), smaller, larger.
REDRAWS = tuple(
    (sign, Rational(*size)) for size in ((1, 1), (1, 8), (4, 1), (1, 64), (1, 10**6)) for sign in (1, 0, -1)
)
# Binary digits before or after the point: the sine of a longer number may take any time, as may a complex logarithm.
LONGEST, LARGEST = 20_000, 10**12

# What an expression does where it has no value.
NO_VALUE = (RuleError, ArithmeticError, TypeError, ValueError)

Key = tuple[str, tuple[int, ...]]
Places = Mapping[Symbol, int]


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
        self.digits, self.step = finer * WORKING_DIGITS, finer * STEP
        self._gradients: dict[Key, mpf] = {}
        with mp.workdps(self.digits):
            self.inputs, self.values = self._drawn(rng)

    def _drawn(self, rng: random.Random) -> tuple[dict[Key, mpf], dict[Key, mpf]]:
        """Draw until all values are real and moderate; else take the first point with real ones, or with any."""
        found: dict[bool, tuple[dict[Key, mpf], dict[Key, mpf]]] = {}
        for sign, scale in ((0, Rational(1)), *REDRAWS):
            inputs = {
                (variable.name, at): _between(variable, rng, sign=sign, scale=scale)
                for variable in self.model.inputs
                for at in self.places(variable)
            }
            try:
                values = self._computed(inputs, self.model.equations)
            except NO_VALUE:
                continue
            real = all(is_real(value) for value in values.values())
            if real and all(abs(value) < MODERATE for value in values.values()):
                return inputs, values
            found.setdefault(real, (inputs, values))
        if not found:
            raise RuleError(f"no point found where every equation of model {self.model.name!r} has a moderate value")
        return found.get(True) or found[False]

    def places(self, variable: Variable) -> Iterator[tuple[int, ...]]:
        """Every place of a variable, counted from 1."""
        return itertools.product(*(range(1, self.size(size) + 1) for size in variable.sizes))

    def size(self, expression: Expr) -> int:
        """Return the number that a size stands for at this point."""
        return int(expression.xreplace(self.sizes))

    def value(self, expression: Expr, at: Places, letters: Mapping[str, mpf] | None = None) -> mpf:
        """Evaluate an expression with its free indices at these places, and further letters at their values.

        Raises
        ------
        RuleError
            If it asks for an element at a place that its array does not have.
        """
        more: dict[Key, mpf] = {(name, ()): number for name, number in (letters or {}).items()}
        with mp.workdps(self.digits):
            return self._value(expression, dict(at), {**self.values, **more})

    def gradient(self, variable: Variable, places: tuple[int, ...]) -> mpf:
        """dC/dv at these places: a central difference of the cost, everything after v computed anew."""
        key = (variable.name, places)
        if key not in self._gradients:
            with mp.workdps(self.digits):
                step = mpf(10) ** -self.step
                cost, after = (self.model.cost.name, ()), self._after(variable)
                moved = ({**self.values, key: self.values[key] + sign * step} for sign in (1, -1))
                up, down = (self._computed(values, after)[cost] for values in moved)
                self._gradients[key] = (up - down) / (2 * step)
        return self._gradients[key]

    def _after(self, variable: Variable) -> list[Equation]:
        """Return the equations that a variable reaches, in their order."""
        reached, after = {variable.name}, []
        for equation in self.model.equations:
            if any(equation in self.model.users[name] for name in reached):
                reached.add(equation.target.name)
                after.append(equation)
        return after

    def _computed(self, given: Mapping[Key, mpf], equations: Iterable[Equation]) -> dict[Key, mpf]:
        values = dict(given)
        for equation in equations:
            variable = equation.target
            for places in self.places(variable):
                at = dict(zip(variable.indices, places, strict=True))
                values[variable.name, places] = self._value(equation.expression, at, values)
        return values

    def _value(self, node: Expr, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> mpf:
        if is_element(node):
            return self._element(node, at, values)
        if node.is_Rational:
            return mpf(node.p) / node.q
        if isinstance(node, Add):
            return mpmath.fsum(self._value(arg, at, values) for arg in node.args)
        if isinstance(node, Mul | Chain):
            return mpmath.fprod(self._value(arg, at, values) for arg in node.args)
        if isinstance(node, Pow):
            base, exponent = (self._value(arg, at, values) for arg in node.args)
            if base == 0 and not node.exp.is_number:
                raise RuleError(f"{node} of 0, where a power with a variable exponent needs a positive base")
            return _power(base, exponent)
        if isinstance(node, Sum):
            return mpmath.fsum(self._value(node.function, inner, values) for inner in self._inner(node, at))
        if isinstance(node, KroneckerDelta):
            first, second = (self._value(arg, at, values) for arg in node.args)
            return mpf(first == second)
        if isinstance(node, Partial):
            return self._partial(node, at, values)
        if isinstance(node, DefinedFunction):
            return self._defined(node, at, values)
        if isinstance(node, Piecewise):
            return self._cases(node, at, values)
        if node.is_Function:
            return _applied(node, [self._value(arg, at, values) for arg in node.args])
        return mpmath.mpf(node.evalf(mp.dps))

    def _element(self, node: Expr, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> mpf:
        if node in at:
            return mpf(at[node])
        if node in self.sizes:
            return mpf(self.sizes[node])
        places = self._places(node, at, values)
        key = (name_of(node), places)
        if key in values:
            return values[key]
        variable = self.model.by_gradient.get(key[0])
        if variable is None or not all(1 <= at <= self.size(n) for at, n in zip(places, variable.sizes, strict=True)):
            raise RuleError(f"{node} has no value at the place {places}")
        return self.gradient(variable, places)

    def _places(self, element: Expr, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> tuple[int, ...]:
        # most places are letters: no number of 130 digits is needed to look one up
        return tuple(at[each] if each in at else int(self._value(each, at, values)) for each in places_of(element))

    def _inner(self, total: Sum, at: dict[Symbol, int]) -> Iterator[dict[Symbol, int]]:
        indices = tuple(limit[0] for limit in total.limits)
        ranges = (range(1, self.size(limit[2]) + 1) for limit in total.limits)
        for places in itertools.product(*ranges):
            yield {**at, **dict(zip(indices, places, strict=True))}

    def _partial(self, node: Partial, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> mpf:
        """Only the named element moves; what is computed from it elsewhere stands still."""
        element, function = node.variable, node.function
        places = self._places(element, at, values)
        key: Key = (name_of(element), places)
        equation = self.model.equation_of.get(name_of(function)) if is_element(function) else None
        if equation is not None and name_of(function) != key[0]:
            # the name of another variable: what moves is its own equation, in which the element stands
            inner = self._places(function, at, values)
            at = dict(zip(equation.target.indices, inner, strict=True))
            function = equation.expression
        if key not in values:
            raise RuleError(f"{element} has no value at the place {places}")
        step = mpf(10) ** -self.step
        up, down = (self._value(function, at, {**values, key: values[key] + sign * step}) for sign in (1, -1))
        return (up - down) / (2 * step)

    def _defined(self, node: DefinedFunction, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> mpf:
        argument = self._value(node.args[0], at, values)
        definition = node.definition
        inside = (definition.variable.name, ())
        if node.order == 0:
            return self._value(definition.expression, {}, {inside: argument})
        step = mpf(10) ** -self.step
        up, down = (self._value(definition.expression, {}, {inside: argument + sign * step}) for sign in (1, -1))
        return (up - down) / (2 * step)

    def _cases(self, node: Piecewise, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> mpf:
        for value, condition in node.args:
            if self._true(condition, at, values):
                return self._value(value, at, values)
        raise AssertionError(f"no case of {node} holds")

    def _true(self, condition: Expr, at: dict[Symbol, int], values: Mapping[Key, mpf]) -> bool:
        if isinstance(condition, And):
            return all(self._true(each, at, values) for each in condition.args)
        if isinstance(condition, Or):
            return any(self._true(each, at, values) for each in condition.args)
        return condition is S.true or _holds(condition, *(self._value(arg, at, values) for arg in condition.args))


def is_real(value: mpf) -> bool:
    """Tell whether a value is a real number, and finite."""
    return isinstance(value, mpf) and bool(mp.isfinite(value))


def _power(base: mpf, exponent: mpf) -> mpf:
    return _bounded(base**exponent)


def _applied(node: Expr, arguments: list[mpf]) -> mpf:
    if isinstance(node, Abs) and not is_real(arguments[0]):
        # |log z| would have a value where log z has none
        raise RuleError(f"{node} of what is no real number")
    if isinstance(node, sin | cos | tan):
        for argument in arguments:
            _bounded(argument, LONGEST)
    return _bounded(_function(node)(*arguments))


def _bounded(number: mpf, most: int | None = None) -> mpf:
    real = isinstance(number, mpf)
    parts = (number,) if real else (number.real, number.imag)
    if any(abs(part.exp + part.bc) > (most or (LARGEST if real else LONGEST)) for part in parts):
        raise RuleError("a value with too many digits before or after the point")
    return number


def _function(node: Expr) -> Callable[..., mpf]:
    name = node.func.__name__
    known = {"Abs": mpmath.fabs, "Max": max, "Min": min}.get(name) or getattr(mpmath, name.lower(), None)
    if known is None:
        raise RuleError(f"no value is known for the function {name}")
    return known  # type: ignore[no-any-return]  # mpmath ships no types


def _holds(condition: Expr, left: mpf, right: mpf) -> bool:
    if not (is_real(left) and is_real(right)):
        raise RuleError(f"{condition} compares what is no real number")
    return bool({">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[condition.rel_op])


def _between(variable: Variable, rng: random.Random, *, sign: int, scale: Rational) -> mpf:
    """A random rational number in (0, 2), (-2, 0) or (-2, 2); in (0, 1) for a target, as cross-entropies need."""
    number = Rational(rng.randint(1, 996), 997)
    if variable.data:
        return mpf(number.p) / number.q
    factor = mpf(scale.p) / scale.q
    return factor * (sign * mpf(2 * number.p) / number.q if sign else mpf(4 * number.p - 2 * 997) / number.q)
