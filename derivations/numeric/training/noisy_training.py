"""Training with dropout or batch normalisation: updates are in training mode, and what a record says in evaluation.

Goes in: as in training, and the generator that draws what is dropped. Comes out: the same records.
Must not know: how an optimiser moves.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np

from derivations.errors import SpecificationError
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.fixed import NOTHING, PassConstants, draw_masks, factors_of
from derivations.numeric.network.problem import Problem
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.numeric.training.run import Run
from derivations.numeric.training.sweep import Sweep


class NoisyRun(Run):
    """A run whose updates drop activations and normalise each batch with its own mean and variance.

    The cost of a record is that of evaluation: nothing is dropped, and z is normalised with the mean and the variance
    over all training samples, which the parameters and the inputs determine.
    """

    def __init__(self, problem: Problem, optimiser: Optimiser, rng: np.random.Generator | None) -> None:
        super().__init__(problem, optimiser)
        if problem.network.is_noisy and rng is None:
            raise SpecificationError(
                "dropout without rng; give a numpy.random.Generator to draw with, such as default_rng(0)"
            )
        self.rng = rng

    def prepare(self, *, in_one: bool = True) -> None:
        """Make room for the passes over all samples."""
        if in_one:
            self.learning = Sweep(self.problem, gradients=True)
        self._evaluated = replace(self.problem, network=self.problem.network.evaluating())
        self.whole = self._evaluating = Sweep(self._evaluated, gradients=False)

    def draw_constants(self, samples: int) -> PassConstants:
        """Draw the masks of an update."""
        network = self.problem.network
        if self.rng is None or not network.is_noisy:
            return NOTHING
        return PassConstants(factors_of(network, draw_masks(network, samples, self.rng)))

    def pose_evaluation(self) -> Problem:
        """Give the problem in evaluation, with the statistics of all samples with the parameters of this moment."""
        evaluated = self._evaluated
        return replace(evaluated, fixed=fix_statistics(evaluated.network, self.arrays, evaluated.inputs))

    def forward_all(self) -> None:
        """Run all samples forward, in evaluation."""
        self._evaluating.fixed = self.pose_evaluation().fixed
        super().forward_all()

    def step_all(self, state: State) -> State:
        """Update once with all samples, in training."""
        self.learning.fixed = self.draw_constants(len(self.problem.inputs))
        self.learning.forward(*self.arrays)
        return self.step(self.learning, state)

    def begin_epoch(self) -> None:
        """Note where the generator stands."""
        self._before = None if self.rng is None else deepcopy(self.rng.bit_generator.state)

    def rewind(self) -> None:
        """Let the generator draw once more what it has drawn in this epoch."""
        if self.rng is not None and self._before is not None:
            self.rng.bit_generator.state = self._before
            if self.order is not None:
                self.rng.permutation(len(self.problem.inputs))
