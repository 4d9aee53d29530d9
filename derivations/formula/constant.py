"""Whether a part of a formula is the same number for all values of its variables: z/z, z - z, 0*z + 1, tan(pi).

Goes in: a tree. Comes out: the number, or None. Must not know: where a formula is defined, SymPy.

The part is tried out in floating point at points of every size and both signs, with no simple numbers among them but 0;
what is the same at all of them is looked at once more, with many digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from derivations.formula.confirmed import confirm, number_of
from derivations.formula.size import TooLargeError, value
from derivations.formula.tree import Node, Number, variables, walk

POINTS = (0.0, *(sign * point for point in (1e-3, 0.3719, 1.618, 4.7713, 23.19, 413.7, 9173.3) for sign in (1, -1)))
# of variables that stay as they are; one of each sign, and one in between 0 and 1
HELD = (0.7341, -2.1317, 1.9173)
# as many values must be there, and differ by no more than a few roundings of their own
FEWEST, ROUNDINGS = 3, 1e-12
# what differs by less of itself may be the same: if it differs by less than the last digits of its largest part
NEARLY, LAST_DIGITS = 1e-3, 2.0**-46


@lru_cache(maxsize=1024)  # a pass asks again for every tie of max and min
def constant_value(tree: Node) -> float | None:
    """Return the number that a part always is where it is defined; None if it depends on a variable."""
    names = sorted(variables(tree))
    if isinstance(tree, Number):
        return float(tree.text)
    if not names:
        found = _at(tree, {})
        return found if found else number_of(tree)
    along = [constant_along(tree, name) for name in names]
    return None if None in along else along[0]


def constant_along(tree: Node, variable: str) -> float | None:
    """Return the number that a part is for all values of one variable, the others held; None if it depends on it."""
    last = None
    others = sorted(variables(tree) - {variable})
    for held in HELD if others else (0.0,):
        rest = {name: held + at / 3 for at, name in enumerate(others)}
        known: list[float] = []
        for point in POINTS:
            if (found := _at(tree, {**rest, variable: point})) is not None:
                known.append(found)
                # most formulas are done after two points
                apart = max(known) - min(known)
                if apart > ROUNDINGS * max(map(abs, known)) and apart > _rounding(
                    tree, {**rest, variable: point}, known
                ):
                    return None
        if len(known) >= FEWEST:
            # floating point may not see where it is another number, or that it is no 0
            last = confirm(tree, variable, POINTS, rest)
            if last is None:
                return None
    return last


def _rounding(tree: Node, at: Mapping[str, float], known: list[float]) -> float:
    """Bound what rounding makes of a part in which larger ones cancel, such as e - z + z."""
    if max(known) - min(known) > NEARLY * max(map(abs, known)):
        return 0.0
    sizes = (_at(part, at) for part in walk(tree))
    return LAST_DIGITS * max(abs(each) for each in sizes if each is not None)


def _at(tree: Node, at: Mapping[str, float]) -> float | None:
    try:
        found = complex(value(tree, at))
    except (TooLargeError, ZeroDivisionError, ValueError, OverflowError):
        return None
    # log(-1) is a complex number, and no value; tan(pi) is 0 but for rounding
    return None if found.imag else found.real if abs(found.real) > ROUNDINGS else 0.0
