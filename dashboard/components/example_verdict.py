"""What is to be said of a number that a book prints: ours to its digits, ours but for rounding, or what gives it.

Goes in: a verdict. Comes out: a sentence of Markdown. Must not know: how it was found.
"""

from collections.abc import Sequence

from dashboard.components.equation_lines import EQUAL, WRONG
from dashboard.components.sentences import literal
from dashboard.lab.example import Entry
from dashboard.lab.printed_numbers import EXACT_FIGURES
from dashboard.lab.verdict import AGREED, MISTAKEN, NEAR, ROUNDED, UNTOLD, Verdict

NEARLY = ":orange[**≈**]"
MOST_WAYS = 3
MOST_PLACES = 4


def say_verdict(found: Verdict, count: int, *, reveals: bool) -> str:
    """Say what was found of so many numbers; ``reveals``: which ways were tried in vain is of use to the reader."""
    tried = f"{found.tried} way{'s' * (found.tried != 1)} to get it wrong {'were' if found.tried != 1 else 'was'} tried"
    if found.kind == AGREED:
        digits = f", to {found.figures} digit{'s' * (found.figures != 1)}" if found.figures < EXACT_FIGURES else ""
        return f"{EQUAL} {'Agrees' if count == 1 else f'All {count} agree'}{digits}."
    if found.kind == ROUNDED:
        return f"{NEARLY} Agrees but for rounding: {literal(found.words[0])}."
    if found.kind == NEAR:
        also = f" It also comes out where {_say_ways(found.mistakes)}." if found.mistakes else ""
        return f"{NEARLY} Near ours{_say_places(found.wrong, count)}. May be rounding: {literal(found.words[0])}.{also}"
    wrong = f"{WRONG} Not ours{_say_places(found.wrong, count)}"
    if found.kind == MISTAKEN:
        return f"{wrong}. Exactly this comes out where {_say_ways(found.words)} ({tried})."
    if found.kind == UNTOLD:
        few = "a number with so few digits, or so near to ours, may do so by chance"
        return f"{wrong}. It also comes out where {_say_ways(found.words)}; but {few}."
    if not reveals:
        return f"{wrong}."
    rounded = f"; nor does rounding on the way, in {found.roundings} ways" if found.roundings > 1 else ""
    return f"{wrong}: {tried}, and none gives it{rounded}."


def _say_ways(words: Sequence[str]) -> str:
    shown = "; or ".join(map(literal, words[:MOST_WAYS]))
    return f"{shown}; or in {len(words) - MOST_WAYS} more ways" if len(words) > MOST_WAYS else shown


def _say_places(wrong: Sequence[Entry], count: int) -> str:
    if len(wrong) == count:
        return "" if count == 1 else f", none of the {count}" if count > 1 else ""
    shown = [f"row {each[0]}, number {each[1]}" if len(each) == 2 else f"number {each[0]}" for each in wrong]
    more = f" and {len(shown) - MOST_PLACES} more" if len(shown) > MOST_PLACES else ""
    return f": {'; '.join(shown[:MOST_PLACES])}{more}"
