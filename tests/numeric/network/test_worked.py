"""A calculation step by step: its numbers are those of the library's passes, and what is rounded is read rounded."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derivations import Convention, Loss, Network, backward, forward, initialise, loss, sgd
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.worked import (
    Steps,
    cost_of_outputs,
    go_through_outputs,
    go_through_slopes,
    go_through_sums,
    keep_biases,
    work_out,
)

NETWORKS = {
    "bce": Network((3, 4, 2), ("tanh", "sigmoid"), "bce"),
    "mse": Network((3, 4, 2), "sigmoid", "mse"),
    "softmax": Network((3, 4, 3, 2), ("relu", "softplus", "softmax"), "cross_entropy"),
    "softmax after a square": Network((3, 2, 2), ("tanh", "softmax"), "mse"),
    "penalties": Network((3, 4, 2), ("tanh", "identity"), "huber", l1=0.1, l2=0.3),
    "logits": Network((3, 2), "identity", "bce_logits"),
    "formula": Network((3, 2, 2), ("silu", "identity"), Loss.parse("(a-y)**4")),
}
CONVENTIONS = [
    Convention(),
    Convention(half=False, outputs="mean", samples="sum"),
    Convention(outputs="mean", delta="sample"),
]


USUAL = CONVENTIONS[0]


def posed(network: Network, convention: Convention = USUAL) -> Problem:
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(5, 3))
    targets = np.eye(2)[rng.integers(2, size=5)]
    return pose(network, initialise(network, rng), inputs, targets, convention)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("convention", CONVENTIONS, ids=["usual", "other", "one sample's delta"])
def test_it_is_what_the_passes_compute(name: str, convention: Convention) -> None:
    problem = posed(NETWORKS[name], convention)
    network, start, inputs, targets = problem.network, problem.parameters, problem.inputs, problem.targets
    found = work_out(problem, rate=0.3)
    passed, exact = forward(network, start, inputs), backward(network, start, inputs, targets, convention)
    assert found["C"] == pytest.approx(loss(network, start, inputs, targets, convention), rel=1e-12)
    moved, _ = sgd(0.3).step(start, exact)
    for at in range(network.depth):
        for letter, array in (
            ("z{}", passed.z[at]),
            ("a{}", passed.a[at + 1]),
            ("delta{}", exact.deltas[at]),
            ("dW{}", exact.weights[at]),
            ("db{}", exact.biases[at]),
            ("W{}'", moved.weights[at]),
            ("b{}'", moved.biases[at]),
        ):
            np.testing.assert_allclose(found[letter.format(at + 1)], array, rtol=1e-12, atol=1e-15)
    assert found["C'"] == pytest.approx(loss(network, moved, inputs, targets, convention), rel=1e-12)
    assert list(found)[2 * network.depth] == "C"


@pytest.mark.parametrize(("name", "same"), [("bce", "-y*log(a)-(1-y)*log(1-a)"), ("softmax", "-y*log(a)")])
def test_dc_da_is_the_derivative_by_a(name: str, same: str) -> None:
    problem = posed(NETWORKS[name])
    last, network = f"da{problem.network.depth}", problem.network
    of_formula = Network(network.sizes, network.activations, Loss.parse(same))
    expected = work_out(pose(of_formula, problem.parameters, problem.inputs, problem.targets))[last]
    np.testing.assert_allclose(work_out(problem)[last], expected, rtol=1e-9, atol=1e-12)


def test_without_a_rate_nothing_moves_and_without_a_cost_nothing_goes_back() -> None:
    problem = posed(NETWORKS["mse"])
    assert not [name for name in work_out(problem) if name.endswith("'")]
    assert list(work_out(problem, backwards=False)) == ["z1", "a1", "z2", "a2"]


def test_biases_can_be_kept() -> None:
    problem = posed(NETWORKS["mse"])
    found = work_out(problem, Steps(move_biases=keep_biases), rate=0.5)
    np.testing.assert_array_equal(found["b1'"], problem.parameters.biases[0])
    assert not np.array_equal(found["W1'"], problem.parameters.weights[0])
    assert found["C'"] != work_out(problem, rate=0.5)["C'"]


def test_what_is_written_down_rounded_is_read_rounded() -> None:
    """Victor Zhou's network: 0.0474, 0.524, -0.952, 0.249 and -0.0904 give 0.0214, where it is 0.0215."""
    network = Network((2, 2, 1), "sigmoid", "mse")
    problem = pose(
        network,
        initialise(network, np.random.default_rng(0), method="zeros")
        .with_weight(1, 1, 1, 1.0)
        .with_weight(1, 1, 2, 1.0)
        .with_weight(1, 2, 1, 1.0)
        .with_weight(1, 2, 2, 1.0)
        .with_weight(2, 1, 1, 1.0)
        .with_weight(2, 1, 2, 1.0),
        [[-2.0, -1.0]],
        [[1.0]],
        Convention(half=False),
    )

    def three_figures(letter: str, values: Any) -> Any:
        return np.vectorize(lambda number: float(f"{number:.2e}"))(values)

    by_hand = Steps(cost=cost_of_outputs, go_through=go_through_slopes)
    found = work_out(problem, by_hand, write_down=three_figures)
    assert found["a2"][0, 0] == pytest.approx(0.5237, abs=5e-5)
    assert found["C"] == (1 - 0.524) ** 2
    assert round(float(found["dW1"][0, 0]), 4) == 0.0214
    exact = work_out(problem)
    assert round(float(exact["dW1"][0, 0]), 4) == 0.0215
    for step in (go_through_slopes, go_through_outputs, go_through_sums):
        np.testing.assert_allclose(work_out(problem, Steps(go_through=step))["dW1"], exact["dW1"], rtol=1e-12)
    other = work_out(problem, replace(by_hand, go_through=go_through_outputs), write_down=three_figures)
    assert other["delta2"][0, 0] == pytest.approx(-0.952 * 0.524 * 0.476, rel=1e-12)
    sums = work_out(problem, replace(by_hand, go_through=go_through_sums), write_down=three_figures)
    slope = 1 / (1 + np.exp(-0.0948)) / (1 + np.exp(0.0948))  # z2 is twice 0.0474
    assert sums["delta2"][0, 0] == pytest.approx(-0.952 * slope, rel=1e-12)
    assert found["delta2"][0, 0] == pytest.approx(-0.952 * 0.249, rel=1e-12)


def test_the_cost_by_hand_is_the_cost() -> None:
    for network in NETWORKS.values():
        problem = posed(network)
        by_hand = work_out(problem, Steps(cost=cost_of_outputs))["C"]
        np.testing.assert_allclose(by_hand, work_out(problem)["C"], rtol=1e-12)


def test_what_somebody_else_found_is_read_in_the_place_of_ours() -> None:
    problem = posed(NETWORKS["mse"])
    ours, found = work_out(problem), work_out(problem, instead={"z2": {(0, 1): 3.0}})
    assert found["z2"].tolist() == ours["z2"].tolist()
    assert found["a2"][0, 1] == pytest.approx(1 / (1 + np.exp(-3)), rel=1e-12)
    assert found["a2"][0, 0] == ours["a2"][0, 0]
    assert found["C"] != ours["C"]
