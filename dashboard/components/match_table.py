"""The three gradients of every parameter, side by side."""

import streamlit as st

from dashboard import session
from dashboard.session import parts


def draw_match() -> None:
    """Draw one row per parameter, folded away until somebody asks for it."""
    fold = st.expander(
        "Every gradient, three ways", key=parts.THREE_WAYS, icon=":material/compare_arrows:", on_change="rerun"
    )
    if not fold.open:
        return
    report = session.matched()
    rows = ["| | derived | backward | difference quotient | error |", "|:--|--:|--:|--:|--:|"]
    for row in report.rows:
        kind, places = ("b", f"{row.unit}") if row.source is None else ("w", f"{row.unit}{row.source}")
        name = rf"$\partial C / \partial {kind}^{{({row.layer})}}_{{{places}}}$"
        numbers = " | ".join(f"`{x:+.8f}`" for x in (row.derived, row.backward, row.difference))
        rows.append(f"| {name} | {numbers} | `{row.error:.0e}` |")
    fold.markdown("\n".join(rows))
