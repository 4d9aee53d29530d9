"""Check: how one knows that a gradient is right, and which check finds a mistake."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.components import questions
from dashboard.components.breaking import NONE, draw_breaking
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.line_checks import draw_line_checks
from dashboard.components.network_panel import draw_network
from dashboard.components.step_errors import draw_step_errors
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.pages import WEIGHTS, Page, Part, draw, let_see
from derivations.numeric.network.difference import CENTRAL_STEP
from derivations.numeric.network.mistakes import MISTAKES

WORDS = {name: each.words for name, each in MISTAKES.items()}
MISTAKE = Option("mistake", NONE, (NONE, *WORDS), {NONE: "no mistake"} | WORDS)
# the library's own step, where truncation and rounding of a central quotient balance, among powers of ten
STEPS = tuple(sorted((CENTRAL_STEP, *(10.0**-power for power in range(2, 13)))))
STEP = Option("h", CENTRAL_STEP, STEPS, {each: f"{each:.0e}".replace("e-0", "e-") for each in STEPS})
ALL = (*NETWORK, *COST_OF_IT, "delta", *SELECTION, WEIGHTS)
BREAKING = Part("breaking", partial(draw_breaking, MISTAKE), shows=(*ALL, "rate", MISTAKE.name), varies=True)
ERRORS = Part("errors", partial(draw_step_errors, STEP), shows=(*ALL, STEP.name))
LINES = Part("lines", draw_line_checks, shows=(*NETWORK, *COST_OF_IT, "delta"))

TRIES = (
    Try("A gradient twice", {"mistake": "twice", "layer": 2}, "The cost still falls: only a comparison finds it.", {}),
    Try("1/m forgotten", {"mistake": "mean", "layer": 2}, "Every gradient is $m$ times too large; the cost falls.", {}),
    Try("W transposed", {"mistake": "transpose", "layer": 2}, "Shapes find it only where layers are not equally wide."),
)

controls.begin(
    Page(
        "Check",
        "**How do I know that a gradient is right?** Compute it in three ways, and compare.",
        (MISTAKE, STEP),
        "Plant a mistake, and see which check finds it.",
        TRIES,
        questions.does_it_fall(MISTAKE),
        between=True,
    )
)
menus = draw_heading()
gradients, network = st.columns([0.48, 0.52], gap="medium")
draw(BREAKING, gradients)
let_see()
draw_menus(menus)
draw(replace(CHECKPOINT, shows=(*CHECKPOINT.shows, MISTAKE.name)), gradients)
draw(LINES, gradients)
draw(ERRORS, network)
draw_network(network, alone=False, checkpoint=False)
