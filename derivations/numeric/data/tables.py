"""A table that somebody brings along, CSV or DataFrame, as a data set; or one sentence about what is wrong with it.

Goes in: text, a path, or anything with named columns. Comes out: a data set.
Must not know: pandas, networks, what a cell may hold.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from derivations.calling import public
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.numeric.data.columns import check_names, check_rows, data_set, quote
from derivations.numeric.data.header import say_unnamed, split_names
from derivations.numeric.data.sets.dataset import DataSet
from derivations.options import instance

# A single line that ends like this, or has a slash and no second cell, names a file, given where its text is expected.
FILE = re.compile(r"[\w)]\.(csv|tsv|txt|dat|data)$|^[^,;\t]*[/\\][^,;\t]*$", re.IGNORECASE)
DELIMITERS = (",", ";", "\t")


@public
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
    r"""Read a data set from CSV whose first line names the columns, or from one of cells only.

    Without names, a first line that holds numbers above numbers, or what occurs below it, is a row like the others:
    the columns are then called x1, x2, ... and the last one y, and `description` says so.

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

    Examples
    --------
    >>> from derivations import read_csv
    >>> data = read_csv("height,tall\n1.7,0\n1.8,1\n", target="tall")
    >>> data.inputs.tolist(), data.targets.tolist()
    ([[1.7], [1.8]], [[0.0], [1.0]])
    """
    text, own_name = _text(source)
    _check_options(target, name)
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n \0'):
        raise SpecificationError(f"delimiter {shown(delimiter)}; expected one character, such as ',' or ';'")
    names, body, named = split_names(_rows(text, delimiter))
    said = "" if named else say_unnamed(names)
    check_names(names)
    check_rows(len(body), most_rows)
    for number, row in enumerate(body, start=1):
        if len(row) != len(names):
            raise SpecificationError(f"row {number} has {len(row)} cells; expected {len(names)}, as in the first line")
    if said and target not in names:
        raise SpecificationError(f"{say_unknown('target', target, map(quote, names))}; there is {said}")
    table = {column: [row[at] for row in body] for at, column in enumerate(names)}
    return data_set(table, target, inputs, kind, name or own_name, note=said)


@public
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

    Examples
    --------
    >>> from derivations import from_table
    >>> from_table({"height": [1.7, 1.8, 1.6], "tall": ["no", "yes", "no"]}, target="tall").targets.tolist()
    [[0.0], [1.0], [0.0]]
    """
    _check_options(target, name)
    try:
        keys = list(table) if isinstance(table, Mapping) else list(table.columns)
        names = [str(key).strip() for key in keys]
        check_names(names)
        columns = {column: _cells(table[key]) for column, key in zip(names, keys, strict=True)}
    except (AttributeError, TypeError, ValueError, LookupError):
        raise SpecificationError(
            f"table {shown(table)}; expected a DataFrame, or a mapping of names to columns"
        ) from None
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{quote(column)}: {length}" for column, length in lengths.items())
        raise SpecificationError(f"columns have different lengths ({found}); expected one cell per row")
    check_rows(next(iter(lengths.values())), most_rows)
    return data_set(columns, target, inputs, kind, name)


def _check_options(target: object, name: object) -> None:
    instance("target", target, str, "the name of a column")
    if name is not None:
        instance("name", name, str, "text, or None")


def _text(source: object) -> tuple[str, str]:
    if isinstance(source, str):
        if source.strip() and len(source.splitlines()) == 1 and FILE.search(source.strip()):
            raise SpecificationError(f"source {shown(source)} is one line of text; a file is a pathlib.Path(...)")
        return source, "table"
    if not isinstance(source, os.PathLike):
        raise SpecificationError(f"source {shown(source)}; expected CSV text or a pathlib.Path")
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
    rows = [[cell.strip() for cell in row] for row in rows if len(row) > 1 or (row and row[0].strip())]
    if not rows:
        raise SpecificationError("the table is empty; expected a line of names and at least one row")
    return rows


def _cells(column: Any) -> list[Any]:
    if isinstance(column, str | bytes):
        raise TypeError
    for method in ("tolist", "to_list"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def columns_of(source: str | os.PathLike[str], *, delimiter: str | None = None) -> tuple[str, ...]:
    """Give the names of the columns of a CSV, as `read_csv` has them, for whoever lets a reader choose the target.

    Raises a SpecificationError if it cannot be read, is empty, or a name in its first line is missing or stands twice.
    """
    names = tuple(split_names(_rows(_text(source)[0], delimiter))[0])
    check_names(names)
    return names
