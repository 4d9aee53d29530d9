"""Whether the first line of a table holds the names of its columns, by its cells, and what they are called if not.

Goes in: rows of cells, and how a number is written in them. Comes out: names, the rows below them, and what to say of
it. Must not know: files, separators, data sets.
"""

from collections.abc import Callable, Sequence

from derivations.numeric.data.columns import ENDLESS

Rows = Sequence[Sequence[str]]
# Gives a number as Python reads it, "" for a missing cell, None for words.
PlainNumber = Callable[[str], str | None]
MOST_SHOWN = 6


def split_names(rows: Rows, number: PlainNumber, *, header: bool | None = None) -> tuple[list[str], Rows, str]:
    """Split rows of one length into names and what stands below them; of rows without names say what they are called.

    ``header``: whether the first row holds the names; None: as it looks. Without names, the last column is y, what is
    to be predicted, and the others are x1, x2 and so on.
    """
    if _holds_names(rows, number) if header is None else header:
        return list(rows[0]), rows[1:], ""
    names = [*(f"x{at}" for at in range(1, len(rows[0]))), "y"]
    said = names if len(names) <= MOST_SHOWN else [*names[:2], "...", *names[-2:]]
    return names, rows, f"no line of names: the columns are called {', '.join(said)}"


def _holds_names(rows: Rows, number: PlainNumber) -> bool:
    """Tell names from cells: a word stands above numbers, or there are only words, each unlike all that is below it."""
    first = [number(cell) for cell in rows[0]]
    words = [each is None and not ENDLESS.fullmatch(cell.strip()) for each, cell in zip(first, rows[0], strict=True)]
    if len(rows) == 1:
        return all(words)
    columns = [[row[at] for row in rows[1:] if at < len(row)] for at in range(len(first))]
    if any(_mostly_numbers(column, number) and word for column, word in zip(columns, words, strict=True)):
        return True
    # an empty cell is no number either: it stands above an index
    unlike = all(not cell or cell not in column for cell, column in zip(rows[0], columns, strict=True))
    return not any(first) and any(words) and unlike and len(set(rows[0])) == len(rows[0])


def _mostly_numbers(cells: Sequence[str], number: PlainNumber) -> bool:
    found = [number(cell) for cell in cells]
    # the first may be a unit
    rest = found[1:] if len(found) > 1 else found
    return all(each is not None for each in rest) and any(rest)
