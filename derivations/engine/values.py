"""The elements of a point, by name and place, and where some of them are a little elsewhere.

Goes in: numbers. Comes out: the same numbers, with those that have moved. Must not know: models, expressions.
"""

from __future__ import annotations

from mpmath import mp, mpf

# A central difference with step h has an error of h^2, and loses the digits of h: of 130 digits 40, and 80 are right.
STEP = (4, 13)

Places = tuple[int, ...]
Key = tuple[str, Places]
Known = tuple[mpf, frozenset[Key]]


def step() -> mpf:
    """Return the step of a difference quotient, for the digits that mpmath works with at the moment."""
    part, whole = STEP
    return mpf(10) ** -(mp.dps * part // whole)


class Values:
    """The elements of a point by name and place; over a ``base``: those that have moved there."""

    def __init__(self, own: dict[Key, mpf], base: Values | None = None) -> None:
        self.own = own
        self.base = base
        self.read: set[Key] = set()
        # what a part of an expression came to at its places, and what it has read for that
        self.known: dict[tuple[int, tuple[int | None, ...]], Known] = {}
        self._shifted: dict[tuple[Key, int], tuple[Values, Values]] = {}

    def get(self, key: Key) -> mpf | None:
        """Look an element up; None if there is no such element."""
        self.read.add(key)
        values: Values | None = self
        while values is not None:
            if key in values.own:
                return values.own[key]
            values = values.base
        return None

    def at_rest(self) -> Values:
        """Return the values before anything moved."""
        return self if self.base is None else self.base.at_rest()

    def shifted(self, key: Key, steps: int = 1) -> tuple[Values, Values]:
        """Return the same values with one element, which is there, so many steps higher, and lower."""
        if (key, steps) not in self._shifted:
            here, h = self.get(key), steps * step()
            self._shifted[key, steps] = (Values({key: here + h}, self), Values({key: here - h}, self))
        return self._shifted[key, steps]
