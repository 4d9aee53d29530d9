"""Where a formula has no finite value or no finite derivative, and the sentence that says so.

Goes in: a formula, and one place with what was found there. Comes out: a record, or an error: the pass by hand and the
derived program find out by themselves, and say it in these words.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from derivations.errors import FormulaError
from derivations.formula.size import TooLargeError, value

if TYPE_CHECKING:
    from derivations.formula.records import Activation, Loss


@dataclass(frozen=True)
class NotFinite:
    """One place where a formula has no finite value, or no finite slope.

    Parameters
    ----------
    place : tuple of int
        Where in the array, from 0: (sample, unit).
    at : tuple of (letter, number)
        The arguments there.
    what : str
        "value" or "slope".
    found : float
        Infinite, or no number.
    """

    place: tuple[int, ...]
    at: tuple[tuple[str, float], ...]
    what: str
    found: float

    @property
    def where(self) -> str:
        """The place in words, counted from 1."""
        names = ("sample", "unit") if len(self.place) == 2 else ("place",) * len(self.place)
        return ", ".join(f"{name} {number + 1}" for name, number in zip(names, self.place, strict=True))


def undefined(formula: Activation | Loss, record: NotFinite) -> FormulaError:
    """Return the error of a formula that has no finite value, or no finite slope, somewhere."""
    at = ", ".join(f"{name} = {number:.6g}" for name, number in record.at)
    known = "; ".join(condition.sentence for condition in formula.domain)
    where = f" ({record.where})" if record.where else ""
    subject = f"{formula.name} = {formula.text}"
    # 0/0 and 1/0 alike: only what is defined there can be too large
    found = "not defined" if isnan(record.found) or not _in_domain(formula, dict(record.at)) else "infinite"
    return FormulaError(
        f"{'the slope of ' if record.what == 'slope' else ''}{subject} is {found} at {at}{where}"
        + (f"; {known}" if known else "; a part of it is too large for a number there")
    )


def _in_domain(formula: Activation | Loss, at: dict[str, float]) -> bool:
    """Tell whether all that a formula asks for holds at one place."""
    for condition in formula.domain:
        try:
            found = complex(value(condition.argument, at)).real
        except (TooLargeError, ZeroDivisionError, ValueError):
            continue
        if not {">": found > 0, ">=": found >= 0, "!=": found != 0}[condition.relation]:
            return False
    return True
