"""Computational graph: an expression taken apart into nodes, and what each of them sends forward and back."""

from dataclasses import replace

import streamlit as st

from dashboard.components.chain_rule_panel import draw_chain_rules
from dashboard.components.graph_code_panel import draw_code, draw_zeroing
from dashboard.components.graph_panel import draw_event, draw_expression, draw_graph
from dashboard.components.graph_questions import MOVES
from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.graph import COPIED, MAXIMUM, SUMMED
from dashboard.lab.option import DIGITS
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.graphs import EVENT, EXPRESSION, GIVEN, INPUTS
from dashboard.state.pages import Page, Part, draw, let_see

SET = (EXPRESSION.name, *GIVEN, DIGITS.name)
TYPED = Part("expression", draw_expression, shows=SET)
STEP = Part("event", draw_event, shows=(*SET, EVENT.name))
GRAPH = Part("graph", draw_graph, shows=(*SET, EVENT.name))
CODE = Part("code", draw_code, shows=SET)
ZEROING = Part("zeroing", draw_zeroing, shows=SET)
QUESTION = replace(CHECKPOINT, shows=SET)


def propose(label: str, expression: str, event: int, look_at: str) -> Try:
    """Propose an expression, with the inputs that belong to it, at one of its events."""
    return Try(label, {**dict.fromkeys(GIVEN), EXPRESSION.name: expression, EVENT.name: event}, look_at)


TRIES = (
    propose(
        "Add and multiply",
        SUMMED,
        5,
        "Multiply swaps what it multiplied: the sum gets $z$, and two events later passes it on unchanged.",
    ),
    propose("A copied value", COPIED, 8, "Two arrows leave $x$; what comes back on them adds up: Next event, twice."),
    propose(
        "Max chooses",
        MAXIMUM,
        10,
        "The larger of $z$ and $w$ gets all, and where they are equal each half: make $w$ larger than $z$.",
    ),
)

controls.begin(
    Page(
        "Computational graph",
        "**What does each node have to know to send the gradient back?** Only what arrives at it, and its own local "
        "derivatives: it multiplies them, and knows nothing of the rest.",
        (EXPRESSION, *INPUTS, EVENT, DIGITS),
        "Press Next event, or the key →: values go forward, then gradients come back.",
        TRIES,
        MOVES,
        network=False,
    )
)
menus = draw_heading()
# a graph of twenty events needs the room
left, right = st.columns([0.42, 0.58], gap="medium")
draw(TYPED, left)
draw(STEP, left)
let_see()
draw_menus(menus)
# a phone shows one column after the other: what belongs together stands in one row, the graph right below its event
draw(GRAPH, right)
draw(QUESTION, right)
left, right = st.columns([0.48, 0.52], gap="medium")
draw(CODE, left)
draw(ZEROING, right.container(key="zeroing"))
draw_chain_rules()
