"""The text of a table as somebody has it: which separator, which decimal sign, a line of names or none, and the like.

Goes in: the bytes of a file, or text. Comes out: named columns of plain text, and a sentence for all that was not as in
a plain CSV, so that a reader can see what was read. Must not know: which column is to be predicted, data sets.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from derivations.errors import SpecificationError
from derivations.numeric.data.columns import NUMBER, one_minus, plain_number, say_count
from derivations.numeric.data.header import Rows, say_unnamed, split_names

# the first that cuts every line into as many cells
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas", " ": "blanks"}
COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?", re.ASCII)
INDEX_NAMES = ("", "index", "id", "nr", "no", "#", "unnamed: 0")
SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")


@dataclass(frozen=True)
class TableText:
    """Columns of text by name, numbers with a decimal point; ``notes`` say what was not plain, a sentence each.

    ``header`` says whether the first line holds the names.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    header: bool
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])

    def table(self) -> dict[str, list[str]]:
        """Return the columns by name, as `from_table` reads them."""
        return {name: list(column) for name, column in zip(self.names, self.columns, strict=True)}


def read_table_text(given: bytes | str, *, header: bool | None = None) -> TableText:
    """Read a table as it comes.

    ``given``: UTF-8, UTF-16, code page 949 or 1252; separated by semicolons, tabs, bars, commas or blanks; ``header``:
    whether the first line holds the names; None: as it looks. Raises a SpecificationError if there is no text, no row,
    or the rows are of different lengths.
    """
    notes: list[str] = []
    text = given if isinstance(given, str) else _decode(given, notes)
    rows = _rows(text.removeprefix("\ufeff"), notes)
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        usual = max(lengths, key=[len(row) for row in rows].count)
        at = next(number for number, row in enumerate(rows, start=1) if len(row) != usual)
        raise SpecificationError(f"line {at} has {len(rows[at - 1])} cells; the others have {usual}")
    decimal_comma = _has_decimal_commas(rows)
    if decimal_comma:
        notes.append("decimal commas")
    names, body, named = split_names(rows, header=header)
    if not named:
        notes.append(say_unnamed(names))
    if not body:
        raise SpecificationError("the table has names and no rows; expected at least one row")
    if named:
        body = _without_units(body, decimal_comma, notes)
    columns = [_plain_column([row[at] for row in body], decimal_comma) for at in range(len(names))]
    if named and len(names) > 2 and names[0].strip().lower() in INDEX_NAMES and _counts(columns[0]):
        notes.append(f"left out: the column {names[0].strip() or 'without a name'!r}, which counts the rows")
        names, columns = names[1:], columns[1:]
    found = [name.strip() or f"column {at}" for at, name in enumerate(names, start=1)]
    return TableText(tuple(found), tuple(map(tuple, columns)), named, tuple(notes))


def _decode(given: bytes, notes: list[str]) -> str:
    if given[:2] in (b"\xff\xfe", b"\xfe\xff") or given[1:2] == b"\0" or given[:1] == b"\0":
        notes.append("UTF-16")
        order = (
            "utf-16" if given[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le" if given[1:2] == b"\0" else "utf-16-be"
        )
        return given.decode(order, errors="replace")
    for encoding, words in (("utf-8-sig", ""), ("cp949", "code page 949 (Korean)")):
        try:
            text = given.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp949" and not re.search("[\uac00-\ud7a3]{2}", text):
            continue  # two letters with accents make one such sign
        if words:
            notes.append(words)
        return text
    notes.append("code page 1252 (Western European)")
    return given.decode("cp1252", errors="replace")


def _rows(text: str, notes: list[str]) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip(" \t\0")]
    wanted = ""
    if lines and (said := SEPARATOR_LINE.fullmatch(lines[0].strip('"'))):
        wanted, lines = said[1], lines[1:]
        notes.append(f"the line {said[0].strip()!r}")
    kept = [line for line in lines if not line.lstrip().startswith("#")]
    if len(kept) < len(lines):
        notes.append(f"left out: {say_count(len(lines) - len(kept), 'line')} of comment")
    without_rules = [line for line in kept if not RULE.fullmatch(line)]
    if without_rules and all("|" in line for line in without_rules):
        kept = [line.strip().strip("|") for line in without_rules]
    if not kept:
        raise SpecificationError("the table is empty; expected at least one row")
    candidates = [wanted] if wanted else list(SEPARATORS)
    cut = {each: _cut(kept, each) for each in candidates}
    even = [each for each in candidates if len(cut[each][0]) > 1 and len({len(row) for row in cut[each]}) == 1]
    # of none that cuts evenly, the one that cuts the first line most: what is wrong is then said of its cells
    separator = even[0] if even else max(candidates, key=lambda each: len(cut[each][0]))
    if len(cut[separator][0]) < 2:
        raise SpecificationError("the table has one column; expected an input and what is to be predicted")
    if separator != "," and not wanted:
        notes.append(f"separated by {SEPARATORS[separator]}")
    return cut[separator]


def _cut(lines: Sequence[str], separator: str) -> list[list[str]]:
    if separator == " ":
        return [line.split() for line in lines]
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        raise SpecificationError(f"the text is no table: {error}") from None
    return [[cell.strip() for cell in row] for row in rows]


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row]
    commas = sum(COMMA.fullmatch(one_minus(cell)) is not None for cell in cells)
    points = sum("." in cell and NUMBER.fullmatch(one_minus(cell)) is not None for cell in cells)
    return commas > points


def _plain_column(cells: Sequence[str], decimal_comma: bool) -> list[str]:
    found = [plain_number(cell, decimal_comma=decimal_comma) for cell in cells]
    return list(cells) if None in found else [each for each in found if each is not None]


def _without_units(body: Rows, decimal_comma: bool, notes: list[str]) -> Rows:
    if len(body) < 2:
        return body
    columns = [[plain_number(row[at], decimal_comma=decimal_comma) for row in body] for at in range(len(body[0]))]
    numeric = [each for each in columns if all(cell is not None for cell in each[1:]) and any(each[1:])]
    units, filled = sum(each[0] is None for each in numeric), sum(each[0] != "" for each in columns)
    # fewer are mistakes in a row like the others, and the first of them is named
    if all(not each[0] for each in numeric) and 2 * units > filled:
        notes.append("left out: a line of units")
        return body[1:]
    return body


def _counts(cells: Sequence[str]) -> bool:
    if not all(cell.isdigit() for cell in cells) or int(cells[0]) not in (0, 1):
        return False
    return all(int(two) - int(one) == 1 for one, two in pairwise(cells))
