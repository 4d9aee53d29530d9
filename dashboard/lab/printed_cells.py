"""What a book prints for one array, changed number by number: the text of a single number in that of the whole.

Goes in: numbers as text, by position. Comes out: text as it is typed beside the array. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from dashboard.lab.example import Entry

UNKNOWN = "?"


def write_cells(cells: Mapping[Entry, str], shape: tuple[int, ...]) -> str:
    """Write an array with these numbers, by position from 1, and ? elsewhere; "" where there are none."""
    found = {entry: text.strip() for entry, text in cells.items() if text.strip()}
    if not found:
        return ""
    each = [found.get(entry, UNKNOWN) for entry in product(*(range(1, size + 1) for size in shape))]
    columns = shape[-1] if shape else 1
    return "; ".join(" ".join(each[start : start + columns]) for start in range(0, len(each), columns))
