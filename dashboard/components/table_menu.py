"""The dialog in which a reader brings data of his own: a CSV file, the column to predict, and what that is."""

from pathlib import Path

import streamlit as st

from dashboard.components.sentences import draw_error
from dashboard.lab.data import MOST_CLASSES, MOST_INPUTS, MOST_ROWS, from_csv
from dashboard.state import controls
from derivations import DataSet, DerivationError

KINDS = {"auto": "as it looks", "classes": "classes", "numbers": "a number"}


def draw_table_menu() -> None:
    """Open the dialog, if it has been asked for."""
    if controls.table_wanted():
        _dialog()


@st.dialog("Your own CSV")
def _dialog() -> None:
    st.markdown(
        f"A first line of names, then up to {MOST_ROWS} rows: up to {MOST_INPUTS} columns of numbers, and one to "
        f"predict: a number, or one of up to {MOST_CLASSES} classes. Inputs are standardised. It stays on this machine."
    )
    file = st.file_uploader("CSV file", type=["csv", "tsv", "txt"], max_upload_size=1, label_visibility="collapsed")
    if file is None:
        return
    from derivations.numeric.tables import columns_of  # noqa: PLC0415  few readers bring a table

    try:
        text = file.getvalue().decode("utf-8-sig")
        columns = columns_of(text)
    except UnicodeDecodeError:
        draw_error(f"{file.name} is not text in UTF-8.")
        return
    except DerivationError as error:
        draw_error(str(error))
        return
    target = st.selectbox("Column to predict", columns, index=len(columns) - 1)
    kind = st.segmented_control("It is", tuple(KINDS), format_func=KINDS.__getitem__, default="auto", required=True)
    table = _read(text, Path(file.name).stem, str(target), str(kind))
    if table is not None and st.button("Use this table", type="primary"):
        controls.take_table(table)


def _read(text: str, name: str, target: str, kind: str) -> DataSet | None:
    try:
        table = from_csv(text, name=name, target=target, kind=kind)
    except DerivationError as error:
        draw_error(str(error))
        return None
    classes = f", {len(table.classes)} classes" if table.classes else ""
    st.caption(f"{table.samples} rows, {table.inputs.shape[1]} inputs{classes}.")
    return table
