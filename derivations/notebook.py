"""What records show in a notebook beside mathematics: tables and matrices, as Markdown and LaTeX.

Goes in: rows of whatever has a str. Comes out: text. Must not know: what the rows are about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

# Rows of a table, and entries along a side of a matrix, that are shown; more than this nobody reads.
MOST_ROWS = 60
MOST_ENTRIES = 8
# What prints a record as LaTeX: set at the face.
PRINTERS: list[Callable[[Any], str]] = []


class Typeset:
    """A record that a notebook shows as mathematics; its room must not know how that is printed, but the face does."""

    def _repr_latex_(self) -> str | None:
        return PRINTERS[-1](self) if PRINTERS else None


class Row:
    """A record that a notebook shows as a row of a table under the names of its fields."""

    @property
    def cells(self) -> dict[str, object]:
        """What stands in the row, by its heading."""
        return {each.name.replace("_", " "): getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def _repr_markdown_(self) -> str:
        return rows_table((self,))


T = TypeVar("T")


class Records(tuple[T, ...]):
    """A tuple of records that a notebook shows: rows in one table, others one below the other."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        rows = [each for each in self if isinstance(each, Row)]
        if rows and len(rows) == len(self):
            return rows_table(rows)
        return "\n\n".join(record_text(each) for each in self)


def record_text(record: Any) -> str:
    """Return what a notebook shows of a record, as Markdown."""
    for method in ("_repr_markdown_", "_repr_latex_"):
        if hasattr(record, method):
            return str(getattr(record, method)())
    return f"`{record!r}`"


def rows_table(rows: Sequence[Row], most: int = MOST_ROWS) -> str:
    """Return the table of rows under one head."""
    every = [row.cells for row in rows]
    return table(tuple(every[0]), (tuple(each.values()) for each in every), most)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], most: int = MOST_ROWS) -> str:
    """Return a Markdown table, its first rows if there are many."""
    every = [tuple(map(_cell, row)) for row in rows]
    lines = [_row(head), _row(["---"] * len(head)), *map(_row, every[:most])]
    if len(every) > most:
        lines += ["", f"and {len(every) - most} more"]
    return "\n".join(lines)


def number(value: float) -> str:
    """Write a number with the digits that a table has room for."""
    return f"{value:.4g}"


def matrix(name: str, array: Any) -> str:
    """Return an array of one or two axes under its name as LaTeX; one with many entries as its shape."""
    shape = array.shape
    if not array.size or max(shape) > MOST_ENTRIES:
        sizes = r" \times ".join(map(str, shape))
        return rf"{name} \in \mathbb{{R}}^{{{sizes}}}"
    rows = array.reshape(shape[0], -1).tolist()
    body = r" \\ ".join(" & ".join(map(_entry, row)) for row in rows)
    return rf"{name} = \begin{{bmatrix}} {body} \end{{bmatrix}}"


def _entry(value: float) -> str:
    mantissa, _, exponent = number(value).partition("e")
    # 1e-12 would be read as 1 times e minus 12
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def brief(record: Any) -> str:
    """Write a record as it is made, without the options that have their defaults."""
    given = ((each.name, getattr(record, each.name)) for each in fields(record))
    defaults = {each.name: each.default for each in fields(record)}
    changed = ", ".join(f"{name}={value!r}" for name, value in given if value != defaults[name])
    return f"{type(record).__name__}({changed})"


def display(lines: Iterable[str]) -> str:
    """Return lines of LaTeX, each a display of its own, as Markdown."""
    return "\n\n".join(f"$${line}$$" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        value = number(value)
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    text = "" if value is None else str(value)
    # a repr such as <Variable x> would be read as HTML
    return " ".join(text.replace("|", r"\|").replace("<", r"\<").split())
