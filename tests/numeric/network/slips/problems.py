"""Networks in which every classic mistake can be made somewhere."""

from typing import Any

import numpy as np

from derivations import Convention, Network, Parameters, initialise
from derivations.numeric.arrays import Array
from derivations.numeric.network.problem import Problem, pose

RATE = 0.7


def posed(network: Network, **options: Any) -> Problem:
    rng = np.random.default_rng(3)
    inputs = rng.normal(size=(4, network.sizes[0]))
    targets = np.eye(network.sizes[-1])[rng.integers(network.sizes[-1], size=4)]
    return pose(network, initialise(network, rng).with_bias(1, 1, 0.3), inputs, targets, Convention(**options))


SQUARES = posed(Network((2, 2, 2, 2), ("tanh", "sigmoid", "identity"), "mse", l2=0.4))
LABELS = posed(Network((3, 3, 2), ("relu", "sigmoid"), "bce"), samples="sum")
SHARES = posed(Network((3, 3, 3), ("sigmoid", "softmax"), "cross_entropy"), outputs="mean")
MIXED = posed(Network((3, 3, 3), ("sigmoid", "softmax"), "mse"), half=False, delta="sample")
SQUARE_X = posed(Network((4, 2, 2), ("sigmoid", "tanh"), "mse"))
# wrong and sure of it: ln(a) is -20 and less
SURE = pose(
    Network((1, 2), "softmax", "cross_entropy"),
    Parameters((np.array([[20.0], [0.0]]),), (np.zeros(2),)),
    [[1.0], [1.1]],
    [[0.0, 1.0], [0.0, 1.0]],
    Convention(samples="sum"),
)
PROBLEMS = {
    "sure": SURE,
    "square inputs": SQUARE_X,
    "squares": SQUARES,
    "labels": LABELS,
    "shares": SHARES,
    "mixed": MIXED,
}

Numbers = dict[str, Array]


def differs(one: Array, other: Array) -> bool:
    return not np.allclose(one, other, rtol=1e-9, atol=1e-12)
