"""Regularisation: what four methods do to a network that over-fits, and what a search finds."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.regularisation_numbers import draw_numbers
from dashboard.components.regularisation_panel import draw_equation, draw_maps, draw_options, draw_runs
from dashboard.components.regularisation_questions import STRONGER
from dashboard.components.search_panel import draw_search, draw_test, is_searching
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.pages import Page, Part, draw, let_see
from dashboard.state.regularisation import (
    DERIVED,
    FROM,
    LINES,
    METHOD,
    OPTIONS,
    SAMPLE,
    STRENGTHS,
    TO,
    TOGETHER,
    TRAINED,
    are_finished,
)
from dashboard.state.searching import COUNT, KIND

PACE, POLL = 0.1, 0.5  # seconds between two pictures while it trains, while it searches
SETTING = Part("options", draw_options, shows=TRAINED)
EQUATION = Part(
    "method",
    draw_equation,
    shows=(METHOD.name, TOGETHER.name, *(each.name for each in STRENGTHS.values()), DERIVED.name, LINES.name),
)
RUNS = Part("runs", draw_runs, shows=TRAINED)
NUMBERS = Part("step", draw_numbers, shows=(*TRAINED, TO.name, FROM.name, SAMPLE.name))
MAPS = Part("maps", draw_maps, shows=TRAINED)
SEARCH = Part("search", draw_search, shows=(*TRAINED, KIND.name, COUNT.name))
TEST = Part("test", draw_test, shows=TRAINED)
QUESTION = replace(CHECKPOINT, shows=TRAINED)


def propose(label: str, look_at: str, method: str, **strengths: Any) -> Try:
    """Propose a method with everything else as it is at first."""
    begun = {option.name: option.default for option in OPTIONS}
    strong = {STRENGTHS[name].name: strength for name, strength in strengths.items()}
    return Try(label, {**begun, METHOD.name: method, **strong}, look_at)


TRIES = (
    propose(
        "L2 keeps weights short",
        r"The length of all weights, and the validation loss at the end: each step shrinks $w$ by $1 - \eta\lambda_2$.",
        "l2",
        l2=0.01,
    ),
    propose(
        "L1 leaves few weights",
        "How many weights end below 0.01: L1 takes from a small one as much as from a large one.",
        "l1",
        l1=0.01,
    ),
    propose(
        "Batch norm is no penalty",
        "The training loss falls faster, and the validation loss rises further than without it.",
        "batch_norm",
        batch_norm=True,
    ),
)

controls.begin(
    Page(
        "Regularisation",
        "**How does a network learn the rule, and not the noise?** Four methods change what it learns from the same "
        "few samples.",
        (*OPTIONS, KIND, COUNT),
        "Choose a method and how strong it is: where does the validation loss end?",
        TRIES,
        STRONGER,
        network=False,
    )
)
menus = draw_heading()
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SETTING, left)
draw(EQUATION, left)
let_see()
draw_menus(menus)
draw(RUNS, right, every=None if are_finished() else PACE)
draw(NUMBERS, left)
draw(QUESTION, right)
draw(MAPS, right)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SEARCH, left, every=POLL if is_searching() else None)
draw(TEST, right)
