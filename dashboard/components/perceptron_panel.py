"""One unit with a step: its numbers to set, its truth table, its line, and the rule by which it learns."""

import numpy as np
import streamlit as st

from dashboard.charts import boundary_data, boundary_grid, boundary_spec
from dashboard.components.equation_lines import EQUAL, WRONG
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import with_minus
from dashboard.lab.gates import Correction, Row, Unit, follow, rows_of
from dashboard.state import controls, fields, visit
from dashboard.state.gates import (
    CORRECTED,
    ETA,
    GATE,
    THRESHOLD,
    TURN,
    WEIGHTS,
    correct,
    current_gate,
    current_unit,
    next_correction,
    prove,
    restart,
)
from derivations.models.separability import Separation
from derivations.numeric import Perceptron, mistake_bound

ENDS = (-4.0, 4.0)  # of a slider, unless its number is beyond them


def write(value: float, *, inside: bool = False) -> str:
    """Write a number of one decimal for a formula; inside of a product or after a sign in brackets if negative."""
    return f"({value:g})" if inside and value < 0 else f"{value:g}"


def draw_unit() -> None:
    """Draw the gate that is wanted, a slider for each number of the unit, and what the unit says of every row."""
    draw_switch("Wanted gate", GATE)
    names = [(r"Weight $w_1$", WEIGHTS[0]), (r"Weight $w_2$", WEIGHTS[1]), (r"Threshold $\theta$", THRESHOLD)]
    # two beside each other on a phone
    with st.container(horizontal=True, gap="medium"):
        for label, option in names:
            low, high = min(ENDS[0], controls.value(option)), max(ENDS[1], controls.value(option))
            st.slider(label, low, high, step=0.1, format="%g", width=160, **fields.control(option))
    unit = current_unit()
    numbers = f"{write(unit.weights[0])} x_1 + {write(unit.weights[1], inside=True)} x_2 > {write(unit.threshold)}"
    st.markdown(
        "$$\n\\hat{y} = 1 \\;\\text{ where }\\; w_1 x_1 + w_2 x_2 > \\theta "
        f"\\text{{, that is }}\\; {numbers}\\text{{, else }} 0\n$$"
    )
    with st.container(key="gate-table"):
        st.markdown(_write_table(unit))


def _write_table(unit: Unit) -> str:
    rows = rows_of(unit, current_gate())
    lines = [
        r"| | $x_1$ | $x_2$ | $w_1 x_1 + w_2 x_2$ | $\theta$ | $\hat{y}$ | $y$ | |",
        "|--:|--:|--:|:--|:--|--:|--:|--:|",
    ]
    for row in rows:
        above = ">" if row.total > unit.threshold else r"\le"
        products = " + ".join(
            rf"{write(weight, inside=at > 0)} \cdot {x}"
            for at, (weight, x) in enumerate(zip(unit.weights, row.inputs, strict=True))
        )
        cells = (*row.inputs, f"${products} = {write(row.total)}$", f"${above} {write(unit.threshold)}$")
        marks = (row.output, row.target, EQUAL if row.right else WRONG)
        lines.append(f"| {row.number} | {' | '.join(map(str, (*cells, *marks)))} |")
    return "\n".join(lines)


def draw_line() -> None:
    """Draw the line where the weighted sum is the threshold, and the rows on both sides of it."""
    gate, perceptron = current_gate(), current_unit().perceptron
    grid = boundary_grid()
    step, line = perceptron.predict(grid), perceptron.weighted_input(grid)
    found = next_correction()
    data = boundary_data(step, gate.inputs, gate.targets, found.row.number if found else None, lines=[line])
    spec = {**boundary_spec(dark=visit.dark()), "description": "What the unit says over the plane, and the four rows."}
    st.vega_lite_chart(None, {**spec, "datasets": data}, key="gate-line", theme=None)


def draw_rule() -> None:
    """Draw the next correction with its numbers, the button that makes it, and how many there will be."""
    found, done = next_correction(), controls.value(CORRECTED)
    with st.container(key="gate-rule"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.button("Correct one mistake", key="correct", type="primary", disabled=found is None, on_click=correct)
            st.button("Begin at 0", key="restart", on_click=restart)
            draw_switch(r"Rate $\eta$", ETA)
        st.markdown("\n\n".join(filter(None, (_say(found), _say_course(found, done)))))


def _say(found: Correction | None) -> str:
    if found is None:
        return f"{EQUAL} **No row is wrong: the unit is {controls.value(GATE).upper()}.** The rule stops."
    row, eta = found.row, controls.value(ETA)
    error = row.target - row.output
    said = (
        f"**Row {row.number}** should be {row.target} and is {row.output}: the error is "
        rf"$e = y - \hat{{y}} = {row.target} - {row.output} = {error}$. The rule adds "
        r"$\eta e$ to the weights of the inputs that are 1, and takes it from $\theta$:"
    )
    pairs = zip(found.before.weights, row.inputs, found.after.weights, strict=True)
    lines = [
        rf"w_{at} \leftarrow w_{at} + \eta\, e\, x_{at} = {write(old)} + {eta:g} \cdot {write(error, inside=True)} "
        rf"\cdot {x} = \mathbf{{{write(new)}}}"
        for at, (old, x, new) in enumerate(pairs, start=1)
    ]
    lines.append(
        rf"\theta \leftarrow \theta - \eta\, e = {write(found.before.threshold)} - {eta:g} \cdot "
        rf"{write(error, inside=True)} = \mathbf{{{write(found.after.threshold)}}}"
    )
    return "\n\n".join((said, *(f"$$\n{line}\n$$" for line in lines)))


def _say_course(found: Correction | None, done: int) -> str:
    """Say how long the rule goes on from here, found by going on, and what bounds it from 0."""
    so_far = f"{done} correction{'s' if done != 1 else ''} so far. " if done else ""
    if found is None:
        return f":small[{so_far}]" if so_far else ""
    course = follow(current_unit(), current_gate(), controls.value(ETA), controls.value(TURN))
    left = len(course.corrections)
    if course.again:
        before = left - course.again
        first = f"After {before} more" if before else "From here on"
        return (
            f":small[{so_far}:orange[It never stops.] {first} it goes in a circle: every {course.again} "
            "corrections the weights, the threshold and the row whose turn it is are the same again.]"
        )
    more = f"{so_far}{left} {'more ' if done else ''}to go, then every row is right."
    separation = prove(controls.value(GATE))
    assert isinstance(separation, Separation)
    separating, rows = _with_room(separation), current_gate().inputs
    bound = mistake_bound(separating, rows, current_gate().targets)
    longest = float((np.square(rows).sum(axis=1) + 1).max())  # R^2
    first, second = separating.weights
    return (
        f":small[{more} From 0 it needs ${longest:g}/{longest / bound:.4g} = {bound:.0f}$ at most, whatever $\\eta$: "
        "$R^2/\\gamma^2$ (Novikoff), $R$ the length of the longest row $(x_1, x_2, -1)$, $\\gamma$ the distance of the "
        f"nearest one from the plane ${first:g} x_1 {second:+g} x_2 = {-separating.bias:g}$ through 0, which separates "
        "them.]"
    )


def _with_room(found: Separation) -> Perceptron:
    """Return a unit that separates with room on both sides: halfway between the largest 0 and the smallest 1."""
    weights = [float(each) for each in found.weights]
    totals = [(sum(w * float(x) for w, x in zip(weights, s.inputs, strict=True)), s.target) for s in found.samples]
    low, high = max(total for total, target in totals if not target), min(total for total, target in totals if target)
    return Perceptron(np.array(weights), -(low + high) / 2)


def say_row(row: Row) -> str:
    """Say what a row adds up to."""
    return with_minus(f"({row.inputs[0]}, {row.inputs[1]}): `{row.total:g}`")
