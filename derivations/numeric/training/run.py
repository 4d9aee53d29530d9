"""One training run: the parameters as one vector, room for the passes, and what happens in an epoch.

Goes in: a problem, an optimiser. Comes out: one record per epoch, as it happens.
Must not know: how an optimiser moves; what of its input was wrong, which is checked before.

The steps run on private buffers that are used again and again; what a record holds is a copy that later steps do not
touch. The buffers are small: many samples go through them a part at a time, so that a run needs little more than its
data and its parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite

import numpy as np
import numpy.typing as npt

from derivations.errors import FormulaError
from derivations.numeric.arrays import FEW, Array, ReadOnly, frozen_copy
from derivations.numeric.data.splitting import in_batches
from derivations.numeric.network.fixed import NOTHING, PassConstants
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.regularised import workspace
from derivations.numeric.network.vector import flags, vector_of, views, views_by_size
from derivations.numeric.network.workspace import Workspace
from derivations.numeric.training.breakdown import (
    Breakdown,
    DivergedError,
    UndefinedError,
    broken_backward,
    broken_forward,
    broken_parameters,
    largest,
)
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.numeric.training.sweep import Sweep, rows_at_once


@dataclass(frozen=True, eq=False, repr=False)
class Epoch(ReadOnly):
    """Where the network stands after one epoch.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    loss : float
        The cost of all samples with these parameters, hence after the epoch's updates:
        loss(network, parameters, inputs, targets, convention); with dropout or batch normalisation that of
        network.evaluating(), with the statistics that batch_statistics finds.
    parameters : Parameters
        After the epoch's updates.
    state : tuple of arrays
        What the optimiser remembers; () for gradient descent.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, initialise, train, xor
    >>> network, data = Network((2, 2, 1)), xor()
    >>> epochs = train(network, initialise(network, np.random.default_rng(0)), data.inputs, data.targets, epochs=2)
    >>> [(record.epoch, round(record.loss, 3)) for record in epochs]
    [(1, 0.758), (2, 0.744)]
    """

    epoch: int
    loss: float
    parameters: Parameters
    state: State

    def __repr__(self) -> str:
        return f"<Epoch {self.epoch}: loss {self.loss:.4g}>"

    def _repr_markdown_(self) -> str:
        return f"**Epoch {self.epoch}**, $C = {self.loss:.4g}$\n\n{self.parameters._repr_markdown_()}"


Rows = npt.NDArray[np.intp]
Update = Callable[[State], State]


class Run:
    """The private, changing side of one training run: the parameters as one vector, and room for the passes."""

    def __init__(self, problem: Problem, optimiser: Optimiser) -> None:
        self.problem, self.optimiser = problem, optimiser
        network = problem.network
        self.vector = vector_of(problem.parameters)
        self._shape = network.sizes, flags(network)
        # a product with ones is a sum, and starts sooner than np.add.reduce
        few = self.vector.size <= FEW
        self._sum = partial(self.vector.dot, np.ones_like(self.vector)) if few else partial(np.add.reduce, self.vector)
        self.arrays = views(self.vector, network)
        # the samples of each update of the epoch, for the diagnosis; None: all of them in one
        self.order: Rows | None = None
        self.batch_size = 0

    def prepare(self, *, in_one: bool = True) -> None:
        """Make room for the passes over all samples; ``in_one``: each update takes them all."""
        problem = self.problem
        self.whole: Workspace | Sweep
        if (samples := len(problem.inputs)) == rows_at_once(problem.network, samples):
            self.whole = workspace(problem.network, samples, problem.convention)
            self.whole.a[0][...] = problem.inputs
            self.whole.targets[...] = problem.targets
            self.whole.settle()
        else:
            self.whole = Sweep(problem, gradients=in_one)

    def step(self, work: Workspace | Sweep, state: State) -> State:
        """Backpropagate from the forward pass that ran last in `work`, and move."""
        work.backward(*self.arrays)
        return self.optimiser.move(self.vector, work.gradient, state)

    def forward_all(self) -> None:
        """Run all samples forward."""
        self.whole.forward(*self.arrays)

    def draw_constants(self, samples: int) -> PassConstants:
        """Give what an update with so many samples holds fixed."""
        return NOTHING

    def pose_evaluation(self) -> Problem:
        """Give the problem whose cost a record has."""
        return self.problem

    def begin_epoch(self) -> None:
        """Note what an epoch depends on beside the parameters."""

    def rewind(self) -> None:
        """Go back to where the epoch began; the samples of each update are those of `order` again."""

    def step_all(self, state: State) -> State:
        """Update once with all samples, after forward_all."""
        return self.step(self.whole, state)

    def batches(self, batch_size: int, rng: np.random.Generator) -> Update:
        """Give a function that updates once for every batch of shuffled samples."""
        problem, samples = self.problem, len(self.problem.inputs)
        sizes = {batch_size, samples % batch_size} - {0}
        rooms = {size: workspace(problem.network, size, problem.convention) for size in sizes}
        self.batch_size = batch_size

        def update(state: State) -> State:
            self.order = rng.permutation(samples)
            for rows in in_batches(self.order, batch_size):
                work = rooms[len(rows)]
                self._forward(work, rows)
                state = self.step(work, state)
            return state

        return update

    def _forward(self, work: Workspace, rows: Rows) -> None:
        # "clip" only says that no index is out of range, without which take would go through one more buffer
        np.take(self.problem.inputs, rows, axis=0, out=work.a[0], mode="clip")
        np.take(self.problem.targets, rows, axis=0, out=work.targets, mode="clip")
        work.take(self.draw_constants(len(rows)))
        work.forward(*self.arrays)

    def records(self, epochs: int, state: State, update: Update) -> Iterator[Epoch]:
        """Update epoch after epoch, and copy out what a record needs."""
        parameters = self.problem.parameters
        # A run that diverges ends with the sentence below, not with a warning from the depths. A context of its own,
        # entered anew for each epoch: np.errstate takes longer, and must not reach around the yield in any case.
        quiet = copy_context()
        quiet.run(np.seterr, over="ignore", invalid="ignore")
        quiet.run(self.forward_all)
        for epoch in range(1, epochs + 1):
            before = state
            self.begin_epoch()
            try:
                state, cost, finite = quiet.run(self._epoch, state, update)
            except FormulaError as error:
                raise UndefinedError(str(error), epoch) from None
            if not finite:
                found = self.diagnosis(parameters, before)
                raise DivergedError(
                    f"the cost is {cost}, and the first to go was {found}, with "
                    f"learning_rate {self.optimiser.learning_rate}; try a smaller one",
                    epoch,
                    found,
                )
            parameters = Parameters.from_trusted(*views_by_size(frozen_copy(self.vector), *self._shape))
            yield Epoch(epoch, cost, parameters, state)

    def _epoch(self, state: State, update: Update) -> tuple[State, float, bool]:
        state = update(state)
        # serves twice: for the cost in this record, and for the next update with all samples
        self.forward_all()
        cost = self.whole.cost()
        # a sum is finite only where every entry is
        return state, cost, isfinite(cost + self._sum())

    def diagnosis(self, parameters: Parameters, state: State) -> Breakdown:
        """Run the epoch that failed once more, from where it began, and find the first number that diverged."""
        self.vector[...] = vector_of(parameters)
        self.rewind()
        updates = [None] if self.order is None else in_batches(self.order, self.batch_size)
        # an overflow is what is looked for
        with np.errstate(over="ignore", invalid="ignore"):
            for rows in updates:
                held = self.draw_constants(len(self.problem.inputs) if rows is None else len(rows))
                found, gradient, _ = self._examine(replace(self.problem, fixed=held), rows, gradients=True)
                if found:
                    return found
                state = self.optimiser.move(self.vector, gradient, state)
                if found := broken_parameters(*self.arrays):
                    return found
            found, _, most = self._examine(self.pose_evaluation(), None, gradients=False)
        # squares that are each finite may add up to a cost that is not
        return found or most

    def _examine(
        self, problem: Problem, rows: Rows | None, *, gradients: bool
    ) -> tuple[Breakdown | None, Array, Breakdown]:
        """Pass over some samples, or all: the first number that diverged, the gradient, and the largest z."""
        numbers = np.arange(len(problem.inputs)) if rows is None else rows
        if rows is not None:
            problem = replace(problem, inputs=problem.inputs[rows], targets=problem.targets[rows])
        up: list[Breakdown] = []
        down: list[Breakdown] = []
        most: list[Breakdown] = []

        def look(work: Workspace, part: slice) -> None:
            most.append(largest(work.z, numbers[part]))
            if found := broken_forward(work.z, numbers[part]):
                up.append(found)
            if gradients and (found := broken_backward(work.deltas, work.weights, work.biases, numbers[part])):
                down.append(found)

        sweep = Sweep(problem, gradients=gradients, look=look)
        sweep.forward(*self.arrays)
        # the order of the passes: up through the layers, then down
        found = min(up, key=lambda each: each.layer, default=None) or max(
            down, key=lambda each: each.layer, default=None
        )
        return found, sweep.gradient, max(most, key=lambda each: abs(each.value))
