r"""Numbers as they stand in a book: their value, and up to where their digits reach.

Goes in: text. Comes out: frozen records, or one sentence. Must not know: what the numbers should be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dashboard.lab.typed_numbers import DECIMAL_COMMA, FieldError, read_cells, read_number
from derivations.numeric.data.columns import one_minus

POWER = re.compile(r"\s*(?:\*|×|·|x|\\cdot|\\times)\s*10\s*(?:\^|\*\*)\s*\{?\s*([+-]?\d+)\s*\}?")
DIGITS = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
UNKNOWN = ("", "?", "-", "_", "...", "…", "x", "*")  # a cell that says nothing
EXACT = 1e-12  # of a number that is typed as an operation, 1/3: what rounding leaves
NOISE = 1e-9  # of a unit: what is computed is a float64


@dataclass(frozen=True)
class PrintedNumber:
    """``unit`` is one in the last digit, ``figures`` the number of digits from the first that is not 0."""

    text: str
    value: float
    unit: float
    figures: int

    def agrees(self, value: float) -> bool:
        """Whether a value, rounded to these digits, is this number; of two that are as near, either."""
        return abs(value - self.value) <= self.unit * (0.5 + NOISE) + EXACT * abs(value)

    @property
    def coarse(self) -> float:
        """One in its last digit that is not 0: 1 of 5.000, as numbers that are whole have no other digits."""
        number, coarse = Decimal(repr(self.value)).normalize(), self.unit
        exponent = number.as_tuple().exponent
        return max(coarse, 10.0**exponent) if isinstance(exponent, int) and number else coarse

    def is_cut(self, value: float) -> bool:
        """Whether it is a value whose further digits are cut off."""
        rest = (abs(value) - abs(self.value)) / self.unit
        return self.value * value > 0 and -NOISE <= rest < 1


def read_printed(text: str, field: str) -> PrintedNumber:
    """Read a printed number: -0.0214, .5, 2.5e-4, 2.5 · 10^-4, 0,5; a fraction is exact, and a 0.

    Raises a FieldError if it is none.
    """
    plain = POWER.sub(r"e\1", one_minus(text).replace("−", "-"))
    if DECIMAL_COMMA.fullmatch(plain.lstrip("+-")):
        plain = plain.replace(",", ".")
    value = read_number(plain, field)
    found = DIGITS.fullmatch(plain)
    # a 0 without any digits after it is no rounded number
    if found is None or (value == 0 and not found[3]):
        return PrintedNumber(text.strip(), value, EXACT * max(abs(value), 1.0), 15)
    _, before, after, power = found.groups()
    digits = f"{before}{after or ''}".lstrip("0")
    return PrintedNumber(text.strip(), value, 10.0 ** (int(power or 0) - len(after or "")), len(digits))


def read_printed_array(text: str, field: str, shape: tuple[int, ...]) -> dict[tuple[int, ...], PrintedNumber]:
    """Read all numbers of a vector or matrix by position, from 1; cells that say nothing (?, -, ...) are left out.

    Raises a FieldError if it has another shape, or a cell that is no number.
    """
    found = {}
    for entry, cell in read_cells(text, field, shape).items():
        if cell not in UNKNOWN:
            places = zip(("row ", "number ")[-len(entry) :], entry, strict=True) if entry else ()
            try:
                found[entry] = read_printed(cell, ", ".join((field, *(f"{word}{at}" for word, at in places))))
            except FieldError as error:
                raise FieldError(field, str(error)) from None
    return found
