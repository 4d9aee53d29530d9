"""The three gradients of every parameter, side by side."""

import streamlit as st

from dashboard.components.parameter_table import indices
from dashboard.state import training, visit
from dashboard.state.snapshot import compared_later, snapshot


def draw_match() -> None:
    """Draw one row per parameter, folded away until somebody asks for it."""
    fold = st.expander(
        "Every gradient, three ways", key="three-ways", icon=":material/compare_arrows:", on_change="rerun"
    )
    if not fold.open:
        return
    if compared_later():
        fold.caption("Compared when paused: this network has too many parameters to do it at every picture.")
        return
    report = snapshot().matched
    if report is None:
        fold.caption("Not every number is defined, so there is nothing to compare.")
        return
    rows = ["| | derived | backward | difference quotient | error |", "|:--|--:|--:|--:|--:|"]
    looked_at = visit.selection()
    everything = training.all_listed()
    if not everything:
        fold.caption(f"Those of layer {looked_at.layer}, unit {looked_at.unit}, of {training.count()} parameters.")
    for row in report.rows:
        if not everything and (row.layer, row.unit) != (looked_at.layer, looked_at.unit):
            continue
        kind = "b" if row.source is None else "w"
        places = indices(row.unit, row.source)
        name = rf"$\partial C / \partial {kind}^{{({row.layer})}}_{{{places}}}$"
        numbers = " | ".join(f"`{x:+.8f}`" for x in (row.derived, row.backward, row.difference))
        rows.append(f"| {name} | {numbers} | `{row.error:.0e}` |")
    fold.markdown("\n".join(rows))
