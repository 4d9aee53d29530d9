"""The classic mistakes: each gives what its words say, where it is made and not elsewhere, and changes something."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derivations.numeric.network.problem import Problem
from derivations.numeric.network.slips import SLIPS, list_slips
from derivations.numeric.network.worked import work_out
from tests.numeric.network.slips.problems import (
    LABELS,
    MIXED,
    PROBLEMS,
    RATE,
    SHARES,
    SQUARE_X,
    SQUARES,
    SURE,
    Numbers,
    differs,
)


def made(problem: Problem, name: str, place: int | None = None) -> Numbers:
    changed, steps = SLIPS[name].way(problem, place)
    return work_out(changed, steps, rate=RATE)


@pytest.mark.parametrize("name", SLIPS)
def test_every_mistake_can_be_made_somewhere_and_changes_something(name: str) -> None:
    found = [
        (problem, slip) for problem in PROBLEMS.values() for slip in list_slips(problem, rate=RATE) if slip.name == name
    ]
    assert found
    for problem, slip in found:
        right, wrong = work_out(problem, rate=RATE), work_out(slip.problem, slip.steps, rate=RATE)
        assert list(right) == list(wrong)
        # a ReLU and its derivative are positive at the same places: at a or at z is one, and 0 and 1 are their squares
        if name.startswith("epsilon"):
            assert differs(right["C"], wrong["C"]) or problem is not SURE  # elsewhere it is lost in the digits
            continue
        is_relu = slip.place and problem.network.activation(slip.place) == "relu"
        harmless = name in ("at a", "derivative twice") and is_relu
        assert any(differs(right[each], wrong[each]) for each in right) != bool(harmless), slip
        assert slip.words.startswith(SLIPS[name].words)


def test_without_a_rate_no_mistake_is_one_of_the_update() -> None:
    for problem in PROBLEMS.values():
        names = {slip.name for slip in list_slips(problem)}
        assert names.isdisjoint({"stale", "ascent", "no rate", "step alone"})
        assert names < {slip.name for slip in list_slips(problem, rate=RATE)}


EXPECTED: list[tuple[Problem, str, int | None, str, Callable[[Numbers, Problem], Any]]] = [
    (SQUARES, "bias", 1, "z1", lambda n, p: n["z1"] - p.parameters.biases[0]),
    (SQUARES, "forward transpose", 2, "z2", lambda n, p: n["a1"] @ p.parameters.weights[1] + p.parameters.biases[1]),
    (SQUARES, "turned", 3, "z3", lambda n, p: n["a2"] @ p.parameters.weights[2] + p.parameters.biases[2]),
    (SQUARES, "activation", 1, "a1", lambda n, p: n["z1"]),
    (SQUARES, "exponent", 2, "a2", lambda n, p: 1 - n["a2"]),
    (SQUARES, "half", None, "delta3", lambda n, p: 2 * n["delta3"]),
    (MIXED, "extra half", None, "delta2", lambda n, p: n["delta2"] / 2),
    (SHARES, "own delta", None, "delta1", lambda n, p: 4 * n["delta1"]),
    (MIXED, "whole delta", None, "da1", lambda n, p: n["da1"] / 4),
    (SHARES, "mean", None, "dW1", lambda n, p: 4 * n["dW1"]),
    (LABELS, "extra mean", None, "C", lambda n, p: n["C"] / 4),
    (SHARES, "outputs", None, "C", lambda n, p: 3 * n["C"]),
    (MIXED, "outputs averaged", None, "db1", lambda n, p: n["db1"] / 3),
    (LABELS, "log10", None, "C", lambda n, p: n["C"] * np.log10(np.e)),
    (LABELS, "log2", None, "C", lambda n, p: n["C"] * np.log2(np.e)),
    (SURE, "epsilon 1e-05", None, "C", lambda n, p: -np.log(n["a1"][:, 1] + 1e-5).sum()),
    (SURE, "epsilon 1e-07", None, "C", lambda n, p: -np.log(n["a1"][:, 1] + 1e-7).sum()),
    (SURE, "epsilon 1e-08", None, "C", lambda n, p: -np.log(n["a1"][:, 1] + 1e-8).sum()),
    (LABELS, "cost sign", None, "C", lambda n, p: -n["C"]),
    (LABELS, "one term", None, "C", lambda n, p: -(p.targets * np.log(n["a2"])).sum()),
    (SQUARES, "no penalty", None, "dW2", lambda n, p: n["dW2"] - 0.4 * p.parameters.weights[1]),
    (SQUARES, "whole penalty", None, "dW2", lambda n, p: n["dW2"] + 0.4 * p.parameters.weights[1]),
    (SQUARES, "penalty without 1/m", None, "dW1", lambda n, p: n["dW1"] + 3 * 0.4 * p.parameters.weights[0]),
    (SQUARES, "penalty on biases", None, "db1", lambda n, p: n["db1"] + 0.4 * p.parameters.biases[0]),
    (
        SQUARES,
        "penalty on biases",
        None,
        "C",
        lambda n, p: n["C"] + 0.2 * sum((b**2).sum() for b in p.parameters.biases),
    ),
    (LABELS, "sign", None, "delta2", lambda n, p: p.targets - n["a2"]),
    (SQUARES, "sign", None, "db1", lambda n, p: -n["db1"]),
    (SQUARES, "derivative", 2, "delta2", lambda n, p: n["da2"]),
    (LABELS, "derivative", 2, "delta2", lambda n, p: n["da2"]),
    (SQUARES, "at a", 1, "delta1", lambda n, p: n["da1"] / np.cosh(n["a1"]) ** 2),
    (SQUARES, "at z", 2, "delta2", lambda n, p: n["da2"] * n["z2"] * (1 - n["z2"])),
    (SQUARES, "1 - a", 2, "delta2", lambda n, p: n["da2"] * (1 - n["a2"])),
    (LABELS, "1 - a", 2, "delta2", lambda n, p: (n["a2"] - p.targets) / n["a2"]),
    (SQUARES, "a alone", 2, "delta2", lambda n, p: n["da2"] * n["a2"]),
    (SQUARES, "derivative twice", 1, "delta1", lambda n, p: n["delta1"] / np.cosh(n["z1"]) ** 2),
    (MIXED, "softmax of samples", 2, "a2", lambda n, p: np.exp(n["z2"]) / np.exp(n["z2"]).sum(axis=0)),
    (
        SQUARE_X,
        "inputs turned",
        None,
        "z1",
        lambda n, p: p.inputs.T @ p.parameters.weights[0].T + p.parameters.biases[0],
    ),
    (LABELS, "not cancelled", 2, "delta2", lambda n, p: (n["a2"] - p.targets) * n["a2"] * (1 - n["a2"])),
    (MIXED, "diagonal", 2, "delta2", lambda n, p: n["da2"] * n["a2"] * (1 - n["a2"])),
    (SQUARES, "transpose", 3, "da2", lambda n, p: n["delta3"] @ p.parameters.weights[2].T),
    (SQUARES, "stale", 3, "da2", lambda n, p: n["delta3"] @ n["W3'"]),
    (SQUARES, "twice", 1, "db1", lambda n, p: 2 * n["db1"]),
    (SHARES, "mean twice", None, "db2", lambda n, p: n["db2"] / 4),
    (LABELS, "sum", 1, "db1", lambda n, p: n["delta1"][-1]),
    (LABELS, "shared", 1, "db1", lambda n, p: np.full(3, n["db1"].sum())),
    (LABELS, "input z", 2, "dW2", lambda n, p: n["delta2"].T @ n["z1"]),
    (LABELS, "ascent", None, "W1'", lambda n, p: 2 * p.parameters.weights[0] - n["W1'"]),
    (LABELS, "no rate", None, "b1'", lambda n, p: p.parameters.biases[0] - n["db1"]),
    (LABELS, "step alone", None, "W2'", lambda n, p: -RATE * n["dW2"]),
]


@pytest.mark.parametrize(("problem", "name", "place", "quantity", "expected"), EXPECTED)
def test_each_is_what_it_says(
    problem: Problem, name: str, place: int | None, quantity: str, expected: Callable[[Numbers, Problem], Any]
) -> None:
    right = work_out(problem, rate=RATE)
    wanted = expected(right, problem)
    np.testing.assert_allclose(made(problem, name, place)[quantity], wanted, rtol=1e-9, atol=1e-12)
    assert differs(wanted, right[quantity])


def test_each_of_them_is_looked_at() -> None:
    assert {name for _, name, *_ in EXPECTED} == set(SLIPS)


@pytest.mark.parametrize("name", ["derivative", "at a", "at z", "transpose", "stale"])
def test_what_is_made_in_one_layer_shows_from_there_down(name: str) -> None:
    right = work_out(SQUARES, rate=RATE)
    for slip in list_slips(SQUARES, rate=RATE):
        if slip.name == name and slip.place:
            wrong = work_out(slip.problem, slip.steps, rate=RATE)
            first = slip.place - (name in ("transpose", "stale"))
            moved = [at for at in (1, 2, 3) if differs(right[f"dW{at}"], wrong[f"dW{at}"])]
            assert moved == list(range(1, first + 1))
            assert not differs(right["C"], wrong["C"])
