"""Training with dropout or batch normalisation: updates are in training mode, and what a record says in evaluation.

Goes in: as in training, and the generator that draws what is dropped. Comes out: the same records.
Must not know: how an optimiser moves.
"""

from __future__ import annotations

from copy import deepcopy

import numpy as np

from derivations.errors import SpecificationError
from derivations.network import Convention, Network
from derivations.numeric.arrays import Array
from derivations.numeric.network.evaluation import statistics_of
from derivations.numeric.network.fixed import NOTHING, Fixed, draw_masks, factors_of
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.numeric.training.run import Run
from derivations.numeric.training.sweep import Sweep


class NoisyRun(Run):
    """A run whose updates drop activations and normalise each batch with its own mean and variance.

    The cost of a record is that of evaluation: nothing is dropped, and z is normalised with the mean and the variance
    over all training samples, which the parameters and the inputs determine.
    """

    def __init__(
        self,
        network: Network,
        parameters: Parameters,
        optimiser: Optimiser,
        convention: Convention,
        rng: np.random.Generator | None,
    ) -> None:
        super().__init__(network, parameters, optimiser, convention)
        if network.is_noisy and rng is None:
            raise SpecificationError(
                "dropout without rng; give a numpy.random.Generator to draw with, such as default_rng(0)"
            )
        self.rng = rng

    def load(self, inputs: Array, targets: Array, *, slopes: bool = True) -> None:
        """Take the samples."""
        self.inputs, self.targets = inputs, targets
        if slopes:
            self.learning = Sweep(self.network, inputs, targets, self.convention, slopes=True)
        self.judged = Sweep(self.network.evaluating(), inputs, targets, self.convention, slopes=False)
        self.whole = self.judged

    def held(self, samples: int) -> Fixed:
        """Draw the masks of an update."""
        if self.rng is None or not self.network.is_noisy:
            return NOTHING
        return Fixed(factors_of(self.network, draw_masks(self.network, samples, self.rng)))

    def judging(self) -> tuple[Network, Fixed]:
        """Give the network in evaluation, and the statistics of all samples with the parameters of this moment."""
        if not self.network.is_normalised:
            return self.network.evaluating(), NOTHING
        # parameters that have run away are no parameters any more, but their cost says so
        with np.errstate(over="ignore", invalid="ignore"):
            found = statistics_of(self.network, self.arrays, self.inputs)
        return self.network.evaluating(), Fixed(statistics=found)

    def forward_all(self) -> None:
        """Run all samples forward, in evaluation."""
        self.judged.fixed = self.judging()[1]
        super().forward_all()

    def step_all(self, state: State) -> State:
        """Update once with all samples, in training."""
        self.learning.fixed = self.held(len(self.inputs))
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
                self.rng.permutation(len(self.inputs))
