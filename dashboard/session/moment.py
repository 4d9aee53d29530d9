"""What is computed from the parameters of this moment; again only when they are new."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.charts import boundary_data, boundary_grid, network_data
from dashboard.selection import Selection
from dashboard.session import chosen, learning
from dashboard.session.chosen import DATA
from dashboard.session.derived import derivation, program
from derivations import Convention, MatchReport, Network, Parameters, forward, loss
from derivations.matching.binding import lookup
from derivations.matching.match import match as compare
from derivations.rendering.numbers import Lookup

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A network, the factors of its cost, and its parameters, as one key: two are equal if all their numbers are."""

    of: Network
    scaled: Convention
    numbers: bytes
    parameters: Parameters = field(compare=False)


def moment() -> Moment:
    """Give this moment."""
    now = learning.parameters()
    numbers = b"".join(array.tobytes() for array in (*now.weights, *now.biases))
    return Moment(chosen.network(), chosen.convention(), numbers, now)


def matched() -> MatchReport:
    """Compare the three gradients at the parameters of this moment."""
    return _matched(moment())


def cost() -> float:
    """The cost at the parameters of this moment."""
    return _cost(moment())


def shares() -> tuple[float, ...]:
    """What each sample adds to the cost at the parameters of this moment, before any mean is taken."""
    return _shares(moment())


def outputs() -> Array:
    """The predictions at the parameters of this moment, (samples,)."""
    trace = _trace(moment())
    found: Array = trace[f"a{chosen.network().depth}"][:, 0]
    return found


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
    """The data sets of the decision boundary at the parameters of this moment."""
    # what the network answers does not depend on the cost
    now = moment()
    return _plane(replace(now, of=Network(now.of.sizes, now.of.activations, "mse"), scaled=Convention()), sample)


def forget() -> None:
    """Forget everything that was computed."""
    for kept in (_matched, _cost, _shares, _trace, _diagram, _plane):
        kept.cache_clear()


@lru_cache(maxsize=32)
def _matched(now: Moment) -> MatchReport:
    given = DATA
    compiled = program(now.of, now.scaled)
    return compare(compiled, now.of, now.parameters, given.inputs, given.targets, convention=now.scaled)


@lru_cache(maxsize=32)
def _cost(now: Moment) -> float:
    return loss(now.of, now.parameters, DATA.inputs, DATA.targets, now.scaled)


@lru_cache(maxsize=32)
def _shares(now: Moment) -> tuple[float, ...]:
    given, alone = DATA, replace(now.scaled, samples="sum")
    rows = [slice(at, at + 1) for at in range(len(given.inputs))]
    return tuple(loss(now.of, now.parameters, given.inputs[row], given.targets[row], alone) for row in rows)


@lru_cache(maxsize=32)
def _trace(now: Moment) -> dict[str, Array]:
    found = program(now.of, now.scaled).trace(now.parameters, DATA.inputs, DATA.targets)
    # shared between visits; views, since among them are the visitor's own parameters, which he trains on
    shared = {name: np.asarray(array).view() for name, array in found.items()}
    for array in shared.values():
        array.flags.writeable = False
    return shared


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
def _plane(now: Moment, sample: int) -> dict[str, bytes]:
    answers = forward(now.of, now.parameters, boundary_grid()).outputs
    return boundary_data(answers, DATA.inputs, DATA.targets, sample)
