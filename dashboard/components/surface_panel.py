"""The paths of several methods from one start: the map of the cost, where each ends, its cost and steps as curves."""

from collections.abc import Mapping
from math import inf, isfinite

import numpy as np
import streamlit as st

from dashboard.charts import find_ends, find_least, rates_data, rates_spec, surface_data, surface_spec
from dashboard.charts.palette import MUTED, RUNS, Look
from dashboard.components.sentences import print_short, write_short
from dashboard.lab.descent import FAR, Course
from dashboard.lab.optimiser_step import NAMES
from dashboard.lab.words import OPTIMISERS
from dashboard.state import controls, fields, visit
from dashboard.state.optimisers import (
    CHART,
    COMPARED,
    CONVENTIONAL,
    DEFAULT,
    METHOD,
    METHODS,
    START,
    STEPS,
    SURFACES,
    compared,
    course_of,
    current_start,
    current_step,
    current_surface,
    find_reference,
    plan_of,
    take_cell,
)

PYTORCHS = Look(MUTED, (1, 3))
REFERENCES = {CONVENTIONAL: "PyTorch's", DEFAULT: "by default"}


def looks() -> dict[str, Look]:
    """Return the look of each method that is shown, by its words: a method keeps its own whatever stands beside it."""
    return {OPTIMISERS[each]: RUNS[METHODS.index(each)] for each in compared()}


def draw_surface() -> None:
    """Draw the methods to compare, the map with their paths, and the start; a click into the map moves it."""
    st.pills(
        "Side by side",
        METHODS,
        selection_mode="multi",
        format_func=OPTIMISERS.__getitem__,
        label_visibility="collapsed",
        **fields.control(COMPARED, shown=list(controls.value(COMPARED))),
    )
    surface, start = current_surface(), current_start()
    ways, runs = {OPTIMISERS[each]: course_of(each).points for each in compared()}, looks()
    method = controls.value(METHOD)
    if reference := find_reference(plan_of(method)):
        words, plan = reference
        name = f"{OPTIMISERS[method]}, {REFERENCES[words]}"
        ways, runs = {name: course_of(method, plan=plan).points, **ways}, {name: PYTORCHS, **runs}
    data = surface_data(
        surface.grid,
        ways,
        current_step(),
        start=start,
        least=surface.least,
        turn=visit.current().versions[CHART],
    )
    described = f"The cost {SURFACES[surface.name]} over x and y, and the paths of {', '.join(ways)}."
    spec = surface_spec(dark=visit.dark(), runs=runs, across=surface.across, up=surface.up, described=described)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key=CHART, theme=None, on_select=take_cell)
    with st.container(horizontal=True, gap="medium", key="surface-start"):
        for option, name, extent, now in zip(START, NAMES, (surface.across, surface.up), start, strict=True):
            low, high = min(extent[0], now), max(extent[1], now)
            shown = fields.control(option, shown=float(now))
            st.slider(f"Start ${name}_0$ (or click the map)", low, high, step=0.01, format="%.2f", width=230, **shown)


def draw_table() -> None:
    """Draw where each method is after the last step, the nearest to the minimum first, in a table and a sentence."""
    surface, steps = current_surface(), controls.value(STEPS)
    courses = sorted((course_of(each) for each in compared()), key=_rank)
    last = "to the minimum" if surface.least else "longest step"
    rows = [f"| method | $\\eta$ | $C$ after {current_step()} | after {steps} | {last} |", "|:--|--:|--:|--:|--:|"]
    for course in courses:
        plan = course.plan
        name = f"**{OPTIMISERS[plan.method]}**" if plan.method == controls.value(METHOD) else OPTIMISERS[plan.method]
        cells = [
            write_short(plan.rate),
            _number(course.costs[current_step()]) if current_step() <= course.steps else "–",
        ]
        if course.stopped:
            cells += [f"stops at step {course.steps}", "–"]
        else:
            end = course.distance(surface.least) if surface.least else float(course.sizes.max(initial=0.0))
            cells += [_number(course.costs[-1]), _number(end)]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    with st.container(key="optimiser-table"):
        st.markdown("\n\n".join(("\n".join(rows), f":small[{_say(courses)}]")))


def _rank(course: Course) -> float:
    """Order by the distance from the minimum, or where none is known by the cost; those that stopped last."""
    least = current_surface().least
    found = course.distance(least) if least else float(course.costs[-1])
    return inf if course.stopped or not isfinite(found) else found


def _say(courses: list[Course]) -> str:
    """Say which are nearest, which stopped, and in a ravine how often its floor is crossed."""
    surface, steps = current_surface(), controls.value(STEPS)
    stayed = [course for course in courses if isfinite(_rank(course))]
    said, stopped = [], any(course.stopped for course in courses)
    if stayed:
        # one that stopped may be lower than all others: on the saddle the farthest is
        lowest = "Lowest of those that make all steps," if stopped else f"Lowest after {steps} steps,"
        what = f"Nearest to the minimum after {steps} steps," if surface.least else lowest
        number = _number(_rank(stayed[0]))
        first = ", ".join(f"**{OPTIMISERS[each.plan.method]}**" for each in stayed if _number(_rank(each)) == number)
        said.append(f"{what} each with its own rate: {first}, {number}.")
    if surface.name == "ravine":
        counted = (f"{OPTIMISERS[each.plan.method]} in {each.crossings(1)} of {each.steps}" for each in courses)
        said.append(f"Steps across the floor $y = 0$: {', '.join(counted)}.")
    if stopped:
        far = f"farther than ${print_short(FAR)}$ from 0"
        said.append(f"A method stops where it has diverged, {far}, or where nothing is defined.")
    return " ".join(said)


def _number(value: float) -> str:
    return write_short(value) if isfinite(value) else "not defined"


def draw_curves() -> None:
    """Draw the cost after each step, and how far each step went; a line at the step that is shown."""
    courses = {OPTIMISERS[each]: course_of(each) for each in compared()}
    costs = {name: each.costs for name, each in courses.items()}
    _draw_curve("The cost after each step", "cost C", costs, floor=_find_floor())
    # before the first step there is none
    sizes = {name: np.concatenate([[np.nan], each.sizes]) for name, each in courses.items()}
    _draw_curve("How far each step goes", "step size", sizes)


def _find_floor() -> float:
    """Return the lowest cost of the map, or twice that of a start below it: where the axis of costs ends."""
    surface = current_surface()
    costs = np.array([*surface.grid[2].ravel(), 2 * surface.cost(*current_start())])
    return float(costs[np.isfinite(costs)].min(initial=0.0))


def _draw_curve(words: str, title: str, every: Mapping[str, np.ndarray], *, floor: float = -inf) -> None:
    """Draw numbers after each step; on a logarithmic axis unless one is negative, and none below a floor."""
    finite = {name: each[np.isfinite(each)].tolist() for name, each in every.items()}
    runs = {name: each for name, each in finite.items() if each}
    if not runs:
        st.caption(f"{words}: there is none.")
        return
    low, high = find_ends(runs)
    # a curve that falls for ever leaves the picture, and presses no other flat
    ends = max(low, min(floor, 0.0)), high
    least = find_least(runs, high)
    spec = rates_spec(
        dark=visit.dark(),
        runs=list(runs),
        ends=ends,
        least=least,
        words=f"{words}: {', '.join(runs)}.",
        title=f"{title} (log axis)" if least else title,
        looks=[looks()[name] for name in runs],
        count="step",
        marked=True,
    )
    drawn = {name: every[name].tolist() for name in runs}
    data = rates_data(drawn, marked=current_step(), logarithmic=bool(least))
    st.vega_lite_chart(None, {**spec, "datasets": data}, key=f"curves-{title}", theme=None)
