"""The entries of a point, by name and position, and where some of them are a little elsewhere.

Goes in: numbers. Comes out: the same numbers, with those that have moved. Must not know: what they are computed from.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from sympy import Expr

from derivations.engine.precision import mp, mpf
from derivations.engine.variables import Variable
from derivations.errors import RuleError

# A central difference with step h has an error of h^2, and loses the digits of h: of 130 digits 40, and 80 are right.
# This is how much of them: of the bits, since to divide by a power of 2 takes next to no time.
STEP = (4, 13)

Positions = tuple[int, ...]
Key = tuple[str, Positions]
Known = tuple[mpf, frozenset[Key]]
# where the indices stand, by their names: a string is looked up faster than a symbol
At = Mapping[str, int]
Opened = Callable[[At, "Values"], mpf]
# a part of an expression, by its number, and where its indices stand
Part = tuple[int, tuple[int | None, ...]]
Sizes = Mapping[Expr, int]
Gradient = Callable[[Variable, Positions], mpf]

# What an expression does where it has no value, or is none.
NO_VALUE = (
    RuleError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


class NoDerivativeError(RuleError):
    """A difference quotient at a kink, which depends on its step."""


def size_at(expression: Expr, sizes: Sizes) -> int:
    """Return the number that a size stands for."""
    known = sizes.get(expression)
    return int(expression.xreplace(dict(sizes))) if known is None else known


def positions_of(variable: Variable, sizes: Sizes) -> Iterator[Positions]:
    """Every position of a variable, counted from 1."""
    return itertools.product(*(range(1, size_at(size, sizes) + 1) for size in variable.sizes))


def step() -> mpf:
    """Return the step of a difference quotient, a power of 2, for the digits that mpmath works with at the moment."""
    part, whole = STEP
    step: mpf = mp.ldexp(1, -(mp.prec * part // whole))
    return step


def rounding() -> mpf:
    """Return what is 0 but for rounding: a number that is less in size, and far less than what a step moves."""
    return step() * mp.sqrt(step())


def misses_tie(numbers: Sequence[mpf]) -> bool:
    """Tell whether two numbers are equal but for a step.

    Where they are apart by its square, as z^2 and -z^2 are, their derivatives are the same, and there is no kink.
    """
    apart = (abs(one - other) / mp.sqrt(step()) for one, other in itertools.combinations(numbers, 2))
    return any(step() < each < 1 for each in apart)


def quotient_of(
    ends: Callable[[int], tuple[mpf, mpf]],
    here: Callable[[], mpf],
    *,
    careful: bool,
    instead: Callable[[], mpf] | None = None,
) -> mpf:
    """Return a difference quotient: ``ends`` are the values so many steps above and below, ``here`` is between them.

    What ``instead`` gives is returned, if anything: max(z, 0) + min(z, 0) has a quotient at 0, and kinks. Raises a
    NoDerivativeError if it is careful, and the quotient depends on its step.
    """
    if instead is not None:
        try:
            return instead()
        except NoDerivativeError:
            # of what no convention is about
            return quotient_of(ends, here, careful=careful)
    (up, down), h = ends(1), step()
    derivative = (up - down) / (2 * h)
    if careful:
        # of a smooth function the two derivatives differ by a multiple of h^2, at a border by one of h, or by a jump
        # over h; where a corner is even, like that of |x|, they agree, but not from both sides
        (higher, lower), least = ends(2), h * mp.sqrt(h) * max(1, abs(derivative))
        bend = (up - here()) - (here() - down)
        if abs(derivative - (higher - lower) / (4 * h)) > least or abs(bend) > least:
            raise NoDerivativeError("a difference quotient depends on its step")
    return derivative


class Surroundings:
    """What all entries of a point have around them: the sizes, as numbers, and the gradients.

    ``gradients`` are those that are known, by the name of the variable and its positions; ``gradient`` computes
    another. Where it is ``careful``, every difference quotient is taken with two steps: at a border of cases it has no
    derivative then, instead of one that depends on the step; or, ``by_convention``, the one that stands there.
    """

    def __init__(
        self,
        sizes: Sizes | None = None,
        gradient: Gradient | None = None,
        *,
        careful: bool = False,
        by_convention: bool = False,
    ) -> None:
        self.careful = careful
        self.by_convention = by_convention
        self.sizes: Sizes = sizes or {}
        self.gradient: Gradient = gradient or no_gradient
        self.gradients: dict[Key, mpf] = {}
        # where the indices of a sum stand in each of its terms, by the number of the sum
        self.terms: dict[int, list[dict[str, int]]] = {}


class Values:
    """The entries of a point by name and position; over a ``base``: those that have moved there."""

    def __init__(self, own: dict[Key, mpf], base: Values | None = None, around: Surroundings | None = None) -> None:
        self.own = own
        self.base = base
        self.around: Surroundings = base.around if base is not None else around or Surroundings()
        self.read: set[Key] = set()
        # what a part of an expression came to at its indices, and what it has read for that
        self.known: dict[Part, Known] = {}
        self._shifted: dict[tuple[Key, int], tuple[Values, Values]] = {}

    def get(self, key: Key) -> mpf | None:
        """Look an entry up; None if there is no such entry."""
        self.read.add(key)
        found = self.own.get(key)
        values = self.base
        while found is None and values is not None:
            found = values.own.get(key)
            values = values.base
        return found

    def recall(self, part: Part, opened: Opened, at: At) -> Known:
        """Return what a part of an expression comes to here, which is what it came to where nothing that it reads has
        moved since; compute it if nobody has yet.
        """
        known = self.known.get(part)
        if known is None and self.base is not None:
            known = self.base.recall(part, opened, at)
            if not known[1].isdisjoint(self.own):
                known = None
        if known is None:
            outside, self.read = self.read, set()
            try:
                found = opened(at, self)
                known = self.known[part] = (found, frozenset(self.read))
            finally:
                self.read = outside
        self.read |= known[1]
        return known

    def forget(self) -> None:
        """Let go of everything that stands over these values, and refers back to them."""
        self._shifted.clear()

    def at_rest(self) -> Values:
        """Return the values before anything moved."""
        return self if self.base is None else self.base.at_rest()

    def shift(self, key: Key, steps: int = 1) -> tuple[Values, Values]:
        """Return the same values with one entry, which is there, so many steps higher, and lower."""
        if (key, steps) not in self._shifted:
            here, h = self.get(key), steps * step()
            self._shifted[key, steps] = (Values({key: here + h}, self), Values({key: here - h}, self))
        return self._shifted[key, steps]


def no_gradient(*_: object) -> mpf:
    """Stand for the gradients of what has none: raise a LookupError."""
    raise LookupError("there is no gradient")
