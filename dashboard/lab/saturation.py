"""A unit that is wrong and sure of it: how it learns under the squared error, and under cross-entropy.

Goes in: where its weight and its bias start. Comes out: a run for each loss. Must not know: Streamlit.

Source: Nielsen, Neural Networks and Deep Learning, ch. 3, "The cross-entropy cost function": one unit that should give
0 for the input 1, its two starts, its rate and its epochs; here with one rate for both losses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derivations import Network, Parameters, backward, forward, loss, sgd, train

STARTS = {"near": (0.6, 0.9), "sure": (2.0, 2.0)}
OWN_START = "own"
START_WORDS = {name: f"w = {w:g}, b = {b:g}" for name, (w, b) in STARTS.items()} | {OWN_START: "your own"}
START_VALUES = tuple(each / 10 for each in range(-40, 41))  # where a start of the reader's own may be
LOSSES = ("mse", "bce")
RATE, EPOCHS = 0.15, 300
X, Y = np.array([[1.0]]), np.array([[0.0]])


@dataclass(frozen=True)
class UnitRun:
    """``outputs`` and ``costs`` before the first epoch and after each; ``delta`` is the first error."""

    loss: str
    outputs: tuple[float, ...]
    costs: tuple[float, ...]
    delta: float


def run_unit(weight: float, bias: float, loss_name: str) -> UnitRun:
    """Train one sigmoid unit on its one sample."""
    network = Network((1, 1), "sigmoid", loss_name)
    start = Parameters((np.array([[weight]]),), (np.array([bias]),))
    records = list(train(network, start, X, Y, optimiser=sgd(learning_rate=RATE), epochs=EPOCHS))
    outputs = (float(forward(network, each, X).outputs[0, 0]) for each in (start, *(r.parameters for r in records)))
    costs = (loss(network, start, X, Y), *(record.loss for record in records))
    return UnitRun(loss_name, tuple(outputs), costs, float(backward(network, start, X, Y).deltas[0][0, 0]))
