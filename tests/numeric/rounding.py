"""How far two right computations of one number may be apart: the roundings of each term, times the size of the terms.

Running error analysis as in Higham, Accuracy and Stability of Numerical Algorithms, section 3.3: a sum, or a product of
sums as backpropagation is, is off by at most n eps times what it is with every term made positive, where n is how many
roundings a term goes through. The sizes of the terms are the library's, `derivations.numeric.network.rounding_bounds`;
that no gradient is further from an oracle than they allow is what the tests show, and that one which is wrong is.

What a bound can hide, as `test_rounding` shows with roundings that are really made, in a computation that shares
nothing with the library: at most 1e-7 of what a gradient moves by where every operation on the way is off by all of
itself, in 98 of 100 networks, and in half of them at most 1e-11 of that; the worst of 704 networks of five and six
layers hides 1e-6 of it, where nearly all cancels in every layer.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from derivations.numeric import loss
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from tests.numeric.oracle import Array, Problem

EPS = float(np.finfo(np.float64).eps)
# an activation and its derivative: at most so many operations and roundings of elementary functions
FUNCTION = 20
# what is smaller has underflowed somewhere on the way
SMALLEST = 1e-180
PARAMETERS = ("weights", "biases", "scales", "shifts")
KINDS = (*PARAMETERS, "deltas")


def roundings(problem: Problem) -> int:
    """Count what a term goes through on its way up and down, in two computations."""
    network, samples = problem.network, len(problem.inputs)
    sizes = network.sizes
    through = sum(ins + outs + FUNCTION for ins, outs in pairwise(sizes))
    # mean, variance and the two means of the way back
    normalising = sum(4 * samples + FUNCTION for layer in range(1, network.depth + 1) if network.normalises(layer))
    return 2 * (through + normalising + samples + sizes[-1] + FUNCTION)


def gradient_bounds(problem: Problem, **held: Any) -> dict[str, list[Array]]:
    """Give the largest difference of two right gradients, in arrays as in Gradients.

    A delta of one sample is a term of the gradient of a bias, and gets the bound of that.
    """
    terms = rounding_bounds(pose(*problem).holding(**held), share_of_z=1.0)
    factor = roundings(problem) * EPS
    found = {kind: [factor * np.maximum(array, SMALLEST) for array in getattr(terms, kind)] for kind in PARAMETERS}
    samples = len(problem.inputs)
    return {**found, "deltas": [np.broadcast_to(bound, (samples, len(bound))) for bound in found["biases"]]}


def cost_bound(problem: Problem, **held: Any) -> float:
    """Give the largest difference of two right costs.

    A rounding of w h is one of w: it moves the cost by w dC/dw. The sum over all parameters is what z is off.
    """
    terms, own = rounding_bounds(pose(*problem).holding(**held), share_of_z=1.0), problem.parameters
    moved = sum(
        float((np.abs(array) * term).sum())
        for kind in PARAMETERS
        for array, term in zip(getattr(own, kind), getattr(terms, kind), strict=False)
    )
    return roundings(problem) * EPS * (abs(loss(*problem, **held)) + moved)


def apart(one: Iterable[Array], other: Iterable[Array], bounds: Iterable[Array]) -> float:
    """Give the largest difference in units of its bound: at most 1 where both are right, inf for what is no number."""
    units = [np.max(np.abs(a - b) / bound) for a, b, bound in zip(one, other, bounds, strict=True) if np.size(a)]
    return float(np.max(np.nan_to_num(units, nan=np.inf), initial=0.0))


def gradients_apart(one: Any, other: Any, problem: Problem, kinds: Iterable[str] = PARAMETERS, **held: Any) -> float:
    """Compare two records of gradients, both with arrays of these kinds."""
    bounds = gradient_bounds(problem, **held)
    return max(apart(getattr(one, kind), getattr(other, kind), bounds[kind]) for kind in kinds)
