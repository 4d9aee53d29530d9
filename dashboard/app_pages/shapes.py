"""Shapes: which product has a transpose, which one a sum, and what NumPy says to the wrong ones."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.code_panel import draw_code
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.network_panel import draw_live, draw_network
from dashboard.components.questions import UNNOTICED
from dashboard.components.shapes_panel import draw_line, draw_options, draw_switches_and_line
from dashboard.components.training_panel import draw_controls
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.lab.shapes import ARTICLE, OURS, choices_of
from dashboard.lab.tries import Try
from dashboard.state import training
from dashboard.state.controls import begin
from dashboard.state.pages import WEIGHTS, Page, Part, draw, let_see

LINE = Option("line", "dW1", choices_of)
NAMES = Option("names", OURS, (OURS, ARTICLE), {OURS: "Z, A", ARTICLE: "G for Z, S for A"})
CODE = Option("code", "numpy", ("numpy", "pytorch"), {"numpy": "NumPy", "pytorch": "PyTorch"})
SHOWN = (*NETWORK, *COST_OF_IT, "delta", "layout", LINE.name, NAMES.name)
CHOICE = Part(
    "choice", partial(draw_options, LINE, NAMES), shows=(*NETWORK, LINE.name, NAMES.name), sets=("layout", "delta")
)
PRODUCT = Part("product", partial(draw_line, LINE, NAMES), shows=(*SHOWN, WEIGHTS), varies=True)
SWITCHES_AND_PRODUCT = Part("line", partial(draw_switches_and_line, LINE, NAMES), shows=PRODUCT.shows)
CODES = Part("codes", partial(draw_code, CODE, LINE, NAMES), shows=(*SHOWN, CODE.name, WEIGHTS), varies=True)
TRAINING = Part("training", draw_controls, shows=(*NETWORK, "optimiser"), sets=("rate", "speed"))
TRIES = (
    Try(
        "Nobody notices",
        {"layers": 2, "line": "delta1"},
        r"$W^{(2)}$ has as many rows as columns: without its transpose NumPy computes, and says nothing.",
        {},
    ),
    Try(
        "Y not turned",
        {"line": "delta2"},
        r"A row and a column: NumPy repeats both, and gives $4 \times 4$ errors in place of 4.",
        {},
    ),
    Try(
        "As rows",
        {"layout": "rows", "line": "dW1"},
        "The same sum over the samples, the other way round: now the other factor is turned.",
    ),
)


def draw_network_side(within: DeltaGenerator | None = None) -> None:
    """Draw the network, its lines as code, and what the page asks."""
    draw_network(within, alone=False)
    draw(CODES, within)


begin(
    Page(
        "Shapes",
        "**Why does this product have a transpose, and that one a sum?** The sizes inside a product, underlined, have "
        "to agree: they are summed over. The sizes outside are left.",
        (LINE, NAMES, CODE),
        "Choose a line, or click in the diagram.",
        TRIES,
        UNNOTICED,
        line=LINE,
    )
)
menus = draw_heading()
left, right = st.columns([0.48, 0.52], gap="medium")
choice, product = left.container(), left.container()
if not training.running():
    draw(SWITCHES_AND_PRODUCT, choice)
let_see()
draw_menus(menus)
draw(TRAINING, right)
if training.running():
    draw(CHOICE, choice)
draw_live(right, draw_network_side, product, partial(draw, PRODUCT))
