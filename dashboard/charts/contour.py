"""The line on which a field sampled on a grid takes one value, by marching squares.

Goes in: values on a rectangular grid. Comes out: straight segments. Must not know: what the field means.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def contour_segments(values: Floats, x: Floats, y: Floats, *, level: float) -> Floats:
    """Trace the level line through each cell, interpolating linearly along the cell's sides.

    Parameters
    ----------
    values : (len(y), len(x))
    x, y : coordinates of columns and rows

    Returns
    -------
    (segments, 4) with x, y, x2, y2. A saddle (four crossings) is cut according to the mean of its corners. A cell with
    a corner that is not finite has no segment.
    """
    field = values - level
    low, high = field[:, :-1], field[:, 1:]
    flat_x = x[:-1] + _share(low, high) * np.diff(x)  # crossings of the horizontal sides
    flat = np.stack([flat_x, np.broadcast_to(y[:, None], flat_x.shape)], axis=-1)
    low, high = field[:-1], field[1:]
    steep_y = y[:-1, None] + _share(low, high) * np.diff(y)[:, None]
    steep = np.stack([np.broadcast_to(x, steep_y.shape), steep_y], axis=-1)

    # the sides of a cell in the order bottom, right, top, left
    sides = np.stack([flat[:-1], steep[:, 1:], flat[1:], steep[:, :-1]], axis=2).reshape(-1, 4, 2)
    crossed: NDArray[np.bool_] = np.asarray(np.isfinite(sides).all(axis=2))
    count = crossed.sum(axis=1)
    whole = np.isfinite(field[:-1, :-1] + field[:-1, 1:] + field[1:, :-1] + field[1:, 1:]).ravel()
    two = sides[(count == 2) & whole][crossed[(count == 2) & whole]].reshape(-1, 4)

    saddles = (count == 4) & whole
    corner = field[:-1, :-1].ravel()[saddles]
    mean = (field[:-1, :-1] + field[:-1, 1:] + field[1:, :-1] + field[1:, 1:]).ravel()[saddles]
    # if the lower left corner belongs to the middle, the two corners beside it are cut off
    joined: NDArray[np.bool_] = (corner >= 0) ^ (mean < 0)
    four = sides[saddles]
    pairs = np.where(joined.reshape(-1, 1, 1), four[:, [0, 1, 2, 3]], four[:, [3, 0, 1, 2]])
    return np.concatenate([two, pairs.reshape(-1, 4)])


def _share(low: Floats, high: Floats) -> Floats:
    """How far from low to high the sign changes, in [0, 1]; NaN where it does not."""
    change = (low >= 0) != (high >= 0)
    distance = np.where(change, high - low, 1.0)
    return np.where(change, -low / distance, np.nan)
