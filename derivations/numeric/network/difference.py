"""The derivative of the cost by each parameter, found by changing that parameter: the definition, as an oracle.

Goes in: parameters and a batch. Comes out: one quotient per weight and bias.
Must not know: backpropagation. Only the cost is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import FormulaError
from derivations.network import Convention, Network
from derivations.numeric.arrays import Array, ReadOnly, Values, freeze
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import Masks, Statistics
from derivations.numeric.network.losses import Cost, cost_of
from derivations.numeric.network.parameters import Parameters, gradients_markdown
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.vector import length, vector_of, views, views_of
from derivations.options import one_of

# A power of two, so that dividing by it is exact; about 1e-100, so that its square cannot be seen beside any
# number, and that gradients down to 1e-200 do not underflow.
COMPLEX_STEP = 2.0**-332
# A weight moves z by its input, which may be so small that z does not move at all: it then moves z by so much, but
# itself by no more than a part whose square is a rounding, as what z is may be no more than that input.
LEAST_MOVE, LARGEST_STEP = 2.0**-900, 2.0**-27
# What an imaginary part may grow to before it is seen beside a real one, what it may shrink to before it loses digits,
# and the steps that are taken then.
LARGE, LEAST, SMALLER_STEPS = 1e-50, 2.0**-1000, (2.0**-832, 2.0**-1000)
# Some z may be so small that the square of a step of 2^-332 is seen beside it: that step is then the last one tried.
SMALL_Z = 2.0**-600
# Truncation grows as h^2 and rounding as eps / h; the cube root of eps balances them (Press et al., Numerical
# Recipes, 3rd ed., section 5.7).
CENTRAL_STEP = float(np.cbrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, eq=False)
class Quotients(ReadOnly):
    """One difference quotient per parameter, in read-only arrays shaped as in Parameters.

    Parameters
    ----------
    weights : tuple of arrays (n_out, n_in)
    biases : tuple of arrays (n_out,)
    scales, shifts : tuples of arrays (n_out,), or empty
    deltas : tuple of arrays (samples, n_out), or empty
        Of what there is one number of for every z.
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    scales: tuple[Array, ...] = ()
    shifts: tuple[Array, ...] = ()
    deltas: tuple[Array, ...] = ()

    def _repr_markdown_(self) -> str:
        return gradients_markdown(self)


@public
def difference_quotient(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
    *,
    method: str = "complex",
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> Quotients:
    """Compute dC/dw, dC/db, dC/dgamma and dC/dbeta by evaluating the cost, one or two times for every parameter.

    Parameters
    ----------
    network, parameters, inputs, targets, convention, masks, statistics
        As in backward.
    method : str
        - "complex": Im C(w + ih) / h with h = 2^-332, larger where the input of w is below 1e-171 and smaller where
          some z is below 1e-180 or the cost changes by more than 1e50 h. Nothing is subtracted, so nothing cancels,
          and the result is exact to rounding (Squire and Trapp, SIAM Review 40, 1998). The kink of a ReLU at z = 0
          has derivative 0.
        - "central": (C(w + h) - C(w - h)) / 2h with h = eps^(1/3) max(1, abs w); about 10 digits. The kink
          of a ReLU at z = 0 has derivative 1/2.

    Returns
    -------
    Quotients
        weights (n_out, n_in), biases, scales and shifts (n_out,) for layers 1..L.

    Raises
    ------
    ShapeError, SpecificationError
        As backward does; or if the method is not known.
    FormulaError
        If the cost is no finite number.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, difference_quotient
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> difference_quotient(Network((2, 1)), parameters, [[3.0, 3.0]], [[1.0]]).weights[0].tolist()
    [[-1.5, -1.5]]
    """
    one_of("method", method, METHODS)
    return compute_quotients(pose(network, parameters, inputs, targets, convention).holding(masks, statistics), method)


def compute_quotients(problem: Problem, method: str = "complex") -> Quotients:
    """Compute what ``difference_quotient`` does, of what has been checked."""
    dtype, steps_of, quotient = METHODS[method]
    vector: Values = vector_of(problem.parameters).astype(dtype)
    cost = cost_of(problem, views(vector, problem.network))
    with np.errstate(over="ignore", invalid="ignore"):
        steps = steps_of(problem)
        quotients = freeze(np.array([quotient(cost, vector, index, step) for index, step in enumerate(steps)]))
    if not np.isfinite(quotients).all():
        raise FormulaError(
            "the cost, or how it changes, is too large for a number, and no quotient tells its gradient; choose "
            "smaller weights, inputs or targets"
        )
    return Quotients(*views(quotients, problem.network))


def _complex_steps(problem: Problem) -> Values:
    """Return steps for every parameter, in the order in which they are tried, by which each z moves by a number that
    does not underflow.
    """
    network = problem.network
    steps = np.repeat([[COMPLEX_STEP], *([step] for step in SMALLER_STEPS)], length(network), axis=1)
    seen = run_pass(network, functions(network), views_of(problem.parameters), problem.inputs, problem.fixed)
    for row in steps:
        for weights, inputs in zip(views(row, network).weights, seen.h, strict=False):
            largest = np.abs(inputs).max(axis=0)
            moves = largest > 0
            least = LEAST_MOVE / 2.0 ** np.floor(np.log2(largest[moves]))
            weights[:, moves] = np.clip(least, weights[:, moves], LARGEST_STEP)
    small = (((np.abs(z) > 0) & (np.abs(z) < SMALL_Z)).any() for z in seen.z)
    return np.roll(steps, -1, axis=0).T if any(small) else steps.T


def _complex(cost: Cost, vector: Values, index: int, steps: Values) -> float:
    kept = vector[index]

    def quotient(step: float) -> float:
        vector[index] = kept + 1j * step
        return float(cost().imag / step)

    first, *others = steps
    found = quotient(first)
    moved = abs(found) * first
    for step in others if not LEAST <= moved < LARGE else ():
        # a larger step where too little is left, a smaller one where too much is
        if (step > first) == (moved < LEAST):
            found = quotient(step) or found
            if abs(found) * step < LARGE:
                break
    vector[index] = kept
    return found


def _central_steps(problem: Problem) -> Values:
    return CENTRAL_STEP * np.maximum(1.0, np.abs(vector_of(problem.parameters)))


def _central(cost: Cost, vector: Values, index: int, step: float) -> float:
    kept = vector[index]
    above, below = kept + step, kept - step
    vector[index] = above
    cost_above = cost()
    vector[index] = below
    cost_below = cost()
    vector[index] = kept
    # above - below, not 2 step: the step that was taken, after rounding
    return float((cost_above - cost_below) / (above - below))


METHODS: dict[str, tuple[type, Callable[[Problem], Values], Callable[[Cost, Values, int, Any], float]]] = {
    "complex": (np.complex128, _complex_steps, _complex),
    "central": (np.float64, _central_steps, _central),
}
