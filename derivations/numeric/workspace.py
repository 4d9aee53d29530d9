"""Room for passes through a plain network: layers and a loss, and nothing beside them.

Goes in: a batch and parameters. Comes out: z, a, deltas and slopes, in arrays that are used again and again.
Must not know: the symbolic side.
"""

import numpy as np

from derivations.network import Convention, Network
from derivations.numeric.activations import functions
from derivations.numeric.arrays import Array, Values, size_of, split
from derivations.numeric.fixed import Fixed
from derivations.numeric.forward import buffers, propagate
from derivations.numeric.losses import loss_function, scale, share


class Workspace:
    """Room for passes over batches of a fixed number of samples, used again and again: no step allocates anything.

    Attributes
    ----------
    z, a : tuples of arrays (samples, n_l)
        As in Forward; a[0] holds the batch.
    targets : array (samples, n_L)
    deltas, slopes : tuples of arrays (samples, n_l)
        delta, as the convention has it, and f'(z) of layers 1..L.
    gradient : array (number of parameters,)
        dC/dW and dC/db of all layers, one after the other; `weights` and `biases` are views of it.
    """

    def __init__(self, network: Network, samples: int, convention: Convention) -> None:
        self.layers = functions(network)
        self.loss = loss_function(network)
        self.weigh(network, samples, convention)
        self.z, self.a = buffers(network, samples)
        self.deltas, _ = buffers(network, samples)
        self.slopes, _ = buffers(network, samples)
        self.targets: Array = np.empty((samples, network.sizes[-1]))
        self.gradient: Array = np.empty(size_of(network.sizes))
        self.weights, self.biases = split(self.gradient, network.sizes)
        self.scales: tuple[Values, ...] = ()
        self.shifts: tuple[Values, ...] = ()
        self.ones = np.ones(samples)

    def weigh(self, network: Network, samples: int, convention: Convention) -> None:
        """Weigh every sample as one of so many; a part of them weighs as much as it does among all."""
        self.scale = scale(network, samples, convention)
        # delta of one sample has the scale of that sample's cost, and leaves 1/m for the gradient of the weights
        self.own_scale = scale(network, 1, convention) if convention.delta == "sample" else self.scale
        self.share = share(samples, convention)

    def take(self, fixed: Fixed, *, penalised: bool = True) -> None:
        """Hold something fixed in the next pass; here there is nothing that could be."""

    def forward(self, weights: tuple[Values, ...], biases: tuple[Values, ...], *_: tuple[Values, ...]) -> None:
        """Fill z and a from a[0]; a plain network has no scales and shifts."""
        propagate(self.layers, weights, biases, self.z, self.a)

    def cost(self) -> float:
        """Compute C of the batch that forward ran on."""
        return float(self.scale * self.loss.total(self.z[-1], self.a[-1], self.targets))

    def backward(self, weights: tuple[Values, ...], *_: tuple[Values, ...]) -> None:
        """Fill deltas and gradient, from the z and a of the last forward."""
        z, a, deltas, slopes = self.z, self.a, self.deltas, self.slopes
        last = len(self.layers) - 1
        self.loss.error(a[-1], self.targets, out=deltas[last])
        np.multiply(deltas[last], self.own_scale * self.loss.factor, out=deltas[last])
        for layer in range(last, -1, -1):
            delta = deltas[layer]
            if layer < last:
                np.matmul(deltas[layer + 1], weights[layer + 1], out=delta)
            if layer < last or not self.loss.slope_cancels:
                function = self.layers[layer]
                if function.pull_back is None:
                    function.slope(z[layer], a[layer + 1], slopes[layer])
                    np.multiply(delta, slopes[layer], out=delta)
                else:
                    function.pull_back(a[layer + 1], delta, delta)
            # matmul, not dot: dot fills the result with zeros first
            np.matmul(delta.T, a[layer], out=self.weights[layer])
            # the sum over the rows as a product with ones: half the price of np.sum on a small batch
            np.dot(self.ones, delta, out=self.biases[layer])
        if self.share != 1:
            np.multiply(self.gradient, self.share, out=self.gradient)
