"""The random rational numbers that the entries of a model are given where its lines are checked.

Goes in: a generator of random numbers. Comes out: numbers of mpmath. Must not know: models, lines.
"""

import random
from fractions import Fraction

from derivations.engine.precision import mpf

# Of every four numbers that are drawn for a name, one lies in the interval of length 1 above each of these: neither a
# sign can be mistaken for the other, nor what is cut off at 1 for what is not.
EVERYWHERE = (-2, -1, 0, 1)
# They are so many parts of 1: with a thousand, one entry too often equals another, where sign(a - y) has a border.
PARTS = 999_983
# At a special point so many of all entries have one of these values: what a line loses there it has lost for a reader
# with such data, and what is cut off lies further out than the numbers above.
SPECIAL, OFTEN = (0, 0, 1, 1, 4, -4), 0.75
# Where a model has no real value (a logarithm of z < 0), data are drawn below 1, and the rest all positive (1), all
# negative (-1) or both (0), smaller, larger; so far out only where all values are moderate.
FAR = 64
REDRAWS = tuple(
    (sign, Fraction(*size)) for size in ((1, 1), (1, 8), (4, 1), (1, 64), (1, 10**6), (FAR, 1)) for sign in (1, 0, -1)
)


def draw_everywhere(rng: random.Random, left: list[int], *, special: bool) -> mpf:
    """Draw from an interval that is left, or, at a special point, often one of a few numbers instead."""
    if not left:
        left += rng.sample(EVERYWHERE, len(EVERYWHERE))
    instead = special and rng.random() < OFTEN
    parts = PARTS * left.pop() + rng.randint(1, PARTS - 1)
    return mpf(rng.choice(SPECIAL)) if instead else mpf(parts) / PARTS


def draw_within(rng: random.Random, sign: int, scale: Fraction, *, data: bool) -> mpf:
    """Draw from (0, 2), (-2, 0) or (-2, 2), times a scale; data from (0, 1), as the targets of a cross-entropy."""
    share = mpf(rng.randint(1, PARTS - 1)) / PARTS
    if data:
        return share
    return (2 * sign * share if sign else 4 * share - 2) * scale.numerator / scale.denominator
