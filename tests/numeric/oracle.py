"""The cost of a multi-layer perceptron written a second time, for HIPS autograd; and random problems to compare on.

Shares nothing with the library but the description of a network.
"""

from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import grad, value_and_grad
from hypothesis import strategies as st

from derivations.network import ACTIVATIONS, Convention, Network
from derivations.numeric import Parameters

Array = npt.NDArray[np.float64]

FUNCTIONS: dict[str, Any] = {
    "identity": lambda z: z,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
}


class Problem(NamedTuple):
    """Everything that a cost depends on."""

    network: Network
    parameters: Parameters
    inputs: Array
    targets: Array
    convention: Convention


def oracle_cost(problem: Problem, weights: Any, biases: Any, shifts: Any) -> Any:
    """Compute the cost; shifts are added to each z, so that the slope along them is delta."""
    a: Any = problem.inputs
    z = a
    for layer, (W, b, shift) in enumerate(zip(weights, biases, shifts, strict=True), start=1):
        z = anp.einsum("mk,jk->mj", a, W) + b + shift
        a = FUNCTIONS[problem.network.activation(layer)](z)
    y = problem.targets
    if problem.network.loss == "bce":
        entries = y * anp.logaddexp(0, -z) + (1 - y) * anp.logaddexp(0, z)
    else:
        entries = (a - y) ** 2 * (0.5 if problem.convention.half else 1)
    rows = anp.sum(entries, axis=1) if problem.convention.outputs == "sum" else anp.mean(entries, axis=1)
    return anp.sum(rows) if problem.convention.samples == "sum" else anp.mean(rows)


def oracle_gradients(problem: Problem) -> tuple[float, list[Array], list[Array], list[Array]]:
    """Give the cost, dC/dW, dC/db and delta of every layer, from autograd."""
    weights = [np.array(W) for W in problem.parameters.weights]
    biases = [np.array(b) for b in problem.parameters.biases]
    shifts = [np.zeros((len(problem.inputs), size)) for size in problem.network.sizes[1:]]
    cost, d_weights = value_and_grad(lambda w: oracle_cost(problem, w, biases, shifts))(weights)
    d_biases = grad(lambda b: oracle_cost(problem, weights, b, shifts))(biases)
    d_shifts = grad(lambda s: oracle_cost(problem, weights, biases, s))(shifts)
    return float(cost), d_weights, d_biases, d_shifts


@st.composite
def problems(draw: st.DrawFn, losses: tuple[str, ...] = ("mse", "bce")) -> Problem:
    """Draw a network of any shape, with every activation, loss and convention."""
    sizes = tuple(draw(st.lists(st.integers(1, 5), min_size=2, max_size=5)))
    loss = draw(st.sampled_from(losses))
    names = draw(st.lists(st.sampled_from(ACTIVATIONS), min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    if loss == "bce":
        names[-1] = "sigmoid"
    convention = Convention(
        half=draw(st.booleans()),
        outputs=draw(st.sampled_from(("sum", "mean"))),
        samples=draw(st.sampled_from(("sum", "mean"))),
    )
    samples = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random_problem(Network(sizes, tuple(names), loss), samples, rng, convention)


def random_problem(
    network: Network,
    samples: int,
    rng: np.random.Generator,
    convention: Convention = Convention(),
) -> Problem:
    """Fill a network and a batch with random numbers."""
    weights = tuple(rng.normal(0, 1, (n, m)) for m, n in zip(network.sizes[:-1], network.sizes[1:], strict=True))
    biases = tuple(rng.normal(0, 1, n) for n in network.sizes[1:])
    inputs = rng.normal(0, 1, (samples, network.sizes[0]))
    targets = rng.uniform(0, 1, (samples, network.sizes[-1]))
    if network.loss == "bce":
        # half of the targets are exactly 0 or 1
        targets = np.where(rng.uniform(size=targets.shape) < 0.5, np.round(targets), targets)
    return Problem(network, Parameters(weights, biases), inputs, targets, convention)


def worst_relative_error(given: Any, wanted: Any) -> float:
    """Compare lists of arrays: the worst difference, over the largest entry of what is wanted."""
    scale = max((float(np.max(np.abs(array))) for array in wanted), default=0.0)
    worst = max(float(np.max(np.abs(g - w))) for g, w in zip(given, wanted, strict=True))
    return worst / scale if scale else worst
