"""The live network: the diagram with weights and gradients, and the meter that compares three gradients."""

import streamlit as st

from dashboard import session
from dashboard.charts import network_data
from dashboard.choices import SIZES
from derivations import MatchReport


def draw_meter(report: MatchReport) -> None:
    """Draw the worst disagreement between the derived, the hand-written and the measured gradient."""
    worst = report.worst
    colour, icon = ("green", "check") if report.ok else ("red", "close")
    words = (
        "Every gradient three ways: the derived program, a hand-written backward pass that shares no code with it, "
        "and the difference quotient Im C(w + ih)/h, which evaluates the cost only. The number is the largest "
        "difference, relative to the terms that the gradient is added up from; "
        f"it is worst for {worst.name}. Rounding alone gives about 1e-16; "
        f"more than {report.tolerance:.0e} would be an error."
    )
    with st.container(key="meter"):
        st.markdown(
            f":{colour}[:material/{icon}: **derived = backward = difference quotient** to `{worst.error:.1e}`]",
            help=words,
        )


def draw_network() -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    looked_at = session.selection()
    arrays = session.trace()
    depth = len(SIZES) - 1
    row = looked_at.sample - 1
    data = network_data(
        SIZES,
        session.parameters().weights,
        session.parameters().biases,
        activations=[arrays[f"a{layer}"][row] for layer in range(depth + 1)],
        deltas=[arrays[f"delta{layer}"][row] for layer in range(1, depth + 1)],
        weight_gradients=[arrays[f"dW{layer}"] for layer in range(1, depth + 1)],
        bias_gradients=[arrays[f"db{layer}"] for layer in range(1, depth + 1)],
        selected=looked_at.pick,
        quantity=looked_at.quantity,
    )
    st.vega_lite_chart(
        None,
        {**session.diagram_spec(SIZES, on_dark=session.dark()), "datasets": data},
        key=session.network_key(),
        on_select=session.take_click,
        selection_mode=["edge_pick", "unit_pick"],
        theme=None,
    )
