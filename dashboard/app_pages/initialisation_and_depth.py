"""Initialisation and depth: how large random weights should be, measured layer after layer and derived."""

from dataclasses import replace

import streamlit as st

from dashboard.components.depth_panel import (
    GROWS,
    draw_argument,
    draw_schemes,
    draw_setting,
    draw_sizes,
    draw_twins,
)
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.depth import ACTIVATION, LAYERS, LINES, LOOKED_AT, MEASURED, METHOD, SHOWN, WIDTH
from dashboard.state.pages import Page, Part, draw, let_see

SETTING = Part("setting", draw_setting, shows=MEASURED)
SIZES = Part("sizes", draw_sizes, shows=(*MEASURED, LOOKED_AT.name))
QUESTION = replace(CHECKPOINT, shows=MEASURED)
ARGUMENT = Part("argument", draw_argument, shows=(ACTIVATION.name, SHOWN.name, LINES.name))
SCHEMES = Part("schemes", draw_schemes, shows=(ACTIVATION.name, WIDTH.name))
TWINS = Part("twins", draw_twins)


def propose(label: str, method: str, activation: str, look_at: str) -> Try:
    """Propose a method and an activation, for 20 layers of 64 units."""
    settings = {METHOD.name: method, ACTIVATION.name: activation, WIDTH.name: 64, LAYERS.name: LAYERS.default}
    return Try(label, {**settings, LOOKED_AT.name: LOOKED_AT.default}, look_at)


TRIES = (
    propose(
        "He for ReLU", "he", "relu", "Half of the units pass nothing on: the variance of $w$ is twice as large for it."
    ),
    propose("Xavier for ReLU", "xavier", "relu", "Every layer halves the variance: little is left of it."),
    propose(
        "Too large for tanh",
        "normal",
        "tanh",
        r"Where tanh is flat, $z$ stays. What the few units near 0 let through still makes $\delta$ grow.",
    ),
)

controls.begin(
    Page(
        "Initialisation and depth",
        "**How large should random weights be?** Every layer multiplies what passes it: the values on their way "
        "forward, the gradients on their way back.",
        (METHOD, ACTIVATION, WIDTH, LAYERS, LOOKED_AT, SHOWN, LINES),
        "Choose other weights: what is left after the last layer?",
        TRIES,
        GROWS,
        network=False,
    )
)
menus = draw_heading()
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SETTING, left)
let_see()
draw_menus(menus)
draw(SIZES, right)
draw(QUESTION, right)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(ARGUMENT, left)
draw(SCHEMES, right)
draw(TWINS, right)
