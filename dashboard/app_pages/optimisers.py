"""Optimisers: one step as equations with its numbers, and the paths of seven methods side by side."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.components.conventions_panel import TWICE, draw_clipping, draw_numbers, draw_schedule
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.optimiser_panel import draw_options, draw_step
from dashboard.components.surface_panel import draw_curves, draw_surface, draw_table
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.optimisers import (
    ALONG,
    COMPARED,
    DECAY_AT,
    LAMBDA,
    METHOD,
    OPTIONS,
    PATHS,
    STEP,
    STEPS,
    SURFACE,
)
from dashboard.state.pages import Page, Part, draw, let_see

SETTING = Part("options", draw_options, shows=(SURFACE.name, METHOD.name, "over_x", "over_y"))
STEP_PART = Part("step", draw_step, shows=(*PATHS, STEP.name, ALONG.name), varies=True)
MAP = Part("map", draw_surface, shows=(*PATHS, STEP.name, COMPARED.name), clicked=True)
TABLE = Part("table", draw_table, shows=(*PATHS, STEP.name, COMPARED.name))
NUMBERS = Part("numbers", draw_numbers, shows=PATHS, varies=True)
CURVES = Part("curves", draw_curves, shows=(*PATHS, STEP.name, COMPARED.name))
SCHEDULE_PART = Part("schedule", draw_schedule, shows=PATHS)
CLIPPING_PART = Part("clipping", draw_clipping, shows=PATHS)
QUESTION = replace(CHECKPOINT, shows=PATHS)


def propose(label: str, method: str, look_at: str, **wanted: Any) -> Try:
    """Propose a method with everything else as it is at first."""
    begun = {option.name: option.default for option in OPTIONS}
    return Try(label, {**begun, METHOD.name: method, **wanted}, look_at)


TRIES = (
    propose(
        "Zigzag in a ravine",
        "sgd",
        "Across the ravine the gradient grows 20 times as fast: plain descent jumps over the floor in every step.",
        **{COMPARED.name: ("sgd", "momentum"), ALONG.name: "y"},
    ),
    propose(
        "Adam's first step",
        "adam",
        r"The gradients are −3 and 30. Adam divides each by its own size: both coordinates move by $\eta$.",
        **{COMPARED.name: ("sgd", "adam")},
    ),
    propose(
        "L2 in Adam is not AdamW",
        "adam",
        r"The same $\lambda$ twice: in Adam $\lambda\theta$ is divided by the root with $g$, in AdamW it is not. "
        "Dotted: Adam without it.",
        **{
            SURFACE.name: "rosenbrock",
            COMPARED.name: ("adam", "adamw"),
            DECAY_AT.name: "gradient",
            LAMBDA.name: 1.0,
            STEPS.name: 100,
        },
    ),
)

controls.begin(
    Page(
        "Optimisers",
        "**Which way, and how far, does one step go?** The same gradients make seven methods take seven paths.",
        OPTIONS,
        "Go step by step with the arrow keys, or click the map to begin elsewhere.",
        TRIES,
        TWICE,
        network=False,
    )
)
menus = draw_heading()
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SETTING, left)
draw(STEP_PART, left)
let_see()
draw_menus(menus)
draw(MAP, right)
draw(TABLE, right)
draw(QUESTION, left)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(NUMBERS, left)
draw(CURVES, right)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SCHEDULE_PART, left)
draw(CLIPPING_PART, right)
