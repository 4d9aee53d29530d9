"""Backpropagation by hand: the slope of the cost along every weight and bias, from the last layer to the first.

Goes in: parameters and a batch. Comes out: gradients.
Must not know: the symbolic side. That the two agree means something only while neither reads the other.

The four equations (Nielsen, Neural Networks and Deep Learning, ch. 2, BP1 to BP4), for samples as rows:

    Delta^(L)   = dC/dA * f'(Z)                  entry by entry; scale (A - Y) for the cross-entropies
    Delta^(l)   = (Delta^(l+1) W^(l+1)) * f'(Z)  entry by entry
    dC/dW^(l)   = Delta^(l)^T A^(l-1)
    dC/db^(l)   = sum of the rows of Delta^(l)

Where units see each other (softmax), dC/dA times the Jacobian stands in place of * f'(Z).
"""

import numpy as np
import numpy.typing as npt

from derivations.network import Convention, Network
from derivations.numeric.activations import functions
from derivations.numeric.arrays import Array, Values, size_of, split
from derivations.numeric.forward import buffers, propagate
from derivations.numeric.losses import loss_function, scale
from derivations.numeric.parameters import Gradients, Parameters
from derivations.numeric.samples import checked


class Workspace:
    """Room for passes over batches of a fixed number of samples, used again and again: no step allocates anything.

    Attributes
    ----------
    z, a : tuples of arrays (samples, n_l)
        As in Forward; a[0] holds the batch.
    targets : array (samples, n_L)
    deltas, slopes : tuples of arrays (samples, n_l)
        dC/dz and f'(z) of layers 1..L.
    gradient : array (number of parameters,)
        dC/dW and dC/db of all layers, one after the other; `weights` and `biases` are views of it.
    """

    def __init__(self, network: Network, samples: int, convention: Convention) -> None:
        self.layers = functions(network)
        self.loss = loss_function(network)
        self.scale = scale(network, samples, convention)
        self.z, self.a = buffers(network, samples)
        self.deltas, _ = buffers(network, samples)
        self.slopes, _ = buffers(network, samples)
        self.targets: Array = np.empty((samples, network.sizes[-1]))
        self.gradient: Array = np.empty(size_of(network.sizes))
        self.weights, self.biases = split(self.gradient, network.sizes)
        self.ones = np.ones(samples)

    def forward(self, weights: tuple[Values, ...], biases: tuple[Values, ...]) -> None:
        """Fill z and a from a[0]."""
        propagate(self.layers, weights, biases, self.z, self.a)

    def cost(self) -> float:
        """Compute C of the batch that forward ran on."""
        return float(self.scale * self.loss.total(self.z[-1], self.a[-1], self.targets))

    def backward(self, weights: tuple[Values, ...]) -> None:
        """Fill deltas and gradient, from the z and a of the last forward."""
        z, a, deltas, slopes = self.z, self.a, self.deltas, self.slopes
        last = len(self.layers) - 1
        self.loss.error(a[-1], self.targets, out=deltas[last])
        np.multiply(deltas[last], self.scale * self.loss.factor, out=deltas[last])
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


def backward(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
) -> Gradients:
    """Compute dC/dW, dC/db and delta = dC/dz of every layer.

    Parameters
    ----------
    network : Network
    parameters : Parameters
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
        In [0, 1] for the cross-entropies; for the categorical one the targets of a sample add up to 1.
    convention : Convention
        The scale of the cost, as in loss.

    Returns
    -------
    Gradients
        weights (n_out, n_in), biases (n_out,) and deltas (samples, n_out) for layers 1..L.

    Raises
    ------
    ShapeError
        If parameters, inputs or targets do not have the shapes that the network asks for.
    SpecificationError
        If an entry is not a finite real number, a target of a cross-entropy lies outside [0, 1], or those of a
        sample do not add up to 1 where they should.
    """
    rows, wanted = checked(network, parameters, inputs, targets, convention)
    work = Workspace(network, len(rows), convention)
    work.a[0][...] = rows
    work.targets[...] = wanted
    with np.errstate(over="ignore"):
        work.forward(parameters.weights, parameters.biases)
        work.backward(parameters.weights)
    return Gradients(work.weights, work.biases, work.deltas)
