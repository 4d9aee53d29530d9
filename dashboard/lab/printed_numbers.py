r"""Numbers as they stand in a book: their value, and up to where their digits reach.

Goes in: text. Comes out: frozen records, or one sentence. Must not know: what the numbers should be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from dashboard.lab.example import Entry
from dashboard.lab.typed_cells import FieldError, Grid, ask, count, cut, tidy, with_point, without_name
from dashboard.lab.typed_numbers import read_number
from derivations.errors import shown

POWER = re.compile(r" ?(?:\*|×|·|x|\\cdot|\\times) ?10 ?(?:\^|\*\*) ?[{(]? ?([+-]?\d+) ?[})]?", re.ASCII)
POWER_ALONE = re.compile(r"([+-]?)10 ?(?:\^|\*\*) ?[{(]? ?([+-]?\d+) ?[})]?", re.ASCII)
RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
DIGITS = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
AROUND = (("$", "$"), (r"\(", r"\)"), ("(", ")"), ("[", "]"))
NEARLY = re.compile(r"(?:≈|~|=|\\approx) ?")
GOES_ON = re.compile(r" ?(?:\.\.\.|…|\\l?dots)$")
CALCULATED = re.compile(r"[/√a-zA-Z]")  # a fraction, a root or another function has all its digits
NOT_PRINTED = "?"
UNKNOWN = ("", NOT_PRINTED, "-", "_", "...", "…", "x", "*")  # a cell that says nothing
EXACT = 1e-12  # of a number that is typed as an operation, 1/3: what rounding leaves
EXACT_FIGURES = 15
NOISE = 1e-9  # of a unit: what is computed is a float64
LAST_PLACES = range(-300, 10)  # the powers of 10 of a last digit that a float64 can tell


@dataclass(frozen=True)
class PrintedNumber:
    """``unit`` is one in the last digit, ``figures`` the number of digits from the first that is not 0.

    Of a 0 ``figures`` is the number of digits after the point.
    """

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
    r"""Read a printed number: -0.0214, .5, 2.5e-4, 2.5 · 10⁻⁴, 0,5, (0.36), $0.36$; a fraction is exact, and a 0.

    Raises a FieldError if it is none.
    """
    plain = with_point(_plain(text, field), field)
    value = read_number(plain, field)
    found = DIGITS.fullmatch(plain)
    # a 0 without any digits after it is no rounded number
    if (found or CALCULATED.search(plain)) and (found is None or (value == 0 and not found[3])):
        return PrintedNumber(text.strip(), value, EXACT * max(abs(value), 1.0), EXACT_FIGURES)
    if found is None:
        raise FieldError(
            field, f"{field}: {shown(text.strip())} has no last digit; expected a number as it is printed, or 1/3"
        )
    _, before, after, power = found.groups(default="")
    last = int(power or 0) - len(after) if len(power) < len("-1000") else min(LAST_PLACES) - 1
    if last not in LAST_PLACES:
        raise FieldError(field, f"{field}: {shown(text.strip())}; expected a last digit of at least 1e-300")
    figures = len(f"{before}{after}".lstrip("0")) if value else len(after)
    return PrintedNumber(text.strip(), value, 10.0**last, figures)


def _plain(text: str, field: str) -> str:
    """Return a number in the signs of a keyboard, 2.5e-4, without what stands around it."""
    plain = GOES_ON.sub("", NEARLY.sub("", without_name(tidy(text, field)), count=1))
    for opening, closing in AROUND:
        within = plain.removeprefix(opening).removesuffix(closing).strip()
        if plain.startswith(opening) and plain.endswith(closing) and not {opening, closing} & set(within):
            plain = GOES_ON.sub("", NEARLY.sub("", within, count=1))
    if plain[:1] in "+-":
        plain = plain[:1] + plain[1:].lstrip()
    plain = RAISED.sub(lambda found: f"^{found[0].translate(LOWERED)}", plain)
    alone = POWER_ALONE.fullmatch(plain)
    return f"{alone[1]}1e{alone[2]}" if alone else POWER.sub(r"e\1", plain)


def read_cells(text: str, field: str, shape: tuple[int, ...]) -> dict[tuple[int, ...], str]:
    """Cut text into the cells of an array of this shape, by position from 1; a vector may be a row or a column.

    A cell need not be a number; but where a comma may mean several things, what gives numbers is taken. Raises a
    FieldError if the text has another shape, or several ways give numbers.
    """
    rows, columns = shape if len(shape) == 2 else (1, *shape) if shape else (1, 1)
    found: list[dict[tuple[int, ...], str]] = []
    grids, is_turned = cut(text, field)
    for grid in grids:
        if len({len(row) for row in grid}) > 1:
            continue
        turned = [list(column) for column in zip(*grid, strict=True)]
        ways = (grid, turned) if 1 in (rows, columns) else (turned,) if is_turned else (grid,)
        for way in ways:
            if (len(way), len(way[0])) == (rows, columns):
                cells = _by_position(way, shape)
                found += [cells] if cells not in found else []
    if not found:
        of_rows = f"{count(rows, 'row')} of " if rows > 1 else ""
        raise FieldError(field, f"{field} has another shape; expected {of_rows}{count(columns, 'number')}")
    if len(found) == 1:
        return found[0]
    readable = [each for each in found if not _count_unread(each)]
    if len(readable) > 1:
        raise ask(text, field)
    return readable[0] if readable else min(found, key=_count_unread)


def _by_position(grid: Grid, shape: tuple[int, ...]) -> dict[tuple[int, ...], str]:
    if len(shape) < 2:
        return {(at,) * len(shape): cell for at, cell in enumerate(grid[0], start=1)}
    return {(i, k): cell for i, row in enumerate(grid, start=1) for k, cell in enumerate(row, start=1)}


def _count_unread(cells: dict[tuple[int, ...], str]) -> int:
    return sum(not _is_read(cell) for cell in cells.values())


def _is_read(cell: str) -> bool:
    try:
        return cell in UNKNOWN or read_printed(cell, "") is not None
    except FieldError:
        return False


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


def write_cells(cells: Mapping[Entry, str], shape: tuple[int, ...]) -> str:
    """Write an array with these numbers, by position from 1, and ? elsewhere; "" where there are none."""
    found = {entry: text.strip() for entry, text in cells.items() if text.strip()}
    if not found:
        return ""
    each = [found.get(entry, NOT_PRINTED) for entry in product(*(range(1, size + 1) for size in shape))]
    columns = shape[-1] if shape else 1
    return "; ".join(" ".join(each[start : start + columns]) for start in range(0, len(each), columns))
