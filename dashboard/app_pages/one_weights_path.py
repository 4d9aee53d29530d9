"""One weight's path: how a weight reaches the cost, arrow by arrow, and back."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import questions
from dashboard.components.costs_panel import COSTS
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.network_panel import draw_live, draw_network
from dashboard.components.path_panel import draw_factors, draw_sum, draw_whole_path
from dashboard.components.rates_panel import draw_rates
from dashboard.components.selection_panel import draw_end
from dashboard.components.training_panel import draw_controls
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.lab.tries import Try
from dashboard.state import controls, training
from dashboard.state.pages import WEIGHTS, Page, Part, draw, let_see
from dashboard.state.paths import number_paths

QUESTION = (
    "**How does this weight reach the cost?** Along arrows; every arrow has a derivative, and their product says how "
    "the cost moves with the weight."
)
FIRST = "Click a connection: its path is lit, numbered from the cost back."
NUMBER = Option("path", 1, number_paths)
LISTED = Option("paths", "one", ("one", "all"), {"one": "One path", "all": "All paths"})
SHOWN = (*NETWORK, *COST_OF_IT, *SELECTION, "sample", WEIGHTS)
END = Part("end", draw_end, shows=(*NETWORK, "layer", "quantity"), sets=(*SELECTION, "sample"))
FACTORS = Part("factors", partial(draw_factors, NUMBER, LISTED), shows=(*SHOWN, NUMBER.name, LISTED.name), varies=True)
SUM = Part("sum", draw_sum, shows=(*SHOWN, "delta"), varies=True)
WHOLE = Part("path", partial(draw_whole_path, NUMBER, LISTED), shows=(*FACTORS.shows, "delta"))
RATES = Part("rates", draw_rates, shows=(*NETWORK, *COST_OF_IT, "optimiser", WEIGHTS), varies=True)
TRAINING = Part("training", draw_controls, shows=(*NETWORK, "optimiser"), sets=("rate", "speed"))
TRIES = (
    Try(
        "One unit a layer",
        {"data": "not", "units-1": 1, "loss": "mse", "quantity": "dW", "layer": 1},
        "Weight and bias of layer 1 take five arrows, those of layer 2 three, two the same: six factors, and a 1 for "
        "each bias.",
        {},
    ),
    Try(
        "Two ways",
        {"layers": 2, "quantity": "dW", "layer": 1, "paths": "all"},
        "Two paths begin at this weight. Each has its product; the gradient is their sum.",
        {},
    ),
    Try(
        "A unit that is sure",
        {"quantity": "dW", "layer": 1, "unit": 1, "source": 1, "sample": 3},
        r"$b^{(1)}_1$ is large, the unit is sure, its $\sigma'$ is almost 0, and so is every product with it.",
        {(1, 1, None): 6.0},
    ),
)


def draw_path(within: DeltaGenerator) -> None:
    """Draw the path in symbols and numbers, and the sum over the samples."""
    draw(FACTORS, within)
    draw(SUM, within)


def draw_network_side(within: DeltaGenerator | None = None) -> None:
    """Draw the network with the path in it, its cost, and what the page asks."""
    draw_network(within, alone=False, path=NUMBER)
    draw(COSTS, within)


controls.begin(Page("One weight's path", QUESTION, (NUMBER, LISTED), FIRST, TRIES, questions.IF_SET))
menus = draw_heading()
left, right = st.columns([0.48, 0.52], gap="medium")
if not training.running():
    draw(WHOLE, left)
let_see()
draw_menus(menus)
draw(TRAINING, right)
if training.running():
    draw(END, left.container(key="selection"))
draw_live(right, draw_network_side, left.container(), draw_path)
draw(RATES, left)
