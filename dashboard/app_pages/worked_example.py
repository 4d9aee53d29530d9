"""Worked example: what a book gives, typed in, computed line by line, and held against what the book prints."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.components.example_checkpoint import draw_checkpoint
from dashboard.components.example_editor import draw_editor
from dashboard.components.example_numbers import draw_numbers
from dashboard.components.example_panel import draw_example, draw_source
from dashboard.components.example_sharing import draw_sharing
from dashboard.components.header import draw_heading, draw_menus
from dashboard.lab.option import DIGITS
from dashboard.lab.tries import Try
from dashboard.state import controls, worked
from dashboard.state.pages import Page, Part, draw, let_see
from dashboard.state.worked import ANSWERS, DRAFTS, EXAMPLE, EXERCISE, OPEN, OPTIONS, PHASE, PRINTED

GIVEN = (EXAMPLE.name, EXERCISE.name)
INPUTS = Part("example", draw_example, shows=GIVEN)
SOURCE = Part("source", draw_source, shows=GIVEN)
EDITOR = Part("editor", draw_editor, shows=(*GIVEN, DRAFTS))
NUMBERS = Part(
    "numbers", draw_numbers, shows=(*GIVEN, PHASE.name, DIGITS.name, OPEN.name, PRINTED.name, ANSWERS.name, DRAFTS)
)
QUESTION = Part("checkpoint", draw_checkpoint, shows=(*GIVEN, DIGITS.name))
SHARING = Part("sharing", draw_sharing, shows=GIVEN)


def propose(label: str, example: str, look_at: str, **more: object) -> Try:
    """Propose an example, with nothing typed beside it but what is said."""
    settings = {option.name: option.default for option in OPTIONS if option is not DIGITS}
    return Try(label, {**settings, EXAMPLE.name: example, **more}, look_at)


SHEET = ".25144379 .74761606 .00335766; ? ? ?; ? ? ?; ? ? ?"
TRIES = (
    propose(
        "A misprint",
        "by-hand",
        r"The sheet's first row of $\partial C / \partial W^{(2)}$ is typed below: which mistake gives exactly these?",
        phase="backward",
        printed=urlencode({"dW2": SHEET}),
    ),
    propose(
        "The article's pass",
        "article",
        "A sample is a row, and $z = x W + b$. Each number is unfolded: type those of the article beside them.",
        digits=8,
        open="z1",
    ),
    propose(
        "An exercise",
        "gradient",
        "Fill in what is hidden, number by number or a whole row, and see at once what is right.",
        exercise="a1.a2.C.da2.delta2.dW2.db2.da1.delta1.dW1.db1",
    ),
)


def say_first() -> str:
    """Say what to do first: in an exercise, to fill it in."""
    return (
        "Fill in what is hidden: type your number where a **?** stands."
        if worked.hidden()
        else "Type a number that your book prints beside ours."
    )


controls.begin(
    Page(
        "Worked example",
        "**Does my textbook's example come out?** Type what the book gives: every number is computed, and what it "
        "prints is held against it.",
        OPTIONS,
        say_first,
        TRIES,
        network=False,
    )
)
menus = draw_heading()
left, right = st.columns([0.42, 0.58], gap="medium")
draw(INPUTS, left)
draw(NUMBERS, right)
let_see()
draw(SHARING, left)
draw(EDITOR, left)
draw(SOURCE, left)
draw_menus(menus)
draw(QUESTION, left)
