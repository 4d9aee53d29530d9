"""Backward passes with one classic mistake in them, to see which check finds it, and where it shows.

Goes in: what ``backward`` takes, the name of a mistake, the layer that it is made in. Comes out: wrong gradients.
Must not know: who checks them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derivations.errors import ShapeError, SpecificationError, say_unknown
from derivations.numeric.arrays import Values
from derivations.numeric.network.activations import functions
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.losses import scale
from derivations.numeric.network.parameters import Gradients
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.vector import views_of
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
    layers, of_loss = functions(network), loss_function(network)
    if MISTAKES[mistake].of_derivative and layers[layer - 1].pull_back is not None:
        raise SpecificationError(f"the units of layer {layer} see each other: it has a Jacobian in place of f'")
    samples = len(wanted)
    factor = of_loss.factor * scale(network, samples, problem.convention) * (samples if mistake == "mean" else 1)
    deltas: list[Values] = []
    weights: list[Values] = []
    biases: list[Values] = []
    with np.errstate(all="ignore"):  # what a mistake makes of numbers is a result to look at
        seen = run_pass(network, layers, views_of(parameters), problem.inputs, problem.fixed)
        gradient: Values = np.empty_like(wanted)
        of_loss.error(seen.a[-1], wanted, out=gradient)
        gradient *= factor
        for at in range(network.depth, 0, -1):
            function, z, a = layers[at - 1], seen.z[at - 1], seen.a[at]
            if deltas:
                matrix = parameters.weights[at]
                if at + 1 == layer and mistake == "transpose":
                    matrix = _turn(matrix, deltas[0])
                elif at + 1 == layer and mistake == "stale":
                    matrix = matrix - rate * weights[0]
                gradient = np.matmul(deltas[0], matrix)
            cancelled = at == network.depth and of_loss.derivative_cancels
            if at == layer and MISTAKES[mistake].of_derivative:
                right = function.derivative_at(z, a) if cancelled else 1.0
                wrong = 1.0 if mistake == "derivative" else function.derivative_at(a, function.value_at(a))
                delta = gradient / right * wrong
            elif cancelled:
                delta = gradient
            elif function.pull_back is None:
                delta = gradient * function.derivative_at(z, a)
            else:
                delta = function.pull_back(a, gradient, np.empty_like(gradient))
            times = 2 if at == layer and mistake == "twice" else 1
            summed = delta[-1] if at == layer and mistake == "sum" else delta.sum(axis=0)
            deltas.insert(0, delta)
            weights.insert(0, times * (delta.T @ seen.a[at - 1]))
            biases.insert(0, times * summed)
    return Gradients(tuple(weights), tuple(biases), tuple(deltas))


def _turn(matrix: Values, delta: Values) -> Values:
    turned = matrix.T
    if delta.shape[1] != len(turned):
        shapes = " times ".join(f"{rows} x {columns}" for rows, columns in (delta.shape, turned.shape))
        raise ShapeError(f"{shapes} does not fit: the inner sizes differ")
    return turned
