"""The dialog in which a reader brings data of his own: a CSV file, the column to predict, and what that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.sentences import draw_error, literal
from dashboard.lab.data import MOST_CLASSES, MOST_INPUTS, MOST_ROWS, count_rows, from_text, occurring, plain
from dashboard.state import controls
from derivations import DataSet, DerivationError

if TYPE_CHECKING:
    from derivations.numeric.data.table_text import TableText

KINDS = {"auto": "as it looks", "classes": "classes", "each": "classes, an output each", "numbers": "a number"}
PREVIEWED = 3  # rows
LONGEST_CELL = 24


def draw_table_menu() -> None:
    """Open the dialog, if it has been asked for."""
    if controls.table_wanted():
        _dialog()


@st.dialog("Your own table", width="large")
def _dialog() -> None:
    st.markdown(
        f"A file of up to {MOST_ROWS} rows: up to {MOST_INPUTS} columns of numbers, and one to predict, a number or "
        f"one of up to {MOST_CLASSES} classes. Separator, decimal sign and names are found. It stays on this machine."
    )
    file = st.file_uploader("File", type=["csv", "tsv", "txt", "md"], max_upload_size=1, label_visibility="collapsed")
    if file is None:
        return
    read = _read(file.getvalue())
    if read is None:
        return
    st.markdown("\n".join(_preview(read)))
    notes = "; ".join(read.notes)
    st.caption(literal(f"Read: {count_rows(read.rows)} of {len(read.names)} columns{'; ' + notes if notes else ''}."))
    target = st.selectbox("Column to predict", read.names, index=len(read.names) - 1)
    kind = st.segmented_control("It is", tuple(KINDS), format_func=KINDS.__getitem__, default="auto", required=True)
    scaled = st.toggle(
        "Standardise the inputs",
        value=read.rows > 1,
        disabled=read.rows == 1,
        help="To mean 0 and standard deviation 1, so that none outweighs the others. One row has no deviation.",
    )
    table = _made(read, Path(file.name).stem, str(target), str(kind), standard=scaled)
    if table is not None and st.button("Use this table", type="primary"):
        controls.take_table(table)


def _read(given: bytes) -> TableText | None:
    from derivations.numeric.data.table_text import read_table_text  # noqa: PLC0415  4 ms of the first page, for few

    try:
        found = read_table_text(given)
        names = st.toggle("The first line holds the names", value=found.header)
        return found if names == found.header else read_table_text(given, header=names)
    except DerivationError as error:
        draw_error(str(error))
        return None


def _preview(read: TableText) -> list[str]:
    """The first rows as they were read, as a table."""
    lines = [
        "| " + " | ".join(literal(plain(name)) or "?" for name in read.names) + " |",
        "|" + "---|" * len(read.names),
    ]
    cells = ([literal(column[at][:LONGEST_CELL]) for column in read.columns] for at in range(min(read.rows, PREVIEWED)))
    return [*lines, *(f"| {' | '.join(row)} |" for row in cells)]


def _made(read: TableText, name: str, target: str, kind: str, *, standard: bool) -> DataSet | None:
    each = kind == "each"
    try:
        table = from_text(
            read, name=name, target=target, kind="classes" if each else kind, standard=standard, each=each
        )
    except DerivationError as error:
        draw_error(str(error))
        return None
    what = f"classes {', '.join(table.classes)}" if table.classes else "a number"
    if table.classes and occurring(table) != table.classes:
        found = occurring(table)
        what += f", of which only {', '.join(found)} {'occurs' if len(found) == 1 else 'occur'}"
    outputs = "1 output" if table.targets.shape[1] == 1 else f"{table.targets.shape[1]} outputs"
    st.caption(literal(f"{count_rows(table.samples)}, {table.inputs.shape[1]} inputs; predicted: {what}, {outputs}."))
    return table
