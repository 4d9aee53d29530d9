"""The cost C of a batch: a loss, summed over outputs and samples, scaled by a convention.

Goes in: what the last layer computed, and targets (samples, n_L). Comes out: one number.
Must not know: how the cost changes with a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import FormulaError
from derivations.network import Convention, Network
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import Masks, Statistics
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.passes import PassArrays, run_pass
from derivations.numeric.network.penalties import penalty
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.vector import Views, views_of

Cost = Callable[[], Any]


def scale(network: Network, samples: int, convention: Convention) -> float:
    """What the unscaled total is multiplied with: 1/2, 1/n_L and 1/samples, where the convention has them."""
    half = 0.5 if loss_function(network).halved and convention.half else 1.0
    outputs = network.sizes[-1] if convention.outputs == "mean" else 1
    rows = samples if convention.samples == "mean" else 1
    return half / (outputs * rows)


def share(samples: int, convention: Convention) -> float:
    """What a sample's own cost is multiplied with in C, where delta is the derivative of that cost: 1/samples, or 1.

    Where delta is the derivative of C itself, this stands in it, and nothing is left: 1.
    """
    return 1 / samples if convention.delta == "sample" and convention.samples == "mean" else 1.0


@public
def loss(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    convention: Convention = Convention(),
    *,
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> float:
    """Compute the cost C of a batch.

    Parameters
    ----------
    network, parameters, inputs, targets, masks, statistics
        As in backward.
    convention : Convention
        Whether the squared error is halved, and what is a sum and what a mean.

    Returns
    -------
    float
        Sum or mean over outputs and samples, finite for |z| up to 1e4 and targets of exactly 0 or 1, of

        - "mse": (a - y)^2, halved or not
        - "mae": |a - y|
        - "huber": (a - y)^2 / 2 where |a - y| <= 1, |a - y| - 1/2 beyond
        - "bce": -y ln a - (1 - y) ln(1 - a), natural logarithm
        - "bce_logits": the same of sigmoid(a)
        - "cross_entropy": -y ln a

        and the penalties of the network, which no convention scales; infinite where it is too large for a number, as
        a run that diverges shows it, while the gradient of such a cost raises a FormulaError that says so.

    Raises
    ------
    ShapeError, SpecificationError
        As backward does.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, loss
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> round(loss(Network((2, 1)), parameters, [[3.0, 3.0]], [[1.0]]), 6)
    0.693147
    """
    problem = pose(network, parameters, inputs, targets, convention).holding(masks, statistics)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(cost_of(problem, views_of(parameters))())


def cost_of(problem: Problem, arrays: Views) -> Cost:
    """Return the cost as a function of what stands in these arrays; of complex ones, its analytic continuation.

    To be called where overflow is silenced. The parameters of the problem are not read.
    """
    network, rows, targets = problem.network, problem.inputs, problem.targets
    layers, total = functions(network), loss_function(network).total
    factor = scale(network, len(rows), problem.convention)

    def cost() -> Any:
        found = run_pass(network, layers, arrays, rows, problem.fixed)
        return factor * total(found.u[-1], found.a[-1], targets) + penalty(network, arrays.weights)

    return cost


def costs_of_samples(problem: Problem, samples: Iterable[int]) -> tuple[float, ...]:
    """Compute what each of some samples (from 0) costs alone, before any mean is taken; NaN where it is not defined.

    Its activations are dropped as in the batch, and z is normalised with the mean and the variance of the batch.
    """
    network, arrays = problem.network, views_of(problem.parameters)
    layers, total = functions(network), loss_function(network).total
    factor = scale(network, 1, problem.convention)
    # samples that are normalised together are passed through together: none is defined where one is not
    together = network.is_normalised and network.mode == "training"

    def passed(rows: slice) -> PassArrays:
        return run_pass(network, layers, arrays, problem.inputs[rows], problem.fixed.of_rows(rows))

    def costs() -> Iterator[float]:
        whole = passed(slice(None)) if together else None
        for at in samples:
            row = slice(at, at + 1)
            try:
                u, a = (whole.u[-1][row], whole.a[-1][row]) if whole else (each[-1] for each in passed(row)[2:4])
                yield float(factor * total(u, a, problem.targets[row]) + penalty(network, arrays.weights))
            except FormulaError:
                yield np.nan

    samples = tuple(samples)
    with np.errstate(all="ignore"):
        try:
            return tuple(costs())
        except FormulaError:
            return (np.nan,) * len(samples)
