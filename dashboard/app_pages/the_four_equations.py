"""The four equations: what every layer needs for all its gradients, executed stage by stage on one sample."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import questions
from dashboard.components.algorithm_panel import draw_algorithm, draw_executed, draw_stages
from dashboard.components.equations_panel import FORMS, LINES, draw_derivations, draw_equations
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.insights_panel import draw_freezing, draw_saturation
from dashboard.components.network_panel import draw_live, draw_network
from dashboard.components.selection_panel import draw_end
from dashboard.components.training_panel import draw_controls
from dashboard.lab.algorithm import STAGES
from dashboard.lab.freezing import INPUTS
from dashboard.lab.option import Option
from dashboard.lab.saturation import START_VALUES, START_WORDS
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.lab.tries import Try
from dashboard.state import controls, training
from dashboard.state.pages import WEIGHTS, Page, Part, draw, let_see

FORM, STAGE = Option("form", "both", tuple(FORMS), FORMS), Option("stage", 1, STAGES)
BATCH = Option("batch", 2, lambda now: range(1, min(4, now.task.samples) + 1))
VALUE, START = Option("input", None, INPUTS), Option("start", "sure", tuple(START_WORDS), START_WORDS)
UNIT = (START, Option("w", 3.0, START_VALUES), Option("b", 3.0, START_VALUES))
NUMBERS = (*NETWORK, *COST_OF_IT, "delta", *SELECTION, "sample", WEIGHTS)
END = Part("end", draw_end, shows=(*NETWORK, "layer", "quantity"), sets=(*SELECTION, "sample"))
STAGE_CHOICE = Part("stages", partial(draw_stages, FORM, STAGE), shows=(STAGE.name,), sets=(FORM.name,))
EQUATIONS = Part("equations", partial(draw_equations, FORM), shows=(*LINES, FORM.name))
ALGORITHM = Part(
    "algorithm", partial(draw_algorithm, STAGE, BATCH), (*NUMBERS, "rate", "optimiser", "stage", "batch"), varies=True
)
EXECUTED = Part("executed", partial(draw_executed, FORM, STAGE, BATCH), shows=(*EQUATIONS.shows, *ALGORITHM.shows))
SOURCES = Part("sources", draw_derivations, shows=(*LINES, *NUMBERS), varies=True)
FREEZING = Part("freezing", partial(draw_freezing, VALUE), shows=(*NUMBERS, VALUE.name), varies=True)
SATURATION = Part("saturation", partial(draw_saturation, *UNIT), shows=tuple(each.name for each in UNIT), varies=True)
TRAINING = Part("training", draw_controls, shows=(*NETWORK, "optimiser"), sets=("rate", "speed"))
TRIES = (
    Try(
        "An input of 0",
        {"quantity": "dW", "layer": 1, "unit": 1, "source": 1, "sample": 2, "stage": 5},
        r"Sample 2 has $x_1 = 0$: by equation 4 its gradient is 0, whatever $\delta$; a step takes the mean of all. "
        "Further down, try other $x_1$.",
        {},
    ),
    Try(
        "Wrong and sure",
        {"loss": "mse", "quantity": "dW", "layer": 2, "unit": 1, "source": 1, "sample": 3, "stage": 3},
        r"$\hat{y}$ is almost 0, not 1. Under MSE $\sigma'$ in equation 1 makes $\delta$ tiny, under BCE it has "
        "cancelled: switch the loss, and compare stage 3.",
        {(2, 1, None): -6.0},
    ),
    Try(
        "Weights in the cost",
        {"l2": 0.1, "quantity": "dW", "layer": 1},
        r"With $\lambda_2 > 0$ assumption 2 fails: equation 4 lacks the penalty's term. Further down, unfold it.",
        {},
    ),
)


def draw_network_side(within: DeltaGenerator | None = None) -> None:
    """Draw the network with what the stage computes, and what the page asks."""
    draw_network(within, alone=False, stage=STAGE)


QUESTION = (
    "**How does one pass back give every gradient?** By four equations: two for errors $\\delta$ (derivatives of the "
    "cost by every $z$), and two for gradients."
)
FIRST = "*Next stage* computes its numbers, and lights them."
controls.begin(
    Page("The four equations", QUESTION, (FORM, STAGE, BATCH, VALUE, *UNIT), FIRST, TRIES, questions.SMALLER)
)
menus = draw_heading()
left, right = st.columns([0.48, 0.52], gap="medium")
tools, equations, numbers = left.container(key="selection"), left.container(), left.container()
draw(EQUATIONS if training.running() else EXECUTED, equations)
let_see()
draw_menus(menus)
draw(END, tools)
draw(STAGE_CHOICE, tools)
draw(TRAINING, right)
draw_live(right, draw_network_side, numbers, partial(draw, ALGORITHM))
draw(SOURCES, left)
draw(FREEZING, right)
draw(SATURATION, right)
