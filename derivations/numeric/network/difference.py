"""The derivative of the cost by each parameter, found by changing that parameter: the definition, as an oracle.

Goes in: parameters and a batch. Comes out: one quotient per weight and bias.
Must not know: backpropagation. Only the cost is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import FormulaError
from derivations.network import Convention, Network
from derivations.numeric.arrays import Array, ReadOnly, Values, frozen
from derivations.numeric.network.fixed import Masks, Statistics
from derivations.numeric.network.losses import Cost, cost_of
from derivations.numeric.network.parameters import Parameters, gradients_markdown
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.vector import vector_of, views
from derivations.options import one_of

# A power of two, so that dividing by it is exact; about 1e-100, so that its square cannot be seen beside any
# number, and that gradients down to 1e-200 do not underflow.
COMPLEX_STEP = 2.0**-332
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
        - "complex": Im C(w + ih) / h with h = 2^-332. Nothing is subtracted, so nothing cancels, and the
          result is exact to rounding (Squire and Trapp, SIAM Review 40, 1998). The kink of a ReLU at z = 0
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
    dtype, quotient = METHODS[method]
    vector: Values = vector_of(problem.parameters).astype(dtype)
    cost = cost_of(problem, views(vector, problem.network))
    with np.errstate(over="ignore", invalid="ignore"):
        quotients = frozen(np.array([quotient(cost, vector, index) for index in range(vector.size)]))
    if not np.isfinite(quotients).all():
        raise FormulaError(
            "the cost, or how it changes, is too large for a number, and no quotient tells its gradient; choose "
            "smaller weights, inputs or targets"
        )
    return Quotients(*views(quotients, problem.network))


def _complex(cost: Cost, vector: Values, index: int) -> float:
    kept = vector[index]
    vector[index] = kept + 1j * COMPLEX_STEP
    gradient = cost().imag / COMPLEX_STEP
    vector[index] = kept
    return float(gradient)


def _central(cost: Cost, vector: Values, index: int) -> float:
    kept = vector[index]
    step = CENTRAL_STEP * max(1.0, abs(kept))
    above, below = kept + step, kept - step
    vector[index] = above
    cost_above = cost()
    vector[index] = below
    cost_below = cost()
    vector[index] = kept
    # above - below, not 2 step: the step that was taken, after rounding
    return float((cost_above - cost_below) / (above - below))


METHODS: dict[str, tuple[type, Callable[[Cost, Values, int], float]]] = {
    "complex": (np.complex128, _complex),
    "central": (np.float64, _central),
}
