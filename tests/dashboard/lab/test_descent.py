"""Ways down a surface: beside PyTorch's optimisers on the same cost, step by step; where they leave, how they turn."""

from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np
import pytest

from dashboard.lab.descent import FAR, USUAL_RATES, Course, Numbers, Plan, descend, usual_rate
from dashboard.lab.surfaces import FORMULAS, Surface, formula_surface
from derivations.models.optimisers import CONVENTION_OPTIONS, USUAL, Conventions, update_rule
from tests.numeric.torch_runs import THEIRS

STEPS = 60
CHOSEN = {
    "momentum": 0.8,
    "decay": 0.95,
    "beta1": 0.85,
    "beta2": 0.98,
    "epsilon": 1e-6,
    "weight_decay": 0.05,
}
WORDS = {"decay": "alpha", "epsilon": "eps", "weight_decay": "weight_decay", "momentum": "momentum"}
COSTS: dict[str, Callable[[Any, Any], Any]] = {
    "bowl": lambda x, y: (x**2 + y**2) / 2,
    "ravine": lambda x, y: (x**2 + 20 * y**2) / 2,
    "saddle": lambda x, y: (x**2 - y**2) / 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
}


def plan(
    method: str,
    surface: str,
    conventions: Conventions = USUAL,
    given: Mapping[str, float] = MappingProxyType(CHOSEN),
    **more: Any,
) -> Plan:
    """Make a plan with the rate that is usual on a surface, and given numbers."""
    words = [word for _, word in update_rule(method, conventions).options if word != "learning_rate"]
    numbers: Numbers = (("learning_rate", usual_rate(surface, method)), *((word, given[word]) for word in words))
    return Plan(method, numbers, conventions, **more)


def theirs(
    torch: ModuleType,
    ours: Plan,
    surface: Surface,
    clip: Callable[[Any], object] | None = None,
    scheduler: Callable[[Any], Any] | None = None,
    **more: Any,
) -> np.ndarray:
    """Go down with PyTorch's optimiser and its own gradients; every point, (STEPS + 1, 2)."""
    numbers = dict(ours.numbers)
    kind, options = THEIRS[ours.method]
    options = {**options, "lr": numbers["learning_rate"], **{WORDS[w]: v for w, v in numbers.items() if w in WORDS}}
    if "beta1" in numbers:
        options["betas"] = (numbers["beta1"], numbers["beta2"])
    theta = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    optimiser = getattr(torch.optim, kind)([theta], **{**options, **more})
    rates = scheduler(optimiser) if scheduler else None
    points = [theta.detach().numpy().copy()]
    for _ in range(STEPS):
        optimiser.zero_grad()
        COSTS[surface.name](*theta).backward()
        if clip:
            clip([theta])
        optimiser.step()
        if rates:
            rates.step()
        points.append(theta.detach().numpy().copy())
    return np.array(points)


def same(course: Course, points: np.ndarray) -> bool:
    return bool(np.allclose(course.points, points, rtol=1e-7, atol=1e-10))


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("method", CONVENTION_OPTIONS)
def test_a_way_is_that_of_pytorchs_optimiser(method: str, name: str, torch: ModuleType) -> None:
    surface, ours = formula_surface(name), plan(method, name)
    course = descend(surface, ours, surface.start, STEPS)
    assert not course.stopped
    assert same(course, theirs(torch, ours, surface))
    assert course.costs == pytest.approx([surface.cost(*point) for point in course.points.tolist()])
    assert course.sizes == pytest.approx(np.linalg.norm(np.diff(course.points, axis=0), axis=1))


def test_the_comparison_can_fail(torch: ModuleType) -> None:
    surface, ours = formula_surface("ravine"), plan("adam", "ravine")
    course = descend(surface, ours, surface.start, STEPS)
    assert not same(course, theirs(torch, ours, surface, eps=1e-2))


@pytest.mark.parametrize("method", [each for each in CONVENTION_OPTIONS if each != "adamw"])
def test_decay_in_the_gradient_is_pytorchs(method: str, torch: ModuleType) -> None:
    surface, ours = formula_surface("ravine"), plan(method, "ravine", Conventions(decay_at="gradient"))
    assert same(descend(surface, ours, surface.start, STEPS), theirs(torch, ours, surface))


def test_other_conventions_that_pytorch_has(torch: ModuleType) -> None:
    surface = formula_surface("ravine")
    ours = plan("momentum", "ravine", Conventions(velocity="dampened"))
    assert same(descend(surface, ours, surface.start, STEPS), theirs(torch, ours, surface, dampening=0.8))
    ours = plan("adagrad", "ravine", accumulated=0.3)
    found = descend(surface, ours, surface.start, STEPS)
    assert same(found, theirs(torch, ours, surface, initial_accumulator_value=0.3))
    assert found.memories[0]["s"].tolist() == [0.3, 0.3]


@pytest.mark.parametrize("method", ["sgd", "nesterov", "adam"])
def test_clipped_and_scheduled_as_in_pytorch(method: str, torch: ModuleType) -> None:
    surface, clips = formula_surface("ravine"), torch.nn.utils
    norm = plan(method, "ravine", clipping="clip_by_norm", clipping_numbers=(("limit", 2.0), ("epsilon", 1e-6)))
    found = descend(surface, norm, surface.start, STEPS)
    assert same(found, theirs(torch, norm, surface, lambda p: clips.clip_grad_norm_(p, 2.0)))
    assert np.linalg.norm(found.clipped, axis=1).max() <= 2 < np.linalg.norm(found.gradients, axis=1).max()
    value = plan(method, "ravine", clipping="clip_by_value", clipping_numbers=(("limit", 2.0),))
    found = descend(surface, value, surface.start, STEPS)
    assert same(found, theirs(torch, value, surface, lambda p: clips.clip_grad_value_(p, 2.0)))
    stairs = plan(method, "ravine", schedule="step_decay", schedule_numbers=(("every", 7.0), ("factor", 0.5)))
    found = descend(surface, stairs, surface.start, STEPS)
    schedulers = torch.optim.lr_scheduler
    assert same(found, theirs(torch, stairs, surface, scheduler=lambda o: schedulers.StepLR(o, 7, 0.5)))
    assert found.rates == pytest.approx([stairs.rate * 0.5 ** (step // 7) for step in range(STEPS)])


def test_a_way_that_leaves_is_broken_off_and_says_so() -> None:
    surface = formula_surface("bowl")
    course = descend(surface, Plan("sgd", (("learning_rate", 3.0),)), (1.0, 0.0), STEPS)
    # x becomes -2 x in every step
    assert course.stopped
    assert course.steps == 20
    assert abs(course.points[-2]).max() <= FAR < abs(course.points[-1]).max()
    assert course.crossings(0) == 20
    assert course.crossings(1) == 0
    assert course.distance((0.0, 0.0)) == 2.0**20


def test_where_no_gradient_is_there_is_no_step() -> None:
    nowhere = Surface("nowhere", lambda x, y: float("nan"), lambda x, y: (float("nan"), 0.0), (0, 1), (0, 1), (0, 0))
    course = descend(nowhere, Plan("sgd", (("learning_rate", 1.0),)), (0.0, 0.0), STEPS)
    assert (course.steps, course.stopped) == (0, True)
    assert course.gradients.shape == (0, 2)


@pytest.mark.parametrize("surface", USUAL_RATES)
def test_with_its_usual_rate_no_method_leaves_in_fifty_steps(surface: str) -> None:
    place = formula_surface(surface)
    for method in CONVENTION_OPTIONS:
        course = descend(place, plan(method, surface), place.start, 50)
        assert not course.stopped
        assert course.costs[-1] < course.costs[0]
