"""Where a formula has no finite value or no finite derivative, and the sentence that says so.

Goes in: a formula, and one position with what was found there. Comes out: a record, or an error: the pass by hand and
the derived program find out by themselves, and say it in these words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan
from typing import TYPE_CHECKING

from derivations.errors import FormulaError
from derivations.formula.domain import Condition, steep_at
from derivations.formula.size import TooLargeError, met, value
from derivations.formula.tree import COMPARED, Node, walk, written

if TYPE_CHECKING:
    from derivations.formula.records import Activation, Loss


@dataclass(frozen=True)
class NotFinite:
    """One position where a formula has no finite value, or no finite derivative."""

    # where in the array, from 0: (sample, unit)
    position: tuple[int, ...]
    # the arguments there
    at: tuple[tuple[str, float], ...]
    # "value" or "derivative"
    what: str
    # infinite, or no number
    found: float

    @property
    def where(self) -> str:
        """The position in words, counted from 1."""
        names = ("sample", "unit") if len(self.position) == 2 else ("place",) * len(self.position)
        return ", ".join(f"{name} {number + 1}" for name, number in zip(names, self.position, strict=True))


def describe_undefined(formula: Activation | Loss, record: NotFinite) -> FormulaError:
    """Return the error of a formula that has no finite value, or no finite derivative, somewhere."""
    at = dict(record.at)
    # + 0.0: of a number that has underflowed the sign is chance
    where = ", ".join(f"{name} = {number + 0.0:.6g}" for name, number in record.at)
    where += f" ({record.where})" if record.where else ""
    subject = f"{formula.name} = {formula.text}"
    if record.what == "derivative":
        subject = f"the derivative of {subject}"
    reasons = [each.sentence for each in formula.domain if _fails(each, at)]
    if not reasons and record.what == "derivative":
        steep = (each for node in walk(formula.tree) for each in steep_at(node))
        reasons = [
            f"that of {name} is 1/0 where {written(part)} is {border}"
            for name, part, border in steep
            if _number(part, at) == border
        ][:1]
    if reasons or not all(map(isfinite, at.values())):
        return FormulaError("; ".join([f"{subject} is not defined at {where}", *reasons]))
    part = "a part of " if isnan(record.found) else ""
    return FormulaError(f"{part}{subject} is too large for a number at {where}")


def _fails(condition: Condition, at: Mapping[str, float]) -> bool:
    """Tell whether something is asked for at one position, and does not hold there."""
    try:
        if any(met(each.conditions, at) != each.holds for each in condition.given):
            return False
    except (TooLargeError, ZeroDivisionError, ValueError):
        return False
    if condition.border is not None:
        variable, relation, border = condition.border
        found: float | None = float(at[variable] - border) if isfinite(at[variable]) else at[variable]
    else:
        relation, found = condition.relation, _number(condition.argument, at)
    return found is not None and not COMPARED[relation](found, 0)


def _number(node: Node, at: Mapping[str, float]) -> float | None:
    try:
        return complex(value(node, at)).real
    except (TooLargeError, ZeroDivisionError, ValueError):
        return None
