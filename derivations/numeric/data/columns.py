"""Named columns of cells as a data set; or one sentence about the first cell, column or name that is in the way.

Goes in: columns by name, each a list of whatever a cell may hold. Comes out: a data set.
Must not know: files, CSV, pandas, networks.

A cell is missing if it is empty, None, NaN, or one of the words in MISSING. Rows count from 1 below the line of names.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from derivations.errors import SpecificationError, say_unknown, shown
from derivations.numeric.arrays import Array
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.data.sets.one_hot import encode
from derivations.options import one_of, whole_number

MISSING = ("", "?", "na", "n/a", "nan", "null", "none", "<na>", "nat")
KINDS = ("auto", "classes", "numbers")
# ASCII digits only, and none of float()'s extras: no 1_000, no "infinity"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# what is no number here, and no text either: the cell is named
ENDLESS = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}([\s\u00a0\u202f']\d{3})+([.,]\d+)?", re.ASCII)
LONGEST_SHOWN = 30


@dataclass(frozen=True)
class Column:
    """A named column; a cell is a float, text, or None where it is missing."""

    name: str
    cells: tuple[float | str | None, ...]


def check_names(names: Sequence[str]) -> None:
    """Refuse columns without a name of their own."""
    if not names:
        raise SpecificationError("the table is empty; expected a line of names and at least one row")
    seen = set()
    for number, name in enumerate(names, start=1):
        if not name:
            raise SpecificationError(f"column {number} has no name; expected one for every column, in the first line")
        if name in seen:
            raise SpecificationError(f"two columns are named {quote(name)}; expected a name of its own for each")
        seen.add(name)


def check_rows(rows: int, most: int | None) -> None:
    """Refuse a table without rows, or with too many."""
    if not rows:
        raise SpecificationError("the table has names and no rows; expected at least one row")
    if most is not None and rows > whole_number("most_rows", most, 1):
        raise SpecificationError(f"the table has {rows} rows; expected at most {most}")


def data_set(
    table: Mapping[str, list[Any]],
    target: object,
    inputs: Sequence[str] | None,
    kind: str,
    name: str,
    *,
    note: str = "",
) -> DataSet:
    """Make a data set of the chosen columns, a note in its description; see tables.read_csv."""
    kind = one_of("kind", kind, KINDS)
    if not isinstance(target, str) or target not in table:
        raise SpecificationError(say_unknown("target", target, map(quote, table)))
    inputs = _input_columns(table, target, inputs)
    columns = [_complete(Column(column, tuple(map(_cell, table[column])))) for column in (*inputs, target)]
    values = np.column_stack([_numbers(column, "input") for column in columns[:-1]])
    for at, column in enumerate(inputs):
        if len(values) > 1 and (values[:, at] == values[0, at]).all():
            raise SpecificationError(
                f"column {quote(column)} is {values[0, at]:g} in every row; leave it out of inputs"
            )
    targets, classes = _targets(columns[-1], kind)
    said = f"; {note}" if note else ""
    return DataSet(name, values, targets, f"{quote(target)} from a table{said}.", inputs, classes)


def plain_number(cell: str, *, decimal_comma: bool = False) -> str | None:
    """Give a number as Python reads it, a share for a percentage; "" for a missing cell; None for other text."""
    text = one_minus(cell)
    share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if text.lower() in MISSING:
        return None if share else ""
    if GROUPED.fullmatch(text):
        text = re.sub(r"[\s\u00a0\u202f']", "", text)
    if decimal_comma:
        text = text.replace(",", ".", 1)
    if not NUMBER.fullmatch(text):
        return None
    return repr(float(text) / 100) if share else text


def one_minus(cell: str) -> str:
    """Give a cell without blanks around it, and with the minus sign of a keyboard."""
    return cell.strip().replace("\u2212", "-")


def _input_columns(table: Mapping[str, object], target: str, inputs: Sequence[str] | None) -> tuple[str, ...]:
    others = [column for column in table if column != target]
    if inputs is None:
        found = tuple(others)
    elif isinstance(inputs, str) or not isinstance(inputs, Sequence):
        raise SpecificationError(f"inputs {shown(inputs)}; expected a list of columns")
    else:
        found = tuple(inputs)
        for column in found:
            if column not in others:
                raise SpecificationError(say_unknown("input", column, map(quote, others)))
        if len(set(found)) < len(found):
            raise SpecificationError(f"inputs {shown(found)}; a column stands twice")
    if not found:
        raise SpecificationError(f"the table has no column besides the target {quote(target)}; expected an input")
    return found


def _cell(given: object) -> float | str | None:
    match given:
        case None:
            return None
        case str():
            text = given.strip()
            if text.lower() in MISSING:
                return None
            # .5e3 and the like; float() of such a text never fails
            return float(text) if NUMBER.fullmatch(text) or ENDLESS.fullmatch(text) else text
        case Real() | Decimal() | np.bool_():
            return _float(given)
        case _:
            # pandas' own NA and NaT, by what they print: this side does not import pandas
            text = str(given)
            return None if text.lower() in MISSING else text


def _float(number: Any) -> float | None:
    try:
        value = float(number)
    except (OverflowError, ValueError):  # a whole number beyond 1e308; a signalling NaN
        return math.inf
    return None if math.isnan(value) else value


def _complete(column: Column) -> Column:
    for row, cell in enumerate(column.cells, start=1):
        if cell is None:
            raise SpecificationError(f"row {row}, column {quote(column.name)}: the value is missing")
    return column


def _numbers(column: Column, role: str) -> Array:
    texts = [(row, cell) for row, cell in enumerate(column.cells, start=1) if isinstance(cell, str)]
    if texts:
        row, first = texts[0]
        distinct = len({cell for _, cell in texts})
        plain = plain_number(first, decimal_comma=True)
        hint = f", written as {plain}" if plain else ""
        raise SpecificationError(
            f"column {quote(column.name)} holds text ({say_count(distinct, 'distinct value')}, such as "
            f"{quote(first)} in row {row}); expected numbers in {'an' if role == 'input' else 'a'} {role}{hint}"
        )
    values = np.array(column.cells, dtype=np.float64)
    infinite = np.flatnonzero(~np.isfinite(values))
    if infinite.size:
        row = int(infinite[0])
        raise SpecificationError(f"row {row + 1}, column {quote(column.name)}: {values[row]} is not a finite number")
    return values


def _targets(column: Column, kind: str) -> tuple[Array, tuple[str, ...]]:
    distinct = set(column.cells)
    text = any(isinstance(cell, str) for cell in distinct)
    if not text:
        _numbers(column, "target")
    if kind == "auto":
        kind = "classes" if text or distinct <= {0.0, 1.0} else "numbers"
    if len(column.cells) == 1 and not text:
        # one row is a data set too; of a 0 or a 1 the other class is known
        binary = kind == "classes" and distinct <= {0.0, 1.0}
        return _numbers(column, "target")[:, None], ("0", "1") if binary else ()
    if len(distinct) == 1:
        only = quote(_label(column.cells[0]))
        what = f"only one class, {only}" if kind == "classes" else f"only one value, {only}"
        raise SpecificationError(f"target {quote(column.name)} has {what}; expected at least two")
    if kind == "classes":
        return encode([_label(cell) for cell in column.cells])
    return _numbers(column, "target")[:, None], ()


def _label(cell: float | str | None) -> str:
    """Give the name of a class: 1, not 1.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def say_count(number: int, what: str) -> str:
    """Say how many there are of what."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def quote(value: str) -> str:
    """Quote what a user wrote, on one line and not longer than a message can bear."""
    return repr(value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…")
