"""What can be changed of a method: numbers, conventions of books and libraries, schedule and clipping, drawn."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard.charts import find_ends, rates_data, rates_spec
from dashboard.charts.specs.rates import LOOKS
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import draw_error, literal, print_short, write_short
from dashboard.lab.descent import Course, Plan
from dashboard.lab.option import Option
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.lab.words import OPTIMISERS
from dashboard.state import controls, fields, visit
from dashboard.state.optimisers import (
    ACCUMULATED,
    ADAMW_AT,
    CLIPPING,
    CORRECTED,
    DECAY_AT,
    DEFAULT,
    EPSILON_AT,
    EVERY,
    GAMMA,
    LIMIT,
    METHOD,
    NUMBERS,
    PATHS,
    PLACES,
    RATES,
    SCHEDULE,
    STEPS,
    VELOCITIES,
    VELOCITY,
    WARMUP,
    convention_of,
    course_of,
    find_reference,
    plan_of,
    schedule_numbers,
)
from derivations.models.optimisers import CONVENTION_OPTIONS

LETTERS = {
    "learning_rate": r"\eta",
    "momentum": r"\mu",
    "decay": r"\rho",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "epsilon": r"\epsilon",
    "weight_decay": r"\lambda",
}
FIELDS = {
    "learning_rate": "rate",
    "momentum": "momentum",
    "decay": "decay",
    "beta1": "decay",
    "beta2": "decay",
    "epsilon": "epsilon",
    "weight_decay": "weight decay",
}
FINEST = {"learning_rate": 0.01, "momentum": 0.05, "decay": 0.05, "beta1": 0.05, "beta2": 0.01}
COUNTED = (1, 3, 10)  # steps
SAME_DIGITS = 6
# of the largest coordinate: what is nearer is told to be the same, as is what epsilon alone makes of most paths
SAME = 10.0**-SAME_DIGITS
LOWER, EQUAL_COST, HIGHER, STOPS = "lower", "equal", "higher", "it stops early"


def draw_numbers() -> None:
    """Draw the numbers of the method that is shown, and the switches of the conventions that matter to it."""
    method = controls.value(METHOD)
    plan = plan_of(method)
    own = r"$\eta$ and the place of its weight decay" if method == "adamw" else r"$\eta$"
    shared = f"all but {own} holds for the others too, wherever they have it"
    st.markdown(f"**What is set of {OPTIMISERS[method]}**; {shared}")
    with st.container(horizontal=True, gap="small", key="optimiser-numbers"):
        for word, value in plan.numbers:
            option = RATES[method] if word == "learning_rate" else NUMBERS[word]
            _draw_field(f"{FIELDS[word]} ${LETTERS[word]}$", option, value, FINEST.get(word, 0.1))
        if method == "adagrad":
            _draw_field("first sum $s_0$", ACCUMULATED, plan.accumulated, 0.1)
        draw_switch("Steps", STEPS)
    _draw_refusals([*(NUMBERS[word] for word, _ in plan.numbers[1:]), RATES[method], ACCUMULATED])
    with st.container(key="optimiser-conventions"):
        for label, word, option, words in (
            (r"What the velocity $v$ gathers", "velocity", VELOCITY, VELOCITIES),
            (r"$\epsilon$ stands", "epsilon_at", EPSILON_AT, PLACES),
        ):
            if known := CONVENTION_OPTIONS[method].get(word):
                st.segmented_control(
                    label,
                    known,
                    format_func=words.__getitem__,
                    required=True,
                    **fields.control(option, shown=convention_of(method, word)),
                )
        if "bias_correction" in CONVENTION_OPTIONS[method]:
            draw_switch("Bias correction", CORRECTED)
        draw_switch(r"Weight decay $\lambda\theta$", ADAMW_AT if method == "adamw" else DECAY_AT)
    st.markdown(
        f":small[{' '.join((_say_difference(plan), *_explain(plan)))}]\n\n:small[:gray[{literal(_cite(plan))}.]]"
    )


def _cite(plan: Plan) -> str:
    """Name the sources of the rule, and of what AdaGrad's sum of squares begins with."""
    started = plan.method == "adagrad" and plan.accumulated
    return plan.rule.source + ("; s begins above 0 as in Keras, by default with 0.1" if started else "")


def _draw_field(label: str, option: Option, value: float, step: float) -> None:
    shown = fields.number_field(option, shown=float(value))
    st.number_input(label, step=step, format="%g", width=116, **shown)


def _draw_refusals(options: list[Option]) -> None:
    refusals = ((each.name, visit.refusal(each.name)) for each in options)
    draw_error("; ".join(f"{name}: {words}" for name, words in refusals if words))


def _say_difference(plan: Plan) -> str:
    """Say what the conventions change on this path, found by going it with PyTorch's."""
    reference = find_reference(plan)
    if reference is None:
        return "These are PyTorch's conventions, as it has them by default. Switch one: the rule changes."
    words, other = reference
    ours, theirs = course_of(plan.method), course_of(plan.method, plan=other)
    known = "PyTorch has this too, as an option. " if words == DEFAULT else ""
    if ours.steps != theirs.steps:
        return f"{known}With {words} it {_say_length(theirs)}, with these it {_say_length(ours)}."
    apart = float(np.abs(ours.points - theirs.points).max())
    if apart <= SAME * max(1.0, float(np.abs(ours.points).max())):
        return f"{known}On this path {words} come to the same, to {SAME_DIGITS} digits."
    return f"{known}With {words}, dotted in the map, its path is another one, by up to {write_short(apart)}."


def _say_length(course: Course) -> str:
    return f"stops after {course.steps} steps" if course.stopped else f"makes all {course.steps} steps"


def _explain(plan: Plan) -> Iterator[str]:
    """Say what a convention does to the numbers, where that is true whatever the path."""
    numbers, how = dict(plan.numbers), plan.conventions
    if plan.method in ("adam", "adamw"):
        sums = ", ".join(write_short(1 - numbers["beta1"] ** steps) for steps in COUNTED)
        counted = ", ".join(map(str, COUNTED))
        said = (
            "the correction divides by that"
            if how.bias_correction
            else "without the correction $m_t$ is smaller by that factor"
        )
        yield rf"After {counted} steps the weights of all gradients in $m_t$ add up to {sums}: {said}."
    if how.velocity == "averaged" and how.decay_at in ("", "gradient"):
        rate = plan.rate * (1 - numbers["momentum"])
        yield rf"It is PyTorch's momentum with $\eta (1 - \mu)$ = {write_short(rate)} for the rate."
    if how.epsilon_at == "inside":
        root = write_short(numbers["epsilon"] ** 0.5, 3)
        yield rf"Where the squares are 0, $\epsilon$ inside the root is $\sqrt{{\epsilon}}$ = {root} beside it."


def draw_schedule() -> None:
    """Draw the choice of a schedule with its numbers, and the rate at each step."""
    method = controls.value(METHOD)
    course = course_of(method)
    st.markdown("**Schedule** of every method: the rate of each step")
    draw_switch("Schedule", SCHEDULE, visible=False)
    numbers = schedule_numbers()
    options = {
        "every": (EVERY, "stair $k$", 1.0),
        "factor": (GAMMA, r"factor $\gamma$", 0.05),
        "warmup": (WARMUP, "warm-up $w$", 1.0),
    }
    with st.container(horizontal=True, gap="small"):
        for word, (option, label, step) in options.items():
            if word in numbers:
                _draw_field(label, option, numbers[word], step)
    _draw_refusals([EVERY, GAMMA, WARMUP])
    factor, rate, steps = course.plan.factor, course.plan.rate, controls.value(STEPS)
    _draw_lines({f"η of {OPTIMISERS[method]}": [rate * factor(at) for at in range(steps)]}, "η", "schedule")


def draw_clipping() -> None:
    """Draw the choice of clipping with its limit, and the length of the gradient at each step, before and after."""
    method = controls.value(METHOD)
    course = course_of(method)
    st.markdown("**Clipping** for every method: the length of the gradient at each step")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        draw_switch("Clipping", CLIPPING, visible=False)
        if controls.value(CLIPPING):
            _draw_field("limit $c$", LIMIT, controls.value(LIMIT), 0.5)
    _draw_refusals([LIMIT])
    runs = {"as it is": _lengths(course.gradients)}
    if controls.value(CLIPPING):
        runs["clipped"] = _lengths(course.clipped)
        cut = int((np.abs(course.gradients - course.clipped).max(axis=1) > 0).sum())
        st.markdown(f":small[Of the {course.steps} gradients of {OPTIMISERS[method]}, {cut} are clipped.]")
    _draw_lines(runs, "length of g", "clipping")


def _lengths(gradients: np.ndarray) -> list[float]:
    return [float(each) for each in np.hypot(*gradients.T)] if len(gradients) else []


def _draw_lines(runs: dict[str, list[float]], title: str, key: str) -> None:
    if not any(runs.values()):
        st.caption("There is no step.")
        return
    spec = rates_spec(
        dark=visit.dark(),
        runs=list(runs),
        ends=find_ends(runs),
        words=f"{title} at each step: {', '.join(runs)}.",
        title=title,
        looks=LOOKS if len(runs) > 1 else LOOKS[1:],
        count="steps before",
    )
    st.vega_lite_chart(None, {**spec, "datasets": rates_data(runs)}, key=f"lines-{key}", theme=None)


def _ask() -> str:
    method = controls.value(METHOD)
    if not course_of(method).steps:
        return ""
    rate, steps = print_short(2 * plan_of(method).rate), controls.value(STEPS)
    return rf"With twice the rate, $\eta = {rate}$, the cost of {OPTIMISERS[method]} after {steps} steps would be …"


def _judge() -> Verdict | None:
    plan = plan_of(controls.value(METHOD))
    numbers = tuple((word, 2 * value if word == "learning_rate" else value) for word, value in plan.numbers)
    now, then = course_of(plan.method), course_of(plan.method, plan=replace(plan, numbers=numbers))
    if then.stopped:
        answer = STOPS
    elif now.stopped:
        answer = LOWER
    else:
        before, after = float(now.costs[-1]), float(then.costs[-1])
        if not np.isfinite([before, after]).all():
            return None
        answer = LOWER if after < before else HIGHER if after > before else EQUAL_COST
    hint = (
        "Look at its path: does it creep, or go to and fro already? Then double the rate in its field."
        if not now.stopped
        else "It stops early already: how large is the rate?"
    )
    return Verdict(answer, f"Now it is {_say_end(now)}; with twice the rate, {_say_end(then)}.", hint)


def _say_end(course: Course) -> str:
    if course.stopped:
        return f"none: it stops after {course.steps} steps"
    return write_short(float(course.costs[-1]))


TWICE = Checkpoint(_ask, (LOWER, EQUAL_COST, HIGHER, STOPS), _judge, PATHS)
