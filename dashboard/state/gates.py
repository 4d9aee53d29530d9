"""The unit of the page on gates, how far it has learned, and what follows of gates alone, the same for all readers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.charts import boundary_grid
from dashboard.lab.collapse import SEEDS, Collapse, measure_bend, sample_layers
from dashboard.lab.gates import GATES, Correction, Unit, correct_next, read_weight
from dashboard.lab.option import Option
from dashboard.state import controls
from derivations import DataSet, Network, Parameters, forward, initialise, loss, sgd, train, xor
from derivations.models.separability import Certificate, Separation, separate
from derivations.numeric.training.history import History

RATES = (0.1, 0.5, 1.0)
BETWEEN = {"identity": "nothing", "tanh": "tanh", "relu": "ReLU"}
NETWORK = Network((2, 2, 1), "sigmoid", "bce")
RATE, EPOCHS, NEAR = 3.0, 3000, 0.1  # of the training on XOR
POINTS = 200  # of its curve
STAGES = 10
STARTS = (1, 2, 3, 4, 5)  # seeds, of which one leads nowhere

# whose turn it is next, and how many corrections there were: what a reader sets by hand begins anew
TURN = Option("turn", 1, (1, 2, 3, 4))
CORRECTED = Option("corrected", 0, tuple(range(1000)))
ANEW = (TURN.name, CORRECTED.name)
GATE = Option("gate", "and", tuple(GATES), {name: name.upper() for name in GATES}, resets=ANEW)
WEIGHTS = (
    Option("w1", 0.5, parse=read_weight, resets=ANEW),
    Option("w2", 0.5, parse=read_weight, resets=ANEW),
)
THRESHOLD = Option("threshold", 0.2, parse=read_weight, resets=ANEW)
ETA = Option("eta", 0.5, RATES, {rate: f"{rate:g}" for rate in RATES})
START = Option("from_seed", 1, STARTS)
# how much of its training is shown, in tenths
STAGE = Option("trained", STAGES, tuple(range(STAGES + 1)))
LAYERS = Option("stack", SEEDS[0], SEEDS, {seed: str(number) for number, seed in enumerate(SEEDS, start=1)})
FUNCTION = Option("between", "identity", tuple(BETWEEN), BETWEEN)
UNIT = (GATE, *WEIGHTS, THRESHOLD, ETA, TURN, CORRECTED)
SET = tuple(each.name for each in UNIT)


def current_gate() -> DataSet:
    """Return the gate that is wanted."""
    return GATES[controls.value(GATE)]


def current_unit() -> Unit:
    """Return the unit as it is set."""
    first, second = map(controls.value, WEIGHTS)
    return Unit((first, second), controls.value(THRESHOLD))


def next_correction() -> Correction | None:
    """Return what the rule does next; None if no row is wrong."""
    return correct_next(current_unit(), current_gate(), controls.value(ETA), controls.value(TURN))


def correct() -> None:
    """Correct the row whose turn it is (a callback)."""
    found = next_correction()
    if found is not None:
        names = [option.name for option in (*WEIGHTS, THRESHOLD)]
        after = dict(zip(names, (*found.after.weights, found.after.threshold), strict=True))
        turn = found.row.number % len(current_gate().inputs) + 1
        controls.choose_together({**after, TURN.name: turn, CORRECTED.name: controls.value(CORRECTED) + 1})


def restart() -> None:
    """Begin with weights and threshold 0 (a callback)."""
    names = [option.name for option in (*WEIGHTS, THRESHOLD)]
    controls.choose_together({**dict.fromkeys(names, 0.0), TURN.name: 1, CORRECTED.name: 0})


@lru_cache(maxsize=len(GATES))
def prove(gate: str) -> Separation | Certificate:
    """Return weights that do what a gate asks, or the certificate that there are none."""
    return separate(GATES[gate].inputs, GATES[gate].targets)


@dataclass(frozen=True, eq=False)
class Learned:
    """The training of 2-2-1 on XOR from the weights of a seed: the parameters after every epoch, the first before any,
    some of the costs by their epochs, and whether all four rows have come near.
    """

    seed: int
    path: tuple[Parameters, ...]
    curve: tuple[tuple[int, float], ...]
    near: bool

    @property
    def last(self) -> int:
        """The last epoch."""
        return len(self.path) - 1

    def epoch_at(self, stage: int) -> int:
        """Return the epoch after so many tenths of the training."""
        return round(self.last * stage / STAGES)


@lru_cache(maxsize=len(STARTS))
def train_xor(start: int) -> Learned:
    """Train 2-2-1 by backpropagation until it is less than 0.1 off in all four rows, from weights of a seed."""
    data, optimiser = xor(), sgd(learning_rate=RATE)
    path, near = [initialise(NETWORK, np.random.default_rng(start))], False
    curve = History[tuple[int, float]](POINTS).having((0, loss(NETWORK, path[0], data.inputs, data.targets)))
    for epoch in train(NETWORK, path[0], data.inputs, data.targets, optimiser=optimiser, epochs=EPOCHS):
        path.append(epoch.parameters)
        curve = curve.having((epoch.epoch, float(epoch.loss)))
        near = bool(abs(forward(NETWORK, epoch.parameters, data.inputs).outputs - data.targets).max() < NEAR)
        if near:
            break
    return Learned(start, (*path,), curve.records, near)


@lru_cache(maxsize=len(SEEDS) * len(BETWEEN))
def layers(seed: int, function: str) -> tuple[Collapse, float, float]:
    """Return three layers, how far their border is from a line, and how far they are from W_3 W_2 W_1, in a picture."""
    found, points = sample_layers(seed, function), boundary_grid()
    return found, measure_bend(found), float(abs(found.evaluate(points) - found.evaluate_one(points)).max())
