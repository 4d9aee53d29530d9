"""Perceptron and gates: what one unit with a step can learn, why it cannot learn XOR, and what two layers change."""

from dataclasses import replace

import streamlit as st

from dashboard.components.gate_questions import ABOVE
from dashboard.components.gates_panel import (
    draw_collapse,
    draw_collapse_plane,
    draw_inequalities,
    draw_trained,
    draw_two_layers,
)
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.perceptron_panel import draw_line, draw_rule, draw_unit
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.gates import CORRECTED, FUNCTION, GATE, LAYERS, SET, STAGE, START, THRESHOLD, TURN, UNIT, WEIGHTS
from dashboard.state.pages import Page, Part, draw, let_see

SEPARATE = Part("unit", draw_unit, shows=SET)
LINE = Part("line", draw_line, shows=SET)
RULE = Part("rule", draw_rule, shows=SET)
QUESTION = replace(CHECKPOINT, shows=SET)
INEQUALITIES = Part("inequalities", draw_inequalities, shows=(GATE.name,))
TWO_LAYERS = Part("two layers", draw_two_layers)
TRAINED = Part("trained", draw_trained, shows=(START.name, STAGE.name))
COLLAPSE = Part("collapse", draw_collapse, shows=(LAYERS.name, FUNCTION.name))
PLANE = Part("collapse plane", draw_collapse_plane, shows=(LAYERS.name, FUNCTION.name))


def propose(label: str, gate: str, numbers: tuple[float, float, float], look_at: str) -> Try:
    """Propose a gate, and weights and a threshold to begin with."""
    set_by_hand = dict(zip((*WEIGHTS, THRESHOLD), numbers, strict=True))
    begun = {option.name: option.default for option in (TURN, CORRECTED)}
    settings = {GATE.name: gate, **{option.name: number for option, number in set_by_hand.items()}, **begun}
    return Try(label, settings, look_at)


TRIES = (
    propose("AND by hand", "and", (0.5, 0.5, 0.7), r"Only both inputs together are above $\theta$."),
    propose("Learn OR", "or", (0.0, 0.0, 0.0), "All numbers are 0. Press *Correct one mistake* until no row is wrong."),
    propose("XOR never stops", "xor", (0.0, 0.0, 0.0), "Correct, and again: after every correction some row is wrong."),
)

controls.begin(
    Page(
        "Perceptron and gates",
        "**Which gates can one unit learn, and why not XOR?** A perceptron says 1 on one side of a line.",
        (*UNIT, START, STAGE, LAYERS, FUNCTION),
        "Move a slider: the line moves, and the rows on its other side change.",
        TRIES,
        ABOVE,
        network=False,
    )
)
menus = draw_heading()
left, right = st.columns([0.52, 0.48], gap="medium")
draw(SEPARATE, left)
let_see()
draw_menus(menus)
draw(QUESTION, left)
draw(LINE, right)
draw(RULE, right)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(INEQUALITIES, left)
draw(TWO_LAYERS, right)
left, right = st.columns([0.52, 0.48], gap="medium")
draw(COLLAPSE, left)
draw(PLANE, left)
draw(TRAINED, right)
