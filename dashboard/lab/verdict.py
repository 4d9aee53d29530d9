"""Whether a printed number is ours, to its digits; and if it is not, what gives exactly that number.

Goes in: an example in numbers, what a book prints for one quantity. Comes out: a frozen record. Must not know:
Streamlit, how a number is worked out.

Nothing is guessed: an explanation is a calculation that was done and gave the printed digits. That can be chance, the
likelier the fewer digits are printed and the more ways are tried: of all ways that give a number about as near to ours
as the printed one, ``chance`` says how many would give its very digits if their results were spread evenly there.
Above CHANCE what fits is listed, and nothing is claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType

from dashboard.lab.attempts import CUT, DECIMALS, ROUNDINGS, Attempt, follow, list_attempts
from dashboard.lab.book import list_quantities
from dashboard.lab.example import Entry, Given
from dashboard.lab.printed_numbers import PrintedNumber
from dashboard.lab.term_slips import list_term_slips

AGREED, ROUNDED, NEAR = "agreed", "rounded", "near"
MISTAKEN, UNTOLD, UNEXPLAINED = "mistaken", "untold", "unexplained"
CHANCE = 0.03
MOST_OF_A_KIND = 3
FEWEST_BELOW = 3  # digits of intermediate results of which one more is printed
FEWEST_TOLD = 4  # digits of a number that is said to differ in one of them
# What is called ours but for rounding, or near it, is no farther from ours than this share of it, or these units of
# its last digit: a printed 0.900 for 1, or 0.003 for 0.006.
NEAR_SHARE, NEAR_UNITS = 0.1, 3
CUT_OFF = Attempt(CUT, "its further digits are cut off", {})


@dataclass(frozen=True)
class Verdict:
    """What is said of printed numbers.

    ``kind``: AGREED to their digits; ROUNDED: ours if intermediate results are rounded, or digits cut off; NEAR: the
    same may be, but a number so near to ours may come out so by chance, or with one of the mistakes that stand among
    the ``ways`` then; MISTAKEN: ``ways`` give them, all of them, to their digits, and are mistakes, or a rounding that
    leads far away; UNTOLD: ways give them, but so few digits may be given by chance; UNEXPLAINED: no way that was tried
    does. ``tried`` are the results other than ours, each counted once, that mistakes lead to, ``roundings`` those of
    roundings. ``figures`` are the digits of the one that has the fewest, ``wrong`` the entries that are not ours. Where
    the digits are ours but for one, or two that are swapped, that is one of the ways: then a mistake that gives them is
    no more likely than a misprint.
    """

    kind: str
    figures: int
    tried: int
    wrong: tuple[Entry, ...] = ()
    ways: tuple[Attempt, ...] = ()
    chance: float = 0.0
    roundings: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the mistakes or roundings that give the printed numbers."""
        return tuple(dict.fromkeys(way.name for way in self.ways))

    @property
    def words(self) -> tuple[str, ...]:
        """What they are, in words."""
        return tuple(dict.fromkeys(way.words for way in self.ways))

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Those that are no roundings, in words."""
        return tuple(dict.fromkeys(way.words for way in self.ways if way.name not in ROUNDINGS))


def judge(
    given: Given,
    name: str,
    printed: Mapping[Entry, PrintedNumber],
    others: Mapping[str, Mapping[Entry, PrintedNumber]] = MappingProxyType({}),
    *,
    attempts: tuple[Attempt, ...] | None = None,
) -> Verdict:
    """Judge what is printed for entries of one quantity, all of which one explanation has to explain.

    Positions count from 1, in the book's layout. ``others`` is what is printed for other quantities, which this one may
    follow from; ``attempts`` are those of ``list_attempts``, which take some 30 ms, if they are known already. Raises
    a KeyError if the example has no such quantity.
    """
    ours = _right(given)
    right = ours[name]
    figures = min((each.figures for each in printed.values()), default=0)
    wrong = tuple(entry for entry, each in printed.items() if not each.agrees(right[entry]))
    if not wrong:
        return Verdict(AGREED, figures, 0)
    ways = list_attempts(given) if attempts is None else attempts
    roundings = [
        (way, values)
        for way in ways
        if way.name in ROUNDINGS and (values := _values(way, name, wrong)) and _is_fine_enough(way, printed, wrong)
    ]
    if all(_is_cut(printed[at], right[at]) for at in wrong):
        roundings.insert(0, (CUT_OFF, {at: printed[at].value for at in wrong}))
    tried = [
        (way, values)
        for way in (*_carried(given, ours, name, others), *ways)
        if way.name not in ROUNDINGS
        and (values := _values(way, name, printed))
        and _is_fine_enough(way, printed, printed)
    ]
    if len(wrong) == 1:
        tried += [(way, {**right, wrong[0]: value}) for way, value in list_term_slips(given, name, wrong[0])]
    rounded = [way for way, values in roundings if _gives(way, values, printed)]
    fitting = [way for way, values in tried if _gives(way, values, printed)]
    # what is done in one layer is said of that layer alone
    named = {way.name for way in fitting if not way.everywhere}
    fitting = [*_few_of_each(way for way in fitting if not (way.everywhere and way.name in named))]
    counts = _count(tried, right, printed), _count(roundings, right, wrong)

    def conclude(kind: str, ways: Iterable[Attempt] = (), chance: float = 0.0) -> Verdict:
        return Verdict(kind, figures, counts[0], wrong, tuple(ways), chance, counts[1])

    near = all(
        abs(printed[at].value - right[at]) <= max(NEAR_SHARE * abs(right[at]), NEAR_UNITS * printed[at].unit)
        for at in wrong
    )
    if rounded and near:
        chance = _chance(roundings, printed, wrong, right)
        return conclude(ROUNDED if chance <= CHANCE and not fitting else NEAR, (*rounded, *fitting), chance)
    chance = _chance([*tried, *(roundings if rounded else ())], printed, wrong, right)
    if not rounded and not fitting:
        return conclude(UNEXPLAINED, chance=chance)
    if len(wrong) == 1 and (misprint := _find_misprint(printed[wrong[0]], right[wrong[0]])):
        fitting.append(Attempt("misprint", misprint, {}))
    return conclude(MISTAKEN if chance <= CHANCE else UNTOLD, (*rounded, *fitting), chance)


def _few_of_each(ways: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Return no more than MOST_OF_A_KIND ways of one name: where whole numbers meet, many a product is another one."""
    counted: Counter[str] = Counter()
    found = []
    for way in ways:
        counted[way.name] += 1
        if counted[way.name] <= MOST_OF_A_KIND:
            found.append(way)
    return tuple(found)


def _carried(
    given: Given,
    right: Mapping[str, Mapping[Entry, float]],
    name: str,
    others: Mapping[str, Mapping[Entry, PrintedNumber]],
) -> tuple[Attempt, ...]:
    """Work out what follows from numbers that are printed for what comes before, and are not ours."""
    order = list(right)
    wrong = {
        other: found
        for other, printed in others.items()
        if other in order[: order.index(name)]
        and (found := {at: each.value for at, each in printed.items() if not each.agrees(right[other][at])})
    }
    return (follow(given, wrong),) if wrong else ()


def _right(given: Given) -> dict[str, dict[Entry, float]]:
    return {each.name: {entry: each.value(entry) for entry in each.entries} for each in list_quantities(given)}


def _values(way: Attempt, name: str, printed: Iterable[Entry]) -> dict[Entry, float] | None:
    array = way.numbers.get(name)
    if array is None:
        return None
    return {entry: float(array[tuple(at - 1 for at in entry)]) for entry in printed}


def _gives(way: Attempt, values: Mapping[Entry, float], printed: Mapping[Entry, PrintedNumber]) -> bool:
    """Whether a way gives the printed numbers."""
    return all(
        printed[at].agrees(value) or (way.name == CUT and _is_cut(printed[at], value))
        for at, value in values.items()
        if at in printed
    )


def _is_cut(printed: PrintedNumber, value: float) -> bool:
    return printed.is_cut(value) or (printed.value == 0 and abs(value) < printed.unit)


def _is_fine_enough(way: Attempt, printed: Mapping[Entry, PrintedNumber], entries: Iterable[Entry]) -> bool:
    """Whether a way rounds, if it does, to at most one digit fewer than are printed."""
    if way.rounded is None:
        return True
    digits, kind = way.rounded
    shown = ((_decimals(printed[at]) if kind == DECIMALS else printed[at].figures) for at in entries)
    # who rounds to 3 digits may print 4 of a product
    return all(digits >= (each if digits < FEWEST_BELOW else each - 1) for each in shown)


def _count(
    tried: Iterable[tuple[Attempt, Mapping[Entry, float]]], right: Mapping[Entry, float], entries: Iterable[Entry]
) -> int:
    """Count the different results other than ours."""
    entries = tuple(entries)
    results = {tuple(f"{values[at]:.9e}" for at in entries) for _, values in tried}
    return len(results - {tuple(f"{right[at]:.9e}" for at in entries)})


def _find_misprint(printed: PrintedNumber, right: float) -> str:
    """Say it if the printed digits are ours but for one, or for two neighbours that are swapped."""
    if not isfinite(right):
        return ""
    ours, theirs = (f"{round(abs(each) / printed.unit):d}" for each in (right, printed.value))
    length = max(len(ours), len(theirs))
    if length < FEWEST_TOLD or printed.value * right < 0:
        return ""
    ours, theirs = ours.zfill(length), theirs.zfill(length)
    other = [at for at, (one, two) in enumerate(zip(ours, theirs, strict=True)) if one != two]
    if len(other) == 1:
        return "one digit of it is a misprint"
    swapped = len(other) == 2 and other[1] - other[0] == 1 and ours[other[0]] == theirs[other[1]]
    return "two digits of it are swapped" if swapped and ours[other[1]] == theirs[other[0]] else ""


def _decimals(number: PrintedNumber) -> int:
    return len(number.text.partition(".")[2])


def _chance(
    tried: Sequence[tuple[Attempt, Mapping[Entry, float]]],
    printed: Mapping[Entry, PrintedNumber],
    wrong: Sequence[Entry],
    right: Mapping[Entry, float],
) -> float:
    """Return how many of the ways would give the printed digits if they gave any numbers that are no farther from ours
    than twice as far as the printed ones.
    """
    far = {at: 2 * abs(printed[at].value - right[at]) for at in wrong}
    near = {
        tuple(round(values[at] / printed[at].coarse) for at in wrong)
        for _, values in tried
        if all(abs(values[at] - right[at]) <= far[at] for at in wrong)
    }
    chance = float(len(near))
    for at in wrong:
        chance *= min(1.0, printed[at].coarse / (2 * far[at]))
    return chance
