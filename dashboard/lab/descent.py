"""A method's path down a surface, step by step: what it saw, remembered and did.

Goes in: a surface, a start, a method with its numbers and conventions. Comes out: frozen records. Must not know:
Streamlit, how a step is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.lab.surfaces import Point, Surface
from derivations import Optimiser, clip_by_norm, clip_by_value, decay_weights
from derivations.models.optimisers import (
    CLIPPINGS,
    CONVENTION_OPTIONS,
    SCHEDULES,
    USUAL,
    Conventions,
    UpdateRule,
    update_rule,
)
from derivations.numeric import Schedule, constant, cosine, exponential_decay, step_decay, warmup_cosine
from derivations.numeric.training.optimisers import OPTIMISERS, START

Floats = NDArray[np.float64]
Numbers = tuple[tuple[str, float], ...]
FAR = 1e6  # from 0: what is farther has diverged
SCHEDULE_MAKERS: Mapping[str, Callable[..., Schedule]] = {
    "constant": constant,
    "step_decay": step_decay,
    "exponential_decay": exponential_decay,
    "cosine": cosine,
    "warmup_cosine": warmup_cosine,
}
CLIP_MAKERS = {"clip_by_value": clip_by_value, "clip_by_norm": clip_by_norm}


@dataclass(frozen=True)
class Plan:
    """A method with all that is set: its numbers and those of schedule and clipping by their words.

    ``clipping`` is "" for none; ``accumulated`` is what AdaGrad's sum of squares begins with.
    """

    method: str
    numbers: Numbers
    conventions: Conventions = USUAL
    accumulated: float = 0.0
    schedule: str = "constant"
    schedule_numbers: Numbers = ()
    clipping: str = ""
    clipping_numbers: Numbers = ()

    @cached_property
    def rule(self) -> UpdateRule:
        """The method's equations."""
        return update_rule(self.method, self.conventions)

    @property
    def schedule_rule(self) -> UpdateRule:
        """The equation of the schedule."""
        return SCHEDULES[self.schedule]

    @property
    def clipping_rule(self) -> UpdateRule | None:
        """The equations of the clipping, if there is any."""
        return CLIPPINGS[self.clipping] if self.clipping else None

    @cached_property
    def factor(self) -> Schedule:
        """What the rate is multiplied by."""
        whole = {word: int(value) if word in WHOLE else value for word, value in self.schedule_numbers}
        return SCHEDULE_MAKERS[self.schedule](**whole)

    @property
    def rate(self) -> float:
        """The learning rate, before the schedule."""
        return dict(self.numbers)["learning_rate"]

    @cached_property
    def optimiser(self) -> Optimiser:
        """The library's optimiser, without clipping: that is looked at by itself."""
        words: dict[str, Any] = dict(self.numbers)
        decay = words.pop("weight_decay", 0.0)
        place = self.conventions.decays_at(self.method)
        if self.method == "adamw":
            words["weight_decay"] = 0.0 if place != "step" else decay
        for word in ("velocity", "epsilon_at", "bias_correction"):
            if word in CONVENTION_OPTIONS[self.method]:
                words[word] = getattr(self.conventions, word)
        if self.method == "adagrad":
            words["start"] = self.accumulated
        made = OPTIMISERS[self.method].make(**words, schedule=self.factor)
        own = self.method == "adamw" and place == "step"
        return made if own or not place else decay_weights(made, decay, at=place)

    def clip(self, gradient: Floats) -> Floats:
        """Return what is left of a gradient: what the library's clipping hands on."""
        if not self.clipping:
            return gradient
        kept: list[Floats] = []

        def look(vector: Floats, given: Floats, state: tuple[Floats, ...]) -> tuple[Floats, ...]:
            kept.append(given.copy())
            return state

        seeing = replace(self.optimiser, move=look)
        CLIP_MAKERS[self.clipping](seeing, **dict(self.clipping_numbers)).move(np.zeros(2), gradient.copy(), START)
        return kept[0]


WHOLE = ("every", "steps", "warmup")


@dataclass(frozen=True, eq=False)
class Course:
    """Where a method was before its first and after each step, the cost there, and what made each step.

    ``points`` and ``memories`` have one row more than ``gradients``, ``clipped`` and ``rates``; a memory is (2,) for
    each letter that the method remembers. ``stopped`` says that it broke off: it diverged, or nothing was defined.
    """

    plan: Plan
    points: Floats
    costs: Floats
    gradients: Floats
    clipped: Floats
    rates: Floats
    memories: tuple[dict[str, Floats], ...]
    stopped: bool = False

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.gradients)

    @cached_property
    def sizes(self) -> Floats:
        """How far each step went, (steps,)."""
        return np.asarray(np.hypot(*np.diff(self.points, axis=0).T))

    def crossings(self, coordinate: int) -> int:
        """Count the steps that go across 0 of a coordinate."""
        before, after = self.points[:-1, coordinate], self.points[1:, coordinate]
        return int((before * after < 0).sum())

    def distance(self, to: Point) -> float:
        """Return how far the last point is from another one."""
        x, y = self.points[-1]
        return hypot(x - to[0], y - to[1])


def descend(surface: Surface, plan: Plan, start: Point, steps: int) -> Course:
    """Go so many steps; fewer where the path leads farther than FAR from 0, or to what is not defined."""
    optimiser, state = plan.optimiser, START
    letters = [letter for letter in optimiser.memory if letter != "t"]
    vector = np.array(start, dtype=np.float64)
    first = {letter: np.full(2, plan.accumulated if plan.method == "adagrad" else 0.0) for letter in letters}
    points, costs, memories = [vector.copy()], [surface.cost(*start)], [first]
    gradients, clipped, rates, stopped = [], [], [], False
    for step in range(steps):
        gradient = np.array(surface.gradient(*vector.tolist()))
        if not np.isfinite(gradient).all():
            stopped = True
            break
        kept = plan.clip(gradient)
        with np.errstate(all="ignore"):
            state = optimiser.move(vector, kept.copy(), state)
        if not np.isfinite(vector).all():
            stopped = True
            break
        gradients.append(gradient)
        clipped.append(kept)
        rates.append(plan.rate * plan.factor(step))
        points.append(vector.copy())
        costs.append(surface.cost(*vector.tolist()))
        memories.append({letter: np.array(each) for letter, each in zip(optimiser.memory, state, strict=True)})
        memories[-1].pop("t", None)
        if np.abs(vector).max() > FAR:
            stopped = True
            break
    shape = (len(gradients), 2)
    return Course(
        plan,
        np.array(points),
        np.array(costs),
        np.array(gradients).reshape(shape),
        np.array(clipped).reshape(shape),
        np.array(rates),
        tuple(memories),
        stopped,
    )


# rates with which each method gets somewhere in 50 steps, or shows what it is known for
USUAL_RATES = {
    "bowl": {"sgd": 0.1, "momentum": 0.05, "nesterov": 0.05, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.2},
    "ravine": {"sgd": 0.09, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.2},
    "saddle": {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.2, "rmsprop": 0.02, "adam": 0.05},
    "rosenbrock": {"sgd": 0.002, "momentum": 0.001, "nesterov": 0.001, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.3},
}


def usual_rate(surface: str, method: str) -> float:
    """Return a rate to begin with."""
    rates = USUAL_RATES.get(surface)
    return rates["adam" if method == "adamw" else method] if rates else OPTIMISERS[method].usual_rate
