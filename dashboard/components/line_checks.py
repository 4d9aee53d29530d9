"""What the checks of the lines found: a row per result of the derivation."""

from collections.abc import Collection

import streamlit as st

from dashboard.components.equation_lines import EQUAL, PROVED, WRONG
from dashboard.state import shared

HEAD = ("| result | lines | equal | proved | largest difference |", "|:--|--:|--:|--:|--:|")


def draw_line_checks() -> Collection[str] | None:
    """Draw the table, folded away until somebody asks for it: to check every line takes its time."""
    fold = st.expander("Every line of the derivation, checked", key="line-checks", on_change="rerun")
    if not fold.open:
        return ()
    with fold:
        rows, points = [], set()
        for result in shared.derivation().results:
            report = shared.checks(result.target)
            derived = [row for row in report.rows if not row.given]
            if not derived:
                continue
            equal, proved = sum(row.ok for row in derived), sum(row.proved for row in derived)
            whole = (EQUAL if equal == len(derived) else WRONG, PROVED if proved == len(derived) else "")
            marks = f"{equal} {whole[0]} | {proved} {whole[1]}"
            points |= {row.points for row in derived}
            worst = max(row.difference for row in derived)
            left = shared.lines(result.target).left
            rows.append(f"| ${left}$ | {len(derived)} | {marks} | `{worst:.0e}` |")
        st.caption(
            f"Equal: with random numbers in a line and in the one above it, {_range(points)} times, both come to the "
            "same 50 digits. Proved: by algebra they are also equal for all numbers, with sums of two terms. "
            "A line that is not proved is no error: the attempt is bounded in time."
        )
        st.markdown("\n".join((*HEAD, *rows)))
    return None


def _range(numbers: set[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}" if low == high else f"{low} to {high}"
