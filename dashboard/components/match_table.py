"""The three gradients of every parameter, side by side."""

import streamlit as st

from derivations import MatchReport


def draw_match(report: MatchReport) -> None:
    """Draw one row per parameter."""
    rows = ["| | derived | backward | difference quotient | error |", "|:--|--:|--:|--:|--:|"]
    for row in report.rows:
        kind, places = ("b", f"{row.unit}") if row.source is None else ("w", f"{row.unit}{row.source}")
        name = rf"$\partial C / \partial {kind}^{{({row.layer})}}_{{{places}}}$"
        numbers = " | ".join(f"`{x:+.8f}`" for x in (row.derived, row.backward, row.difference))
        rows.append(f"| {name} | {numbers} | `{row.error:.0e}` |")
    st.markdown("\n".join(rows))
