"""What a network's weights and activations look like: how they spread, which units say nothing, what is confused.

Goes in: arrays of a pass over all samples. Comes out: counts and sentences' numbers. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BINS = 24
ENDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "hard_sigmoid": (0.0, 1.0), "hard_tanh": (-1.0, 1.0)}
NEAR = 0.02  # of the way between the two ends, from an end: f' of the sigmoid is there below 0.02, of 0.25 at most
MOST = 0.95  # of the samples: a unit that is near an end for so many of them is saturated
RECTIFIED = ("relu", "relu6")
SAME = 1e-9  # numbers that differ by less, of the largest of them, have one bin
LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Units:
    """Of a hidden layer: units (from 1) that are 0 for every sample, and those that are saturated; () if none."""

    layer: int
    function: str
    dead: tuple[int, ...]
    saturated: tuple[int, ...]


def spread(values: Sequence[Array]) -> list[tuple[Array, Array]]:
    """Count how numbers spread: for each array the middles of the bins, which all share, and the share in each.

    What is not finite is in no bin, and the shares of its array add up to less than 1.
    """
    every = np.concatenate([np.ravel(each) for each in values])
    every = every[np.isfinite(every)]
    if not every.size:
        return []
    low, high = float(every.min()), float(every.max())
    size = max(abs(low), abs(high))
    # halves: the whole range of large numbers can be larger than any number
    if high / 2 - low / 2 <= SAME * size:
        room = min(size, LARGEST - size) / 2 if size else 0.5
        low, high = low - room, high + room
    at = np.linspace(0.0, 1.0, BINS + 1)
    edges = low * (1 - at) + high * at
    middles = edges[:-1] / 2 + edges[1:] / 2
    # as numbers near 1: the bins are found with differences
    unit = max(abs(low), abs(high))
    return [(middles, _count(each, edges, unit) / max(1, np.size(each))) for each in values]


def _count(values: Array, edges: Array, unit: float) -> NDArray[np.intp]:
    return np.histogram(values[np.isfinite(values)] / unit, edges / unit)[0]


def count_undefined(values: Sequence[Array]) -> int:
    """Count the numbers that are not finite."""
    return sum(int(np.count_nonzero(~np.isfinite(each))) for each in values)


def diagnose(functions: Sequence[str], activations: Sequence[Array]) -> list[Units]:
    """Name the units of hidden layers that say nothing: a rectified one that is 0 for all, one at an end for most.

    Parameters
    ----------
    functions : of the hidden layers; of others than those of ENDS and RECTIFIED nothing is said
    activations : (samples, n_l) of each of these layers
    """
    found = []
    for layer, (function, a) in enumerate(zip(functions, activations, strict=True), start=1):
        dead = np.flatnonzero((a == 0).all(axis=0)) if function in RECTIFIED else np.arange(0)
        saturated = np.arange(0)
        if function in ENDS:
            low, high = ENDS[function]
            near = NEAR * (high - low)
            saturated = np.flatnonzero(((a < low + near) | (a > high - near)).mean(axis=0) >= MOST)
        found.append(Units(layer, function, tuple((dead + 1).tolist()), tuple((saturated + 1).tolist())))
    return found


def confuse(said: Array, targets: Array) -> NDArray[np.intp]:
    """Count samples by their class (rows) and the class that the network says (columns).

    Parameters
    ----------
    said, targets : (samples, 1), on either side of 1/2, or (samples, classes), the largest of a row
    """
    if targets.shape[1] == 1:
        true, told, classes = (targets[:, 0] >= 0.5).astype(int), (said[:, 0] >= 0.5).astype(int), 2
    else:
        true, told, classes = targets.argmax(axis=1), said.argmax(axis=1), targets.shape[1]
    found = np.zeros((classes, classes), dtype=np.intp)
    np.add.at(found, (true, told), 1)
    return found
