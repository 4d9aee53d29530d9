"""One step of an optimiser: which surface and method, the equations with the numbers of this step, before and after."""

from math import acos, degrees, hypot
from typing import Literal

import streamlit as st

from dashboard.components.equation_lines import EQUAL, WRONG
from dashboard.components.header import say_between, title_of
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import print_short, write_number, write_short
from dashboard.lab.descent import Course
from dashboard.lab.optimiser_step import DIGITS, NAMES, PrintedStep, print_cost, print_step
from dashboard.lab.words import OPTIMISERS
from dashboard.state import controls, fields
from dashboard.state.optimisers import (
    ALONG,
    METHOD,
    NETWORK,
    OVER,
    STEP,
    SURFACE,
    course_of,
    current_parameters,
    current_step,
    current_surface,
    go,
    parameters_to_choose,
)
from dashboard.state.visit import settings
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import print_significant
from derivations.rendering.update_lines import PrintedUpdate

SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
OTHERS = "Its other parameters stay as they are; $g_t$ is what its backward pass gives."
# what the letters of a schedule are
SCHEDULED = {
    "every": "steps to a stair",
    "factor": "the factor",
    "warmup": "steps of warm-up",
    "steps": "steps in all",
    "start": r"of $\eta$ at first",
    "floor": r"of $\eta$ at last",
}
STRAIGHT = 0.5  # degrees: below, a step goes straight downhill


def draw_options() -> None:
    """Draw the choice of the surface, of the method, and of two parameters where the surface is a network's."""
    draw_switch("Cost", SURFACE, visible=False)
    if controls.value(SURFACE) == NETWORK:
        known = parameters_to_choose(settings())
        with st.container(horizontal=True, gap="small"):
            for option, name, now in zip(OVER, NAMES, current_parameters(), strict=True):
                shown = fields.control(option, shown=now)
                st.selectbox(f"{name} is", known, format_func=name_parameter, width=170, **shown)
    draw_switch("Method", METHOD, visible=False)


def name_parameter(position: tuple[int, int, int]) -> str:
    """Name a parameter in plain letters: w₁₂, layer 1."""
    layer, unit, source = position
    comma = "," if max(unit, source) > 9 else ""
    indices = f"{unit}{comma}{source}" if source else f"{unit}"
    return f"{'w' if source else 'b'}{indices.translate(SUBSCRIPTS)}, layer {layer}"


def draw_step() -> None:
    """Draw the slider of steps, how far this one goes and which way, its equations, and the state around it."""
    course, step = course_of(controls.value(METHOD)), current_step()
    if not step:
        st.caption("There is no step: the gradient is not defined at the start.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="optimiser-steps"):
        _draw_button("Previous", "Left", -1, possible=step > 1)
        _draw_button("Next step", "Right", 1, possible=step < course.steps)
        if course.steps > 1:
            st.slider(f"Step {step} of {course.steps}", 1, course.steps, **fields.control(STEP, shown=step))
        draw_switch("Along", ALONG)
    printed = print_step(current_surface(), course, step, NAMES.index(controls.value(ALONG)))
    with st.container(key="optimiser-step"):
        parts = (_say_cost(), _say_step(course, step), *_write_all(printed), _say_agreement(printed))
        st.markdown("\n\n".join((*parts, _write_state(course, step))))


def _draw_button(words: str, key: str, by: int, *, possible: bool) -> None:
    """Draw a button that goes on or back; its arrow key does too, wherever on the page, but in a field."""
    kind: Literal["primary", "secondary"] = "primary" if by > 0 else "secondary"
    st.button(words, key=f"step-{key}", type=kind, shortcut=key, disabled=not possible, on_click=go, args=(by,))


def _say_cost() -> str:
    """Say which cost it is, over what."""
    surface = current_surface()
    if surface.formula is not None:
        return f":small[The cost is ${breakable(print_cost(surface.formula))}$.]"
    names = (f"${name}$ is {name_parameter(each)}" for name, each in zip(NAMES, current_parameters(), strict=True))
    network = f"your {title_of(settings())}"
    if settings().has_between:
        network += f", without its {say_between(settings())}"
    return f":small[The cost is that of {network}; {', '.join(names)}. {OTHERS}]"


def _say_step(course: Course, step: int) -> str:
    """Say how far a step goes, and how its way lies to the one straight downhill."""
    (dx, dy), gradient = course.points[step] - course.points[step - 1], course.gradients[step - 1]
    size, slope = hypot(dx, dy), hypot(*gradient)
    moved = ", ".join(write_short(float(each)) for each in (dx, dy))
    said = f"**Step {step} of {OPTIMISERS[course.plan.method]} goes ({moved}): {write_short(size)} far"
    if not size:
        return f"**Step {step} of {OPTIMISERS[course.plan.method]} goes nowhere.**"
    if not slope:
        return f"{said}.** The gradient is 0 here."
    # each by its own length: the product of two small ones may be 0
    cosine = float(-(dx / size * (gradient[0] / slope) + dy / size * (gradient[1] / slope)))
    turned = degrees(acos(max(-1.0, min(1.0, cosine))))
    way = "straight downhill, against the gradient" if turned < STRAIGHT else f"{turned:.0f}° off straight downhill"
    return f"{said}, {way}.**"


def _write_all(printed: PrintedStep) -> list[str]:
    """Write the equations in their order, that of the schedule with what its letters are."""
    before, after = (*printed.gradient, *printed.clipping, *printed.schedule), printed.method
    explained = [_explain(printed)] if printed.letters else []
    return [*map(_write, before), *explained, *map(_write, after)]


def _explain(printed: PrintedStep) -> str:
    named = (f"${letter} = {print_short(value)}$ {SCHEDULED[word]}" for letter, word, value in printed.letters)
    case = f"; it is so while ${printed.case}$" if printed.case else ""
    return rf":small[$\tau$ steps came before; {', '.join(named)}{case}.]"


def _write(line: PrintedUpdate) -> str:
    symbols, numbers = breakable(line.symbols), breakable(line.numbers)
    # what is one number already is not said twice
    between = "" if line.numbers.strip("()") == line.result else f"= {numbers} "
    return f"$$\n{line.left} = {symbols} {between}{line.sign} \\mathbf{{{line.result}}}\n$$"


def _say_agreement(printed: PrintedStep) -> str:
    if printed.agrees:
        return f":small[{EQUAL} :gray[What the equations come to is what the optimiser, run by itself, has made.]]"
    return f"{WRONG} **The optimiser, run by itself, has made another step than these equations.**"


def _write_state(course: Course, step: int) -> str:
    """Write the position and what is remembered, of both coordinates, before and after the step; a row for each."""
    at = step - 1
    named = {"position": (course.points[at], course.points[step]), "$g_t$": (course.gradients[at], None)}
    named |= {f"${letter}$": (each, course.memories[step][letter]) for letter, each in course.memories[at].items()}
    rows = [f"| | ${NAMES[0]}$ before | after | ${NAMES[1]}$ before | after |", "|:--|--:|--:|--:|--:|"]
    for words, (before, after) in named.items():
        numbers = [None if each is None else float(each[which]) for which in (0, 1) for each in (before, after)]
        cells = ("" if each is None else write_number(print_significant(each, DIGITS)) for each in numbers)
        rows.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(rows)
