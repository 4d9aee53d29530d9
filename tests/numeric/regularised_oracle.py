"""The cost of a network with penalties, dropout and batch normalisation written a second time, for HIPS autograd.

And random networks of that kind. Shares nothing with the library but the description of a network.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
from autograd import grad
from hypothesis import strategies as st

from derivations.network import Network
from derivations.numeric import Parameters, Statistics, draw_masks
from tests.numeric.oracle import FUNCTIONS, Array, Problem, alone_with_its_cost, oracle_loss, problems, random_problem

EPSILON = 1e-5


class Held(NamedTuple):
    """What a pass is given beside a problem, as keywords of the library take it."""

    masks: tuple[Array, ...] | None
    statistics: Statistics | None

    def keywords(self) -> dict[str, Any]:
        """Give those that there are."""
        return {name: each for name, each in self._asdict().items() if each is not None}


def regularised_cost(problem: Problem, held: Held, arrays: Any) -> Any:
    """Compute the cost; ``arrays`` are weights, biases, scales, shifts and what is added to each z."""
    weights, biases, scales, shifts, moved = arrays
    network, passed_on = problem.network, problem.inputs
    u = a = passed_on
    for at, (W, b) in enumerate(zip(weights, biases, strict=True)):
        u = anp.einsum("mk,jk->mj", passed_on, W) + b + moved[at]
        if network.normalises(at + 1):
            if held.statistics is None:
                mean, variance = anp.mean(u, axis=0), anp.var(u, axis=0)
            else:
                mean, variance = held.statistics.means[at], held.statistics.variances[at]
            u = scales[at] * (u - mean) / anp.sqrt(variance + EPSILON) + shifts[at]
        a = FUNCTIONS[str(network.activation(at + 1))](u)
        share = network.drops(at + 1)
        passed_on = a * held.masks[at] / (1 - share) if share and held.masks is not None else a
    penalties = sum(network.l1 * anp.sum(anp.abs(W)) + network.l2 / 2 * anp.sum(W**2) for W in weights)
    return oracle_loss(problem, u, a) + penalties


def regularised_gradients(problem: Problem, held: Held) -> list[list[Array]]:
    """Give dC/dW, dC/db, dC/dgamma, dC/dbeta and delta, from autograd."""
    own = problem.parameters
    nothing = [np.empty(0)] * problem.network.depth
    kinds = (own.weights, own.biases, own.scales or nothing, own.shifts or nothing)
    moved = [np.zeros((len(problem.inputs), size)) for size in problem.network.sizes[1:]]
    arrays = [[np.array(each) for each in kind] for kind in kinds] + [moved]
    found: list[list[Array]] = grad(lambda given: regularised_cost(problem, held, given))(arrays)
    alone = []
    for rows, own_problem in alone_with_its_cost(problem):
        own_held = held._replace(masks=tuple(mask[rows] for mask in held.masks) if held.masks else None)
        of_rows = [*arrays[:-1], [each[rows] for each in moved]]
        alone.append(grad(lambda given, p=own_problem, h=own_held: regularised_cost(p, h, given))(of_rows)[-1])
    return [*found[:-1], [np.concatenate(layer) for layer in zip(*alone, strict=True)]]


def regularised(problem: Problem, rng: np.random.Generator, options: dict[str, Any], samples: int) -> Problem:
    """Give the network of a problem more options, a batch that can be normalised, and parameters for all of it."""
    plain = problem.network
    network = Network(plain.sizes, plain.activations, plain.loss, **options)
    sees_others = network.is_normalised and network.mode == "training"
    convention = replace(problem.convention, delta="cost") if sees_others else problem.convention
    fresh = random_problem(network, max(samples, 2), rng, convention)
    if not network.is_normalised:
        return fresh
    units = [size * network.normalises(layer) for layer, size in enumerate(network.sizes[1:], start=1)]
    own = fresh.parameters
    more = tuple(rng.normal(1, 0.5, n) for n in units), tuple(rng.normal(0, 0.5, n) for n in units)
    return fresh._replace(parameters=Parameters(own.weights, own.biases, *more))


def held_for(problem: Problem, rng: np.random.Generator) -> Held:
    """Draw masks, or make up statistics, whichever the mode of the network asks for."""
    network, statistics = problem.network, None
    if network.is_normalised and network.mode == "evaluation":
        units = [size * network.normalises(layer) for layer, size in enumerate(network.sizes[1:], start=1)]
        statistics = Statistics(tuple(rng.normal(0, 1, n) for n in units), tuple(rng.uniform(0.2, 2, n) for n in units))
    masks = draw_masks(network, len(problem.inputs), rng) if network.is_noisy else None
    return Held(masks, statistics)


def random_options(rng: np.random.Generator, depth: int) -> dict[str, Any]:
    """Draw penalties, shares to drop and layers to normalise; each may be nothing."""
    return {
        "l1": float(rng.choice([0, 0.03, 0.5])),
        "l2": float(rng.choice([0, 0.03, 0.5])),
        "dropout": (*(float(rng.choice([0, 0.2, 0.5])) for _ in range(depth - 1)), 0.0),
        "batch_norm": tuple(bool(rng.integers(2)) for _ in range(depth)),
        "mode": str(rng.choice(["training", "evaluation"])),
    }


@st.composite
def regularised_problems(draw: st.DrawFn) -> tuple[Problem, Held]:
    """Draw a network of any shape, with every activation, loss and convention, and something between its layers."""
    problem = draw(problems())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    options = random_options(rng, problem.network.depth)
    full = regularised(problem, rng, options, draw(st.integers(2, 6)))
    return full, held_for(full, rng)
