"""A table that somebody brings along, CSV or DataFrame, as a data set; or one sentence about what is wrong with it.

Goes in: text, a path, or anything with named columns. Comes out: a data set.
Must not know: pandas, networks.

A cell is missing if it is empty, None, NaN, or one of the words in MISSING. Rows count from 1 below the line of names.
"""

import csv
import io
import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from derivations.errors import SpecificationError, unknown
from derivations.numeric.arrays import Array
from derivations.numeric.datasets.dataset import DataSet
from derivations.numeric.datasets.one_hot import encode
from derivations.numeric.datasets.options import whole_number

MISSING = ("", "?", "na", "n/a", "nan", "null", "none", "<na>", "nat")
DELIMITERS = (",", ";", "\t")
KINDS = ("auto", "classes", "numbers")
# ASCII digits only, and none of float()'s extras: no 1_000, no "infinity"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
LONGEST_SHOWN = 30


@dataclass(frozen=True)
class Column:
    """A named column; a cell is a float, text, or None where it is missing."""

    name: str
    cells: tuple[float | str | None, ...]


def read_csv(
    source: str | os.PathLike[str],
    *,
    target: str,
    inputs: Sequence[str] | None = None,
    kind: str = "auto",
    most_rows: int | None = None,
    delimiter: str | None = None,
    name: str | None = None,
) -> DataSet:
    """Read a data set from CSV whose first line names the columns.

    Parameters
    ----------
    source : str or path
        A str is the text itself, never a path, so that text typed by a user opens no file; a pathlib.Path is a
        file in UTF-8.
    target : str
        The column to predict.
    inputs : sequence of str or None
        The columns to predict it from; None: all others.
    kind : "auto" | "classes" | "numbers"
        What the target is. "auto": classes if it holds text or nothing but 0 and 1, else numbers.
    most_rows : int or None
        More rows than this are refused.
    delimiter : str or None
        One character; None: comma, semicolon or tab, whichever the first line has most of.
    name : str or None
        Of the data set; None: that of the file, or "table".

    Returns
    -------
    DataSet
        inputs (samples, inputs); targets (samples, 1) for numbers and for two classes, one-hot for more classes.

    Raises
    ------
    SpecificationError
        If the file cannot be read, the table is empty or ragged, a column has no name, two have the same, the
        target or an input is not a column, there are too many rows, a cell is missing or infinite, an input is
        text or constant, or the target has only one value.
    """
    text, own_name = _text(source)
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n \0'):
        raise SpecificationError(f"delimiter {delimiter!r}; expected one character, such as ',' or ';'")
    rows = _rows(text, delimiter)
    header = [cell.strip() for cell in rows[0]]
    _check_names(header)
    body = rows[1:]
    _check_rows(len(body), most_rows)
    for number, row in enumerate(body, start=1):
        if len(row) != len(header):
            raise SpecificationError(f"row {number} has {len(row)} cells; expected {len(header)}, as in the first line")
    table = {column: [row[at] for row in body] for at, column in enumerate(header)}
    return _data_set(table, target, inputs, kind, name or own_name)


def from_table(
    table: Any,
    *,
    target: str,
    inputs: Sequence[str] | None = None,
    kind: str = "auto",
    most_rows: int | None = None,
    name: str = "table",
) -> DataSet:
    """Read a data set from a DataFrame (pandas, polars, ...) or from a mapping of names to columns.

    Parameters
    ----------
    table : object
        A mapping, or anything with `columns` and `table[column]`.
    target, inputs, kind, most_rows, name
        As in read_csv. A column whose name is not text goes by str(name).

    Returns
    -------
    DataSet
        As read_csv.

    Raises
    ------
    SpecificationError
        As in read_csv, or if this is no table.
    """
    try:
        keys = list(table) if isinstance(table, Mapping) else list(table.columns)
        names = [str(key).strip() for key in keys]
        _check_names(names)
        columns = {column: _cells(table[key]) for column, key in zip(names, keys, strict=True)}
    except (AttributeError, TypeError, ValueError, LookupError):
        raise SpecificationError(
            f"table of type {type(table).__name__}; expected a DataFrame, or a mapping of names to columns"
        ) from None
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{_shown(column)}: {length}" for column, length in lengths.items())
        raise SpecificationError(f"columns have different lengths ({shown}); expected one cell per row")
    _check_rows(next(iter(lengths.values())), most_rows)
    return _data_set(columns, target, inputs, kind, name)


def _text(source: object) -> tuple[str, str]:
    if isinstance(source, str):
        return source, "table"
    if not isinstance(source, os.PathLike):
        raise SpecificationError(f"source of type {type(source).__name__}; expected CSV text or a pathlib.Path")
    path = Path(source)
    try:
        return path.read_text(encoding="utf-8-sig"), path.stem
    except UnicodeDecodeError:
        raise SpecificationError(f"file {str(path)!r} is not text in UTF-8") from None
    except (OSError, ValueError) as error:  # a ValueError is a path with a NUL in it
        reason = getattr(error, "strerror", None) or error
        raise SpecificationError(f"file {str(path)!r} cannot be read: {reason}") from None


def _rows(text: str, delimiter: str | None) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    if delimiter is None:
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SpecificationError(f"the text is no CSV: {error}") from None
    # a line of blanks is no row; in a table of one column, neither is an empty line
    rows = [row for row in rows if len(row) > 1 or (row and row[0].strip())]
    if not rows:
        raise SpecificationError("the table is empty; expected a line of names and at least one row")
    return rows


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise SpecificationError("the table is empty; expected a line of names and at least one row")
    seen = set()
    for number, name in enumerate(names, start=1):
        if not name:
            raise SpecificationError(f"column {number} has no name; expected one for every column, in the first line")
        if name in seen:
            raise SpecificationError(f"two columns are named {_shown(name)}; expected a name of its own for each")
        seen.add(name)


def _check_rows(rows: int, most: int | None) -> None:
    if not rows:
        raise SpecificationError("the table has names and no rows; expected at least one row")
    if most is not None and rows > whole_number("most_rows", most, 1):
        raise SpecificationError(f"the table has {rows} rows; expected at most {most}")


def _cells(column: Any) -> list[Any]:
    if isinstance(column, str | bytes):
        raise TypeError
    for method in ("tolist", "to_list"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def _data_set(
    table: Mapping[str, list[Any]], target: object, inputs: Sequence[str] | None, kind: str, name: str
) -> DataSet:
    if kind not in KINDS:
        raise SpecificationError(unknown("kind", kind, KINDS))
    if not isinstance(target, str) or target not in table:
        raise SpecificationError(unknown("target", target, map(_shown, table)))
    chosen = _chosen(table, target, inputs)
    columns = [_complete(Column(column, tuple(map(_cell, table[column])))) for column in (*chosen, target)]
    values = np.column_stack([_numbers(column, "input") for column in columns[:-1]])
    for at, column in enumerate(chosen):
        if (values[:, at] == values[0, at]).all():
            raise SpecificationError(
                f"column {_shown(column)} is {values[0, at]:g} in every row; leave it out of inputs"
            )
    targets, classes = _targets(columns[-1], kind)
    return DataSet(name, values, targets, f"{_shown(target)} from a table.", chosen, classes)


def _chosen(table: Mapping[str, object], target: str, inputs: Sequence[str] | None) -> tuple[str, ...]:
    others = [column for column in table if column != target]
    if inputs is None:
        chosen = tuple(others)
    elif isinstance(inputs, str) or not isinstance(inputs, Sequence):
        raise SpecificationError(f"inputs {inputs!r}; expected a list of columns")
    else:
        chosen = tuple(inputs)
        for column in chosen:
            if column not in others:
                raise SpecificationError(unknown("input", column, map(_shown, others)))
        if len(set(chosen)) < len(chosen):
            raise SpecificationError(f"inputs {chosen!r}; a column stands twice")
    if not chosen:
        raise SpecificationError(f"the table has no column besides the target {_shown(target)}; expected an input")
    return chosen


def _cell(given: object) -> float | str | None:
    match given:
        case None:
            return None
        case str():
            text = given.strip()
            if text.lower() in MISSING:
                return None
            # .5e3 and the like; float() of such a text never fails
            return float(text) if NUMBER.fullmatch(text) else text
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
            raise SpecificationError(f"row {row}, column {_shown(column.name)}: the value is missing")
    return column


def _numbers(column: Column, role: str) -> Array:
    texts = [(row, cell) for row, cell in enumerate(column.cells, start=1) if isinstance(cell, str)]
    if texts:
        row, first = texts[0]
        distinct = len({cell for _, cell in texts})
        raise SpecificationError(
            f"column {_shown(column.name)} holds text ({_count(distinct, 'distinct value')}, such as {_shown(first)} "
            f"in row {row}); expected numbers in {'an' if role == 'input' else 'a'} {role}"
        )
    values = np.array(column.cells, dtype=np.float64)
    infinite = np.flatnonzero(~np.isfinite(values))
    if infinite.size:
        row = int(infinite[0])
        raise SpecificationError(f"row {row + 1}, column {_shown(column.name)}: {values[row]} is not a finite number")
    return values


def _targets(column: Column, kind: str) -> tuple[Array, tuple[str, ...]]:
    distinct = set(column.cells)
    text = any(isinstance(cell, str) for cell in distinct)
    if not text:
        _numbers(column, "target")
    if kind == "auto":
        kind = "classes" if text or distinct <= {0.0, 1.0} else "numbers"
    if len(distinct) == 1:
        only = _shown(_label(column.cells[0]))
        what = f"only one class, {only}" if kind == "classes" else f"only one value, {only}"
        raise SpecificationError(f"target {_shown(column.name)} has {what}; expected at least two")
    if kind == "classes":
        return encode([_label(cell) for cell in column.cells])
    return _numbers(column, "target")[:, None], ()


def _label(cell: float | str | None) -> str:
    """Give the name of a class: 1, not 1.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _shown(value: str) -> str:
    """Quote what a user wrote, on one line and not longer than a message can bear."""
    return repr(value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…")


def columns_of(source: str | os.PathLike[str], *, delimiter: str | None = None) -> tuple[str, ...]:
    """Give the names of the columns of a CSV, for whoever lets a reader choose the target.

    Raises
    ------
    SpecificationError
        If it cannot be read, is empty, or its columns have no names of their own.
    """
    header = tuple(cell.strip() for cell in _rows(_text(source)[0], delimiter)[0])
    _check_names(header)
    return header
