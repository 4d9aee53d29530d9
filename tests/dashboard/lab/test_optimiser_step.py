"""A printed step comes to what the optimiser made of it, with every method, convention, schedule and clipping."""

import re
from dataclasses import replace
from typing import Any

import pytest

from dashboard.lab.descent import Plan, descend
from dashboard.lab.optimiser_step import print_cost, print_step
from dashboard.lab.surfaces import FORMULAS, formula_surface
from derivations.models.optimisers import CONVENTION_OPTIONS, USUAL, Conventions
from tests.dashboard.lab.test_descent import plan

SURFACE = formula_surface("ravine")
SCHEDULES: dict[str, dict[str, float]] = {
    "constant": {},
    "step_decay": {"every": 2, "factor": 0.5},
    "exponential_decay": {"factor": 0.9},
    "cosine": {"steps": 8, "floor": 0.1},
    "warmup_cosine": {"warmup": 3, "steps": 8, "start": 0.1, "floor": 0.0},
}
CLIPPINGS: dict[str, dict[str, float]] = {
    "": {},
    "clip_by_value": {"limit": 1.5},
    "clip_by_norm": {"limit": 1.5, "epsilon": 1e-6},
}
STEPS = 10
EACH = [
    (method, word, value)
    for method, choices in CONVENTION_OPTIONS.items()
    for word, values in choices.items()
    for value in values
]


def course(method: str, conventions: Conventions = USUAL, schedule: str = "constant", clipping: str = "") -> Any:
    made = plan(
        method,
        "ravine",
        conventions,
        accumulated=0.2,
        schedule=schedule,
        schedule_numbers=tuple(SCHEDULES[schedule].items()),
        clipping=clipping,
        clipping_numbers=tuple(CLIPPINGS[clipping].items()),
    )
    return descend(SURFACE, made, SURFACE.start, STEPS)


@pytest.mark.parametrize(("method", "word", "value"), EACH)
@pytest.mark.parametrize("schedule", ["constant", "step_decay"])
def test_with_every_convention(method: str, word: str, value: Any, schedule: str) -> None:
    found = course(method, Conventions(**{word: value}), schedule)
    for step in (1, 2, STEPS):
        for coordinate in (0, 1):
            printed = print_step(SURFACE, found, step, coordinate)
            assert printed.agrees
            assert printed.method[-1].value == pytest.approx(found.points[step, coordinate], rel=1e-12)
            assert printed.gradient[0].value == pytest.approx(found.gradients[step - 1, coordinate], rel=1e-15)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("clipping", CLIPPINGS)
def test_with_every_schedule_and_clipping(schedule: str, clipping: str) -> None:
    for method in ("nesterov", "adamw"):
        found = course(method, Conventions(decay_at="weights"), schedule, clipping)
        for step in (1, 4, STEPS):
            printed = print_step(SURFACE, found, step, 1)
            assert printed.agrees
            assert bool(printed.schedule) is (schedule != "constant")
            assert bool(printed.clipping) is bool(clipping)
            if printed.schedule:
                assert printed.schedule[-1].value == pytest.approx(found.rates[step - 1], rel=1e-12)
            if clipping:
                assert printed.clipping[-1].value == pytest.approx(found.clipped[step - 1, 1], rel=1e-9)


@pytest.mark.parametrize("what", ["points", "clipped", "rates", "memories"])
def test_a_step_that_was_made_otherwise_is_found(what: str) -> None:
    found = course("momentum", schedule="step_decay", clipping="clip_by_norm")
    if what == "memories":
        changed: Any = (*found.memories[:4], {"v": 1.001 * found.memories[4]["v"]}, *found.memories[5:])
    else:
        changed = getattr(found, what).copy()
        changed[4 if what == "points" else 3] *= 1.001
    assert not print_step(SURFACE, replace(found, **{what: changed}), 4, 0).agrees


@pytest.mark.parametrize("surface", FORMULAS)
@pytest.mark.parametrize("method", CONVENTION_OPTIONS)
def test_every_step_of_every_usual_path_agrees(method: str, surface: str) -> None:
    place = formula_surface(surface)
    found = descend(place, plan(method, surface), place.start, 100)
    for step in range(1, found.steps + 1):
        assert print_step(place, found, step, 0).agrees, step
        assert print_step(place, found, step, 1).agrees, step


ADAM = (("learning_rate", 0.2), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8))
CANCELS: list[tuple[str, Plan, tuple[float, float]]] = [
    # 0.9 - 0.02 * 45
    ("ravine", Plan("momentum", (("learning_rate", 0.02), ("momentum", 0.9))), (-3.0, 1.5)),
    ("bowl", Plan("adam", ADAM), (0.2, 2.0)),
    ("bowl", Plan("rmsprop", (("learning_rate", 0.05), ("decay", 0.99), ("epsilon", 1e-8))), (0.5, 2.0)),
    ("bowl", Plan("sgd", (("learning_rate", 0.05),)), (-3.0, 1.1)),
    ("saddle", Plan("adagrad", (("learning_rate", 0.2), ("epsilon", 1e-10))), (0.2, 0.01)),
    # g + lambda theta is 0
    (
        "saddle",
        Plan(
            "momentum",
            (("learning_rate", 0.3), ("momentum", 0.9), ("weight_decay", 1.0)),
            Conventions(decay_at="gradient"),
        ),
        (0.3, 0.1),
    ),
]


@pytest.mark.parametrize(("surface", "ours", "start"), CANCELS, ids=str)
def test_a_step_whose_terms_cancel_agrees(surface: str, ours: Plan, start: tuple[float, float]) -> None:
    place = formula_surface(surface)
    found = descend(place, ours, start, 50)
    for step in range(1, found.steps + 1):
        for coordinate in (0, 1):
            assert print_step(place, found, step, coordinate).agrees, (step, coordinate)


def test_an_error_of_a_hundred_millionth_of_the_step_is_found() -> None:
    # the second step of y ends at 0, but for rounding
    place = formula_surface("ravine")
    found = descend(place, CANCELS[0][1], place.start, 5)
    assert abs(found.points[2, 1]) < 1e-15
    moved = found.points.copy()
    moved[2, 1] += 1e-8 * abs(moved[2, 1] - moved[1, 1])
    assert not print_step(place, replace(found, points=moved), 2, 1).agrees
    moved = found.points.copy()
    moved[2, 1] += 1e-10 * abs(moved[2, 1] - moved[1, 1])
    assert print_step(place, replace(found, points=moved), 2, 1).agrees


CASES = [(1, r"\tau < w"), (3, r"\tau < w"), (4, r"w \le \tau < T"), (8, r"w \le \tau < T"), (9, r"T \le \tau")]


@pytest.mark.parametrize(("step", "case"), CASES)
def test_only_the_case_of_a_schedule_that_holds_is_printed(step: int, case: str) -> None:
    found = course("sgd", schedule="warmup_cosine")
    printed = print_step(SURFACE, found, step, 0)
    assert printed.case == case
    assert "cases" not in printed.schedule[0].symbols
    assert printed.schedule[0].value == pytest.approx(found.rates[step - 1], rel=1e-12)
    # every letter but eta and tau is named
    written = set(re.findall(r"\\alpha|\\phi|[wT]", f"{printed.schedule[0].symbols} {case}".replace(r"\tau", "")))
    assert written == {letter for letter, _, _ in printed.letters}


def test_the_symbols_are_of_x_or_of_y() -> None:
    printed = print_step(SURFACE, course("sgd", schedule="cosine", clipping="clip_by_value"), 1, 1)
    [gradient], [step] = printed.gradient, printed.method
    assert (gradient.left, gradient.symbols) == (r"g_t = \frac{\partial C}{\partial y}", "20 y_{t-1}")
    assert (step.left, step.symbols) == ("y_t", r"y_{t-1} - \eta_\tau \tilde{g}_t")
    [length, *_] = print_step(SURFACE, course("sgd", clipping="clip_by_norm"), 1, 1).clipping
    assert (length.left, length.symbols) == (r"\lVert g_t \rVert", r"\sqrt{g_x^{2} + g_y^{2}}")
    assert print_cost(SURFACE.formula) == r"C = \frac{1}{2} x^{2} + 10 y^{2}"
