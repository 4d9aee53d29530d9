"""The live network: the meter that compares three gradients, the diagram, and a slider for what is selected."""

import streamlit as st

from dashboard import session
from dashboard.charts import network_spec
from dashboard.components.parameter_table import draw_selected

LATER = "The difference quotient costs a pass through the network for every parameter: too much for every picture."


def draw_network() -> None:
    """Draw the network at the parameters of this moment."""
    if trouble := session.trouble():
        st.error(trouble)
    _draw_sample()
    # drawn last, because for a large network it takes longest
    meter = st.container()
    _draw_diagram()
    draw_selected()
    with meter:
        _draw_meter()


def _draw_meter() -> None:
    """Draw the worst disagreement between the derived, the hand-written and the measured gradient."""
    if session.compared_later():
        st.markdown(":small[:gray[derived = backward = difference quotient: checked when paused]]", help=LATER)
        return
    report = session.matched()
    if report is None:
        st.markdown(":small[:gray[The gradients are not compared: not every number is defined.]]")
        return
    worst = report.worst
    colour, icon = ("green", "check") if report.ok else ("red", "close")
    words = (
        "Every gradient three ways: the derived program, a hand-written backward pass that shares no code with it, "
        "and the difference quotient Im C(w + ih)/h, which evaluates the cost only. The number is the largest "
        "difference, relative to the terms that the gradient is added up from; "
        f"it is worst for {worst.name}. Rounding alone gives about 1e-16; "
        f"more than {report.tolerance:.0e} would be an error."
    )
    said = f":{colour}[:material/{icon}: **derived = backward = difference quotient** to `{worst.error:.1e}`]"
    st.markdown(said, help=words)


def _draw_sample() -> None:
    """Say whose numbers the diagram shows."""
    sample = session.selection().sample
    inputs = ", ".join(f"{x:.3g}" for x in session.data().inputs[sample - 1])
    whose = f"Sample {sample}, x = ({inputs}): its activations in the units, its δ below. ∂: over all samples."
    st.markdown(f":small[:gray[{whose}]]")


def _draw_diagram() -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    st.vega_lite_chart(
        None,
        {**network_spec(session.choices().sizes, dark=session.dark()), "datasets": session.diagram()},
        key=session.network_key(),
        on_select=session.take_click,
        selection_mode=["edge_pick", "unit_pick"],
        theme=None,
    )
