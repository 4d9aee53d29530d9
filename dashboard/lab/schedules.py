"""How the learning rate changes with the epochs: the schedules that a reader can choose, with fixed constants.

Goes in: a name and an epoch. Comes out: what the rate is multiplied by, or an optimiser that does it. Must not know:
Streamlit, how a network is trained.
"""

from __future__ import annotations

import numpy as np

from derivations.numeric.arrays import freeze
from derivations.numeric.training.optimisers import OPTIMISERS, Optimiser, State
from derivations.numeric.training.schedules import (
    Schedule,
    constant,
    cosine,
    exponential_decay,
    step_decay,
    warmup_cosine,
)

CONSTANT = "constant"
EPOCHS, STAIR, WARMUP, FLOOR, HALF, SHARE = 2000, 500, 100, 0.01, 0.5, 0.998
# of the epochs of training, 0 for the first: the epoch is what a reader sees count, whatever a batch is
MADE: dict[str, Schedule] = {
    CONSTANT: constant(),
    "step": step_decay(STAIR, factor=HALF),
    "exponential": exponential_decay(SHARE),
    "cosine": cosine(EPOCHS, floor=FLOOR),
    "warmup": warmup_cosine(WARMUP, EPOCHS, floor=FLOOR),
}
SCHEDULES = {
    CONSTANT: "constant",
    "step": f"halved every {STAIR} epochs",
    "exponential": f"times {SHARE:g} each epoch",
    "cosine": f"cosine to 1 % in {EPOCHS}",
    "warmup": f"{WARMUP} warm-up, cosine",
}


def factor(schedule: str, epoch: int) -> float:
    """Return what the rate is multiplied by in the updates after so many epochs."""
    return MADE[schedule](epoch)


def make_optimiser(
    name: str, rate: float, *, schedule: str = CONSTANT, epoch: int = 0, memory: State = (), updates: int = 1
) -> Optimiser:
    """Make the optimiser that goes on after some epochs, with so many updates in each, and with this memory."""
    if schedule == CONSTANT:
        return OPTIMISERS[name].make(rate)
    plan = MADE[schedule]
    # an optimiser with a schedule remembers how many updates came before
    counted = OPTIMISERS[name].make(rate, schedule=plan)
    before = int(fit_memory(counted, memory)[0]) if memory else 0
    return OPTIMISERS[name].make(rate, schedule=lambda step: plan(epoch + (step - before) // updates))


def fit_memory(optimiser: Optimiser, memory: State) -> State:
    """Give what an optimiser remembers as it remembers it: with a schedule it counts its updates, without it may not.

    Who has not counted begins at 0: no other formula of it depends on the count.
    """
    wanted = optimiser.memory
    if len(memory) == len(wanted) or not (memory or wanted[:1] == ("t",)):
        return memory
    if wanted[:1] == ("t",) and len(memory) == len(wanted) - 1:
        return (freeze(np.array(0.0)), *memory) if memory else ()
    return memory[1:]
