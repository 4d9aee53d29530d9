"""The rows of the data: inputs, target, prediction, and its loss; of many rows the selected one and those around it."""

from collections.abc import Collection, Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import class_names
from dashboard.components.sentences import with_minus
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.state import fields, visit
from dashboard.state.pages import WEIGHTS, Part, draw
from dashboard.state.snapshot import keep_for_now, snapshot

MOST_ROWS = 8
AROUND = 2
MOST_INPUTS = 4


def draw_rows(within: DeltaGenerator | None = None) -> None:
    """Draw one row per sample, and beside it a button that chooses it, which no other cost and no weight changes."""
    here = within or st
    draw(SEARCH, here.container())
    row = here.container(key="rows", horizontal=True, gap="small")
    draw(BUTTONS, row)
    draw(ROWS, row)


def draw_search() -> Collection[str]:
    """Draw a field for one of many samples; of few there is a button for each."""
    samples, selected = visit.task().samples, visit.selection().sample
    if samples <= MOST_ROWS:
        return NETWORK
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.number_input(
            "Sample",
            min_value=1,
            max_value=samples,
            width=110,
            label_visibility="collapsed",
            **fields.number_field("sample", place="row"),
        )
        st.markdown(f":small[sample {selected} of {samples}]", width="content")
    return (*NETWORK, "sample")


def draw_buttons() -> None:
    """Draw a button for every row that is shown."""
    st.radio(
        "Sample",
        [at + 1 for at in rows_shown(visit.task().samples, visit.selection().sample)],
        label_visibility="collapsed",
        **fields.control("sample", place="pick"),
    )


def draw_predictions() -> None:
    """Draw one row per sample; the selected one is marked."""
    st.markdown(keep_for_now(_write_rows))


def _write_rows() -> str:
    data, task = visit.data(), visit.task()
    selected = visit.selection().sample
    shown = rows_shown(task.samples, selected)
    inputs = min(task.inputs, MOST_INPUTS)
    letters = ["x"] if task.inputs == 1 else [f"x_{at}" for at in range(1, inputs + 1)]
    rows = [
        "| " + " | ".join([r"$s$", *(f"${letter}$" for letter in letters), "$y$", r"$\hat{y}$", "$C_s$"]) + " |",
        "|" + "---|" * (inputs + 4),
    ]
    for at, share in zip(shown, snapshot().losses(shown), strict=True):
        inside = (with_minus(f"{x:.3g}") for x in data.inputs[at, :inputs])
        cells = [f"{at + 1}", *inside, *_answer(at), f"`{_number(share)}`"]
        if at + 1 == selected:
            cells = [f"**{cell}**" if "`" not in cell else cell for cell in cells]
            cells[0] = f":blue-background[{cells[0]}]"
        rows.append("| " + " | ".join(cells) + " |")
    names = data.input_names if visit.settings().table is not None or task.standardised else ()
    called = ", ".join(f"${letter}$ {name}" for letter, name in zip(letters, names, strict=False))
    part = f" Shown is {task.part}." if task.part else ""
    part += " Row and cost are of training, with what the next step drops." if visit.network().is_noisy else ""
    words = f"The button of a row, or a point, chooses the sample whose numbers are shown.{part} {called}"
    # one element, since each costs a message
    return "\n".join((*rows, "", f":small[:gray[{words}]]"))


def rows_shown(samples: int, selected: int) -> range:
    """Give the rows, from 0: all of a few, else the selected one (from 1) with its neighbours."""
    if samples <= MOST_ROWS:
        return range(samples)
    start = min(max(selected - 1 - AROUND, 0), samples - 2 * AROUND - 1)
    return range(start, start + 2 * AROUND + 1)


def _answer(at: int) -> tuple[str, str]:
    """Give target and prediction of a row: numbers, or the names of classes."""
    target, said = visit.data().targets[at], snapshot().predictions[at]
    if visit.task().kind == "classes":
        names = class_names(len(target), visit.data().classes)
        return names[int(target.argmax())], _name_class(said, names)
    shown = with_minus(f"{float(np.squeeze(target)):.4g}")
    if visit.task().kind == "binary" and visit.data().classes:
        shown = visit.data().classes[int(np.squeeze(target))]
    return shown, f"`{_number(float(np.squeeze(said)))}`"


def _number(value: float) -> str:
    return with_minus(f"{value:.4f}") if np.isfinite(value) else "not defined"


def _name_class(said: np.ndarray, names: Sequence[str]) -> str:
    if not np.isfinite(said).all():
        return "not defined"
    best = int(said.argmax())
    return f"{names[best]} `{said[best]:.2f}`"


SEARCH = Part("search", draw_search, shows=(*NETWORK, "sample"))
BUTTONS = Part("buttons", draw_buttons, shows=(*NETWORK, "sample"))
ROWS = Part("rows", draw_predictions, shows=(*NETWORK, *COST_OF_IT, "sample", WEIGHTS))
