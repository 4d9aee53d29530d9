"""What a network with one input answers, as a curve over its samples; and an activation with its derivative.

Goes in: outputs at points, and the samples. Comes out: the data sets "curve" and "samples", or "function", of the
specifications in `specs`. Must not know: Streamlit, the network.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.arrow import data_set
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


def function_data(z: ArrayLike, values: ArrayLike, derivatives: ArrayLike) -> dict[str, bytes]:
    """Turn an activation and its derivative at points into the data set "function"; what is out of the picture is left
    out.

    Parameters
    ----------
    z, values, derivatives : (points,)
        NaN where the function is not defined.
    """
    at = np.asarray(z, dtype=np.float64)
    found = {"f": np.asarray(values, dtype=np.float64), "f ′": np.asarray(derivatives, dtype=np.float64)}
    y = np.concatenate(list(found.values()))
    return {
        "function": data_set(
            {
                "z": np.tile(at, 2),
                "y": np.where(np.abs(y) <= STEEPEST, y, np.nan),
                "curve": np.repeat(list(found), len(at)),
            }
        )
    }
