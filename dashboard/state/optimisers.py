"""What the page on optimisers sets: surface, start, methods with their numbers and conventions; and where they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import streamlit as st

from dashboard.charts import read_cell_click
from dashboard.lab.descent import Course, Plan, descend, usual_rate
from dashboard.lab.option import Option
from dashboard.lab.settings import Settings
from dashboard.lab.surfaces import FORMULAS, Point, Position, Surface, formula_surface, network_surface, positions
from dashboard.lab.words import OPTIMISERS as WORDS
from dashboard.state import controls, training
from dashboard.state.visit import convention, current, data, network, selection, settings
from derivations.errors import SpecificationError
from derivations.models.optimisers import CONVENTION_OPTIONS, SCHEDULES, Conventions

NETWORK = "network"
CHART = "surface"
SURFACES = {
    "bowl": "bowl",
    "ravine": "ravine",
    "saddle": "saddle",
    "rosenbrock": "Rosenbrock",
    NETWORK: "your network",
}
METHODS = tuple(CONVENTION_OPTIONS)
MOST_PARAMETERS = 120  # to choose from
MOST_COURSES = 64
CONVENTIONAL, DEFAULT = "PyTorch's conventions", "PyTorch's defaults"
PYTORCHS_EPSILON = {"adagrad": 1e-10}

VELOCITIES = {"plain": "μv + g", "scaled": "μv + ηg", "averaged": "μv + (1−μ)g", "dampened": "the same, v₁ = g₁"}
PLACES = {"beside": "beside √", "inside": "inside √", "uncorrected": "before correction"}
DECAYS = {"": "none", "gradient": "in g (L2)", "step": "in the step, × η", "weights": "beside, without η"}
SCHEDULE_WORDS = {
    "constant": "constant",
    "step_decay": "stairs",
    "exponential_decay": "exponential",
    "cosine": "cosine",
    "warmup_cosine": "warm-up, cosine",
}
CLIP_WORDS = {"": "none", "clip_by_value": "by value", "clip_by_norm": "by norm"}


def read_within(low: float, high: float, *, whole: bool = False) -> Callable[[object], float]:
    """Return a reader of numbers from ``low`` to ``high``; it raises a SpecificationError for anything else."""

    def read(text: object) -> float:
        try:
            found = float(str(text))
        except ValueError:
            found = float("nan")
        if not isfinite(found) or not low <= found <= high or (whole and not found.is_integer()):
            kind = "a whole number" if whole else "a number"
            raise SpecificationError(f"{text!s:.40}; expected {kind} from {low:g} to {high:g}")
        return int(found) if whole else found

    return read


def read_methods(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read names of methods: of a list, or of a text with commas; in the order of METHODS, 0 for none.

    Raises a SpecificationError for a name that is none.
    """
    if isinstance(given, str):
        given = () if given == "0" else given.split(",")
    names = given or ()
    unknown = [str(each) for each in names if each not in METHODS]
    if unknown:
        raise SpecificationError(f"method {unknown[0]:.40}; known: {', '.join(METHODS)}")
    return tuple(each for each in METHODS if each in names)


def parameters_to_choose(now: Settings) -> Sequence[Position]:
    """Name the parameters that a network's cost can be drawn over."""
    return positions(now.network, now.layer, MOST_PARAMETERS)


RATES = {method: Option(f"rate_{method}", None, parse=read_within(1e-9, 1e3)) for method in METHODS}
START = tuple(Option(f"from_{name}", None, parse=read_within(-1e3, 1e3)) for name in "xy")
STEP = Option("at_step", 1, parse=read_within(1, 200, whole=True))
OVER = tuple(Option(f"over_{name}", None, parameters_to_choose) for name in "xy")
SURFACE = Option(
    "surface",
    "ravine",
    tuple(SURFACES),
    SURFACES,
    resets=tuple(each.name for each in (*START, *RATES.values(), STEP)),
)
METHOD = Option("method", "momentum", METHODS, WORDS)
COMPARED = Option("compared", ("sgd", "momentum", "rmsprop", "adam"), parse=read_methods)
STEPS = Option("steps", 50, (20, 50, 100, 200))
ALONG = Option("along", "x", ("x", "y"))
MU = Option("mu", 0.9, parse=read_within(0, 0.999))
RHO = Option("rho", 0.99, parse=read_within(0, 0.9999))
BETA1 = Option("beta1", 0.9, parse=read_within(0, 0.9999))
BETA2 = Option("beta2", 0.999, parse=read_within(0, 0.99999))
EPSILON = Option("epsilon", None, parse=read_within(1e-12, 10))
LAMBDA = Option("decay", 0.1, parse=read_within(0, 10))
ACCUMULATED = Option("accumulated", 0.0, parse=read_within(0, 1e3))
VELOCITY = Option("velocity", "plain", tuple(VELOCITIES), VELOCITIES)
EPSILON_AT = Option("epsilon_at", "beside", tuple(PLACES), PLACES)
CORRECTED = Option("bias_correction", True, (True, False), {True: "on", False: "off"})
DECAY_AT = Option("decay_at", "", tuple(DECAYS), DECAYS)
ADAMW_AT = Option("adamw_at", "step", tuple(DECAYS)[1:], DECAYS)
SCHEDULE = Option("schedule", "constant", tuple(SCHEDULES), SCHEDULE_WORDS)
EVERY = Option("every", None, parse=read_within(1, 200, whole=True))
GAMMA = Option("gamma", None, parse=read_within(0.01, 1))
WARMUP = Option("warmup", None, parse=read_within(1, 199, whole=True))
CLIPPING = Option("clipping", "", tuple(CLIP_WORDS), CLIP_WORDS)
LIMIT = Option("limit", 1.0, parse=read_within(1e-6, 1e6))

NUMBERS = {"momentum": MU, "decay": RHO, "beta1": BETA1, "beta2": BETA2, "epsilon": EPSILON, "weight_decay": LAMBDA}
WHERE = (SURFACE, *START, *OVER, STEPS)
HOW = (*RATES.values(), MU, RHO, BETA1, BETA2, EPSILON, LAMBDA, ACCUMULATED)
CONVENTIONS = (VELOCITY, EPSILON_AT, CORRECTED, DECAY_AT, ADAMW_AT)
CHANGES = (SCHEDULE, EVERY, GAMMA, WARMUP, CLIPPING, LIMIT)
OPTIONS = (METHOD, *WHERE, COMPARED, STEP, ALONG, *HOW, *CONVENTIONS, *CHANGES)
# what a path depends on
PATHS = tuple(each.name for each in (METHOD, *WHERE, *HOW, *CONVENTIONS, *CHANGES))


def current_surface() -> Surface:
    """Return the surface that is set; that of a network is made once for its parameters and data."""
    name = controls.value(SURFACE)
    if name in FORMULAS:
        return formula_surface(name)
    here, over = current(), current_parameters()
    asked = training.parameters(), data(), network(), convention(), over
    if here.surface is None or not _is_same(here.surface[0], asked):
        here.surface = asked, network_surface(network(), convention(), data(), training.parameters(), over)
    return here.surface[1]


def _is_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a is b for a, b in zip(one[:2], other[:2], strict=True)) and one[2:] == other[2:]


def current_parameters() -> tuple[Position, Position]:
    """Return the two parameters of the network: unless set, the selected one and the next in its row."""
    known = parameters_to_choose(settings())
    layer, unit, source = selection().parameter
    first = controls.value(OVER[0]) or (layer, unit, source or 0)
    first = first if first in known else known[0]
    following = known[(known.index(first) + 1) % len(known)]
    second = controls.value(OVER[1])
    # the same one twice would be no surface
    return first, following if second in (None, first) else second


def current_start() -> Point:
    """Return where all methods begin."""
    usual = current_surface().start
    x, y = (controls.value(option) for option in START)
    return usual[0] if x is None else x, usual[1] if y is None else y


def rate_of(method: str) -> float:
    """Return the rate of a method: the one that is set, or the usual one on this surface."""
    own = controls.value(RATES[method])
    return usual_rate(controls.value(SURFACE), method) if own is None else float(own)


def number_of(method: str, word: str) -> float:
    """Return a number of a method: "momentum", "epsilon", ..."""
    own = controls.value(NUMBERS[word])
    return PYTORCHS_EPSILON.get(method, 1e-8) if own is None else float(own)


def convention_of(method: str, word: str) -> Any:
    """Return a convention as a method has it: the one that is set, or PyTorch's where it has no such one."""
    option = {"velocity": VELOCITY, "epsilon_at": EPSILON_AT, "bias_correction": CORRECTED, "decay_at": DECAY_AT}[word]
    option = ADAMW_AT if (method, word) == ("adamw", "decay_at") else option
    own = controls.value(option)
    return own if own in CONVENTION_OPTIONS[method].get(word, ()) else option.default


def schedule_numbers() -> dict[str, float]:
    """Return the numbers of the schedule that is set; unless set themselves, they follow from the number of steps."""
    steps, name = controls.value(STEPS), controls.value(SCHEDULE)
    given = {each.name: controls.value(each) for each in (EVERY, GAMMA, WARMUP)}
    every, gamma, warmup = given.values()
    if name == "step_decay":
        return {"every": every or steps // 4, "factor": gamma or 0.5}
    if name == "exponential_decay":
        return {"factor": gamma or 0.95}
    if name == "cosine":
        return {"steps": steps, "floor": 0.0}
    if name == "warmup_cosine":
        return {"warmup": min(warmup or steps // 5, steps - 1), "steps": steps, "start": 0.1, "floor": 0.0}
    return {}


def plan_of(method: str) -> Plan:
    """Return a method with everything that is set for it."""
    chosen = Conventions(**{word: convention_of(method, word) for word in CONVENTION_OPTIONS[method]})
    numbers: list[tuple[str, float]] = [("learning_rate", rate_of(method))]
    numbers += [
        (word, number_of(method, word)) for _, word in Plan(method, (), chosen).rule.options if word != "learning_rate"
    ]
    clipping = controls.value(CLIPPING)
    return Plan(
        method,
        tuple(numbers),
        chosen,
        controls.value(ACCUMULATED),
        controls.value(SCHEDULE),
        tuple(schedule_numbers().items()),
        clipping,
        (("limit", controls.value(LIMIT)), ("epsilon", 1e-6))[: 1 + (clipping == "clip_by_norm")] if clipping else (),
    )


def find_reference(plan: Plan) -> tuple[str, Plan] | None:
    """Return a plan with the same numbers to compare with, and whether it is "PyTorch's conventions" or its "defaults".

    PyTorch's conventions stand in the place of those that it has not; if it has all of them, as options, its defaults
    do. None if all are its defaults.
    """
    method, place = plan.method, plan.conventions.decays_at(plan.method)
    own = replace(plan.conventions, decay_at=place)
    usual = "step" if method == "adamw" else "gradient"
    known = ("", usual, "gradient", "step") if method in ("adam", "adamw") else ("", usual)
    velocity = own.velocity if own.velocity == "dampened" else "plain"
    theirs = Conventions(velocity, decay_at=place if place in known else usual)
    if own != theirs:
        return CONVENTIONAL, replace(plan, conventions=theirs)
    default = Conventions(decay_at=usual if method == "adamw" else "")
    if own == default and not (method == "adagrad" and plan.accumulated):
        return None
    numbers = tuple(each for each in plan.numbers if each[0] != "weight_decay" or default.decay_at)
    return DEFAULT, replace(plan, conventions=default, accumulated=0.0, numbers=numbers)


def course_of(method: str, *, plan: Plan | None = None) -> Course:
    """Return where a method goes from the start, or one with another plan: gone once for as long as nothing changes."""
    here, surface = current(), current_surface()
    if here.courses is None or here.courses[0] is not surface or len(here.courses[1]) > MOST_COURSES:
        here.courses = surface, {}
    key = plan or plan_of(method), current_start(), controls.value(STEPS)
    if key not in here.courses[1]:
        here.courses[1][key] = descend(surface, *key)
    found: Course = here.courses[1][key]
    return found


def compared() -> tuple[str, ...]:
    """Return the methods whose paths are drawn: the one whose equations are shown, and those beside it."""
    return tuple(each for each in METHODS if each in (*controls.value(COMPARED), controls.value(METHOD)))


def current_step() -> int:
    """Return the number of the step that is shown; 0 where there is none."""
    return min(int(controls.value(STEP)), course_of(controls.value(METHOD)).steps)


def go(by: int) -> None:
    """Go to another step (a callback)."""
    controls.choose(STEP, max(1, current_step() + by))


def take_cell() -> None:
    """Begin where the map was clicked (a callback)."""
    cell, surface = read_cell_click(st.session_state.get(CHART)), current_surface()
    x, y, _ = surface.grid
    if cell is None or cell > len(x) * len(y):
        return
    row, column = divmod(cell - 1, len(x))
    current().renew(CHART)
    at = (round(float(x[column]), 3), round(float(y[row]), 3))
    controls.choose_together({**{option.name: each for option, each in zip(START, at, strict=True)}, STEP.name: 1})
