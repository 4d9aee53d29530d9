"""Backpropagation by hand through penalties, dropout and batch normalisation.

Goes in: parameters, a batch, what is held fixed. Comes out: cost and gradient. Must not know: the symbolic side.
"""

import numpy as np

from derivations.network import Convention, Network
from derivations.numeric.arrays import Values
from derivations.numeric.network.fixed import NOTHING, PassConstants
from derivations.numeric.network.normalisation import pull_back
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.penalties import add_penalty_gradients, penalty
from derivations.numeric.network.vector import Views
from derivations.numeric.network.workspace import Workspace


class RegularisedWorkspace(Workspace):
    """A workspace with the face of the plain one, for a network with anything beside layers and a loss."""

    def __init__(self, network: Network, samples: int, convention: Convention, *, quick: bool = True) -> None:
        super().__init__(network, samples, convention, quick=quick)
        self.network = network
        self.fixed, self.penalised = NOTHING, True
        self._penalty = 0.0

    def take(self, fixed: PassConstants, *, penalised: bool = True) -> None:
        """Hold masks or statistics fixed in the next pass; ``penalised``: the penalties count in it.

        Where the samples of one cost go through in parts, the penalties count in one of them.
        """
        self.fixed, self.penalised = fixed, penalised

    def forward(self, weights: tuple[Values, ...], biases: tuple[Values, ...], *more: tuple[Values, ...]) -> None:
        """Fill z and a from a[0]."""
        self.passed = run_pass(self.network, self.layers, Views(weights, biases, *more), self.a[0], self.fixed)
        self.z, self.a = self.passed.z, self.passed.a
        self._penalty = float(penalty(self.network, weights)) if self.penalised else 0.0

    def cost(self) -> float:
        """Compute C of the batch that forward ran on, with the penalties."""
        return float(self.scale * self.loss.total(self.passed.u[-1], self.a[-1], self.targets)) + self._penalty

    def backward(self, weights: tuple[Values, ...], *more: tuple[Values, ...]) -> None:
        """Fill deltas and gradient, from the last forward."""
        seen, scales = self.passed, Views(weights, *more).scales
        last = len(self.layers) - 1
        pulled = np.empty_like(self.a[-1])
        self.loss.error(self.a[-1], self.targets, out=pulled)
        pulled *= self.own_scale * self.loss.factor
        for at in range(last, -1, -1):
            if at < last:
                pulled = self.deltas[at + 1] @ weights[at + 1]
                if self.network.drops(at + 1):
                    pulled *= self.fixed.factors[at]
            if at < last or not self.loss.derivative_cancels:
                function = self.layers[at]
                if function.pull_back is None:
                    pulled *= function.derivative_at(seen.u[at], seen.a[at + 1])
                else:
                    pulled = function.pull_back(seen.a[at + 1], pulled, np.empty_like(pulled))
            found = seen.normalised[at]
            if found is not None:
                self.scales[at][...] = (pulled * found.zhat).sum(axis=0)
                self.shifts[at][...] = pulled.sum(axis=0)
                pulled = pull_back(pulled * scales[at], found, of_batch=self.fixed.statistics is None)
            self.deltas[at][...] = pulled
            np.matmul(pulled.T, seen.h[at], out=self.weights[at])
            self.biases[at][...] = pulled.sum(axis=0)
        if self.share != 1:
            self.gradient *= self.share
        if self.penalised:
            for weight, gradient in zip(weights, self.weights, strict=True):
                add_penalty_gradients(self.network, weight, gradient)


def workspace(network: Network, samples: int, convention: Convention, *, quick: bool = True) -> Workspace:
    """Make room for passes over batches of so many samples, of the kind that the network needs.

    ``quick``: a user's formulas in float64 alone, which is what training does with them.
    """
    kind = Workspace if network.is_plain else RegularisedWorkspace
    return kind(network, samples, convention, quick=quick)
