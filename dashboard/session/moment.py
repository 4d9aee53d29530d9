"""What is computed from the parameters of this moment; again only when they are new."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.charts import (
    Extent,
    boundary_data,
    boundary_grid,
    curve_data,
    curve_points,
    extent_of,
    network_data,
    regions_data,
)
from dashboard.datasets import Task
from dashboard.selection import Selection
from dashboard.session import chosen, learning
from dashboard.session.derived import derivation, program
from derivations import Convention, DataSet, FormulaError, Forward, MatchReport, Network, Parameters, forward, loss
from derivations.matching.binding import lookup
from derivations.matching.match import match as compare
from derivations.rendering.numbers import Lookup

Array = NDArray[np.float64]
# while it trains, a comparison of the gradients may cost so many passes through the network at every picture
MOST_COMPARED = 40


@dataclass(frozen=True)
class Moment:
    """A network, the factors of its cost, its data and parameters, as one key: equal if all the numbers are."""

    of: Network
    scaled: Convention
    data: DataSet  # equal to itself only
    numbers: bytes
    parameters: Parameters = field(compare=False)


def moment() -> Moment:
    """Give this moment."""
    now = learning.parameters()
    numbers = b"".join(array.tobytes() for array in (*now.weights, *now.biases))
    return Moment(chosen.network(), chosen.convention(), chosen.data(), numbers, now)


def trouble() -> str:
    """Say which number of this moment is not defined; "" if all of them are."""
    return _cost(moment())[1]


def matched() -> MatchReport | None:
    """Compare the three gradients at the parameters of this moment; None if they are not all defined."""
    return _matched(moment())


def compared_later() -> bool:
    """Whether the gradients are not compared now: while it trains, a large network would wait for it."""
    return learning.running() and learning.count() > MOST_COMPARED


def cost() -> float:
    """The cost at the parameters of this moment; NaN if it is not defined."""
    return _cost(moment())[0]


def shares(rows: range) -> tuple[float, ...]:
    """What each of some samples (from 0) adds to the cost of this moment, before any mean is taken."""
    return _shares(moment(), rows)


def outputs() -> Array:
    """The activations of the last layer at the parameters of this moment, (samples, n_L)."""
    return _trace(moment())[f"a{chosen.network().depth}"]


def predictions() -> Array:
    """What the network says of the samples: its outputs, or the probabilities that its loss makes of them."""
    return _read(chosen.network(), outputs())


def right() -> int | None:
    """How many samples are in the right class; None where numbers are predicted."""
    task, targets, said = chosen.task(), chosen.data().targets, predictions()
    if task.kind == "numbers":
        return None
    if task.kind == "classes":
        return int((said.argmax(axis=1) == targets.argmax(axis=1)).sum())
    # the comparison is false where there is no number
    return int((((said >= 0.5) == (targets >= 0.5)) & np.isfinite(said)).sum())


def trace() -> dict[str, Array]:
    """Every array of the derived program at the parameters of this moment, by name; not to be changed."""
    return _trace(moment())


def values() -> Lookup:
    """Return a function that finds single elements of the trace."""
    return lookup(derivation(chosen.network(), chosen.convention()).model, trace())


def diagram() -> dict[str, bytes]:
    """The data sets of the diagram at the parameters of this moment, for what is looked at."""
    return _diagram(moment(), chosen.selection())


def plane(sample: int) -> dict[str, bytes]:
    """The data sets of what the network answers for every input, at the parameters of this moment."""
    # what the network answers does not depend on the factors of the cost
    return _plane(replace(moment(), scaled=Convention()), chosen.task(), sample)


def extent() -> Extent:
    """The ends of the plane."""
    return extent_of(chosen.data().inputs)


def forget() -> None:
    """Forget everything that was computed."""
    for kept in (_matched, _cost, _shares, _trace, _diagram, _plane):
        kept.cache_clear()


@lru_cache(maxsize=32)
def _matched(now: Moment) -> MatchReport | None:
    given = now.data
    compiled = program(now.of, now.scaled)
    if _cost(now)[1]:
        return None
    try:
        return compare(compiled, now.of, now.parameters, given.inputs, given.targets, convention=now.scaled)
    except FormulaError:  # of a slope: sqrt(z) at 0
        return None


@lru_cache(maxsize=32)
def _cost(now: Moment) -> tuple[float, str]:
    try:
        return loss(now.of, now.parameters, now.data.inputs, now.data.targets, now.scaled), ""
    except FormulaError as error:
        return np.nan, str(error)


@lru_cache(maxsize=32)
def _shares(now: Moment, rows: range) -> tuple[float, ...]:
    # what the weights cost is no sample's share
    alone, of = replace(now.scaled, samples="sum"), replace(now.of, l1=0.0, l2=0.0)
    found = []
    for at in rows:
        try:
            row = slice(at, at + 1)
            found.append(loss(of, now.parameters, now.data.inputs[row], now.data.targets[row], alone))
        except FormulaError:
            found.append(np.nan)
    return tuple(found)


@lru_cache(maxsize=32)
def _trace(now: Moment) -> dict[str, Array]:
    # a formula that is not defined somewhere gives NaN here; `trouble` says so in words
    with np.errstate(all="ignore"):
        found = program(now.of, now.scaled).trace(now.parameters, now.data.inputs, now.data.targets)
    # the program leaves out what no gradient needs, as before a step
    samples, sizes = len(now.data.inputs), now.of.sizes
    missing = [layer for layer in range(1, now.of.depth + 1) if f"a{layer}" not in found or f"z{layer}" not in found]
    if missing:
        passed = _passed(now)
        for layer in missing:
            nothing = np.full((samples, sizes[layer]), np.nan)
            found.setdefault(f"z{layer}", passed.z[layer - 1] if passed else nothing)
            found.setdefault(f"a{layer}", passed.a[layer] if passed else nothing)
    # shared between visits; views, since among them are the visitor's own parameters, which he trains on
    shared = {name: np.asarray(array).view() for name, array in found.items()}
    for array in shared.values():
        array.flags.writeable = False
    return shared


def _passed(now: Moment) -> Forward | None:
    try:
        return forward(now.of, now.parameters, now.data.inputs)
    except FormulaError:
        return None


@lru_cache(maxsize=32)
def _diagram(now: Moment, looked_at: Selection) -> dict[str, bytes]:
    arrays, row, depth = _trace(now), looked_at.sample - 1, now.of.depth
    return network_data(
        now.of.sizes,
        now.parameters.weights,
        now.parameters.biases,
        activations=[arrays[f"a{layer}"][row] for layer in range(depth + 1)],
        deltas=[arrays[f"delta{layer}"][row] for layer in range(1, depth + 1)],
        weight_gradients=[arrays[f"dW{layer}"] for layer in range(1, depth + 1)],
        bias_gradients=[arrays[f"db{layer}"] for layer in range(1, depth + 1)],
        selected=looked_at.pick,
        quantity=looked_at.quantity,
    )


@lru_cache(maxsize=32)
def _plane(now: Moment, task: Task, sample: int) -> dict[str, bytes]:
    given = now.data
    ends = extent_of(given.inputs)
    if task.inputs == 1:
        points = curve_points(ends)
        return curve_data(points, _answers(now, points[:, None]), given.inputs, given.targets, sample)
    answers = _answers(now, boundary_grid(ends))
    if task.outputs > 1:
        return regions_data(answers, given.inputs, given.targets, sample, extent=ends, classes=given.classes)
    return boundary_data(answers, given.inputs, given.targets, sample, extent=ends)


def _answers(now: Moment, inputs: Array) -> Array:
    try:
        return _read(now.of, forward(now.of, now.parameters, inputs).outputs)
    except FormulaError:
        # defined at some of the points only: those have an answer
        some = np.zeros((len(inputs), now.of.sizes[-1]))
        some[:, 0] = 1.0
        with np.errstate(all="ignore"):
            found = program(now.of, now.scaled).trace(now.parameters, inputs, some)
        return _read(now.of, found[f"a{now.of.depth}"])


def _read(of: Network, found: Array) -> Array:
    """Give probabilities: on logits, the sigmoid is in the loss."""
    return (1 + np.tanh(found / 2)) / 2 if of.loss == "bce_logits" else found
