"""Whether the first line of a table holds the names of its columns, by its cells, and what they are called if not.

Goes in: rows of cells. Comes out: names, the rows below them, and what to say where they hold none.
Must not know: files, separators, data sets.
"""

from collections.abc import Sequence

from derivations.numeric.data.columns import ENDLESS, plain_number

Rows = Sequence[Sequence[str]]
MOST_SHOWN = 6


def split_names(rows: Rows, *, header: bool | None = None) -> tuple[list[str], Rows, bool]:
    """Split rows of one length into names and what stands below them; tell whether the first row holds the names.

    ``header``: whether it does; None: as it looks. Without names, the last column is y, what is to be predicted, and
    the others are x1, x2 and so on.
    """
    if _holds_names(rows) if header is None else header:
        return list(rows[0]), rows[1:], True
    return [*(f"x{at}" for at in range(1, len(rows[0]))), "y"], rows, False


def say_unnamed(names: Sequence[str]) -> str:
    """Say what columns without names are called."""
    said = names if len(names) <= MOST_SHOWN else [*names[:2], "...", *names[-2:]]
    return f"no line of names: the columns are called {', '.join(said)}"


def _number(cell: str) -> str | None:
    """Give a number however it is written: one with a comma is no name, whatever the other cells have."""
    return plain_number(cell, decimal_comma=True)


def _holds_names(rows: Rows) -> bool:
    """Tell names from cells: a word stands above numbers, or there are only words, each unlike all that is below it."""
    first = [_number(cell) for cell in rows[0]]
    words = [each is None and not ENDLESS.fullmatch(cell.strip()) for each, cell in zip(first, rows[0], strict=True)]
    if len(rows) == 1:
        return all(words)
    columns = [[row[at] for row in rows[1:] if at < len(row)] for at in range(len(first))]
    if any(_mostly_numbers(column) and word for column, word in zip(columns, words, strict=True)):
        return True
    # an empty cell is no number either: it stands above an index
    unlike = all(not cell or cell not in column for cell, column in zip(rows[0], columns, strict=True))
    return not any(first) and any(words) and unlike and len(set(rows[0])) == len(rows[0])


def _mostly_numbers(cells: Sequence[str]) -> bool:
    found = [_number(cell) for cell in cells]
    # the first may be a unit
    rest = found[1:] if len(found) > 1 else found
    return all(each is not None for each in rest) and any(rest)
