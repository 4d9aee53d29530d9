"""What an expression of a line comes to: entries looked up, sums written out, derivatives as difference quotients.

Goes in: a model, the values of entries. Comes out: numbers of mpmath, as exact as it works at the moment.
Must not know: where the values of the entries come from, lines, results.

An expression is opened once, into a function of positions and values that serves at every point, and has a number from
then on: opening and hashing a tree takes longer than most of what is computed. What its parts came to is remembered
with the values, and so are the entries that were read on the way: where an entry moves, what has not read it stands
as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from operator import itemgetter, mul

from sympy import Add, And, Expr, KroneckerDelta, Mul, Or, Piecewise, Pow, S, Sum, Symbol, sign

from derivations.engine.conventional import Conventional, sign_beside
from derivations.engine.definitions import DefinedFunction
from derivations.engine.elementary import apply, function_of, holds, is_real, raise_to, steep_at, total
from derivations.engine.expressions import Chain, Partial, walk
from derivations.engine.indices import is_index
from derivations.engine.model import Model
from derivations.engine.precision import mp, mpf
from derivations.engine.selection import Choice, Extreme
from derivations.engine.values import (
    At,
    Key,
    Known,
    NoDerivativeError,
    Opened,
    Values,
    misses_tie,
    quotient_of,
    rounding,
    size_at,
    step,
)
from derivations.engine.variables import indices_of, is_entry, name_of
from derivations.errors import RuleError

ZERO, ONE = mpf(0), mpf(1)
# A power with no larger exponent has not many more digits than its base.
LOW = 8

Remembered = Callable[[At, Values], Known]


class Evaluator:
    """Evaluates expressions of one model, always with as many digits."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._opened: dict[Expr, Opened] = {}
        self._remembered: dict[Expr, Remembered] = {}
        self._numbers = itertools.count()
        self._defined: dict[tuple[type, type, mpf, bool, bool], mpf] = {}

    def value(self, node: Expr, at: Mapping[Symbol, int], values: Values) -> mpf:
        """Evaluate an expression with its free indices at these positions.

        Raises a RuleError if it asks for an entry at a position that its array does not have, or a value has too many
        digits; an ArithmeticError, a TypeError or a ValueError if it has no value for another reason.
        """
        return self.value_at(node, {index.name: position for index, position in at.items()}, values)

    def evaluate_cached(self, node: Expr, at: Mapping[Symbol, int], values: Values) -> Known:
        """Evaluate an expression, unless it is known at these positions; say as well which entries it reads."""
        return self._remembering(node)({index.name: position for index, position in at.items()}, values)

    def value_at(self, node: Expr, at: At, values: Values) -> mpf:
        if node not in self._opened:
            self._opened[node] = self._open(node)
        return self._opened[node](at, values)

    def _remembering(self, node: Expr) -> Remembered:
        if node in self._remembered:
            return self._remembered[node]
        indices = tuple({each.name: None for each in walk(node) if is_index(each)})
        number, opened = next(self._numbers), self._open(node)
        self._remembered[node] = lambda at, values: values.recall(
            (number, tuple([at.get(index) for index in indices])), opened, at
        )
        return self._remembered[node]

    def _open(self, node: Expr) -> Opened:
        if is_entry(node):
            return self._open_entry(node)
        if isinstance(node, Add):
            return self._open_all(node.args, total)
        if isinstance(node, Mul | Chain):
            return self._open_all(node.args, partial(reduce, mul))
        if isinstance(node, Pow):
            base, exponent = (self._open(arg) for arg in node.args)
            if node.exp.is_Integer and abs(node.exp) <= LOW:
                whole = int(node.exp)
                return lambda at, values: base(at, values) ** whole
            power = partial(raise_to, node, not node.exp.is_number)
            return self._refuse_steep(node, lambda at, values: power(base(at, values), exponent(at, values)))
        if isinstance(node, Sum):
            return self._open_sum(node)
        if isinstance(node, KroneckerDelta):
            first, second = (self._position(arg) for arg in node.args)
            return lambda at, values: ONE if first(at, values) == second(at, values) else ZERO
        if isinstance(node, Partial):
            return self._open_partial(node)
        if isinstance(node, DefinedFunction):
            return self._open_defined(node)
        if isinstance(node, Piecewise | Choice):
            rows = node.args if isinstance(node, Piecewise) else node.rows
            return lambda at, values: self._cases(rows, at, values)
        if node.is_Function:
            return self._open_function(node)
        constant = mpf(node.p) / node.q if node.is_Rational else mpf(node.evalf(mp.dps))
        return lambda at, values: constant

    def _open_all(self, nodes: Iterable[Expr], together: Callable[[list[mpf]], mpf]) -> Opened:
        parts = [self._open(node) for node in nodes]
        return lambda at, values: together([part(at, values) for part in parts])

    def _open_function(self, node: Expr) -> Opened:
        function, parts = function_of(node.func), [self._open(arg) for arg in node.args]
        has_ties, is_sign = isinstance(node, Extreme), isinstance(node, sign)

        def value(at: At, values: Values) -> mpf:
            numbers = [part(at, values) for part in parts]
            # max(z, 0) + min(z, 0) hides the kinks, but in its derivative each counts as at a tie
            if has_ties and values.around.careful and misses_tie(numbers):
                raise NoDerivativeError(f"a difference quotient across a tie of {node}")
            tolerant = is_sign and values.around.by_convention and is_real(numbers[0])
            return sign_beside(numbers[0]) if tolerant else apply(node, function, numbers)

        return self._refuse_steep(node, value)

    def _refuse_steep(self, node: Expr, opened: Opened) -> Opened:
        """At y = 0 sqrt(a y) stays 0 while a moves, but the chain rule asks for the derivative of the root itself."""
        borders = steep_at(node)
        if not borders:
            return opened
        inside = self._remembering(node.args[0])

        def value(at: At, values: Values) -> mpf:
            if values.around.careful and values.base is not None:
                (here, _), (_, read) = inside(at, values.at_rest()), inside(at, values)
                if here in borders and not read.isdisjoint(values.own):
                    raise NoDerivativeError(f"a difference quotient of {node} where its derivative is infinite")
            return opened(at, values)

        return value

    def _open_entry(self, node: Expr) -> Opened:
        name = name_of(node)
        if node.is_Symbol and node.is_integer:
            return lambda at, values: mpf(at[name] if name in at else values.around.sizes[node])
        positions = indices_of(node)
        if len(positions) > 1 and all(map(is_index, positions)):
            # most entries are of this kind
            picked = itemgetter(*(each.name for each in positions))

            def key_of(at: At, values: Values) -> Key:
                return name, picked(at)
        else:
            opened = [self._position(each) for each in positions]

            def key_of(at: At, values: Values) -> Key:
                return name, tuple([position(at, values) for position in opened])

        def entry(at: At, values: Values) -> mpf:
            key = key_of(at, values)
            found = values.get(key)
            return self._gradient_at(node, key, values) if found is None else found

        return entry

    def _position(self, node: Expr) -> Callable[[At, Values], int]:
        # most positions are indices: no number of 130 digits is needed to look one up
        if node.is_Integer:
            number = int(node)
            return lambda at, values: number
        if node.is_Symbol:
            index = node.name
            return lambda at, values: at[index] if index in at else int(self.value_at(node, at, values))
        return lambda at, values: int(self.value_at(node, at, values))

    def _gradient_at(self, node: Expr, key: Key, values: Values) -> mpf:
        name, positions = key
        variable = self.model.by_gradient.get(name)
        known = variable and values.around.gradients.get((variable.name, positions))
        if known is not None:
            return known
        if variable is None or not all(
            1 <= at <= size_at(size, values.around.sizes) for at, size in zip(positions, variable.sizes, strict=True)
        ):
            raise RuleError(f"{node} has no value at the position {positions}")
        return values.around.gradient(variable, positions)

    def _open_sum(self, node: Sum) -> Opened:
        indices = tuple(limit[0].name for limit in node.limits)
        number, term = next(self._numbers), self._open(node.function)

        def sum_up(at: At, values: Values) -> mpf:
            terms = values.around.terms.get(number)
            if terms is None:
                bounds = ([size_at(each, values.around.sizes) for each in limit[1:]] for limit in node.limits)
                ranges = (range(lower, upper + 1) for lower, upper in bounds)
                terms = values.around.terms[number] = [
                    dict(zip(indices, positions, strict=True)) for positions in itertools.product(*ranges)
                ]
            return total([term({**at, **each}, values) for each in terms])

        return sum_up

    def _open_partial(self, node: Partial) -> Opened:
        """Only the named entry moves; what is computed from it elsewhere stands still."""
        entry, function = node.variable, node.function
        name, positions = name_of(entry), [self._position(each) for each in indices_of(entry)]
        equation = self.model.equation_of.get(name_of(function)) if is_entry(function) else None
        inner: dict[str, Callable[[At, Values], int]] = {}
        opened = equation is not None and name_of(function) != name
        if equation is not None and opened:
            # the name of another variable: what moves is its own equation, in which the entry stands
            places = map(self._position, indices_of(function))
            inner = dict(zip((each.name for each in equation.target.indices), places, strict=True))
            function = equation.as_typed
        moving = self._remembering(function)

        def quotient(at: At, values: Values) -> mpf:
            key = (name, tuple([position(at, values) for position in positions]))
            if values.get(key) is None:
                raise RuleError(f"{entry} has no value at the position {key[1]}")
            if opened:
                at = {index: position(at, values) for index, position in inner.items()}
            here, read = moving(at, values)
            if key not in read:
                return ZERO

            def ends(steps: int) -> tuple[mpf, mpf]:
                (up, above), (down, below) = (moving(at, moved) for moved in values.shift(key, steps))
                values.read |= above | below
                return up, down

            found = Conventional(self, entry, at, values).find_by_convention(function)
            return quotient_of(ends, lambda: here, careful=values.around.careful, instead=found)

        return quotient

    def _open_defined(self, node: DefinedFunction) -> Opened:
        (argument,) = (self._open(arg) for arg in node.args)
        definition, order, function = node.definition, node.order, node.definition.as_typed
        inside = (definition.variable.name, ())
        value_of = partial(self.value_at, function, {})

        def value(at: At, values: Values) -> mpf:
            number = argument(at, values)
            careful = values.around.careful
            key = (type(node), type(number), number, careful, values.around.by_convention)
            if key not in self._defined:
                here = Values({inside: number}, around=values.around)
                at_rest = partial(value_of, here)

                def ends(steps: int) -> tuple[mpf, mpf]:
                    up, down = map(value_of, here.shift(inside, steps))
                    return up, down

                instead = Conventional(self, definition.variable, at, here).find_by_convention(function, order)
                self._defined[key] = (
                    quotient_of(ends, at_rest, careful=careful, instead=instead) if order else at_rest()
                )
                if careful and not order and 0 < abs(number) < mp.sqrt(step()):
                    # a step away from 0: z sgn(z)^2 hides the jump, but in its derivative sgn'(0) counts as 0
                    across = value_of(Values({inside: -number}, around=values.around))
                    if abs(self._defined[key] - across) > mp.sqrt(abs(number)):
                        del self._defined[key]
                        raise NoDerivativeError(f"a difference quotient across a jump of {definition.name}")
            return self._defined[key]

        return value

    # Cases are opened when they are met: where no case holds that has no value, nobody asks for it.
    def _cases(self, rows: Iterable[tuple[Expr, Expr]], at: At, values: Values) -> mpf:
        # at a border the case that holds there counts, also where a difference quotient looks at both sides of it
        where = values.at_rest() if values.around.careful else values
        for value, condition in rows:
            if self.is_true(condition, at, where):
                return self.value_at(value, at, values)
        raise AssertionError(f"none of the cases {rows} holds")

    def is_true(self, condition: Expr, at: At, values: Values) -> bool:
        if isinstance(condition, And | Or):
            found = (self.is_true(each, at, values) for each in condition.args)
            return all(found) if isinstance(condition, And) else any(found)
        if condition is S.true:
            return True
        left, right = (self.value_at(arg, at, values) for arg in condition.args)
        tolerant = values.around.by_convention and is_real(left) and is_real(right)
        return holds(condition, left, left if tolerant and abs(left - right) <= rounding() else right)
