"""The live network: the meter that compares three gradients, the diagram, and a slider for what is selected."""

import streamlit as st

from dashboard import session
from dashboard.charts import network_spec
from dashboard.choices import SIZES
from dashboard.components.parameter_table import draw_selected


def draw_network() -> None:
    """Draw the network at the parameters of this moment."""
    _draw_meter()
    _draw_diagram()
    draw_selected()


def _draw_meter() -> None:
    """Draw the worst disagreement between the derived, the hand-written and the measured gradient."""
    report = session.matched()
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
    sample = session.selection().sample
    inputs = ", ".join(f"{x:g}" for x in session.data().inputs[sample - 1])
    whose = f"Sample {sample}, x = ({inputs}): its activations in the units, its δ below. ∂: over all samples."
    st.markdown(f":small[:gray[{whose}]]\n\n{said}", help=words)


def _draw_diagram() -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    st.vega_lite_chart(
        None,
        {**network_spec(SIZES, dark=session.dark()), "datasets": session.diagram()},
        key=session.network_key(),
        on_select=session.take_click,
        selection_mode=["edge_pick", "unit_pick"],
        theme=None,
    )
