"""The checkpoint of the page on worked examples: a number that is nowhere on the page, typed, and computed then."""

from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import streamlit as st

from dashboard.components.sentences import literal
from dashboard.lab.example import Given
from dashboard.lab.option import DIGITS
from dashboard.lab.printed_numbers import read_printed
from dashboard.state import controls, visit, worked
from dashboard.state.worked import EXAMPLE, EXERCISE
from derivations import DerivationError, forward
from derivations.rendering.numbers import print_alike

FIELD, TELL = "checkpoint-number", "checkpoint-tell"
HINT = "Only one term of the sum has $x_1$ in it: by how much does that one grow?"


@dataclass(frozen=True)
class Asked:
    """What z of the first unit is, and what it becomes when the first input of the first sample grows by 1."""

    before: float
    weight: float
    after: float


def find_asked(given: Given) -> Asked:
    """Let the network run with the larger input."""
    inputs = np.array(given.inputs)
    inputs[0, 0] += 1
    z = [float(forward(given.network, given.parameters, each).z[0][0, 0]) for each in (given.inputs, inputs)]
    return Asked(z[0], float(given.parameters.weights[0][0, 0]), z[1])


def draw_checkpoint() -> Collection[str] | None:
    """Draw the question, a field for the answer, and what the network says to it."""
    if worked.hidden():
        st.empty()
        return (EXERCISE.name,)
    try:
        here, asked = visit.current(), find_asked(worked.numbers())
    except DerivationError:
        st.caption("Checkpoint: as soon as every number is defined.")
        return (EXAMPLE.name, EXERCISE.name)
    key = here.key(f"{FIELD}-{crc32(controls.value(EXAMPLE).encode())}")
    many = len(worked.numbers().inputs) > 1
    sample = " of the first sample" if many else ""
    with st.container(key="checkpoint", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            rf":small[**Checkpoint.** If $x_1${sample} were larger by 1, what would $z^{{(1)}}_1${sample} be?]",
            width="content",
        )
        text = st.text_input("Answer", key=key, width=110, label_visibility="collapsed", placeholder="type it")
        if not text:
            return (EXAMPLE.name, EXERCISE.name)
        st.markdown(f":small[{_say(text, asked)}]", width="stretch")
    return (EXAMPLE.name, EXERCISE.name, DIGITS.name)


def _say(text: str, asked: Asked) -> str:
    try:
        found = read_printed(text, "the answer")
    except DerivationError as error:
        return f":orange[{literal(str(error))}]"
    before, weight, after = print_alike((asked.before, asked.weight, asked.after), controls.value(DIGITS))
    if found.agrees(asked.after):
        steps = f"${before} + {_inside(weight)} = {after}$"
        return rf":green[:material/check: Yes.] The network was run again: $z$ grows by $w_{{11}}$, {steps}."
    return f":orange[:material/close: Look again.] {HINT}"


def _inside(number: str) -> str:
    return f"({number})" if number.startswith("-") else number
