"""Layer by layer: the equations of every layer beside the network that they describe."""

from pathlib import Path

import streamlit as st

from dashboard import session
from dashboard.components.choice import draw_choice
from dashboard.components.copying import draw_downloads
from dashboard.components.curves_panel import draw_curves
from dashboard.components.equation_panel import draw_equation
from dashboard.components.header import draw_header
from dashboard.components.match_table import draw_match
from dashboard.components.network_panel import draw_meter, draw_network
from dashboard.components.parameter_table import draw_parameters, draw_selected
from dashboard.components.predictions import draw_predictions
from dashboard.components.training_panel import draw_controls, draw_progress

STYLE = Path(__file__).parent.parent / "components" / "style.css"


def draw_live() -> None:
    """Draw what moves while the network trains."""
    if session.running():
        session.tick()
    if session.everything_changed():
        st.rerun()
    report = session.matched()
    draw_meter(report)
    draw_network()
    draw_selected()
    draw_progress()
    draw_curves()
    draw_predictions()
    fold = st.expander(
        "Every gradient, three ways", key="three-ways", icon=":material/compare_arrows:", on_change="rerun"
    )
    if fold.open:
        with fold:
            draw_match(report)
    draw_parameters()


session.begin()
st.html(STYLE)
draw_header()
equations, network = st.columns([0.5, 0.5], gap="large")
with equations:
    draw_choice()
    draw_equation()
    draw_downloads()
with network:
    draw_controls()
    st.fragment(draw_live, run_every=0.1 if session.running() else None)()
