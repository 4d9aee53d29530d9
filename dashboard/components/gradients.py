"""Gradients three ways, a row per parameter: those that disagree are marked."""

import streamlit as st

from dashboard.components.parameter_table import indices
from dashboard.state import training, visit
from derivations import MatchReport, MatchRow

HEAD = (
    "| | derived | backward | difference quotient | relative difference | of its terms |",
    "|:--|--:|--:|--:|--:|--:|",
)


def draw_gradients(report: MatchReport) -> None:
    """Draw the table: all parameters, or those of the selected unit where they are too many."""
    looked_at = visit.selection()
    rows = report.rows
    if not training.all_listed():
        rows = tuple(row for row in rows if (row.layer, row.unit) == (looked_at.layer, looked_at.unit))
        st.caption(f"Those of layer {looked_at.layer}, unit {looked_at.unit}, of {training.count()} parameters.")
    st.markdown("\n".join((*HEAD, *(_written(row, report.tolerance) for row in rows))))


def name_of(row: MatchRow) -> str:
    """Write the parameter of a row as LaTeX."""
    letter = "b" if row.source is None else "w"
    return f"{letter}^{{({row.layer})}}_{{{indices(row.unit, row.source)}}}"


def _written(row: MatchRow, tolerance: float) -> str:
    numbers = " | ".join(f"`{x:+.8f}`" for x in (row.derived, row.backward, row.difference))
    error = f"`{row.error:.0e}`"
    # NaN is not within the tolerance either
    mark = error if row.error <= tolerance else f":red[:material/close: {error}]"
    return rf"| $\partial C / \partial {name_of(row)}$ | {numbers} | `{row.relative:.0e}` | {mark} |"
