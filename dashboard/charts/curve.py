"""What a network with one input answers, as a curve over its samples; and functions with their derivatives.

Goes in: outputs at points, and the samples. Comes out: the data sets "curve" and "samples", or "function", "points" and
"tangents", of the specifications in `specs`. Must not know: Streamlit, the network.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import data_set, repeat_words
from dashboard.charts.boundary import Extent

POINTS = 161
ENDS = (-5.0, 5.0)  # of an activation's argument
STEEPEST = 8.0  # beyond, a curve of an activation leaves its picture

Floats = NDArray[np.float64]


def curve_points(extent: Extent) -> Floats:
    """The points where the network has to be asked, from low to high."""
    return np.linspace(*extent, POINTS)


def curve_data(
    points: ArrayLike,
    answers: ArrayLike,
    inputs: ArrayLike,
    targets: ArrayLike,
    selected_sample: int | None = None,
    *,
    turn: int = 0,
) -> dict[str, bytes]:
    """Turn the outputs at `curve_points` and the samples into data sets; one curve for each output.

    Parameters
    ----------
    points : (points,)
    answers : (points, outputs)
    inputs : (samples, 1)
    targets : (samples, outputs)
    selected_sample : its number, from 1
    turn : comes back with a click, see `network_data`

    Raises
    ------
    ValueError
        If the shapes are not these.
    """
    x, y = np.asarray(points, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    given, wanted = np.asarray(inputs, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if y.ndim != 2 or len(y) != len(x) or given.shape != (len(wanted), 1) or wanted.shape[1:] != y.shape[1:]:
        raise ValueError(
            f"{len(x)} points, answers {y.shape}, inputs {given.shape}, targets {wanted.shape}; expected "
            "(points,), (points, outputs), (samples, 1), (samples, outputs)"
        )
    outputs, samples = y.shape[1], len(given)
    numbers = np.tile(np.arange(1, samples + 1), outputs)
    return {
        "curve": data_set(
            {
                "x": np.tile(x, outputs),
                "y": np.where(np.isfinite(y), y, np.nan).T.ravel(),
                "output": np.repeat([str(at + 1) for at in range(outputs)], len(x)),
            }
        ),
        "samples": data_set(
            {
                "sample": numbers,
                "x": np.tile(given[:, 0], outputs),
                "y": wanted.T.ravel(),
                "output": np.repeat([str(at + 1) for at in range(outputs)], samples),
                "selected": numbers == selected_sample,
                "turn": np.full(len(numbers), turn),
            }
        ),
    }


def function_data(x: ArrayLike, curves: Mapping[str, ArrayLike]) -> dict[str, bytes]:
    """Turn functions and their derivatives at points into the data set "function"; what is out of the picture is left
    out.

    Parameters
    ----------
    x : (points,), or (curves, points) where each has its own
    curves : (points,) each, by name
        NaN where the function is not defined.
    """
    at = np.asarray(x, dtype=np.float64)
    y = np.concatenate([np.asarray(each, dtype=np.float64) for each in curves.values()])
    return {
        "function": data_set(
            {
                "x": np.broadcast_to(at, (len(curves), at.shape[-1])).ravel(),
                "y": np.where(np.abs(y) <= STEEPEST, y, np.nan),
                "curve": repeat_words(curves, at.shape[-1]),
                "step": np.tile(np.arange(at.shape[-1]), len(curves)),
            }
        )
    }


def tangent_data(points: Sequence[tuple[str, float, float, float]], reach: Extent) -> dict[str, bytes]:
    """Turn points of curves into the data sets "points" and "tangents"; what is out of the picture is left out.

    Parameters
    ----------
    points : of each the name of its curve, x, y and the derivative there; NaN for a point without a tangent
    reach : half the width and half the height that a tangent may take
    """
    seen = [each for each in points if abs(each[1]) < np.inf and abs(each[2]) <= STEEPEST]
    rows = []
    for name, x, y, derivative in seen:
        if np.isfinite(derivative):
            half = min(reach[0], reach[1] / max(abs(derivative), reach[1] / reach[0]))
            rows.append((name, x - half, y - half * derivative, x + half, y + half * derivative))
    names = ("curve", "x", "y", "x2", "y2")
    return {
        "points": data_set({name: [each[at] for each in seen] for at, name in enumerate(names[:3])}),
        "tangents": data_set({name: [each[at] for each in rows] for at, name in enumerate(names)}),
    }


def find_heights(curves: Mapping[str, ArrayLike], margin: float = 0.08) -> Extent:
    """Return the ends of the axis that curves need, with some room beside them."""
    y = np.concatenate([np.asarray(each, dtype=np.float64) for each in curves.values()])
    seen = y[np.abs(y) <= STEEPEST]
    low, high = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 1.0)
    room = margin * (high - low) or 0.5
    return low - room, high + room
