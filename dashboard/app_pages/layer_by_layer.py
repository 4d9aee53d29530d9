"""Layer by layer: the equations of every layer beside the network that they describe."""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import session
from dashboard.components.choice import draw_choice
from dashboard.components.copying import draw_downloads
from dashboard.components.costs_panel import draw_costs, draw_plane
from dashboard.components.equation_panel import draw_equation, draw_tools
from dashboard.components.header import draw_switches, draw_title
from dashboard.components.match_table import draw_match
from dashboard.components.network_panel import draw_network
from dashboard.components.numbers_panel import draw_numbers
from dashboard.components.parameter_table import draw_parameters
from dashboard.components.table_menu import draw_table_menu
from dashboard.components.training_panel import draw_controls
from dashboard.session import parts

STYLE = Path(__file__).parent.parent / "components" / "style.css"


def draw_live(numbers: DeltaGenerator) -> None:
    """Draw what moves while the network trains; below the equation, its numbers."""
    if session.running():
        session.tick()
    with numbers:
        st.empty()  # a container that a fragment writes to later must have been written to
        if session.running() and session.choices().view == "numbers":
            draw_numbers()
    parts.draw(parts.NETWORK, draw_network)
    costs, plane = st.columns([0.56, 0.44], gap="small")
    parts.draw(parts.COSTS, draw_costs, within=costs)
    parts.draw(parts.PLANE, draw_plane, within=plane)
    parts.draw(parts.PARAMETERS, draw_parameters)
    parts.draw(parts.THREE_WAYS, draw_match)


session.begin()
st.html(STYLE)
title, switches = st.container(key="header").columns([0.43, 0.57], vertical_alignment="center", gap="small")
equations, network = st.columns([0.48, 0.52], gap="medium")
parts.draw(parts.TITLE, draw_title, within=title)
parts.draw(parts.SWITCHES, draw_switches, within=switches)
parts.draw(parts.CHOICE, draw_choice, within=equations)
parts.draw(parts.TOOLS, draw_tools, within=equations)
parts.draw(parts.EQUATION, draw_equation, within=equations.container(key="equation"))
numbers = equations.container()
parts.draw(parts.DOWNLOADS, draw_downloads, within=equations)
parts.draw(parts.TRAINING, draw_controls, within=network)
parts.draw(parts.LIVE, partial(draw_live, numbers), within=network, every=0.1 if session.running() else None)
draw_table_menu()
