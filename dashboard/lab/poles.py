"""Where the derivative of a reader's own formula grows without bound: at borders of its domain, poles among them.

Goes in: a formula, its derivative as a function of numbers, an interval. Comes out: places. Must not know: Streamlit.

Candidates are where a condition of the domain turns from true to false, found from its argument alone; at each the
derivative is measured nearer and nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from derivations import Activation
from derivations.formula.size import TooLargeError, value
from derivations.formula.stable import stable
from derivations.formula.straight import borders
from derivations.formula.tree import Node
from derivations.formula.undefined import derivative_domain

Array = NDArray[np.float64]
POINTS = 501
HALVINGS = 60
# how near a candidate the derivative is measured, and what part of one growth the next one has at least: of z ln z,
# whose derivative grows as slowly as any, each is as large as the one before; towards a finite limit they die out
NEARER = 10.0 ** -np.arange(2, 8)
GOES_ON = 0.9
# of the largest size of an argument: so near 0 it touches 0, and a pole of even order has no change of sign
TOUCHES = 1e-9


def find_poles(
    activation: Activation, derivative_of: Callable[[Array], Array], ends: tuple[float, float]
) -> tuple[float, ...]:
    """Return the places between two ends near which a derivative grows without bound, in their order."""
    candidates = {float(each) for each in borders(stable(activation.tree))}
    for each in derivative_domain(activation):
        candidates |= {float(each.border[2])} if each.border else set(_find_roots(each.argument, ends))
    found = [at for at in sorted(candidates) if ends[0] <= at <= ends[1] and _grows(derivative_of, at)]
    # two conditions may ask the same of one place
    return tuple(at for number, at in enumerate(found) if number == 0 or at - found[number - 1] > NEARER[-1])


def _find_roots(argument: Node, ends: tuple[float, float]) -> Iterator[float]:
    """Give where an argument is 0: where its sign changes, or where it is smallest in size and as good as 0."""

    def size(z: float) -> float:
        try:
            found = value(argument, {"z": z})
        except (TooLargeError, OverflowError, ZeroDivisionError, ValueError):
            return np.nan
        return found.real if abs(found.imag) <= TOUCHES * abs(found) else np.nan

    # no simple numbers at the ends: a root there is seen from both sides
    places = np.linspace(ends[0] - 1 / np.e, ends[1] + 1 / np.pi, POINTS)
    sizes = np.array([size(z) for z in places])
    for at in np.flatnonzero(np.sign(sizes[1:]) * np.sign(sizes[:-1]) < 0):
        yield _halve(size, places[at], places[at + 1])
    inner = np.abs(sizes)
    lowest = np.flatnonzero((inner[1:-1] <= inner[:-2]) & (inner[1:-1] <= inner[2:])) + 1
    for at in lowest:
        touched = _narrow(lambda z: abs(size(z)), places[at - 1], places[at + 1])
        if abs(size(touched)) <= TOUCHES * np.nanmax(inner):
            yield touched


def _halve(size: Callable[[float], float], low: float, high: float) -> float:
    rises = size(high) > 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if (size(middle) > 0) is rises else (middle, high)
    return (low + high) / 2


def _narrow(size: Callable[[float], float], low: float, high: float) -> float:
    """Return where a size is smallest between two places, if it falls and then rises."""
    for _ in range(HALVINGS):
        one, other = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, other) if size(one) < size(other) else (one, high)
    return (low + high) / 2


def _grows(derivative_of: Callable[[Array], Array], at: float) -> bool:
    """Tell whether a derivative grows on and on towards a place, from the left or from the right."""
    for side in (-1, 1):
        more = np.diff(np.abs(derivative_of(np.asarray(at + side * NEARER, dtype=np.float64))))
        if np.isfinite(more).all() and (more > 0).all() and (more[1:] >= GOES_ON * more[:-1]).all():
            return True
    return False
