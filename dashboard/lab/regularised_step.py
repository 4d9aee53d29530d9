"""One step of a regularised network in numbers: what a method does to the gradient of one weight, or of one unit.

Goes in: a training that has come somewhere, and the arrays of its derivation by the model's names. Comes out: frozen
records of numbers. Must not know: Streamlit, LaTeX.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dashboard.lab.regularising import Fit
from derivations import backward
from derivations.numeric.network.normalisation import EPSILON

LAYER = 2  # of the weight
UNITS_OF = 1  # the layer of the unit
AGREES = 1e-12  # of the largest entry: what two passes differ by at most, after rounding


@dataclass(frozen=True)
class WeightStep:
    """A weight, the gradient that the samples send, what each penalty adds, and the weight after the step."""

    weight: float
    of_samples: float
    of_l1: float
    of_l2: float
    gradient: float
    rate: float
    after: float


@dataclass(frozen=True)
class DroppedUnit:
    """Of a unit and a sample: the gradient that comes back, the mask, the share that drops, the derivative of the
    activation, and what they come to: dC/dz, or dC/du where z is normalised first.
    """

    behind: float
    mask: float
    share: float
    derivative: float
    delta: float


@dataclass(frozen=True)
class NormalisedUnit:
    """Of a normalised unit: its statistics over the batch, its scale and shift; of a sample: z, and the three ways on
    which its gradient comes back, straight, through the mean, and through the variance. ``total`` is the sum of dC/dz
    over the batch.
    """

    mean: float
    variance: float
    scale: float
    shift: float
    z: float
    zhat: float
    straight: float
    through_mean: float
    through_variance: float
    delta: float
    total: float


def weight_step(fit: Fit, arrays: Mapping[str, Any], unit: int, source: int) -> WeightStep:
    """Return the next step of weight w(2) to ``unit`` from ``source``, counted from 1."""
    at = LAYER - 1, (unit - 1, source - 1)
    weight = float(fit.parameters.weights[at[0]][at[1]])
    learned, without = fit.data.train, replace(fit.network, l1=0.0, l2=0.0)
    found = backward(without, fit.parameters, learned.inputs, learned.targets, masks=fit.masks)
    gradient, rate = float(arrays[f"dW{LAYER}"][at[1]]), fit.settings.learning_rate
    return WeightStep(
        weight,
        float(found.weights[at[0]][at[1]]),
        fit.network.l1 * float(np.sign(weight)),
        fit.network.l2 * weight,
        gradient,
        rate,
        weight - rate * gradient,
    )


def dropped_unit(fit: Fit, arrays: Mapping[str, Any], unit: int, sample: int) -> DroppedUnit:
    """Return what the mask makes of the gradient of a unit of layer 1."""
    at, layer = (sample - 1, unit - 1), UNITS_OF
    behind = (np.asarray(arrays[f"delta{layer + 1}"]) @ fit.parameters.weights[layer])[at]
    return DroppedUnit(
        float(behind),
        float(arrays[f"r{layer}"][at]),
        fit.network.drops(layer),
        float(np.asarray(arrays[f"a{layer}"])[at] > 0),  # of ReLU
        float(np.asarray(arrays[_seen(fit)])[at]),
    )


def largest(fit: Fit, arrays: Mapping[str, Any], *, of_weight: bool) -> tuple[int, int]:
    """Return where numbers are looked at first: the largest weight, (unit, source), or gradient, (unit, sample)."""
    if of_weight:
        weights = fit.parameters.weights[LAYER - 1]
        to, source = np.unravel_index(np.abs(weights).argmax(), weights.shape)
        return int(to) + 1, int(source) + 1
    seen = np.asarray(arrays[_seen(fit)])
    sample, unit = np.unravel_index(np.abs(seen).argmax(), seen.shape)
    return int(unit) + 1, int(sample) + 1


def _seen(fit: Fit) -> str:
    """Name the gradient by what the activation of a unit sees."""
    return f"{'du' if fit.network.normalises(UNITS_OF) else 'delta'}{UNITS_OF}"


def normalised_unit(arrays: Mapping[str, Any], unit: int, sample: int) -> NormalisedUnit:
    """Return how the gradient comes back through the normalisation of a unit of layer 1."""
    at, j, layer = (sample - 1, unit - 1), unit - 1, UNITS_OF
    z, zhat, dzhat, delta = (np.asarray(arrays[f"{name}{layer}"]) for name in ("z", "zhat", "dzhat", "delta"))
    mean, variance, scale, shift, dmean, dvariance = (
        float(np.asarray(arrays[f"{name}{layer}"])[j]) for name in ("mu", "v", "gamma", "beta", "dmu", "dv")
    )
    return NormalisedUnit(
        mean,
        variance,
        scale,
        shift,
        float(z[at]),
        float(zhat[at]),
        float(dzhat[at] / np.sqrt(variance + EPSILON)),
        dmean / len(z),
        2 * dvariance * float(z[at] - mean) / len(z),
        float(delta[at]),
        float(delta[:, j].sum()),
    )


def agrees(fit: Fit, arrays: Mapping[str, Any]) -> bool:
    """Tell whether the derivation, executed, and the pass by hand give the same gradients of all parameters."""
    learned = fit.data.train
    found = backward(fit.network, fit.parameters, learned.inputs, learned.targets, masks=fit.masks)
    named = {"dW": found.weights, "db": found.biases, "delta": found.deltas}
    if fit.network.is_normalised:
        named |= {"dgamma": found.scales, "dbeta": found.shifts}
    pairs = [
        (np.asarray(arrays[f"{name}{layer}"]), by_hand)
        for name, by_layer in named.items()
        for layer, by_hand in enumerate(by_layer, start=1)
        if by_hand.size
    ]
    # of the largest entry of all: in others terms cancel, as in the biases before a normalisation
    most = max(float(np.abs(by_hand).max()) for _, by_hand in pairs)
    return all(float(np.abs(derived - by_hand).max()) <= AGREES * most for derived, by_hand in pairs)
