"""Where training stands, as a frozen record that a page can show and go on from, or go back in.

Goes in: a network and a seed, or parameters that were kept. Comes out: records. Must not know: Streamlit, how training
goes on (`running`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from derivations import Network, Parameters, initialise
from derivations.numeric.training.history import History

GOAL = 2000
NO_CURVE: History[tuple[int, float]] = History(300)
# what an optimiser remembers between updates
Memory = tuple[np.ndarray, ...]
# where a generator of random numbers stands: the numbers of PCG64; () for seed 0
Random = tuple[int, ...]


class Milestone(NamedTuple):
    """All that is needed to go on from a point of the curve: as in TrainingProgress.

    ``cost`` is that of the point, ``optimiser`` whose memory it is.
    """

    epoch: int
    parameters: Parameters
    cost: float
    memory: Memory
    optimiser: str
    random: Random
    pending: tuple[int, ...]
    updates: int


NO_PATH: History[Milestone] = History(200)  # records; with 2 000 parameters they take 3 MB, with Adam's memory 10


@dataclass(frozen=True)
class TrainingProgress:
    """``curve`` holds epochs and the costs after them, evenly spread; ``failure`` says why training stopped.

    ``memory`` is what the optimiser remembers; ``measured`` says whether the last cost is that of these parameters.
    ``path`` is what stood at some of the epochs so far, the first and the last among them. ``untouched`` says that
    the parameters are those of the seed, as training starts. ``random`` is where the generator stands that draws the
    batches and what dropout drops; ``pending`` are the samples (from 0) that the batches of this epoch have still to
    take, () where an epoch is over, and ``updates`` counts those that it has had.
    """

    parameters: Parameters
    epoch: int = 0
    goal: int = GOAL
    curve: History[tuple[int, float]] = NO_CURVE
    failure: str = ""
    memory: Memory = ()
    measured: bool = False
    path: History[Milestone] = NO_PATH
    untouched: bool = False
    random: Random = ()
    pending: tuple[int, ...] = ()
    updates: int = 0

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose costs are kept; one stands twice where the curve jumps, since parameters were edited."""
        return tuple(epoch for epoch, _ in self.curve.records)

    @property
    def costs(self) -> tuple[float, ...]:
        """The cost after each of these epochs."""
        return tuple(cost for _, cost in self.curve.records)

    @property
    def is_on_curve(self) -> bool:
        """Whether the last cost is that of these parameters; in the middle of an epoch it is not."""
        return self.measured and bool(self.costs) and not self.pending

    def with_room(self, more: int) -> TrainingProgress:
        """Return the record with a goal that is still ahead."""
        goal = self.goal if self.epoch < self.goal else self.epoch + more
        return replace(self, goal=goal, failure="")

    def with_new_curve(self) -> TrainingProgress:
        """Return the record without its costs, and without what the optimiser remembers of their gradients.

        There is no way back either: it would lead to costs that are no longer on the curve.
        """
        return replace(self, curve=NO_CURVE, path=NO_PATH, failure="", memory=(), measured=False)

    def with_new_memory(self) -> TrainingProgress:
        """Return the record without what the optimiser remembers: another one has another memory."""
        return replace(self, failure="", memory=())

    def resume(self, parameters: Parameters, epoch: int, curve: Iterable[tuple[int, float]] = ()) -> TrainingProgress:
        """Return the record at parameters and an epoch that were kept, with what was kept of the curve."""
        goal = GOAL * (epoch // GOAL + 1) if epoch else self.goal
        return replace(
            self, parameters=parameters, epoch=epoch, goal=goal, curve=NO_CURVE.having_all(curve), untouched=False
        )

    def with_milestone(self, optimiser: str) -> TrainingProgress:
        """Return the record with a way back to here, whose cost is the last one of the curve."""
        cost = self.costs[-1]
        here = self.parameters, cost, self.memory, optimiser, self.random, self.pending, self.updates
        return replace(self, path=self.path.having(Milestone(self.epoch, *here)))

    def edit(self, parameters: Parameters) -> TrainingProgress:
        """Return the record with other parameters; the curve goes on and shows the jump."""
        return replace(self, parameters=parameters, failure="", measured=False, untouched=False)


def start_progress(network: Network, seed: int, initial: str = "xavier") -> TrainingProgress:
    """Return where training starts: the initial weights of a seed, drawn with one of the library's methods."""
    parameters = initialise(network, np.random.default_rng(seed), initial)
    # batches and masks have random numbers of their own: they do not depend on how many weights there are
    return TrainingProgress(parameters, untouched=True, random=write_random(np.random.default_rng((seed, 1))))


def return_to(progress: TrainingProgress, milestone: Milestone, optimiser: str) -> TrainingProgress:
    """Return the record as it was at one of the milestones of its path; what came after it is gone.

    Another optimiser than the one that came there begins with an empty memory.
    """
    epoch, point = milestone.epoch, (milestone.epoch, milestone.cost)
    before = takewhile(lambda each: each[0] <= epoch and each != point, progress.curve.records)
    path = takewhile(lambda each: each is not milestone, progress.path.records)
    return replace(
        progress,
        parameters=milestone.parameters,
        epoch=epoch,
        goal=GOAL * (epoch // GOAL + 1),
        curve=NO_CURVE.having_all((*before, point)),
        path=NO_PATH.having_all((*path, milestone)),
        memory=milestone.memory if milestone.optimiser == optimiser else (),
        random=milestone.random,
        pending=milestone.pending,
        updates=milestone.updates,
        measured=True,
        failure="",
        untouched=False,
    )


def name_milestones(milestones: Sequence[Milestone]) -> list[str]:
    """Name each by its epoch; a later one of the same epoch is there since parameters were edited."""
    found: list[str] = []
    for at, each in enumerate(milestones):
        times = sum(other.epoch == each.epoch for other in milestones[:at])
        found.append(f"{each.epoch}{', edited' if times else ''}{f' {times}' if times > 1 else ''}")
    return found


def read_random(random: Random) -> np.random.Generator:
    """Make a generator that stands where it is said."""
    found = np.random.PCG64(0)
    if random:
        state, increment, held, number = random
        found.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": increment},
            "has_uint32": held,
            "uinteger": number,
        }
    return np.random.Generator(found)


def write_random(rng: np.random.Generator) -> Random:
    """Say where a generator stands."""
    found = rng.bit_generator.state
    return found["state"]["state"], found["state"]["inc"], found["has_uint32"], found["uinteger"]
