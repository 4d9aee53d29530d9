"""Backward passes with one classic mistake in them, to see which check finds it, and where it shows.

Goes in: what ``backward`` takes, the name of a mistake, the layer that it is made in. Comes out: wrong gradients.
Must not know: who checks them.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.errors import ShapeError, SpecificationError, say_unknown
from derivations.numeric.arrays import Values
from derivations.numeric.network.activations import functions
from derivations.numeric.network.parameters import Gradients
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.slips import SLIPS
from derivations.numeric.network.worked import work_out
from derivations.options import one_of


@dataclass(frozen=True)
class Mistake:
    """What is done, in words; whether in one layer or in all, and in place of f'."""

    words: str
    in_one_layer: bool = True
    of_derivative: bool = False


MISTAKES = {
    "derivative": Mistake("the activation's derivative is left out", of_derivative=True),
    "at a": Mistake("the activation's derivative is taken at a, not at z", of_derivative=True),
    "transpose": Mistake("W stands where its transpose belongs"),
    "mean": Mistake("1/m is left out", in_one_layer=False),
    "sum": Mistake("b takes one sample's δ, not the sum over all"),
    "stale": Mistake("δ goes back through a W that is already updated"),
    "twice": Mistake("the gradients of one layer are taken twice"),
}


def mistaken_backward(problem: Problem, *, mistake: str, layer: int, rate: float = 1.0) -> Gradients:
    """Compute the gradients of a plain network as ``backward`` does, with one mistake; delta is that of the whole cost.

    Parameters
    ----------
    problem : Problem
        Of a network without penalties, dropout and batch normalisation.
    mistake : str
        One of MISTAKES.
    layer : int
        Where it is made, 1..L. A mistake on the way back through W^(l) shows in the layers below l.
    rate : float
        The learning rate of the update that a stale weight has already had.

    Raises
    ------
    ShapeError
        If the mistaken product does not fit.
    SpecificationError
        If the mistake is not known, there is no such layer, the network is not plain, the mistake is one of f' and the
        units of the layer see each other, or it is that of 1/m and the cost is a sum over the samples.

    Examples
    --------
    >>> from derivations import Network, Parameters, backward, xor
    >>> from derivations.numeric.network.problem import pose
    >>> network, data = Network((2, 1), "sigmoid", "mse"), xor()
    >>> start = Parameters(([[0.5, -1.0]],), ([0.25],))
    >>> wrong = mistaken_backward(pose(network, start, data.inputs, data.targets), mistake="mean", layer=1)
    >>> right = backward(network, start, data.inputs, data.targets)
    >>> round(float(wrong.biases[0][0] / right.biases[0][0]), 12)
    4.0
    """
    one_of("mistake", mistake, MISTAKES)
    network, parameters, wanted = problem.network, problem.parameters, problem.targets
    if layer not in range(1, network.depth + 1):
        raise SpecificationError(say_unknown("layer", layer, range(1, network.depth + 1)))
    if not network.is_plain:
        raise SpecificationError("a mistake is planted in a network without penalties, dropout and batch normalisation")
    if mistake == "mean" and problem.convention.samples == "sum":
        raise SpecificationError("the cost is a sum over the samples, not their mean: it has no 1/m to leave out")
    if MISTAKES[mistake].of_derivative and functions(network)[layer - 1].pull_back is not None:
        raise SpecificationError(f"the units of layer {layer} see each other: it has a Jacobian in place of f'")
    if mistake == "transpose" and layer > 1:
        _check_turned(parameters.weights[layer - 1], len(wanted))
    changed, steps = SLIPS[mistake].way(problem, layer)
    found, layers = work_out(changed, steps, rate=rate), range(1, network.depth + 1)
    return Gradients(*(tuple(found[f"{letter}{at}"] for at in layers) for letter in ("dW", "db", "delta")))


def _check_turned(matrix: Values, samples: int) -> None:
    units, sources = matrix.shape
    if units != sources:
        raise ShapeError(f"{samples} x {units} times {sources} x {units} does not fit: the inner sizes differ")
