"""Training in small steps that a page can show: a frozen record of where it stands, and how it goes on.

Goes in: the record and a number of epochs. Comes out: the next record. Must not know: Streamlit.
"""

from __future__ import annotations

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
from derivations.numeric.optimisers import OPTIMISERS

GOAL = 2000
LONGEST_CURVE = 1_000
# what an optimiser remembers between updates
Memory = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Progress:
    """``costs[i]`` is the cost after ``epochs[i]`` epochs of this curve; ``failure`` says why training stopped.

    ``memory`` is what the optimiser remembers; ``measured`` says whether the last cost is that of these parameters.
    """

    parameters: Parameters
    epoch: int = 0
    goal: int = GOAL
    epochs: tuple[int, ...] = ()
    costs: tuple[float, ...] = ()
    failure: str = ""
    memory: Memory = ()
    measured: bool = False

    def with_room(self, more: int) -> Progress:
        """Return the record with a goal that is still ahead."""
        goal = self.goal if self.epoch < self.goal else self.epoch + more
        return replace(self, goal=goal, failure="")

    def with_new_curve(self) -> Progress:
        """Return the record without its costs, and without what the optimiser remembers of their slopes."""
        return replace(self, epochs=(), costs=(), failure="", memory=(), measured=False)

    def with_new_memory(self) -> Progress:
        """Return the record without what the optimiser remembers: another one has another memory."""
        return replace(self, failure="", memory=())

    def edited(self, parameters: Parameters) -> Progress:
        """Return the record with other parameters; the curve goes on and shows the jump."""
        return replace(self, parameters=parameters, failure="", measured=False)


def started(network: Network, seed: int) -> Progress:
    """Return where training starts: Xavier's initial weights of a seed."""
    return Progress(initialise(network, np.random.default_rng(seed)))


def advanced(
    progress: Progress,
    network: Network,
    convention: Convention,
    data: DataSet,
    *,
    epochs: int,
    rate: float,
    optimiser: str = "sgd",
) -> Progress:
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
        now = replace(now, epochs=(*now.epochs, now.epoch), costs=(*now.costs, start))
    epochs_seen, costs, parameters, memory = list(now.epochs), list(now.costs), now.parameters, now.memory
    failure = ""
    try:
        run = train(
            network,
            parameters,
            data.inputs,
            data.targets,
            optimiser=OPTIMISERS[optimiser](rate),
            epochs=epochs,
            convention=convention,
            state=memory,
        )
        for record in run:
            parameters, memory = record.parameters, record.state
            epochs_seen.append(now.epoch + record.epoch)
            costs.append(record.loss)
    except DerivationError as error:
        failure = str(error)
    done = len(costs) - len(now.costs)
    if len(costs) > LONGEST_CURVE:
        # a picture shows far fewer points: every second one goes, first and last stay
        epochs_seen, costs = epochs_seen[:-1:2] + epochs_seen[-1:], costs[:-1:2] + costs[-1:]
    return replace(
        now,
        parameters=parameters,
        epoch=now.epoch + done,
        epochs=tuple(epochs_seen),
        costs=tuple(costs),
        failure=failure,
        memory=memory,
        measured=True,
    )
