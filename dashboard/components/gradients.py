"""Gradients three ways, a row per parameter: those that disagree are marked."""

import streamlit as st

from dashboard.components.parameter_table import name_of as named
from dashboard.components.sentences import with_minus
from dashboard.lab.selection import SCALE, SHIFT
from dashboard.state import training, visit
from derivations import MatchReport, MatchRow

# where a parameter that is no weight leads from, by its kind
SOURCES = {"scales": SCALE, "shifts": SHIFT}
ALIGNED = "|:--|--:|--:|--:|--:|--:|"


def draw_gradients(report: MatchReport, *, by_hand: str = "by hand") -> None:
    """Draw the table: all parameters, or those of the selected unit where they are too many."""
    looked_at = visit.selection()
    rows = report.rows
    with st.container(key="gradients"):
        if not training.all_listed():
            rows = tuple(row for row in rows if (row.layer, row.unit) == (looked_at.layer, looked_at.unit))
            st.caption(f"Those of layer {looked_at.layer}, unit {looked_at.unit}, of {training.count()} parameters.")
        judged = f"relative to its terms: ✗ above `{report.tolerance:.0e}`"
        head = f"| | derived | {by_hand} | measured | relative to the largest | {judged} |"
        st.markdown("\n".join((head, ALIGNED, *(_written(row, report.tolerance) for row in rows))))
        st.caption(
            "The last two columns: how far the three are apart, relative to the largest of them, and to the terms "
            "that the gradient is added up from. Each term is rounded, so the last column decides."
        )
        if any(row.sides is not None for row in rows):
            st.caption(
                "At a **kink** there is no derivative: one number is used by convention, and what is measured on its "
                "left and on its right is another."
            )


def name_of(row: MatchRow) -> str:
    """Write the parameter of a row as LaTeX."""
    return named(row.layer, row.unit, row.source or SOURCES.get(row.kind)).strip("$")


def _written(row: MatchRow, tolerance: float) -> str:
    derived, backward = (f"`{x:+.8f}`" for x in (row.derived, row.backward))
    measured = f"`{row.difference:+.8f}`" if row.difference is not None else ""
    if row.sides is not None:
        measured = "kink: `{:+.3g}` left, `{:+.3g}` right".format(*row.sides)
    errors = f"`{row.relative:.0e}` | `{row.error:.0e}`"
    # NaN is not within the tolerance either
    mark = backward if row.error <= tolerance else f":red[:material/close: {backward}]"
    return with_minus(rf"| $\partial C / \partial {name_of(row)}$ | {derived} | {mark} | {measured} | {errors} |")
