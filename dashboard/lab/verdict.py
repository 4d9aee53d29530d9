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

from dashboard.lab.attempts import DECIMALS, Attempt, follow, list_attempts
from dashboard.lab.book import list_quantities
from dashboard.lab.example import Entry, Given
from dashboard.lab.printed_numbers import PrintedNumber
from dashboard.lab.term_slips import list_term_slips

AGREED, ROUNDED, MISTAKEN, UNTOLD, UNEXPLAINED = ("agreed", "rounded", "mistaken", "untold", "unexplained")
CHANCE = 0.03
MOST_OF_A_KIND = 3
FEWEST_BELOW = 3  # digits of intermediate results of which one more is printed
FEWEST_TOLD = 4  # digits of a number that is said to differ in one of them
CUT = Attempt("cut", "its further digits are cut off", {})


@dataclass(frozen=True)
class Verdict:
    """What is said of printed numbers.

    ``kind``: AGREED to their digits; ROUNDED: ours if intermediate results are rounded, or digits cut off; MISTAKEN:
    ``ways`` give them, all of them, to their digits; UNTOLD: ways give them, but so few digits may be given by chance;
    UNEXPLAINED: no way that was tried does. ``figures`` are the digits of the one that has the fewest, ``wrong`` the
    entries that are not ours. Where the digits are ours but for one, or two that are swapped, that is one of the ways:
    then a mistake that gives them is no more likely than a misprint.
    """

    kind: str
    figures: int
    tried: int
    wrong: tuple[Entry, ...] = ()
    ways: tuple[Attempt, ...] = ()
    chance: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the mistakes or roundings that give the printed numbers."""
        return tuple(dict.fromkeys(way.name for way in self.ways))

    @property
    def words(self) -> tuple[str, ...]:
        """What they are, in words."""
        return tuple(dict.fromkeys(way.words for way in self.ways))


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
    rounded = [CUT] if all(printed[at].is_cut(right[at]) for at in wrong) else []
    rounded += [way for way in ways if way.name == "rounded" and _gives(way, _values(way, name, wrong), printed)]
    if rounded:
        return Verdict(ROUNDED, figures, len(ways), wrong, tuple(rounded))
    ways = (*_carried(given, ours, name, others), *ways)
    tried = [(way, _values(way, name, printed)) for way in ways if way.name != "rounded"]
    if len(wrong) == 1:
        tried += [(way, {**right, wrong[0]: value}) for way, value in list_term_slips(given, name, wrong[0])]
    fitting = [way for way, values in tried if values and _gives(way, values, printed)]
    chance = _chance([values for _, values in tried if values], printed, wrong, right)
    if not fitting:
        return Verdict(UNEXPLAINED, figures, len(tried), wrong, chance=chance)
    # what is done in one layer is said of that layer alone
    named = {way.name for way in fitting if not way.everywhere}
    kept = _few_of_each(way for way in fitting if not (way.everywhere and way.name in named))
    if len(wrong) == 1 and (misprint := _find_misprint(printed[wrong[0]], right[wrong[0]])):
        kept = (*kept, Attempt("misprint", misprint, {}))
    return Verdict(MISTAKEN if chance <= CHANCE else UNTOLD, figures, len(tried), wrong, kept, chance)


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


def _gives(way: Attempt, values: Mapping[Entry, float] | None, printed: Mapping[Entry, PrintedNumber]) -> bool:
    """Whether a way gives the printed numbers; of rounded ones, with at most one digit fewer than are printed."""
    if not values or not all(printed[at].agrees(value) for at, value in values.items() if at in printed):
        return False
    if way.rounded is None:
        return True
    digits, kind = way.rounded
    shown = ((_decimals(printed[at]) if kind == DECIMALS else printed[at].figures) for at in values)
    # who rounds to 3 digits may print 4 of a product
    return all(digits >= (each if digits < FEWEST_BELOW else each - 1) for each in shown)


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
    tried: Sequence[Mapping[Entry, float]],
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
        for values in tried
        if all(abs(values[at] - right[at]) <= far[at] and not printed[at].agrees(right[at]) for at in wrong)
    }
    chance = float(len(near))
    for at in wrong:
        chance *= min(1.0, printed[at].coarse / (2 * far[at]))
    return chance
