"""Maxima and minima of straight lines, one inside the other: which line counts where, and the slope where two meet.

Goes in: a function of one variable, such as max(max(0, z), 1 - z). Comes out: its lines from the right to the left,
with the borders between them. Must not know: derivations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, pairwise

from sympy import Add, Expr, Rational, S, Symbol

from derivations.engine.expressions import chain, product
from derivations.engine.selection import Extreme


@dataclass(frozen=True)
class Border:
    """Where one line ends and the next one begins, and the slope there, by the choice for two that are equal."""

    at: Expr
    above: Expr
    below: Expr
    slope: Expr


def borders_of(function: Extreme, variable: Symbol) -> tuple[Border, ...] | None:
    """Return the borders from the right to the left; None if a part is no line, or the slope is another inside one."""
    slopes = {each: product(each).diff(variable) for each in _lines(function)}
    if not all(slope.is_Rational and (product(each) - slope * variable).is_Rational for each, slope in slopes.items()):
        return None
    heights = {each: product(each).subs(variable, 0) for each in slopes}
    meeting = {
        (heights[two] - heights[one]) / (slopes[one] - slopes[two])
        for one, two in combinations(slopes, 2)
        if slopes[one] != slopes[two]
    }
    places = sorted(meeting, reverse=True)
    if not places:
        return None
    between = [places[0] + 1, *((high + low) / 2 for high, low in pairwise(places)), places[-1] - 1]
    counted = [_counts(function, variable, each) for each in between]
    found = []
    for at, (above, below) in zip(places, pairwise(counted), strict=True):
        slope = product(slope_at(function, variable, at, slopes.__getitem__))
        if slopes[above] != slopes[below]:
            found.append(Border(at, above, below, slope))
        elif slope != slopes[above]:
            return None
    return tuple(found)


def _lines(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Extreme):
        for each in node.args:
            yield from _lines(each)
    else:
        yield node


def _counts(node: Expr, variable: Symbol, at: Rational) -> Expr:
    """Return the line that a function is at a place where no two of them meet."""
    if not isinstance(node, Extreme):
        return node
    lines = (_counts(each, variable, at) for each in node.args)
    return reduce(lambda one, two: two if node.beyond(one, two).subs(variable, at) < 0 else one, lines)


def slope_at(node: Expr, variable: Symbol, at: Rational, derivative: Callable[[Expr], Expr]) -> Expr:
    """Return the derivative at any place, with that of its lines as given: the mean of those that are equal, and 0 if
    one of them is a number.
    """
    if not isinstance(node, Extreme):
        return derivative(node)
    top = _counts(node, variable, at)
    tied = [each for each in node.args if node.beyond(top, _counts(each, variable, at)).subs(variable, at) == 0]
    if len(tied) > 1 and not all(each.free_symbols for each in tied):
        return S.Zero
    slopes = [slope_at(each, variable, at, derivative) for each in tied]
    return chain((Rational(1, len(tied)), Add(*slopes))) if tied[1:] else slopes[0]
