"""Backward passes with a mistake: each does what it says, in the layer that it is made in, and without it is right."""

from typing import Any

import numpy as np
import pytest

from derivations import Convention, Gradients, Network, Parameters, backward, forward, initialise, xor
from derivations.errors import ShapeError, SpecificationError
from derivations.numeric.network.mistakes import MISTAKES, mistaken_backward
from derivations.numeric.network.problem import pose

DATA = xor()
SQUARE = Network((2, 2, 2, 1), ("tanh", "sigmoid", "sigmoid"), "bce")


def start(network: Network) -> Parameters:
    return initialise(network, np.random.default_rng(4))


def wrong(network: Network, mistake: str, layer: int, **options: Any) -> Gradients:
    problem = pose(network, start(network), DATA.inputs, DATA.targets)
    return mistaken_backward(problem, mistake=mistake, layer=layer, **options)


def right(network: Network) -> Gradients:
    return backward(network, start(network), DATA.inputs, DATA.targets)


def moved_layers(network: Network, found: Gradients) -> list[int]:
    """Name the layers whose gradients differ from the right ones."""
    exact = right(network)
    same = [
        np.allclose(found.weights[at], exact.weights[at], rtol=1e-12, atol=0)
        and np.allclose(found.biases[at], exact.biases[at], rtol=1e-12, atol=0)
        for at in range(network.depth)
    ]
    return [at + 1 for at, each in enumerate(same) if not each]


@pytest.mark.parametrize(
    ("mistake", "layer", "moved"),
    [
        ("derivative", 3, [1, 2, 3]),
        ("derivative", 2, [1, 2]),
        ("derivative", 1, [1]),
        ("at a", 3, [1, 2, 3]),
        ("at a", 1, [1]),
        ("transpose", 3, None),
        ("transpose", 2, [1]),
        ("transpose", 1, []),  # nothing goes further back
        ("mean", 2, [1, 2, 3]),
        ("sum", 2, [2]),
        ("stale", 3, [1, 2]),
        ("stale", 1, []),
        ("twice", 1, [1]),
    ],
)
def test_it_shows_from_its_layer_down(mistake: str, layer: int, moved: list[int] | None) -> None:
    if moved is None:
        with pytest.raises(ShapeError, match="4 x 1 times 2 x 1 does not fit"):
            wrong(SQUARE, mistake, layer)
        return
    assert moved_layers(SQUARE, wrong(SQUARE, mistake, layer)) == moved


def test_each_is_what_it_says() -> None:
    exact, parameters = right(SQUARE), start(SQUARE)
    passed = forward(SQUARE, parameters, DATA.inputs)
    for at in range(3):
        np.testing.assert_allclose(wrong(SQUARE, "mean", 1).weights[at], 4 * exact.weights[at], rtol=1e-12)
    np.testing.assert_array_equal(wrong(SQUARE, "twice", 2).biases[1], 2 * exact.biases[1])
    np.testing.assert_allclose(wrong(SQUARE, "sum", 2).biases[1], exact.deltas[1][-1], rtol=1e-12)
    # sigmoid' of the last layer has cancelled in a - y: without it, dC/da is left
    a, y = passed.outputs, DATA.targets
    np.testing.assert_allclose(wrong(SQUARE, "derivative", 3).deltas[2], (a - y) / (a * (1 - a)) / 4, rtol=1e-12)
    derivative_at_a = 1 / (2 + np.exp(a) + np.exp(-a))
    np.testing.assert_allclose(
        wrong(SQUARE, "at a", 3).deltas[2], (a - y) / (a * (1 - a)) / 4 * derivative_at_a, rtol=1e-12
    )
    back = exact.deltas[2] @ (parameters.weights[2] - 0.5 * exact.weights[2])
    hidden = passed.a[2]
    np.testing.assert_allclose(wrong(SQUARE, "stale", 3, rate=0.5).deltas[1], back * hidden * (1 - hidden), rtol=1e-12)


@pytest.mark.parametrize(
    "network",
    [
        SQUARE,
        Network((2, 3, 2), ("relu", "softmax"), "cross_entropy"),
        Network((2, 3, 2), ("softmax", "softmax"), "mse"),
        Network((2, 1), "identity", "mae"),
    ],
)
@pytest.mark.parametrize("convention", [Convention(), Convention(half=False, samples="sum", outputs="mean")])
def test_where_a_mistake_does_not_reach_the_pass_is_the_right_one(network: Network, convention: Convention) -> None:
    targets = DATA.targets if network.sizes[-1] == 1 else np.hstack([DATA.targets, 1 - DATA.targets])
    problem = (network, start(network), DATA.inputs, targets, convention)
    exact, found = backward(*problem), mistaken_backward(pose(*problem), mistake="twice", layer=1)
    for one, other in zip(found.weights[1:] + found.deltas, exact.weights[1:] + exact.deltas, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize(
    ("network", "mistake", "layer", "said"),
    [
        (SQUARE, "sign", 1, "mistake 'sign'; known: derivative, at a"),
        (SQUARE, "twice", 4, "layer 4; known: 1, 2, 3"),
        (Network((2, 1), l2=0.1), "twice", 1, "without penalties"),
        (Network((2, 2, 1), ("softmax", "sigmoid"), "mse"), "at a", 1, "the units of layer 1 see each other"),
    ],
)
def test_what_cannot_be_planted_is_refused(network: Network, mistake: str, layer: int, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        wrong(network, mistake, layer)


def test_a_cost_that_is_a_sum_has_no_1_over_m() -> None:
    problem = pose(SQUARE, start(SQUARE), DATA.inputs, DATA.targets, Convention(samples="sum"))
    with pytest.raises(SpecificationError, match="it has no 1/m to leave out"):
        mistaken_backward(problem, mistake="mean", layer=1)


def test_every_mistake_has_words() -> None:
    assert all(each.words and each.words[0] != " " for each in MISTAKES.values())
