"""Three ways to one gradient, held against each other, parameter by parameter.

Goes in: a problem, and the gradients that two of the ways have found. Comes out: a report with one row per parameter,
and one per unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from derivations.notebook import Row, rows_table
from derivations.numeric import Gradients, Quotients
from derivations.numeric.network.difference import compute_quotients
from derivations.numeric.network.parameters import SYMBOLS
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.rounding_bounds import rounding_bounds
from derivations.numeric.network.sides import measure_sides
from derivations.numeric.network.vector import PerLayer
from derivations.options import one_of

# Right computations stay within a few roundings, eps, of the terms that a gradient is added up from; this is 512 eps.
TOLERANCE = 2.0**-43
# One-sided quotients that differ by less of themselves are the same: they have about 8 digits.
SAME = 1e-4
# Below this the imaginary part that the complex step reads underflows.
SMALLEST_SCALE = 1e-180
# A rounding of z may change a derivative without bound, as beside a pole. So much larger than the terms themselves may
# what their roundings come to be: the tolerance then hides a thousandth of the terms, and never more.
MOST_ROUNDING = 2.0**33


@dataclass(frozen=True)
class MatchRow(Row):
    """One weight (``source`` is the unit it leads from), bias, scale or shift (``source`` is None), counted from 1.

    ``error`` is the largest difference between any two of the three numbers, relative to the size of the terms
    that the gradient is added up from (``derivations.numeric.network.rounding_bounds``): a gradient that is tiny
    because a weight on its way is tiny is held to that, and one that cancels to 0 to the rounding of what cancels.
    Of a gradient that is a part p of its terms the tolerance, 1e-13, can hide an error of 1e-13 / p of itself:
    behind a saturated tanh, whose derivative 1 - a^2 is 1e-6, one of 1e-7. ``relative`` hides nothing. ``terms`` is
    that size, or 1e-180 where it is less, as what is smaller underflows.

    ``comparable`` is False where the three differ, and rounding alone may be why: where a rounding of some z changes
    the gradient by more than a thousandth of its terms, as beside a pole. They then do not count as equal. The terms
    of a formula, there, are the largest that it is a little away from z: one that cancels at z has none of its own.

    ``sides`` are the difference quotients on the left and on the right where the parameter is at a kink, None
    elsewhere: there is no derivative there, ``difference`` is None, and the other two have in common what is used by
    convention. They are held against the larger of both sides and of the terms a little away. Where both sides agree
    with each other and not with the three, the cost is smooth, and they are wrong: ``difference`` is then the quotient
    across.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, initialise, match, xor
    >>> network = Network((2, 1))
    >>> row = match(network, initialise(network, np.random.default_rng(0)), xor().inputs, xor().targets).rows[0]
    >>> row.name, abs(row.derived - row.backward) < 1e-12
    ('W1[1,1]', True)
    """

    layer: int
    unit: int
    source: int | None
    derived: float
    backward: float
    difference: float | None
    error: float
    kind: str
    terms: float
    sides: tuple[float, float] | None = None
    comparable: bool = True

    def backward_error(self, other: str) -> float | None:
        """Return the difference of ``backward`` from "derived" or "difference" alone, relative to the same terms.

        At a kink there is no difference quotient, and it is None.
        """
        two = {"derived": self.derived, "difference": self.difference}
        found = two[one_of("other", other, two)]
        return None if found is None else abs(self.backward - found) / self.terms

    @property
    def relative(self) -> float:
        """The largest difference between any two of the three, relative to the largest of them; 0 if all are equal."""
        found = [each for each in (self.derived, self.backward, self.difference) if each is not None]
        largest = max(map(abs, found))
        return (max(found) - min(found)) / largest if largest else 0.0

    @property
    def name(self) -> str:
        """W1[2,1] for the weight to unit 2 from unit 1 of layer 1, b1[2] for a bias, gamma1[2] and beta1[2]."""
        at = f"{self.unit}" if self.source is None else f"{self.unit},{self.source}"
        return f"{SYMBOLS[self.kind]}{self.layer}[{at}]"

    @property
    def measured(self) -> float | str | None:
        """The difference quotient; at a kink what was measured on its two sides, in words."""
        if self.sides is None:
            return self.difference
        left, right = self.sides
        return f"at a kink: {left:.4g} on the left, {right:.4g} on the right; {self.derived:.4g} by convention"

    @property
    def cells(self) -> dict[str, object]:
        """What a notebook shows of the row."""
        return {
            "parameter": self.name,
            "derived": self.derived,
            "backward": self.backward,
            "difference quotient": self.measured,
            "relative difference": f"{self.relative:.1e}",
            "of its terms": f"{self.error:.1e}",
        }


@dataclass(frozen=True)
class DeltaRow(Row):
    """The deltas of one unit, the derived beside those of the backward pass.

    ``error`` is the largest difference at any sample, relative to the size of the terms of the largest: it can hide
    what is wrong at a sample whose delta is smaller than another's by more than the tolerance, but no wrong factor.
    ``comparable`` is that of a MatchRow.
    """

    layer: int
    unit: int
    error: float
    comparable: bool = True


@dataclass(frozen=True, repr=False)
class MatchReport:
    """One row per parameter, and one per unit for its deltas, which no difference quotient of a parameter tells.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, initialise, match, xor
    >>> network = Network((2, 1))
    >>> report = match(network, initialise(network, np.random.default_rng(0)), xor().inputs, xor().targets)
    >>> report.ok, [row.name for row in report.rows]
    (True, ['W1[1,1]', 'W1[1,2]', 'b1[1]'])
    """

    rows: tuple[MatchRow, ...]
    tolerance: float = TOLERANCE
    deltas: tuple[DeltaRow, ...] = ()

    def __repr__(self) -> str:
        return f"<MatchReport: {self._summary}>"

    def __len__(self) -> int:
        """How many parameters there are."""
        return len(self.rows)

    def __iter__(self) -> Iterator[MatchRow]:
        """Go through the rows of the parameters."""
        return iter(self.rows)

    def _repr_markdown_(self) -> str:
        return f"**{self._summary}**\n\n{rows_table(self.rows)}"

    @property
    def _summary(self) -> str:
        found = "agree" if self.ok else "do not agree"
        kinks = [row.name for row in self.rows if row.sides is not None]
        said = f"; {len(kinks)} at a kink, such as {kinks[0]}: by convention, not measured" if kinks else ""
        lost = [row.name for row in self.rows if not row.comparable]
        said += f"; {len(lost)} not comparable, such as {lost[0]}: a rounding of z changes it too much" if lost else ""
        worst = f"worst error {self.worst.error:.1e} of its terms"
        return f"three gradients of {len(self.rows)} parameters {found}, {worst}{said}"

    @cached_property
    def worst(self) -> MatchRow:
        """The row with the largest error; one that is not a number counts as the largest."""
        return max(self.rows, key=lambda row: np.inf if np.isnan(row.error) else row.error)

    @property
    def ok(self) -> bool:
        """Whether the three agree everywhere, and the two on delta, to the tolerance.

        At a kink they agree by convention; ``row.sides`` says what was measured there.
        """
        return all(error <= self.tolerance for error in (self.worst.error, *(row.error for row in self.deltas)))


def compare(problem: Problem, derived: Gradients, by_hand: Gradients) -> MatchReport:
    """Compare derived gradients, those of the hand-written backward pass, and the complex-step quotient.

    The quotient is Im C(w + ih) / h (Squire and Trapp 1998): nothing is subtracted, so nothing cancels.
    """
    quotients, terms = compute_quotients(problem), rounding_bounds(problem)
    stacked = np.stack([_flat(each) for each in (derived, by_hand, quotients)])
    # a pass with a mistake may give anything
    with np.errstate(invalid="ignore", over="ignore"):
        sides = _sides(problem, stacked[2])
        smooth = {
            at: (left + right) / 2
            for at, (left, right) in sides.items()
            if np.isfinite(left) and abs(left - right) <= SAME * abs(left)
        }
        for at, across in smooth.items():
            stacked[2, at] = across
            del sides[at]
        ways = (stacked, *map(np.stack, zip(derived.deltas, by_hand.deltas, strict=True)))
        around = rounding_bounds(problem, around=True) if sides or _any_may_hide(terms, ways) else None
        held = terms if around is None else _held(terms, around)
        sizes, doubtful = _sizes(_flat(held), np.abs(stacked).max(axis=0)), ~(_flat(held) >= _flat(terms))
        for at, across in smooth.items():
            sizes[at] = max(sizes[at], abs(across))
        errors = np.ptp(stacked, axis=0) / sizes
        for at, measured in sides.items():
            # no rounding takes the other side
            assert around is not None
            sizes[at] = max(_flat(around)[at], SMALLEST_SCALE, *(abs(each) for each in measured if np.isfinite(each)))
            errors[at] = abs(stacked[0, at] - stacked[1, at]) / sizes[at]
        deltas = tuple(_deltas(derived, by_hand, held, terms))
    told = ~doubtful | (errors <= TOLERANCE)
    positions = [position for layer, kind, array in _arrays(by_hand) for position in _positions(layer, kind, array)]
    return MatchReport(
        tuple(
            MatchRow(
                layer, unit, source, d, b, None if at in sides else q, error, kind, size, sides.get(at), comparable
            )
            for at, ((layer, unit, source, kind), (d, b, q), (error, size), comparable) in enumerate(
                zip(positions, stacked.T.tolist(), np.stack([errors, sizes], 1).tolist(), told.tolist(), strict=True)
            )
        ),
        deltas=deltas,
    )


def _any_may_hide(terms: Quotients, ways: tuple[NDArray[np.float64], ...]) -> bool:
    """Tell whether any terms, of parameters and of deltas, are so large that a difference would not count."""
    return any(map(_may_hide, (_flat(terms), *terms.deltas), ways))


def _held(terms: Quotients, around: Quotients) -> Quotients:
    """Return what errors are relative to: the terms and their roundings, but not more than hides a part of the terms.

    The terms are those around z: where a formula cancels, what is left of it at z is all rounding, and no measure.
    """
    kinds = ("weights", "biases", "scales", "shifts", "deltas")
    pairs = (zip(getattr(terms, kind), getattr(around, kind), strict=True) for kind in kinds)
    return Quotients(*(tuple(np.fmin(found, MOST_ROUNDING * most) for found, most in each) for each in pairs))


def _sides(problem: Problem, quotients: NDArray[np.float64]) -> dict[int, tuple[float, float]]:
    """Return the quotients on both sides of every parameter of which not both are what a complex step has found."""
    found = measure_sides(problem)
    if found is None:
        return {}
    left, right, doubt = map(_flat, found)
    size = SAME * np.fmax(np.abs(left), np.fmax(np.abs(right), np.abs(quotients)))
    apart = [np.isinf(side) | ~(np.abs(side - quotients) <= size + doubt) for side in (left, right)]
    return {int(at): (float(left[at]), float(right[at])) for at in np.flatnonzero(apart[0] | apart[1])}


def _deltas(derived: Gradients, by_hand: Gradients, held: Quotients, terms: Quotients) -> Iterator[DeltaRow]:
    each = zip(derived.deltas, by_hand.deltas, held.deltas, terms.deltas, strict=True)
    for at, (one, other, size, most) in enumerate(each):
        largest = np.maximum(np.abs(one), np.abs(other)).max(axis=0)
        errors = np.abs(one - other).max(axis=0) / _sizes(size.max(axis=0), largest)
        told = (size >= most).all(axis=0) | (errors <= TOLERANCE)
        for unit, (error, comparable) in enumerate(zip(errors.tolist(), told.tolist(), strict=True)):
            yield DeltaRow(at + 1, unit + 1, error, comparable)


def _may_hide(terms: NDArray[np.float64], ways: NDArray[np.float64]) -> bool:
    apart = np.ptp(ways, axis=0) != 0
    return bool((apart & ~(terms <= MOST_ROUNDING * np.abs(ways).max(axis=0))).any())


def _sizes(terms: NDArray[np.float64], largest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what to divide by: terms that are too large for a number, or none, are at least the numbers themselves."""
    return np.maximum(np.where(np.isfinite(terms), terms, largest), SMALLEST_SCALE)


def _flat(record: PerLayer) -> NDArray[np.float64]:
    return np.concatenate([np.ravel(array) for _, _, array in _arrays(record)])


def _arrays(record: PerLayer) -> Iterator[tuple[int, str, NDArray[np.float64]]]:
    for at in range(len(record.weights)):
        for kind in SYMBOLS:
            arrays = getattr(record, kind)
            if arrays:
                yield at + 1, kind, arrays[at]


def _positions(layer: int, kind: str, array: NDArray[np.float64]) -> Iterator[tuple[int, int, int | None, str]]:
    for unit, *source in np.ndindex(array.shape):
        yield layer, unit + 1, source[0] + 1 if source else None, kind
