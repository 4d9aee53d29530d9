"""The loss curve and the decision boundary, side by side."""

import streamlit as st

from dashboard import session
from dashboard.charts import boundary_data, loss_data
from derivations import forward

HEIGHT = 170


def draw_curves() -> None:
    """Draw both charts; a click on a sample puts its numbers in."""
    curve, plane = st.columns([0.56, 0.44], gap="small")
    now, data = session.progress(), session.data()
    on_dark = session.dark()
    with curve:
        spec = session.curve_spec(on_dark=on_dark, height=HEIGHT)
        # the last point is the cost of this moment: before the first epoch, and after an edit, it is not in the record
        datasets = loss_data((*now.costs, session.cost()), epochs=(*now.epochs, now.epoch))
        st.vega_lite_chart(None, {**spec, "datasets": datasets}, key="curve", theme=None)
    with plane:
        outputs = forward(session.network(), session.parameters(), session.plane()).outputs
        spec = session.plane_spec(on_dark=on_dark, height=HEIGHT)
        datasets = boundary_data(outputs, data.inputs, data.targets, session.selection().sample)
        st.vega_lite_chart(
            None,
            {**spec, "datasets": datasets},
            key=session.plane_key(),
            on_select=session.take_sample,
            selection_mode=["sample_pick"],
            theme=None,
        )
