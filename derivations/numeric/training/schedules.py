"""Learning-rate schedules: what eta is multiplied by, as a function of how many updates came before.

Goes in: the step, 0 for the first update. Comes out: a factor. Must not know: the learning rate, optimisers, epochs.

An optimiser takes any function from step to factor, `sgd(0.5, schedule=lambda step: 1 / (1 + step))`; those here can
also be compared and read. They equal PyTorch's schedulers of lr_scheduler, stepped once per update; to step once per
epoch, wrap them in per_epoch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import cos, pi

from derivations.errors import SpecificationError
from derivations.options import part, positive_part, whole_number


@dataclass(frozen=True)
class Schedule:
    """A named function from the step to the factor; `schedule(0)` is that of the first update.

    Parameters
    ----------
    name : str
    options : tuple of (str, number)
        With which it was made; two schedules are equal if name and options are.
    """

    name: str
    options: tuple[tuple[str, float], ...]
    factor: Callable[[int], float]

    def __call__(self, step: int) -> float:
        return self.factor(step)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schedule):
            return NotImplemented
        return (self.name, self.options) == (other.name, other.options)

    def __hash__(self) -> int:
        return hash((self.name, self.options))


def constant() -> Schedule:
    """1 at every step: the learning rate stays."""
    return Schedule("constant", (), _one)


def step_decay(every: int, *, factor: float = 0.1) -> Schedule:
    """factor^floor(step / every): a stair, one step down after each `every` updates. PyTorch: StepLR.

    Parameters
    ----------
    every : int
        From 1 up.
    factor : float
        Above 0, up to 1; PyTorch calls it gamma, and the default is the same.

    Raises
    ------
    SpecificationError
        If an option is out of its range.
    """
    k, gamma = whole_number("every", every, 1), positive_part("factor", factor)
    return Schedule("step decay", (("every", k), ("factor", gamma)), partial(_stair, k, gamma))


def exponential_decay(factor: float) -> Schedule:
    """factor^step. PyTorch: ExponentialLR.

    Raises a SpecificationError if the factor is not above 0, up to 1.
    """
    gamma = positive_part("factor", factor)
    return Schedule("exponential decay", (("factor", gamma),), partial(pow, gamma))


def cosine(steps: int, *, floor: float = 0.0) -> Schedule:
    """Half a wave: floor + (1 - floor) (1 + cos(pi step / steps)) / 2, and `floor` from `steps` on.

    PyTorch: CosineAnnealingLR, which after `steps` climbs up again. Source: Loshchilov and Hutter 2017, equation 5.

    Parameters
    ----------
    steps : int
        From 1 up: after how many updates the floor is reached.
    floor : float
        From 0 to 1, as a part of the learning rate (PyTorch's eta_min is the learning rate itself).

    Raises
    ------
    SpecificationError
        If an option is out of its range.
    """
    T, low = whole_number("steps", steps, 1), part("floor", floor)
    return Schedule("cosine", (("steps", T), ("floor", low)), partial(_half_wave, T, low))


def warmup_cosine(warmup: int, steps: int, *, start: float = 1 / 3, floor: float = 0.0) -> Schedule:
    """A straight line from `start` up to 1 in `warmup` updates, then a cosine down to `floor` at `steps`.

    PyTorch: SequentialLR of LinearLR and CosineAnnealingLR. Source: Goyal et al. 2017, section 2.2, for the warm-up.

    Parameters
    ----------
    warmup, steps : int
        From 1 up; warmup below steps.
    start : float
        Above 0, up to 1; the default is PyTorch's.
    floor : float
        From 0 to 1, as a part of the learning rate.

    Raises
    ------
    SpecificationError
        If an option is out of its range.
    """
    up, T = whole_number("warmup", warmup, 1), whole_number("steps", steps, 1)
    if up >= T:
        raise SpecificationError(f"warmup {up} of {T} steps; expected fewer, the cosine takes the rest")
    first, low = positive_part("start", start), part("floor", floor)
    options = (("warmup", up), ("steps", T), ("start", first), ("floor", low))
    return Schedule("warm-up, then cosine", options, partial(_warm_up, up, T, first, low))


def per_epoch(schedule: Schedule, updates: int) -> Schedule:
    """Let a schedule count epochs of so many updates each: schedule(floor(step / updates)).

    Parameters
    ----------
    schedule : Schedule
    updates : int
        From 1 up: ceil(samples / batch_size), or 1 where all samples make one batch.

    Raises
    ------
    SpecificationError
        If an option is out of its range.
    """
    if not isinstance(schedule, Schedule):
        raise SpecificationError(f"schedule {schedule!r}; expected a Schedule, such as cosine(steps=100)")
    count = whole_number("updates", updates, 1)
    options = (*schedule.options, ("updates", count))
    return Schedule(f"{schedule.name}, per epoch", options, partial(_slower, schedule, count))


# module-level functions, with their options bound by partial: a schedule can be sent to another process


def _one(step: int) -> float:
    return 1.0


def _stair(every: int, factor: float, step: int) -> float:
    return float(factor ** (step // every))


def _half_wave(steps: int, floor: float, step: int) -> float:
    return floor + (1 - floor) * (1 + cos(pi * step / steps)) / 2 if step < steps else floor


def _warm_up(warmup: int, steps: int, start: float, floor: float, step: int) -> float:
    return start + (1 - start) * step / warmup if step < warmup else _half_wave(steps - warmup, floor, step - warmup)


def _slower(schedule: Schedule, updates: int, step: int) -> float:
    return schedule(step // updates)
