"""Activations and losses: what a function does to the gradient that comes back through it, and a loss sends out."""

from functools import partial

import streamlit as st

from dashboard.components.function_or_loss import draw_look, draw_picture
from dashboard.components.function_panel import NONE, FunctionOptions
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.jacobian_panel import draw_jacobian
from dashboard.components.vanishing_panel import ask, depth_question, draw_sizes, draw_vanishing
from dashboard.lab.data import XOR
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.lab.tries import Try
from dashboard.lab.words import FUNCTIONS, LOSSES, OWN
from dashboard.state import controls, functions
from dashboard.state.pages import Page, Part, draw, let_see

POINTS = tuple(tenth / 10 for tenth in range(-50, 51))
ABOUT = Option("about", "f", ("f", "loss"), {"f": "Activation", "loss": "Loss"})
OPTIONS = FunctionOptions(
    Option("f", functions.LAYER, (functions.LAYER, *FUNCTIONS)),
    Option("compare", NONE, (NONE, *FUNCTIONS)),
    Option("versus", NONE, (NONE, *(name for name in LOSSES if name != OWN)), LOSSES),
    Option("z", 1.0, POINTS),
    (Option("z2", 0.0, POINTS), Option("z3", -1.0, POINTS)),
)
WEIGHT = Option("w", 1.0, (0.25, 0.5, 1.0, 1.5, 2.0, 4.0))
WIDTH = Option("width", 4, (1, 4, 16))
DEEP = (OPTIONS.function, OPTIONS.z, WEIGHT, WIDTH)
AFRESH = {  # nothing of an earlier try stays
    option.name: option.default
    for option in (OPTIONS.compare, OPTIONS.versus, OPTIONS.z, *OPTIONS.others, WEIGHT, WIDTH)
}
TRIES = (
    Try(
        "The best of a sigmoid",
        {**AFRESH, "about": "f", "f": "sigmoid", "compare": "tanh", "z": 0.0},
        "At $z = 0$ its derivative is largest: 1/4. Below: what twenty layers leave of that. Move $z$.",
    ),
    Try(
        "A dead ReLU",
        {**AFRESH, "about": "f", "f": "relu", "compare": "leaky_relu", "z": -2.0},
        "Left of 0 its tangent is level, and nothing goes back. The leaky one lets a hundredth through.",
    ),
    Try(
        "Wrong and sure",
        {**AFRESH, "data": XOR, "about": "loss", "f": "sigmoid", "loss": "mse", "versus": "bce", "z": -4.0},
        "The target is 1, the output almost 0. Lower plot: MSE sends back almost nothing of the error, BCE almost all.",
    ),
)


SHOWN = (*NETWORK, *COST_OF_IT, "layer", ABOUT.name, *OPTIONS.names)
DEPTH = (*NETWORK, "layer", *(option.name for option in DEEP))
controls.begin(
    Page(
        "Activations and losses",
        "**What does a function do to the gradient that comes back through it?** It multiplies it by its derivative "
        "$f'(z)$: by the slope of the tangent at the point where the unit stands.",
        (ABOUT, OPTIONS.function, OPTIONS.compare, OPTIONS.versus, OPTIONS.z, *OPTIONS.others, WEIGHT, WIDTH),
        "Move the point, and watch the tangent.",
        TRIES,
        depth_question(*DEEP),
    )
)
menus = draw_heading()
left, right = st.columns([0.48, 0.52], gap="medium")
draw(Part("look", partial(draw_look, ABOUT, OPTIONS), shows=SHOWN), left.container(key="look"))
let_see()
draw_menus(menus)
# a phone shows it right below what is looked at
draw(Part("plot", partial(draw_picture, ABOUT, OPTIONS), shows=SHOWN), right.container(key="picture"))
draw(Part("depth", partial(draw_vanishing, *DEEP), shows=DEPTH), left)
draw(Part("question", partial(ask, OPTIONS.function), shows=DEPTH), left)
draw(Part("sizes", partial(draw_sizes, *DEEP), shows=DEPTH), right)
logits = (OPTIONS.z, *OPTIONS.others)
draw(Part("jacobian", partial(draw_jacobian, logits), shows=tuple(each.name for each in logits)), right)
