"""The three gradients of every parameter, folded away until somebody asks for them."""

import streamlit as st

from dashboard.components.gradients import draw_gradients
from dashboard.state.snapshot import compared_later, snapshot


def draw_match() -> None:
    """Draw one row per parameter."""
    fold = st.expander(
        "Every gradient, three ways", key="three-ways", icon=":material/compare_arrows:", on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        if compared_later():
            st.caption("Compared when paused: this network has too many parameters to do it at every picture.")
            return
        report = snapshot().matched
        if report is None:
            st.caption("Not every number is defined, so there is nothing to compare.")
            return
        draw_gradients(report)
