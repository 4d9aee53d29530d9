"""How wrong the network is: epoch and cost, the loss curve, and the four rows; beside them the decision boundary."""

import streamlit as st

from dashboard import session
from dashboard.charts import boundary_spec, loss_data, loss_spec
from dashboard.components.predictions import draw_predictions
from dashboard.components.training_panel import draw_progress


def draw_costs() -> None:
    """Draw all that depends on the cost, but for the network itself."""
    draw_progress()
    now = session.progress()
    # the last point is the cost of this moment: before the first epoch, and after an edit, it is not in the record
    costs = loss_data((*now.costs, session.cost()), epochs=(*now.epochs, now.epoch))
    st.vega_lite_chart(None, {**loss_spec(dark=session.dark()), "datasets": costs}, key="curve", theme=None)
    draw_predictions()


def draw_plane() -> None:
    """Draw what the network answers everywhere, which no cost changes; a click on a sample puts its numbers in."""
    st.vega_lite_chart(
        None,
        {**boundary_spec(dark=session.dark()), "datasets": session.plane(session.selection().sample)},
        key=session.plane_key(),
        on_select=session.take_sample,
        selection_mode=["sample_pick"],
        theme=None,
    )
