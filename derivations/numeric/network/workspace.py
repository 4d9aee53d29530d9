"""Room for passes through a plain network: layers and a loss, and nothing beside them.

Goes in: a batch and parameters. Comes out: z, a, deltas and gradients, in arrays that are used again and again.
Must not know: the symbolic side.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from derivations.network import Convention, Network
from derivations.numeric.arrays import FEW, Array, Values
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import PassConstants
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.losses import scale, share
from derivations.numeric.network.vector import length, views

Operation = Callable[[], object]


class Workspace:
    """Room for passes over batches of a fixed number of samples, used again and again: no step allocates anything.

    Attributes
    ----------
    z, a : tuples of arrays (samples, n_l)
        As in Forward; a[0] holds the batch.
    targets : array (samples, n_L)
    deltas, derivatives : tuples of arrays (samples, n_l)
        delta, as the convention has it, and f'(z) of layers 1..L.
    gradient : array (number of parameters,)
        In the order of ``vector``; `weights`, `biases`, `scales` and `shifts` are views of it.
    """

    def __init__(self, network: Network, samples: int, convention: Convention, *, quick: bool = True) -> None:
        self.layers = functions(network, quick=quick)
        self.loss = loss_function(network, quick=quick)
        self.weigh(network, samples, convention)
        self.z, self.deltas, self.derivatives = (
            tuple(np.empty((samples, size)) for size in network.sizes[1:]) for _ in range(3)
        )
        self.a = tuple(np.empty((samples, size)) for size in network.sizes)
        self.targets: Array = np.empty((samples, network.sizes[-1]))
        self.gradient: Array = np.empty(length(network))
        self.weights, self.biases, self.scales, self.shifts = views(self.gradient, network)
        self._ones = np.ones(samples)
        # the weights whose passes are prepared
        self._prepared: tuple[Values, ...] | None = None
        self._total = self.loss.total

    def weigh(self, network: Network, samples: int, convention: Convention) -> None:
        """Weigh every sample as one of so many; a part of them weighs as much as it does among all."""
        self.scale = scale(network, samples, convention)
        # delta of one sample has the scale of that sample's cost, and leaves 1/m for the gradient of the weights
        self.own_scale = scale(network, 1, convention) if convention.delta == "sample" else self.scale
        self.share = share(samples, convention)

    def take(self, fixed: PassConstants, *, penalised: bool = True) -> None:
        """Hold something fixed in the next pass; here there is nothing that could be."""

    def hold(self, inputs: Array, targets: Array) -> None:
        """Pass over these arrays from now on, without a copy of them."""
        self.a, self.targets = (inputs, *self.a[1:]), targets
        self._prepared = None

    def settle(self) -> None:
        """Prepare the cost of targets that stay as they are now."""
        self._total = self.loss.total_of(self.targets)

    def forward(self, weights: tuple[Values, ...], biases: tuple[Values, ...], *_: tuple[Values, ...]) -> None:
        """Fill z and a from a[0]; a plain network has no scales and shifts."""
        if weights is not self._prepared:
            self._prepare(weights, biases)
        for operation in self._up:
            operation()

    def cost(self) -> float:
        """Compute C of the batch that forward ran on."""
        return float(self.scale * self._total(self.z[-1], self.a[-1], self.targets))

    def backward(self, weights: tuple[Values, ...], *_: tuple[Values, ...]) -> None:
        """Fill deltas and gradient, from the z and a of the last forward, which was of the same weights."""
        for operation in self._down:
            operation()

    def _prepare(self, weights: tuple[Values, ...], biases: tuple[Values, ...]) -> None:
        """List the operations of both passes over these arrays, each with its arguments.

        On a small batch it takes as long to look them up, and to transpose, as to do them.
        """
        z, a, deltas, last = self.z, self.a, self.deltas, len(self.layers) - 1
        up: list[Operation] = []
        for layer, function in enumerate(self.layers):
            up.append(product(a[layer], weights[layer].T, z[layer]))
            up += self._add(biases[layer], layer)
            up.append(partial(function.value, z[layer], a[layer + 1]))
        down: list[Operation] = [partial(self.loss.error, a[-1], self.targets, deltas[last])]
        down.append(partial(np.multiply, deltas[last], np.array(self.own_scale * self.loss.factor), deltas[last]))
        for layer in range(last, -1, -1):
            delta = deltas[layer]
            if layer < last:
                down.append(product(deltas[layer + 1], weights[layer + 1], delta))
            if layer < last or not self.loss.derivative_cancels:
                down += self._through(layer)
            down.append(product(delta.T, a[layer], self.weights[layer]))
            # the sum over the rows as a product with ones: half the price of np.sum on a small batch
            down.append(partial(self._ones.dot, delta, self.biases[layer]))
        if self.share != 1:
            down.append(partial(np.multiply, self.gradient, np.array(self.share), self.gradient))
        self._up, self._down, self._prepared = tuple(up), tuple(down), weights

    def _add(self, bias: Values, layer: int) -> list[Operation]:
        z, repeated = self.z[layer], self.derivatives[layer]
        if z.size > FEW:
            return [partial(np.add, z, bias, z)]
        # add repeats the bias for every row too, but takes longer for it than a product with a column of ones
        return [partial(self._ones[:, None].dot, bias[None, :], repeated), partial(np.add, z, repeated, z)]

    def _through(self, layer: int) -> list[Operation]:
        function, delta, derivative, a = (
            self.layers[layer],
            self.deltas[layer],
            self.derivatives[layer],
            self.a[layer + 1],
        )
        if function.pull_back is not None:
            return [partial(function.pull_back, a, delta, delta)]
        return [
            partial(function.derivative, self.z[layer], a, derivative),
            partial(np.multiply, delta, derivative, delta),
        ]


def product(one: Values, other: Values, out: Values) -> Operation:
    """Prepare the matrix product of two arrays: by dot, which starts sooner, or matmul, which fills no zeros first."""
    return partial(one.dot, other, out) if out.size <= FEW else partial(np.matmul, one, other, out)
