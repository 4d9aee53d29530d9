"""Networks with penalties, dropout and batch normalisation: derived, by hand, as a quotient and in PyTorch, to 1e-9.

PyTorch's own batch_norm is on the other side, in training and in evaluation; relative as in test_random_networks.
"""

from itertools import islice
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations import Gradients, Network, Parameters, backward, derive, draw_masks, initialise, match
from derivations.matching.program import Program
from derivations.numeric.network.problem import pose
from derivations.numeric.network.rounding_bounds import rounding_bounds
from tests.formula.in_torch import torch_formula
from tests.matching.test_random_networks import KINDS, Compared, assert_noticed, assert_one_gradient, kinds, network_of
from tests.numeric.oracle import Problem
from tests.numeric.regularised_oracle import EPSILON, Held, held_for, random_options, regularised
from tests.oracles import torch_functions, torch_total
from tests.searching import Search

HALF, EACH = KINDS // 2, 4

Arrays = list[np.ndarray]


def _flat(record: Any) -> Arrays:
    found = (*record.weights, *record.biases, *record.scales, *record.shifts)
    return [array for array in found if array.size]


def torch_gradients(torch: ModuleType, problem: Problem, held: Held) -> Arrays:
    """Give dC/dW of all layers, then dC/db, dC/dgamma and dC/dbeta, from PyTorch; NaN where its cost is infinite."""
    network, own = problem.network, problem.parameters
    kinds = ("weights", "biases", "scales", "shifts")
    tensors = {kind: [torch.tensor(a.copy(), requires_grad=True) for a in getattr(own, kind)] for kind in kinds}
    functions = torch_functions(torch)
    passed_on = torch.tensor(problem.inputs)
    u = a = passed_on
    for at, (W, b) in enumerate(zip(tensors["weights"], tensors["biases"], strict=True)):
        u = torch.nn.functional.linear(passed_on, W, b)
        if network.normalises(at + 1):
            given = held.statistics
            mean, variance = (
                (None, None)
                if given is None
                else (torch.tensor(each[at].copy()) for each in (given.means, given.variances))
            )
            own_of_batch = given is None
            u = torch.nn.functional.batch_norm(
                u, mean, variance, tensors["scales"][at], tensors["shifts"][at], training=own_of_batch, eps=EPSILON
            )
        name = network.activation(at + 1)
        a = functions[name](u) if isinstance(name, str) else torch_formula(torch, name.tree, functions, z=u)
        passed_on = a
        if network.drops(at + 1) and held.masks is not None:
            passed_on = a * torch.tensor(held.masks[at].copy()) / (1 - network.drops(at + 1))
    y, (rows, outputs) = torch.tensor(problem.targets), problem.targets.shape
    total = torch_total(torch, problem, u, a, y)
    total = total / (
        (outputs if problem.convention.outputs == "mean" else 1) * (1 if problem.convention.samples == "sum" else rows)
    )
    for W in tensors["weights"]:
        total = total + network.l1 * W.abs().sum() + network.l2 / 2 * (W**2).sum()
    # a step leaves no way back to a weight, whose gradient is 0 then, and not missing
    total = total + sum(0 * tensor.sum() for kind in kinds for tensor in tensors[kind])
    total.backward()
    # sqrt(1 + u^2) has u / inf = 0 where u^2 is too large for a number
    exists = 0 * float(total.detach())
    return [tensor.grad.numpy() + exists for kind in kinds for tensor in tensors[kind] if tensor.numel()]


@pytest.fixture(scope="module")
def compared(torch: ModuleType, search: Search) -> list[Compared]:
    """Compute every gradient three ways, and the terms."""
    rng = search.rng(30)
    found = []
    # a derivation takes longer than many gradients, and every name occurs in half of the kinds
    for activations, loss, convention in (each for _ in range(search.many(1)) for each in islice(kinds(rng), HALF)):
        options = random_options(rng, len(activations))
        derivation = None
        for _ in range(EACH):
            plain = network_of(activations, loss, rng)
            problem = regularised(
                Problem(plain, Parameters((), ()), np.empty((0, 0)), np.empty((0, 0)), convention),
                rng,
                options,
                int(rng.integers(2, 6)),
            )
            held = held_for(problem, rng)
            derivation = derivation or derive(problem.network, problem.convention)
            derived = Program(problem.network, derivation.arrays)(*problem[1:4], **held.keywords())
            by_hand = backward(*problem, **held.keywords())
            ways = [_flat(derived), _flat(by_hand), torch_gradients(torch, problem, held)]
            found.append((problem, ways, _flat(rounding_bounds(pose(*problem).holding(**held.keywords())))))
    return found


@pytest.mark.filterwarnings("error")
def test_they_have_one_gradient(compared: list[Compared], search: Search) -> None:
    assert len(compared) == search.many(HALF * EACH) == search.many(200)
    assert_one_gradient(compared)


def test_they_are_of_every_kind(compared: list[Compared]) -> None:
    networks = [problem.network for problem, _, _ in compared]
    for has in ("l1", "l2", "is_noisy", "is_normalised"):
        found = [bool(getattr(network, has)) for network in networks]
        assert 20 < sum(found) < len(found) - 20, has
    assert {network.mode for network in networks} == {"training", "evaluation"}
    assert sum(network.is_normalised and network.mode == "evaluation" for network in networks) > 20


def test_a_gradient_that_is_wrong_by_a_millionth_is_noticed(
    compared: list[Compared],
) -> None:
    assert_noticed(1 + 1e-6, compared, at_least=100)


NORMALISED = Network((2, 3, 1), batch_norm=True)


def test_the_report_has_a_row_for_every_scale_and_shift() -> None:
    rng = np.random.default_rng(0)
    report = match(NORMALISED, initialise(NORMALISED, rng), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1)))
    assert report.ok
    assert [row.name for row in report.rows if row.kind in {"scales", "shifts"}] == [
        *("gamma1[1]", "gamma1[2]", "gamma1[3]", "beta1[1]", "beta1[2]", "beta1[3]")
    ]
    assert len(report.rows) == 9 + 6 + 4


def test_a_scale_with_a_wrong_gradient_is_found() -> None:
    from derivations.matching.match import compare  # noqa: PLC0415

    rng = np.random.default_rng(0)
    start, inputs, targets = initialise(NORMALISED, rng), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))

    problem = (NORMALISED, start, inputs, targets)
    found = derive(NORMALISED).compile()(*problem[1:])
    wrong = (found.scales[0] * np.array([1, 1.001, 1]), found.scales[1])
    spoilt = Gradients(found.weights, found.biases, found.deltas, wrong, found.shifts)
    report = compare(pose(*problem), spoilt, backward(*problem))
    assert not report.ok
    assert report.worst.name == "gamma1[2]"


def test_masks_reach_all_three_ways() -> None:
    network, rng = Network((2, 4, 1), dropout=0.5), np.random.default_rng(0)
    start, inputs, targets = initialise(network, rng), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))
    one, other = (match(network, start, inputs, targets, masks=draw_masks(network, 5, rng)) for _ in range(2))
    assert one.ok
    assert other.ok
    assert [row.derived for row in one.rows] != [row.derived for row in other.rows]
