"""Layer by layer: the equations of every layer beside the network that they describe."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import questions
from dashboard.components.copying import draw_downloads
from dashboard.components.costs_panel import COSTS, PLANE, has_plane
from dashboard.components.equation_panel import EQUATION, TOOLS
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.network_panel import draw_live, draw_network
from dashboard.components.numbers_panel import draw_numbers
from dashboard.components.parameter_table import PARAMETERS
from dashboard.components.predictions import draw_rows
from dashboard.components.selection_panel import SELECTION_PANEL
from dashboard.components.story_panel import draw_story
from dashboard.components.training_panel import draw_controls
from dashboard.lab.settings import NETWORK
from dashboard.lab.tries import Try
from dashboard.state import controls, training, visit
from dashboard.state.pages import Page, Part, draw, let_see

QUESTION = (
    "**How does a network learn?** The cost $C$ says how wrong it is; **backpropagation** carries its gradient "
    "back, layer by layer, to every weight."
)
FIRST = "Click a connection or a unit: its equation appears."
TRIES = (
    Try(
        "MSE instead of BCE",
        {"view": "index", "layer": 2, "quantity": "delta", "loss": "mse"},
        r"Under MSE $a(1-a)$ is left in $\delta$, under BCE it has cancelled: switch the loss to and fro.",
        {},
    ),
    Try(
        "Wrong and sure",
        {"loss": "mse", "quantity": "dW", "layer": 2, "unit": 1, "source": 1, "sample": 3},
        r"Here $\hat{y}$ is almost 0 and should be 1. Under MSE $\delta$ is tiny all the same: it hardly learns. "
        r"Switch the loss: under BCE $\delta$ is almost $-1$.",
        {(2, 1, None): -6.0},
    ),
    Try(
        "One bias, all samples",
        {"view": "index", "scope": "batch", "layer": 2, "quantity": "db"},
        "One bias serves every sample: each asks for its own change, and the gradient is their mean. *Numbers* adds "
        "them up.",
        {},
    ),
)
DOWNLOADS = Part("downloads", draw_downloads)
TRAINING = Part("training", draw_controls, shows=(*NETWORK, "optimiser"), sets=("rate", "speed"))
# the views whose numbers move while it trains
MOVING = {"numbers": draw_numbers, "story": draw_story}


def draw_network_side(within: DeltaGenerator | None = None) -> None:
    """Draw the network, how wrong it is, and its parameters; while it trains, the network last."""
    here = within or st
    network, below = here.container(), here.container()
    if not training.running():
        draw_network(network)
    costs, plane = below.columns([0.56, 0.44], gap="small") if has_plane() else (below.container(), below.container())
    draw(COSTS, costs)
    draw(PLANE, plane)
    draw_rows(below)
    draw(PARAMETERS, below)
    if training.running():
        draw_network(network)


def draw_moving(within: DeltaGenerator) -> None:
    """Draw the numbers of the view, where they move while the network trains."""
    if moving := MOVING.get(visit.settings().view):
        with within:
            moving()


controls.begin(Page("Layer by layer", QUESTION, (), FIRST, TRIES, questions.AGAINST, between=True))
menus = draw_heading()
equations, network = st.columns([0.48, 0.52], gap="medium")
tools, selection = equations.container(key="tools"), equations.container(key="selection")
draw(EQUATION, equations.container(key="equation"))
let_see()
draw_menus(menus)
draw(TOOLS, tools)
draw(SELECTION_PANEL, selection)
numbers = equations.container()
draw(DOWNLOADS, equations)
draw(TRAINING, network)
draw_live(network, draw_network_side, numbers, draw_moving)
