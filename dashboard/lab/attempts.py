"""What a worked example comes to when intermediate results are rounded, and with each of the classic mistakes.

Goes in: an example in numbers. Comes out: all its numbers, once for every way. Must not know: what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from dashboard.lab.book import MATRICES, as_library, as_printed, letter_of, problem_of, work_example_out
from dashboard.lab.example import Entry, Given
from derivations.errors import DerivationError
from derivations.numeric.arrays import Array, Values
from derivations.numeric.network.slips import SLIPS, list_slips
from derivations.numeric.network.slips.places import EVERY
from derivations.numeric.network.worked import (
    Steps,
    cost_of_outputs,
    go_through_outputs,
    go_through_slopes,
    go_through_sums,
)

DIGITS = (2, 3, 4, 5)
ROUNDED, CUT = ROUNDINGS = "rounded", "cut"
HOW = {ROUNDED: "rounded to", CUT: "cut off after"}
FROM_A = Steps(cost=cost_of_outputs, go_through=go_through_outputs)
FROM_SLOPES = replace(FROM_A, go_through=go_through_slopes)
AT_Z = replace(FROM_A, go_through=go_through_sums)
# what is rounded or cut off, in words, by its letters (none: all that there are), and how the rest is computed
BY_HAND: Mapping[str, tuple[tuple[str, ...], Steps]] = {
    "every intermediate result": ((), FROM_A),
    "every intermediate result and f'": ((), FROM_SLOPES),
    "every intermediate result, and f' taken at z,": ((), AT_Z),
    "every a": (("a",), FROM_A),
    "every z": (("z",), FROM_A),
    "every a and δ": (("a", "delta"), FROM_A),
    "every z and a": (("z", "a"), FROM_A),
}
# the more ways there are to be wrong, the more numbers are one of them by chance
SIGNED = [(what, ROUNDED) for what in ("every intermediate result", "every intermediate result and f'")]
OF_ERROR = ("da", "delta", "dW", "db")
NOISE = 1e-12  # 0.3 / 0.1 is below 3
DECIMALS, FIGURES = "digits after the point", "significant digits"


@dataclass(frozen=True, eq=False)
class Attempt:
    """All numbers of an example, as the book prints them, when it is worked out in some way; ``words`` say in which.

    ``rounded`` is how many digits intermediate results have, DECIMALS or FIGURES of them; None: they have all. With the
    name CUT the last one is cut off, too.
    ``everywhere``: the mistake ``name`` is made in every layer.
    """

    name: str
    words: str
    numbers: Mapping[str, Array]
    rounded: tuple[int, str] | None = None
    everywhere: bool = False


def list_attempts(given: Given) -> tuple[Attempt, ...]:
    """Work an example out in every way: rounded, and with each mistake."""
    rounded = {(what, how): tuple(_rounded(given, what, how)) for what, how in product(BY_HAND, HOW)}
    signed = (_with_the_sign(way) for each in SIGNED for way in rounded[each])
    return (*(way for ways in rounded.values() for way in ways), *_mistaken(given), *signed)


def follow(given: Given, printed: Mapping[str, Mapping[Entry, float]]) -> Attempt:
    """Work an example out with numbers that are printed in the place of ours, positions from 1 in the book's layout."""
    instead = {
        name: {tuple(at - 1 for at in as_library(name, entry, given.layout)): value for entry, value in values.items()}
        for name, values in printed.items()
    }
    words = f"it follows from what is printed for {' and '.join(printed)}"
    return Attempt("carried", words, _printed(given, partial(work_example_out, given, instead=instead)))


def _rounded(given: Given, what: str, how: str) -> Iterator[Attempt]:
    letters, steps = BY_HAND[what]
    for digits, (kind, rounding) in product(DIGITS, ((DECIMALS, _to_decimals), (FIGURES, _to_figures))):
        write_down = partial(_write_down, letters, partial(rounding, digits, how == CUT))
        found = _printed(given, partial(work_example_out, given, steps, write_down=write_down))
        yield Attempt(how, f"{what} is {HOW[how]} {digits} {kind}", found, (digits, kind))


def _write_down(letters: Collection[str], rounding: Callable[[Values], Values], letter: str, values: Values) -> Values:
    return rounding(values) if not letters or letter in letters else values


def _with_the_sign(rounded: Attempt) -> Attempt:
    """Turn the sign of the error, of numbers that are rounded: what some books call the error is minus our delta."""
    words = f"{SLIPS['sign'].words}, and {rounded.words}"
    numbers = {name: -array for name, array in rounded.numbers.items() if letter_of(name) in OF_ERROR}
    return Attempt("sign", words, numbers, rounded.rounded)


def _mistaken(given: Given) -> Iterator[Attempt]:
    for slip in list_slips(problem_of(given), rate=given.rate):
        found = _printed(given, partial(work_example_out, given, slip.steps, problem=slip.problem))
        dead = _say_dead(given, slip.place) if slip.name == "derivative" else ""
        yield Attempt(slip.name, slip.words + dead, found, everywhere=slip.place == EVERY)
    if given.rate is not None:
        other = replace(given, biases_move=not given.biases_move)
        words = "the biases are not updated" if given.biases_move else "the biases are updated"
        yield Attempt("biases", words, _printed(other, partial(work_example_out, other)))
    right = _printed(given, partial(work_example_out, given))
    turned = {
        name: array.T
        for name, array in right.items()
        if letter_of(name) in MATRICES and array.shape[0] == array.shape[1] > 1
    }
    yield Attempt("exchanged", "its rows and columns are exchanged", {**right, **turned})


def _say_dead(given: Given, layer: int | None) -> str:
    """Say which units of a layer of ReLUs no sample gets through."""
    if not layer or given.network.activation(layer) != "relu":
        return ""
    z = work_example_out(given)[f"z{layer}"]
    units = [str(at) for at in range(1, z.shape[1] + 1) if (z[:, at - 1] <= 0).all()]
    if not units:
        return ""
    dead = (
        f"unit {units[0]} is dead: its z is" if len(units) == 1 else f"units {', '.join(units)} are dead: their z are"
    )
    return f", although {dead} not above 0 in any sample"


def _printed(given: Given, work: Callable[[], dict[str, Array]]) -> dict[str, Array]:
    """Return the numbers as the book prints them; none where they are not defined."""
    try:
        return {name: as_printed(name, array, given.layout) for name, array in work().items()}
    except DerivationError:  # a formula of the reader's own may have no value there
        return {}


def _to_decimals(digits: int, cut: bool, values: Values) -> Values:
    return _cut(values, np.full(np.shape(values), 10.0**-digits)) if cut else np.round(values, digits)


def _to_figures(digits: int, cut: bool, values: Values) -> Values:
    if not cut:
        return np.array([float(f"{each:.{digits - 1}e}") for each in np.ravel(values)]).reshape(np.shape(values))
    size = np.where(np.isfinite(values) & (values != 0), abs(values), 1.0)
    return _cut(values, 10.0 ** (np.floor(np.log10(size)) - digits + 1))


def _cut(values: Values, unit: Values) -> Values:
    return np.asarray(np.trunc(values / unit * (1 + NOISE)) * unit)
