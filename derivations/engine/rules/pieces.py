"""Maxima and minima of straight lines, one inside the other: which counts where, and the derivative where two meet.

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
    """Where one line ends and the next one begins, and the derivative there, by the choice for two that are equal."""

    at: Expr
    above: Expr
    below: Expr
    derivative: Expr


def borders_of(function: Extreme, variable: Symbol) -> tuple[Border, ...] | None:
    """Return the borders from the right to the left; None if a part is no line, or has another derivative inside."""
    derivatives = {each: product(each).diff(variable) for each in _lines(function)}
    if not all(c.is_Rational and (product(each) - c * variable).is_Rational for each, c in derivatives.items()):
        return None
    heights = {each: product(each).subs(variable, 0) for each in derivatives}
    meeting = {
        (heights[two] - heights[one]) / (derivatives[one] - derivatives[two])
        for one, two in combinations(derivatives, 2)
        if derivatives[one] != derivatives[two]
    }
    places = sorted(meeting, reverse=True)
    if not places:
        return None
    between = [places[0] + 1, *((high + low) / 2 for high, low in pairwise(places)), places[-1] - 1]
    counted = [_counts(function, variable, each) for each in between]
    found = []
    for at, (above, below) in zip(places, pairwise(counted), strict=True):
        derivative = product(derivative_at(function, variable, at, derivatives.__getitem__))
        if derivatives[above] != derivatives[below]:
            found.append(Border(at, above, below, derivative))
        elif derivative != derivatives[above]:
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


def derivative_at(node: Expr, variable: Symbol, at: Rational, derivative: Callable[[Expr], Expr]) -> Expr:
    """Return the derivative at any place, with that of its lines as given: the mean of those that are equal, and 0 if
    one of them is a number.
    """
    if not isinstance(node, Extreme):
        return derivative(node)
    top = _counts(node, variable, at)
    tied = [each for each in node.args if node.beyond(top, _counts(each, variable, at)).subs(variable, at) == 0]
    if len(tied) > 1 and not all(each.free_symbols for each in tied):
        return S.Zero
    derivatives = [derivative_at(each, variable, at, derivative) for each in tied]
    return chain((Rational(1, len(tied)), Add(*derivatives))) if tied[1:] else derivatives[0]
