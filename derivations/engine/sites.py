"""Where the lines of a lemma are evaluated: a lemma is about one variable, not about the arrays of a point.

Goes in: a lemma. Comes out: numbers for its variable, on both sides of every border of its lines, near to it, at it,
and between any two; far out; and at 0. Must not know: rules.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, pairwise

from sympy import Abs, Expr, Function, Max, Min, Pow, Rational, sign
from sympy.core.relational import Relational

from derivations.engine.conventional import is_exact
from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Result
from derivations.engine.elementary import STEEP, TooLongError, is_real
from derivations.engine.evaluation import Evaluator
from derivations.engine.expressions import walk
from derivations.engine.numbers import WORKING_DIGITS
from derivations.engine.precision import mp, mpf
from derivations.engine.selection import Choice, Extreme
from derivations.engine.values import NO_VALUE, NoDerivativeError, Surroundings, Values, step

# No value is taken where the derivative is so large that a difference quotient loses its digits.
STEEPEST = 10.0**6
# Ordinary numbers lie between these; where a function has no real value there, others are tried, near to 0 and far from
# it: log z, sqrt(z - 9).
ORDINARY = ((-2, 0), (0, 1), (1, 4))
FURTHER = tuple(s * Rational(17, 26) * Rational(3) ** power for power in (0, 1, -1, 2, -2, 3, -4, 5) for s in (1, -1))
FAR = (40, -40, 300, -300)
NEAR = mpf(10) ** -6
# A border that no line states is looked for at these distances from 0, and found to so many bits; of a difference, the
# nearest ones to 0: sin(9z) has 170 there, which are all the same.
SEARCHED, BITS, NEAREST = 30, 60, 8


@dataclass(frozen=True)
class Site:
    """A number for the variable of a lemma; ``careful`` at a border, ``exact`` where no rounding misses it."""

    number: mpf
    careful: bool = False
    exact: bool = field(default=False, compare=False)


class Sites:
    """The numbers that one lemma is looked at with, and what an expression comes to at each of them.

    A value is a number, not a number where the expression has none, or None where nothing can be said: at a border,
    where a difference quotient would depend on its step, unless a convention says what stands there; and where it has
    more digits than a computer, as exp(-exp(exp(z))) soon has.
    """

    def __init__(self, lemma: Result, evaluator: Evaluator, rng: random.Random, *, finer: int = 1) -> None:
        self.digits = finer * WORKING_DIGITS
        self._variables = lemma.left.free_symbols if isinstance(lemma.left, DefinedFunction) else set()
        self._evaluator = evaluator
        with mp.workdps(self.digits):
            self.numbers = tuple(self._found(lemma, rng))

    def value(self, site: Site, expression: Expr) -> mpf | None:
        """Evaluate an expression at one of the numbers."""
        with mp.workdps(self.digits):
            return self._value(expression, site)

    def conventions(self, lemma: Result) -> Iterator[str]:
        """Say where both sides of a border have one derivative, and the last line another: its kinks hide each other.

        max(z, 0) + min(z, 0) is z, and each of the two has the derivative 0 at 0 by convention.
        """
        function, last = _function(lemma.left), lemma.expressions[-1]
        with mp.workdps(self.digits):
            for site in self.numbers if last is not None else ():
                ends = [self._at(function, site.number + move) for move in moves()]
                found = compare_with_sides(ends, self._at(last, site.number)) if site.careful else None
                if found is not None:
                    where = mp.nstr(site.number, 6).removesuffix(".0")
                    yield "{}({}) is {} by convention, where both sides have the derivative {}".format(
                        lemma.target, where, *found
                    )

    def _found(self, lemma: Result, rng: random.Random) -> Iterator[Site]:
        ordinary = [low + (high - low) * Rational(rng.randint(1, 996), 997) for low, high in ORDINARY]
        usual = [number for number in map(_mpf, ordinary) if self._derivatives(lemma.left, number)]
        for number in map(_mpf, FURTHER):
            if len(usual) < len(ORDINARY) and self._derivatives(lemma.left, number):
                usual.append(number)
        yield from map(Site, usual or map(_mpf, ordinary))
        borders = sorted(_apart((mpf(0), *self._borders(lemma))))
        between = [(low + high) / 2 for low, high in pairwise(borders)]
        sides = [border + side * NEAR for border in borders for side in (1, -1)]
        for number in (*sides, *between, borders[0] - 1, borders[-1] + 1, *map(_mpf, FAR)):
            if self._derivatives(lemma.left, number):
                yield Site(number)
        written = {edge for each in lemma.expressions if each is not None for edge in edges(each)}
        written |= set(edges(_function(lemma.left)))
        for number in borders:
            site = Site(number, careful=True, exact=is_exact({edge: self._at(edge, number) for edge in written}))
            if is_real(self._value(_function(lemma.left), site)):
                yield site

    def _derivatives(self, left: Expr, number: mpf) -> bool:
        """Tell whether a function and its derivative are real there, and not too steep."""
        derivative, value = (self._at(each, number) for each in (left, _function(left)))
        return is_real(derivative) and abs(derivative) < STEEPEST and is_real(value)

    def _at(self, expression: Expr, number: mpf) -> mpf | None:
        return self._value(expression, Site(number))

    def _value(self, expression: Expr, site: Site) -> mpf | None:
        around = Surroundings(careful=site.careful, by_convention=site.exact)
        values = Values({(variable.name, ()): site.number for variable in self._variables}, around=around)
        try:
            return self._evaluator.value(expression, {}, values)
        except (NoDerivativeError, TooLongError):
            return None
        except NO_VALUE:
            return mp.nan

    def _borders(self, lemma: Result) -> Iterator[mpf]:
        """Give the borders of a function and of every line, and where one of their domains ends."""
        for variable in self._variables:
            written = (_function(lemma.left), *lemma.expressions)
            found = [edge for each in written if each is not None for edge in (*edges(each), *_ends(each))]
            for edge in {-each if each.could_extract_minus_sign() else each: None for each in found}:
                derivative = edge.diff(variable)
                if derivative.is_number and derivative != 0:
                    root = self._at(-edge.xreplace({variable: Rational(0)}) / derivative, mpf(0))
                    if is_real(root):
                        yield root
                else:
                    yield from _crossings(partial(self._at, edge))


def moves() -> tuple[mpf, ...]:
    """Return how far from a border a function is looked at there: below, at it, above, and much closer above."""
    return -step(), mpf(0), step(), step() * mp.sqrt(step())


def compare_with_sides(ends: Sequence[mpf | None], used: mpf | None) -> tuple[str, str] | None:
    """Return a derivative that is used, and that of both sides, if they have one, and it is another.

    ``ends``: the values of the function after each of the `moves`.
    """
    below, here, above, closer = ends
    if not (is_real(below) and is_real(here) and is_real(above) and is_real(closer) and is_real(used)):
        return None
    left, right, nearer = (here - below) / step(), (above - here) / step(), (closer - here) / moves()[-1]
    small = mp.sqrt(step())
    near = small * max(1, abs(left))
    # of a jump the quotients grow without end; of |u|^1.4 sgn u they tend to 0, and a smaller step has another one
    if max(abs(left - right), abs(nearer - right)) > near or not near < abs(used - left) < 1 / small:
        return None
    one, both = (mp.nstr(each, 6).removesuffix(".0") for each in (used, right))
    return one, both


def edges(expression: Expr) -> Iterator[Expr]:
    """Give what is 0 at a border: the difference that a condition is about, the inside of an absolute value."""
    for node in walk(expression):
        if isinstance(node, Relational):
            yield node.lhs - node.rhs
        elif isinstance(node, Choice):
            yield node.args[0] - node.args[1]
        elif isinstance(node, Abs | sign):
            yield node.args[0]
        elif isinstance(node, Extreme | Max | Min):
            yield from (one - other for one, other in combinations(node.args, 2))
        elif isinstance(node, DefinedFunction):
            inside = {node.definition.variable: node.args[0]}
            yield from (edge.xreplace(inside) for edge in edges(node.definition.as_typed))


def _ends(expression: Expr) -> Iterator[Expr]:
    """Give what is 0 where a domain ends or has a gap, and a function may yet have a value: what a root is taken of."""
    for node in walk(expression):
        if isinstance(node, DefinedFunction):
            inside = {node.definition.variable: node.args[0]}
            yield from (end.xreplace(inside) for end in _ends(node.definition.as_typed))
        elif isinstance(node, Pow):
            gap = node.exp.is_negative and not node.base.has(Function, Pow)
            if node.exp.is_number and (gap or not node.exp.is_Integer) and node.base.free_symbols:
                yield node.base
        else:
            yield from (node.args[0] - border for border in STEEP.get(node.func, ()))


def _apart(numbers: Iterable[mpf]) -> list[mpf]:
    """Return numbers without those that are equal to one before but for rounding: between two such is no other side."""
    found: list[mpf] = []
    for number in numbers:
        if all(abs(number - other) > 4 * step() for other in found):
            found.append(number)
    return found


def _crossings(function: Callable[[mpf], mpf | None]) -> Iterator[mpf]:
    numbers = [mpf(number) / 2 + mpf(1) / 7 for number in range(-2 * SEARCHED, 2 * SEARCHED)]
    found = [(number, value) for number in numbers if is_real(value := function(number))]
    turns = [(low, high, above > 0) for (low, below), (high, above) in pairwise(found) if (below > 0) != (above > 0)]
    for low, high, rising in sorted(turns, key=lambda each: abs(each[0]))[:NEAREST]:
        yield _bisect(function, low, high, rising=rising)


def _bisect(function: Callable[[mpf], mpf | None], low: mpf, high: mpf, *, rising: bool) -> mpf:
    for _ in range(BITS):
        middle = (low + high) / 2
        value = function(middle)
        if not is_real(value):
            return low
        low, high = (low, middle) if (value > 0) == rising else (middle, high)
    return _polished(function, low, high)


def _polished(function: Callable[[mpf], mpf | None], low: mpf, high: mpf) -> mpf:
    """Return a root between two numbers to all digits; the lower one, where the function has none, as at a pole."""
    for snapped in (mp.nint(mp.ldexp(low, BITS // 3)) / 2 ** (BITS // 3),):
        if abs(snapped - low) < mp.ldexp(1, -BITS // 2) and function(snapped) == 0:
            return snapped
    try:
        found = mp.findroot(function, (low, high), solver="anderson", maxsteps=100, verify=False)
    except (TypeError, ValueError, ZeroDivisionError):
        return low
    return found if low <= found <= high else low


def _function(left: Expr) -> Expr:
    """Return the function whose derivative the left side is."""
    return apply_definition(left.definition)(left.args[0]) if isinstance(left, DefinedFunction) else left


def _mpf(number: Rational | int) -> mpf:
    rational = Rational(number)
    return mpf(rational.p) / rational.q
