"""Backpropagation by hand: the derivative of the cost by every weight and bias, from the last layer to the first.

Goes in: parameters and a batch. Comes out: gradients.
Must not know: the symbolic side. That the two agree means something only while neither reads the other.

The four equations (Nielsen, Neural Networks and Deep Learning, ch. 2, BP1 to BP4), for samples as rows:

    Delta^(L)   = dC/dA * f'(Z)                  entry by entry; scale (A - Y) for the cross-entropies
    Delta^(l)   = (Delta^(l+1) W^(l+1)) * f'(Z)  entry by entry
    dC/dW^(l)   = Delta^(l)^T A^(l-1)
    dC/db^(l)   = sum of the rows of Delta^(l)

With Convention(delta="sample") a row of Delta is the derivative of the cost of its own sample, as it is with Nielsen:
what C multiplies that cost with, 1/m, is then a factor of the last two.

Where units see each other (softmax), dC/dA times the Jacobian stands in place of * f'(Z).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.network import Convention, Network, check_delta
from derivations.numeric.network.fixed import Masks, Statistics
from derivations.numeric.network.overflow import finite
from derivations.numeric.network.parameters import Gradients, Parameters
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.regularised import workspace
from derivations.numeric.network.vector import views_of


@public
def backward(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
    *,
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> Gradients:
    """Compute dC/dW, dC/db and delta of every layer: dC/dz, or the derivative of each sample's own cost.

    Parameters
    ----------
    network : Network
    parameters : Parameters
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
        In [0, 1] for the cross-entropies; for the categorical one the targets of a sample add up to 1.
    convention : Convention
        The scale of the cost, as in loss, and which cost delta is the derivative of.
    masks : sequence of arrays, one per layer
        Which activations a network with dropout keeps in training, as draw_masks gives them.
    statistics : Statistics
        What a batch-normalised network in evaluation normalises with, as batch_statistics gives them.

    Returns
    -------
    Gradients
        weights (n_out, n_in), biases (n_out,) and deltas (samples, n_out) for layers 1..L; scales and shifts (n_out,)
        of layers that are batch-normalised.

    Raises
    ------
    ShapeError
        If parameters, inputs, targets, masks or statistics do not have the shapes that the network asks for.
    SpecificationError
        If an entry is not a finite real number, a target of a cross-entropy lies outside [0, 1], or those of a
        sample do not add up to 1 where they should; masks or statistics are missing, or given where nothing reads them;
        or if delta is to be that of one sample, and the network normalises each batch with its own mean and variance.
    FormulaError
        If a formula of the network has no finite value or gradient, or an entry is too large for a number.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, backward
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> backward(Network((2, 1)), parameters, [[3.0, 3.0]], [[1.0]]).biases[0].tolist()
    [-0.5]
    """
    problem = pose(network, parameters, inputs, targets, convention)
    check_delta(network, convention)
    return backpropagate(problem.holding(masks, statistics))


def backpropagate(problem: Problem) -> Gradients:
    """Compute what ``backward`` does, of what has been checked."""
    work = workspace(problem.network, len(problem.inputs), problem.convention, quick=False)
    work.take(problem.fixed)
    work.a[0][...] = problem.inputs
    work.targets[...] = problem.targets
    arrays = views_of(problem.parameters)
    with np.errstate(over="ignore", invalid="ignore"):
        work.forward(*arrays)
        work.backward(*arrays)
    return finite(Gradients(work.weights, work.biases, work.deltas, work.scales, work.shifts))
