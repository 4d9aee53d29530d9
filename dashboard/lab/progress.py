"""Training in small steps that a page can show: a frozen record of where it stands, and how it goes on.

Goes in: the record and a number of epochs. Comes out: the next record. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from derivations import (
    Convention,
    DataSet,
    DerivationError,
    Network,
    Parameters,
    initialise,
    loss,
    train,
)
from derivations.numeric.training.breakdown import DivergedError, UndefinedError
from derivations.numeric.training.history import History
from derivations.numeric.training.optimisers import OPTIMISERS

GOAL = 2000
NO_CURVE: History[tuple[int, float]] = History(300)
# what an optimiser remembers between updates
Memory = tuple[np.ndarray, ...]
NO_PATH: History[tuple[int, Parameters]] = History(200)  # records; with 2 000 parameters they take 3 MB


@dataclass(frozen=True)
class TrainingProgress:
    """``curve`` holds epochs and the costs after them, evenly spread; ``failure`` says why training stopped.

    ``memory`` is what the optimiser remembers; ``measured`` says whether the last cost is that of these parameters.
    ``path`` are the parameters at some of the epochs so far, the first and the last among them. ``untouched`` says that
    the parameters are those of the seed, as training starts.
    """

    parameters: Parameters
    epoch: int = 0
    goal: int = GOAL
    curve: History[tuple[int, float]] = NO_CURVE
    failure: str = ""
    memory: Memory = ()
    measured: bool = False
    path: History[tuple[int, Parameters]] = NO_PATH
    untouched: bool = False

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose costs are kept; one stands twice where the curve jumps, since parameters were edited."""
        return tuple(epoch for epoch, _ in self.curve.records)

    @property
    def costs(self) -> tuple[float, ...]:
        """The cost after each of these epochs."""
        return tuple(cost for _, cost in self.curve.records)

    def with_room(self, more: int) -> TrainingProgress:
        """Return the record with a goal that is still ahead."""
        goal = self.goal if self.epoch < self.goal else self.epoch + more
        return replace(self, goal=goal, failure="")

    def with_new_curve(self) -> TrainingProgress:
        """Return the record without its costs, and without what the optimiser remembers of their gradients."""
        return replace(self, curve=NO_CURVE, failure="", memory=(), measured=False)

    def with_new_memory(self) -> TrainingProgress:
        """Return the record without what the optimiser remembers: another one has another memory."""
        return replace(self, failure="", memory=())

    def resume(self, parameters: Parameters, epoch: int, curve: Iterable[tuple[int, float]] = ()) -> TrainingProgress:
        """Return the record at parameters and an epoch that were kept, with what was kept of the curve."""
        goal = GOAL * (epoch // GOAL + 1) if epoch else self.goal
        return replace(
            self, parameters=parameters, epoch=epoch, goal=goal, curve=NO_CURVE.having_all(curve), untouched=False
        )

    def edit(self, parameters: Parameters) -> TrainingProgress:
        """Return the record with other parameters; the curve goes on and shows the jump."""
        return replace(self, parameters=parameters, failure="", measured=False, untouched=False)


def start_progress(network: Network, seed: int) -> TrainingProgress:
    """Return where training starts: Xavier's initial weights of a seed."""
    return TrainingProgress(initialise(network, np.random.default_rng(seed)), untouched=True)


def advance(
    progress: TrainingProgress,
    network: Network,
    convention: Convention,
    data: DataSet,
    *,
    epochs: int,
    rate: float,
    optimiser: str = "sgd",
) -> TrainingProgress:
    """Train on for some epochs on the whole batch.

    A network that diverges, or that a formula is not defined for, keeps its last finite parameters, and the record
    says so.
    """
    now = progress
    if not now.measured:
        # where the curve begins, or jumps because parameters were edited
        try:
            start = loss(network, now.parameters, data.inputs, data.targets, convention)
        except DerivationError as error:
            return replace(now, failure=str(error))
        now = replace(
            now, curve=now.curve.having((now.epoch, start)), path=now.path.having((now.epoch, now.parameters))
        )
    epoch, curve, parameters, memory = now.epoch, now.curve, now.parameters, now.memory
    failure = ""
    try:
        run = train(
            network,
            parameters,
            data.inputs,
            data.targets,
            optimiser=OPTIMISERS[optimiser].make(rate),
            epochs=epochs,
            convention=convention,
            state=memory,
        )
        for record in run:
            parameters, memory = record.parameters, record.state
            epoch = now.epoch + record.epoch
            curve = curve.having((epoch, record.loss))
    except (DivergedError, UndefinedError) as error:
        # the run counts from where it began, and the curve from the first epoch
        failure = str(error.after(now.epoch))
    except DerivationError as error:
        failure = str(error)
    return replace(
        now,
        parameters=parameters,
        epoch=epoch,
        curve=curve,
        failure=failure,
        memory=memory,
        measured=True,
        untouched=False,
        path=now.path.having((epoch, parameters)),
    )
