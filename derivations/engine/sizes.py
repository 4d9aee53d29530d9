"""How many of everything there are at a random point: samples, and units of each layer.

Goes in: a model, or its sizes, a generator of random numbers. Comes out: a number for every size. Must not know: lines.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from sympy import Symbol

from derivations.engine.elementary import is_real
from derivations.engine.model import Model
from derivations.engine.numbers import DIGITS, WORKING_DIGITS, Point
from derivations.engine.precision import mp, mpf
from derivations.engine.values import NO_VALUE

# Of so many ways at least one is drawn in which a size is small at every point.
FEWEST = 12


def sizes_at_points(
    symbols: Sequence[Symbol], count: int, rng: random.Random, smallest: int = 1
) -> list[dict[Symbol, int]]:
    """Give every size a number at each of so many points.

    At no two points has one size the same number, and no two sizes have the same at all of them: 1/n in place of 1/m
    shows, and so does any other number, and any polynomial of a degree below the count of the points.
    """
    if not symbols:
        return [{} for _ in range(count)]
    largest = smallest + count
    while len(vectors := list(itertools.permutations(range(smallest, largest + 1), count))) < 2 * len(symbols):
        largest += 1
    # twice as many as there are sizes, and the small ones of them: what a line costs grows with their squares
    few = sorted(vectors, key=sum)[: max(2 * len(symbols), FEWEST)]
    few = rng.sample(few, len(symbols))
    return [{size: each[at] for size, each in zip(symbols, few, strict=True)} for at in range(count)]


def smallest_size(model: Model) -> int:
    """Return the number from which sizes are drawn: 2 where a model with one of everything has no value, else 1.

    Softmax of one unit is 1, where log(1 - a) has none, but comes out as 1 with a rounding error.
    """
    return next((size for size in (1, 2) if _has_value(model, size)), 1)


def _has_value(model: Model, size: int) -> bool:
    """Tell whether all values and gradients are real, and not what is left of the digits: then more digits tell."""
    found: list[list[mpf]] = []
    try:
        for finer in (1, 2):
            point = Point(model, dict.fromkeys(model.sizes, size), random.Random(0), finer=finer)
            inputs = [each for each in model.inputs if not each.data]
            gradients = [point.gradient(each, at) for each in inputs for at in point.positions(each)]
            found.append([*point.values.values(), *gradients])
            point.forget()
    except NO_VALUE:
        return False
    with mp.workdps(WORKING_DIGITS):
        return all(
            is_real(one) and is_real(other) and abs(one - other) * mpf(10) ** DIGITS <= max(1, abs(other))
            for one, other in zip(*found, strict=True)
        )
