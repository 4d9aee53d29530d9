"""The cost of a multi-layer perceptron written a second time, for HIPS autograd; and random problems to compare on.

Shares nothing with the library but the description of a network.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import grad, value_and_grad
from autograd.extend import defvjp, primitive
from hypothesis import strategies as st

from derivations.network import ACTIVATIONS, DELTAS, LOSSES, Convention, Network
from derivations.numeric import Parameters

Array = npt.NDArray[np.float64]


@primitive  # type: ignore[untyped-decorator]
def erf(x: Any) -> Any:
    """Compute the error function of the standard library, entry by entry."""
    return np.vectorize(math.erf, otypes=[float])(x)


defvjp(erf, lambda value, x: lambda g: g * 2 / np.sqrt(np.pi) * np.exp(-(x**2)))


def _elu(z: Any, alpha: float = 1.0) -> Any:
    return anp.where(z > 0, z, alpha * (anp.exp(anp.where(z > 0, 0.0, z)) - 1))


def _softmax(z: Any) -> Any:
    powers = anp.exp(z - anp.max(z, axis=-1, keepdims=True))
    return powers / anp.sum(powers, axis=-1, keepdims=True)


FUNCTIONS: dict[str, Any] = {
    "identity": lambda z: z,
    "step": lambda z: anp.where(z > 0, 1.0 + 0 * z, 0 * z),
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: anp.where(z > 0, z, z / 100),
    "elu": _elu,
    "selu": lambda z: 1.0507009873554804934 * _elu(z, 1.6732632423543772848),
    "softplus": lambda z: anp.logaddexp(0, z),
    "softsign": lambda z: z / (1 + anp.abs(z)),
    "silu": lambda z: z / (1 + anp.exp(-z)),
    "gelu": lambda z: z / 2 * (1 + erf(z / np.sqrt(2))),
    "gelu_tanh": lambda z: z / 2 * (1 + anp.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "mish": lambda z: z * anp.tanh(anp.logaddexp(0, z)),
    "log_sigmoid": lambda z: -anp.logaddexp(0, -z),
    "hard_tanh": lambda z: anp.where(anp.abs(z) < 1, z, anp.sign(z)),
    "softmax": _softmax,
}
# what must stand in the last layer
LAST = {"bce": "sigmoid", "bce_logits": "identity", "cross_entropy": "softmax"}


class Problem(NamedTuple):
    """Everything that a cost depends on."""

    network: Network
    parameters: Parameters
    inputs: Array
    targets: Array
    convention: Convention


def oracle_cost(problem: Problem, weights: Any, biases: Any, shifts: Any) -> Any:
    """Compute the cost; shifts are added to each z, so that the gradient along them is delta."""
    a: Any = problem.inputs
    z = a
    for layer, (W, b, shift) in enumerate(zip(weights, biases, shifts, strict=True), start=1):
        z = anp.einsum("mk,jk->mj", a, W) + b + shift
        a = FUNCTIONS[str(problem.network.activation(layer))](z)
    return oracle_loss(problem, z, a)


def oracle_loss(problem: Problem, z: Any, a: Any) -> Any:
    """Compute the cost of what the last layer gives; z is what its activation saw."""
    y = problem.targets
    if problem.network.loss in {"bce", "bce_logits"}:
        entries = y * anp.logaddexp(0, -z) + (1 - y) * anp.logaddexp(0, z)
    elif problem.network.loss == "cross_entropy":
        top = anp.max(z, axis=1, keepdims=True)
        entries = y * (top + anp.log(anp.sum(anp.exp(z - top), axis=1, keepdims=True)) - z)
    elif problem.network.loss == "mae":
        entries = anp.abs(a - y)
    elif problem.network.loss == "huber":
        size = anp.abs(a - y)
        entries = anp.where(size <= 1, size**2 / 2, size - 0.5)
    else:
        entries = (a - y) ** 2 * (0.5 if problem.convention.half else 1)
    rows = anp.sum(entries, axis=1) if problem.convention.outputs == "sum" else anp.mean(entries, axis=1)
    return anp.sum(rows) if problem.convention.samples == "sum" else anp.mean(rows)


def oracle_gradient_by_output(problem: Problem, z: Array, a: Array) -> Array:
    """Give dC/da of the last layer; of a cross-entropy, which is written in z above, from its definition."""
    y, m = problem.targets, len(problem.targets)
    if problem.network.loss == "bce":
        return np.asarray((a - y) / (a * (1 - a)) / m)
    if problem.network.loss == "cross_entropy":
        return np.asarray(-y / a / m)
    at = "z" if problem.network.loss == "bce_logits" else "a"
    return np.asarray(grad(lambda x: oracle_loss(problem, x if at == "z" else z, x))(a))


def oracle_gradients(problem: Problem) -> tuple[float, list[Array], list[Array], list[Array]]:
    """Give the cost, dC/dW, dC/db and delta of every layer, from autograd.

    Where delta is that of one sample, every sample is run alone, as a batch of one whose cost is its own.
    """
    weights = [np.array(W) for W in problem.parameters.weights]
    biases = [np.array(b) for b in problem.parameters.biases]
    shifts = [np.zeros((len(problem.inputs), size)) for size in problem.network.sizes[1:]]
    cost, d_weights = value_and_grad(lambda w: oracle_cost(problem, w, biases, shifts))(weights)
    d_biases = grad(lambda b: oracle_cost(problem, weights, b, shifts))(biases)
    d_shifts = [
        grad(lambda s, alone=alone: oracle_cost(alone, weights, biases, s))([shift[rows] for shift in shifts])
        for rows, alone in alone_with_its_cost(problem)
    ]
    return float(cost), d_weights, d_biases, [np.concatenate(layer) for layer in zip(*d_shifts, strict=True)]


def alone_with_its_cost(problem: Problem) -> Iterator[tuple[slice, Problem]]:
    """Give the rows that one delta is about, and the problem of their cost: each sample, or the whole batch."""
    if problem.convention.delta == "cost":
        yield slice(None), problem
        return
    own = replace(problem.convention, samples="sum")
    for row in range(len(problem.inputs)):
        rows = slice(row, row + 1)
        yield rows, problem._replace(inputs=problem.inputs[rows], targets=problem.targets[rows], convention=own)


@st.composite
def problems(draw: st.DrawFn, losses: tuple[str, ...] = LOSSES) -> Problem:
    """Draw a network of any shape, with every activation, loss and convention."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    loss = draw(st.sampled_from(losses))
    names = draw(st.lists(st.sampled_from(ACTIVATIONS), min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    names[-1] = LAST.get(loss, names[-1])
    sizes = [sizes[0], *(max(n, 2) if name == "softmax" else n for n, name in zip(sizes[1:], names, strict=True))]
    convention = Convention(
        half=draw(st.booleans()),
        outputs=draw(st.sampled_from(("sum", "mean"))),
        samples=draw(st.sampled_from(("sum", "mean"))),
        delta=draw(st.sampled_from(DELTAS)),
    )
    samples = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random_problem(Network(tuple(sizes), tuple(names), loss), samples, rng, convention)


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
    if network.loss in {"bce", "bce_logits"}:
        # half of the targets are exactly 0 or 1
        targets = np.where(rng.uniform(size=targets.shape) < 0.5, np.round(targets), targets)
    elif network.loss == "cross_entropy":
        # half of the samples belong to one class, the others a little to each
        classes = np.eye(targets.shape[1])[targets.argmax(axis=1)]
        shares = targets / targets.sum(axis=1, keepdims=True)
        targets = np.where(rng.uniform(size=(samples, 1)) < 0.5, classes, shares)
    return Problem(network, Parameters(weights, biases), inputs, targets, convention)


def worst_relative_error(given: Any, wanted: Any) -> float:
    """Compare lists of arrays: the worst difference, over the largest entry of what is wanted.

    Where all of it cancels (a softmax before |a - y|, with every target above its output), what an oracle leaves is the
    rounding of terms near 1: a largest entry below 1e-3 is no measure.
    """
    scale = max((float(np.max(np.abs(array))) for array in wanted), default=0.0)
    worst = max(float(np.max(np.abs(g - w))) for g, w in zip(given, wanted, strict=True))
    return worst / max(scale, 1e-3)
