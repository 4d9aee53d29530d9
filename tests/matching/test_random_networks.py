"""500 random networks of every kind, derived, by hand and in PyTorch: one gradient to 1e-9, also with numbers of 1e3.

Relative means relative to the terms that a gradient is added up from (derivations.numeric.network.rounding_bounds), as
in match: for an a that has rounded to 1, 1 - a has no digits of its own, and neither PyTorch nor anybody else can give
it any.
"""

from collections.abc import Iterator
from itertools import chain
from types import ModuleType

import numpy as np
import pytest

from derivations import Convention, Gradients, Network, Parameters, backward, derive
from derivations.derive import Derivation
from derivations.matching.program import Program
from derivations.network import ACTIVATIONS, DELTAS, LOSSES
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from tests.numeric.oracle import LAST, Problem, random_problem
from tests.oracles import torch_gradients
from tests.searching import Search

KINDS, EACH = 100, 5
TOLERANCE = 1e-9
# below this a product of derivatives has underflowed on one way and not on the other
SMALLEST = 1e-180

Arrays = list[np.ndarray]


def kinds(rng: np.random.Generator) -> Iterator[tuple[tuple[str, ...], str, Convention]]:
    """Give activations, loss and convention of 100 derivations: depths 1 to 6, every name several times."""
    names = [ACTIVATIONS[at] for _ in range(25) for at in rng.permutation(len(ACTIVATIONS))]
    for number in range(KINDS):
        depth = 1 + number % 6
        loss = LOSSES[number // 2 % len(LOSSES)]
        chosen = [names.pop() for _ in range(depth)]
        chosen[-1] = LAST.get(loss, chosen[-1])
        yield (
            tuple(chosen),
            loss,
            Convention(
                half=bool(rng.integers(2)),
                outputs=("sum", "mean")[rng.integers(2)],
                samples=("sum", "mean")[rng.integers(2)],
                delta=DELTAS[number // 3 % 2],
            ),
        )


def network_of(activations: tuple[str, ...], loss: str, rng: np.random.Generator) -> Network:
    sizes = [int(rng.integers(1, 4)) for _ in range(len(activations) + 1)]
    for layer, name in enumerate(activations, start=1):
        sizes[layer] = max(sizes[layer], 2) if name == "softmax" else sizes[layer]
    return Network(tuple(sizes), activations, loss)


def _enlarged(problem: Problem, rng: np.random.Generator) -> Problem:
    """Make weights, biases and inputs up to 1000 times as large, and none larger than 1000."""
    weights, inputs = 10 ** rng.uniform(0, 3, 2)

    def larger(array: np.ndarray, factor: float) -> np.ndarray:
        return np.clip(array * factor, -1e3, 1e3)

    parameters = Parameters(
        tuple(larger(W, weights) for W in problem.parameters.weights),
        tuple(larger(b, weights) for b in problem.parameters.biases),
    )
    return problem._replace(parameters=parameters, inputs=larger(problem.inputs, inputs))


def _problems(search: Search) -> Iterator[tuple[Derivation, Problem]]:
    rng = search.rng(20)
    for activations, loss, convention in chain.from_iterable(kinds(rng) for _ in range(search.many(1))):
        derivation = None
        for number in range(EACH):
            network = network_of(activations, loss, rng)
            # sizes are symbols in a derivation: one serves all networks of a kind
            derivation = derivation or derive(network, convention)
            problem = random_problem(network, int(rng.integers(1, 5)), rng, convention)
            yield derivation, _enlarged(problem, rng) if number % 2 else problem


def _flat(gradients: Gradients) -> Arrays:
    return [*gradients.weights, *gradients.biases]


def apart(one: Arrays, other: Arrays, scale: Arrays) -> float:
    """Give the largest difference, relative to the terms; what is not a number is infinitely far from anything."""
    errors = [np.max(np.abs(a - b) / np.maximum(s, SMALLEST)) for a, b, s in zip(one, other, scale, strict=True)]
    return float(np.max(np.nan_to_num(errors, nan=np.inf)))


# a problem, its gradient from three ways, and how large the terms of that are
Compared = tuple[Problem, list[Arrays], Arrays]


def assert_one_gradient(compared: list[Compared]) -> None:
    for problem, ways, terms in compared:
        for array in (each for way in ways for each in way):
            assert np.isfinite(array).all(), problem.network
        for one, other in ((0, 1), (0, 2), (1, 2)):
            error = apart(ways[one], ways[other], terms)
            assert error <= TOLERANCE, (problem.network, problem.convention, one, other, error)


def assert_noticed(factor: float, compared: list[Compared], *, at_least: int) -> None:
    """Check that a gradient that is wrong by a factor is told from the right one, wherever it can be."""
    noticed = usable = 0
    for _, (derived, by_hand, _), terms in compared:
        # nothing can be wrong by a factor where all is 0, or has rounded to it
        if apart(by_hand, [np.zeros_like(array) for array in by_hand], terms) > 1e-2:
            usable += 1
            noticed += apart(derived, [factor * array for array in by_hand], terms) > TOLERANCE
    assert usable > at_least
    assert noticed == usable


@pytest.fixture(scope="module")
def compared(torch: ModuleType, search: Search) -> list[Compared]:
    """Compute every gradient three ways, and the terms."""
    found = []
    for derivation, problem in _problems(search):
        program = Program(problem.network, derivation.arrays)
        derived = program(problem.parameters, problem.inputs, problem.targets)
        theirs = torch_gradients(torch, problem)[: 2 * problem.network.depth]
        terms = rounding_bounds(pose(*problem))
        ways = [_flat(derived), _flat(backward(*problem)), theirs]
        found.append((problem, ways, [*terms.weights, *terms.biases]))
    return found


@pytest.mark.filterwarnings("error")
def test_500_networks_have_one_gradient(compared: list[Compared], search: Search) -> None:
    assert len(compared) == search.many(500)
    assert_one_gradient(compared)


def test_they_are_of_every_kind(compared: list[Compared]) -> None:
    networks = [problem.network for problem, _, _ in compared]
    assert {network.depth for network in networks} == set(range(1, 7))
    assert {network.loss for network in networks} == set(LOSSES)
    assert {network.activation(at) for network in networks for at in range(1, network.depth + 1)} == set(ACTIVATIONS)
    conventions = {(p.convention.half, p.convention.outputs, p.convention.samples) for p, _, _ in compared}
    assert len(conventions) == 8
    sizes = [max(np.abs(W).max() for W in problem.parameters.weights) for problem, _, _ in compared]
    assert max(sizes) == 1e3
    assert max(np.abs(problem.inputs).max() for problem, _, _ in compared) == 1e3


@pytest.mark.parametrize("factor", [0.5, 2.0, 1 + 1e-6])
def test_a_gradient_that_is_wrong_by_a_factor_is_noticed(factor: float, compared: list[Compared]) -> None:
    assert_noticed(factor, compared, at_least=200)
