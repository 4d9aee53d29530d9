"""A forward pass: every array on the way.

Goes in: parameters, a batch, what is held fixed. Comes out: arrays, real or complex. Must not know: costs, derivatives.

    z = h W^T + b of the layer below;  u = gamma zhat + beta, or z itself;  a = f(u);  h = a r / (1 - p), or a itself
"""

from collections.abc import Sequence
from typing import NamedTuple

from derivations.network import Network
from derivations.numeric.arrays import Values
from derivations.numeric.network.activations import Function
from derivations.numeric.network.fixed import PassConstants
from derivations.numeric.network.normalisation import Normalisation, moments, normalise
from derivations.numeric.network.vector import Views


class PassArrays(NamedTuple):
    """Every array of a forward pass, (samples, n_l): z, normalised and u of layers 1..L, a and h of layers 0..L."""

    z: tuple[Values, ...]
    normalised: tuple[Normalisation | None, ...]
    u: tuple[Values, ...]
    a: tuple[Values, ...]
    h: tuple[Values, ...]


def run_pass(
    network: Network, layers: Sequence[Function], arrays: Views, rows: Values, fixed: PassConstants
) -> PassArrays:
    """Run forward, unchecked; real or complex; to be called where overflow is silenced."""
    z: list[Values] = []
    normalised: list[Normalisation | None] = []
    u: list[Values] = []
    a, h = [rows], [rows]
    for layer, function in enumerate(layers, start=1):
        z.append(h[-1] @ arrays.weights[layer - 1].T)
        z[-1] += arrays.biases[layer - 1]
        if network.normalises(layer):
            mean, variance = moments(z[-1]) if fixed.statistics is None else _statistics_of(fixed, layer)
            found = normalise(z[-1], mean, variance)
            normalised.append(found)
            u.append(found.zhat * arrays.scales[layer - 1] + arrays.shifts[layer - 1])
        else:
            normalised.append(None)
            u.append(z[-1])
        a.append(function.value_at(u[-1]))
        h.append(a[-1] * fixed.factors[layer - 1] if network.drops(layer) else a[-1])
    return PassArrays(tuple(z), tuple(normalised), tuple(u), tuple(a), tuple(h))


def _statistics_of(fixed: PassConstants, layer: int) -> tuple[Values, Values]:
    assert fixed.statistics is not None
    return fixed.statistics.means[layer - 1], fixed.statistics.variances[layer - 1]
