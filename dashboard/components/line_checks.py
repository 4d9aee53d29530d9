"""What the checks of the lines found: a row per result of the derivation."""

import streamlit as st

from dashboard.components.equation_lines import EQUAL, PROVED, WRONG
from dashboard.state import shared

HEAD = ("| result | lines | equal to 50 digits | proved | points | largest difference |", "|:--|--:|--:|--:|--:|--:|")


def draw_line_checks() -> None:
    """Draw the table, folded away until somebody asks for it: to check every line takes its time."""
    fold = st.expander("Every line of the derivation, checked", key="line-checks", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.caption(
            "Each line is evaluated beside the line above it at random points, to 50 digits; where a bounded attempt "
            "succeeds, the two are also proved equal."
        )
        rows = [
            "| result | lines | equal to 50 digits | proved | points | largest difference |",
            "|:--|--:|--:|--:|--:|--:|",
        ]
        for result in shared.derivation().results:
            report = shared.checks(result.target)
            derived = [row for row in report.rows if not row.given]
            if not derived:
                continue
            equal, proved = sum(row.ok for row in derived), sum(row.proved for row in derived)
            marks = f"{equal} {EQUAL if equal == len(derived) else WRONG} | {proved} {PROVED if proved else ''}"
            points, worst = max(row.points for row in derived), max(row.difference for row in derived)
            left = shared.lines(result.target).left
            rows.append(f"| ${left}$ | {len(derived)} | {marks} | {points} | `{worst:.0e}` |")
        st.markdown("\n".join(rows))
