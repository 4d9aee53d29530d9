"""Passes over all samples in parts, so that a run needs little more room than its data and its parameters.

Goes in: a problem. Comes out: the cost, and the gradient, of all samples. Must not know: optimisers.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from derivations.network import Network
from derivations.numeric.arrays import Array, Values, frozen_copy
from derivations.numeric.network.fixed import PassConstants
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.regularised import workspace
from derivations.numeric.network.vector import length
from derivations.numeric.network.workspace import Workspace

Look = Callable[[Workspace, slice], None]

# Otherwise it takes parts of 2 MB, little beside such data, or of so many rows that a matrix product is worth its call.
NUMBERS_AT_ONCE = 2**18
# A pass goes over all samples in one while its buffers hold no more numbers than this, 8 MB.
ROOM = 2**20
FEWEST_ROWS = 128


def settle(problem: Problem, inputs: object, targets: object) -> Problem:
    """Give a problem whose samples nobody else can change; ``inputs`` and ``targets`` are what they were made from."""
    return replace(problem, inputs=settle_array(problem.inputs, inputs), targets=settle_array(problem.targets, targets))


def settle_array(array: Array, given: object) -> Array:
    """Give checked data such that nobody else can change them: the array itself where that holds, else a copy."""
    made_here = isinstance(given, list | tuple) or (isinstance(given, np.ndarray) and array.dtype != given.dtype)
    return array if made_here or _read_only(array) else frozen_copy(array)


def _read_only(array: object) -> bool:
    """Say whether an array, and each that it is a view of, is read-only."""
    while isinstance(array, np.ndarray):
        if array.flags.writeable:
            return False
        array = array.base
    # anything else lends its memory, and may change it
    return array is None


class Sweep:
    """Passes over all samples, a part at a time, with the face of a Workspace.

    Attributes
    ----------
    inputs, targets : arrays (samples, n_0) and (samples, n_L)
    gradient : array (number of parameters,)
        dC/dW and dC/db of all samples, after forward with gradients: every part is done with before the next
        one comes. The sums are added up part by part, so they differ from those of a Workspace in the last bits.
    """

    def __init__(self, problem: Problem, *, gradients: bool, look: Look | None = None) -> None:
        network, convention = problem.network, problem.convention
        self.inputs, self.targets = problem.inputs, problem.targets
        # what the next pass holds fixed, for all samples
        self.fixed = problem.fixed
        self.gradient: Array = np.zeros(length(network))
        samples = len(problem.inputs)
        self._size = rows_at_once(network, samples)
        self._rooms = {size: workspace(network, size, convention) for size in {self._size, samples % self._size} - {0}}
        for work in self._rooms.values():
            work.weigh(network, samples, convention)
        self._with_gradients, self._look = gradients, look
        self._cost = 0.0

    def forward(self, weights: tuple[Values, ...], *more: tuple[Values, ...]) -> None:
        """Compute the cost of all samples, and with gradients their gradient; `look` sees each part when it is done."""
        self._cost = 0.0
        self.gradient.fill(0)
        for start in range(0, len(self.inputs), self._size):
            part = slice(start, start + self._size)
            inputs = self.inputs[part]
            work = self._rooms[len(inputs)]
            work.hold(inputs, self.targets[part])
            # the penalties are no sum over samples: one part has them
            work.take(_part_of(self.fixed, part), penalised=start == 0)
            work.forward(weights, *more)
            self._cost += work.cost()
            if self._with_gradients:
                work.backward(weights, *more)
                np.add(self.gradient, work.gradient, out=self.gradient)
            if self._look:
                self._look(work, part)

    def cost(self) -> float:
        """Give the cost that forward computed."""
        return self._cost

    def backward(self, weights: tuple[Values, ...], *_: tuple[Values, ...]) -> None:
        """Do nothing: forward has filled the gradient."""


def rows_at_once(network: Network, samples: int) -> int:
    """Say how many samples go into one pass, with room for their inputs, and z, a, f'(z) and delta of each unit.

    A batch that is normalised with its own mean and variance has no parts.
    """
    if network.is_normalised and network.mode == "training":
        return samples
    each = network.sizes[0] + 4 * sum(network.sizes[1:])
    return samples if samples * each <= ROOM else min(samples, max(FEWEST_ROWS, NUMBERS_AT_ONCE // each))


def _part_of(fixed: PassConstants, part: slice) -> PassConstants:
    return PassConstants(tuple(factor[part] for factor in fixed.factors), fixed.statistics) if fixed.factors else fixed
