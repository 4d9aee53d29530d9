"""Schedules beside PyTorch's, and by hand."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations.errors import SpecificationError
from derivations.numeric import (
    Schedule,
    constant,
    cosine,
    exponential_decay,
    per_epoch,
    sgd,
    step_decay,
    warmup_cosine,
)
from tests.numeric.torch_runs import (
    MAKERS,
    STEPS,
    THEIRS,
    TOLERANCE,
    arrays,
    our_run,
    their_maker,
    torch_run,
    worst,
)

SCHEDULES: list[tuple[Schedule, Callable[[Any, Any], Any]]] = [
    (constant(), lambda s, o: s.ConstantLR(o, factor=1.0)),
    (step_decay(7), lambda s, o: s.StepLR(o, 7)),
    (step_decay(30, factor=0.5), lambda s, o: s.StepLR(o, 30, gamma=0.5)),
    (exponential_decay(0.97), lambda s, o: s.ExponentialLR(o, 0.97)),
    (cosine(STEPS), lambda s, o: s.CosineAnnealingLR(o, STEPS)),
    (cosine(STEPS, floor=0.1), lambda s, o: s.CosineAnnealingLR(o, STEPS, eta_min=0.1 * o.param_groups[0]["lr"])),
    (
        warmup_cosine(10, STEPS),
        lambda s, o: s.SequentialLR(
            o, [s.LinearLR(o, total_iters=10), s.CosineAnnealingLR(o, STEPS - 10)], milestones=[10]
        ),
    ),
]


@pytest.mark.filterwarnings("ignore:The epoch parameter:UserWarning")
@pytest.mark.parametrize("name", ["sgd", "momentum", "adamw"])
@pytest.mark.parametrize(("ours", "theirs"), SCHEDULES, ids=[str(pair[0].name) for pair in SCHEDULES])
def test_schedules_equal_pytorch(
    name: str, ours: Schedule, theirs: Callable[[Any, Any], Any], torch: ModuleType
) -> None:
    schedulers = torch.optim.lr_scheduler
    their_steps = torch_run(torch, their_maker(torch, name, THEIRS[name][1]), scheduler=lambda o: theirs(schedulers, o))
    assert worst(our_run(MAKERS[name](schedule=ours)), their_steps) <= TOLERANCE


def test_factors_by_hand() -> None:
    assert [step_decay(2, factor=0.5)(t) for t in range(5)] == [1, 1, 0.5, 0.5, 0.25]
    assert [exponential_decay(0.5)(t) for t in range(3)] == [1, 0.5, 0.25]
    assert [cosine(2, floor=0.5)(t) for t in (0, 1, 2, 3, 99)] == pytest.approx([1, 0.75, 0.5, 0.5, 0.5])
    assert [warmup_cosine(2, 4, start=0.5)(t) for t in range(6)] == pytest.approx([0.5, 0.75, 1, 0.5, 0, 0])
    assert [per_epoch(step_decay(1, factor=0.5), 3)(t) for t in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert {constant()(t) for t in range(5)} == {1}


def test_schedules_are_compared_by_what_made_them() -> None:
    assert cosine(5) == cosine(5, floor=0.0) != cosine(6)
    assert len({cosine(5), cosine(5), step_decay(5)}) == 2
    assert cosine(5) != "cosine"


@pytest.mark.parametrize("name", MAKERS)
def test_a_constant_schedule_changes_nothing(name: str) -> None:
    for plain, scheduled in zip(our_run(MAKERS[name](), 5), our_run(MAKERS[name](schedule=constant()), 5), strict=True):
        for a, b in zip(arrays(plain.parameters), arrays(scheduled.parameters), strict=True):
            assert np.array_equal(a, b)


@pytest.mark.parametrize("factor", [-1.0, np.nan, np.inf])
def test_a_schedule_that_gives_no_factor_is_named(factor: float) -> None:
    with pytest.raises(SpecificationError) as caught:
        list(our_run(sgd(schedule=lambda step: factor if step == 2 else 1.0), 5))
    assert str(caught.value) == f"schedule at step 2 gives {factor!r}; expected a finite number from 0 up"
