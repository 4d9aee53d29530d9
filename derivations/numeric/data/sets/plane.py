"""Clouds of points in the plane that a straight line does not separate, and blobs that it does.

Goes in: a random generator, a number of samples, an amount of noise. Comes out: a data set with two inputs.
Must not know: networks.

The shapes are those of scikit-learn's make_circles, make_moons and make_blobs and of the two-spirals task (Lang and
Witbrock, Learning to tell two spirals apart, 1988). Noise is the standard deviation of a normal shift of each
coordinate, in the unit of the coordinates. The classes have equally many samples, up to one, and the rows are shuffled.
"""

from __future__ import annotations

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import Array, checked_generator
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.data.sets.one_hot import encode
from derivations.options import real_number, whole_number

NAMES = ("x1", "x2")


@public
def circles(rng: np.random.Generator, *, samples: int = 200, noise: float = 0.05, factor: float = 0.5) -> DataSet:
    """Two circles around the origin: class 0 of radius 1, class 1 of radius `factor` (from 0 to 1).

    Returns
    -------
    DataSet
        inputs (samples, 2), targets (samples, 1).

    Raises
    ------
    SpecificationError
        If rng is no generator, samples is not a whole number from 2 up, or noise or factor is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import circles
    >>> circles(np.random.default_rng(0), samples=6)
    <DataSet 'circles': 6 samples, inputs (6, 2), targets (6, 1)>
    """
    factor = real_number("factor", factor, 0, 1)
    outside, inside = _parts(samples, 2)
    angles = [_even(count, 2 * np.pi, closed=False) for count in (outside, inside)]
    points = [
        radius * np.column_stack((np.cos(angle), np.sin(angle)))
        for radius, angle in zip((1.0, factor), angles, strict=True)
    ]
    return _cloud("circles", rng, points, noise, "A circle within a circle.")


@public
def moons(rng: np.random.Generator, *, samples: int = 200, noise: float = 0.1) -> DataSet:
    """Two half circles of radius 1 that reach into each other: the upper one is class 0, the lower one class 1.

    Returns
    -------
    DataSet
        inputs (samples, 2), targets (samples, 1).

    Raises
    ------
    SpecificationError
        As in circles.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import moons
    >>> moons(np.random.default_rng(0), samples=6)
    <DataSet 'moons': 6 samples, inputs (6, 2), targets (6, 1)>
    """
    upper, lower = (_even(count, np.pi, closed=True) for count in _parts(samples, 2))
    points = [
        np.column_stack((np.cos(upper), np.sin(upper))),
        np.column_stack((1 - np.cos(lower), 0.5 - np.sin(lower))),
    ]
    return _cloud("moons", rng, points, noise, "Two half circles that reach into each other.")


@public
def spirals(
    rng: np.random.Generator, *, samples: int = 200, noise: float = 0.02, turns: float = 1.5, arms: int = 2
) -> DataSet:
    """Arms that wind around the origin out to radius 1, each of them a class.

    Parameters
    ----------
    turns : float
        How often an arm goes around, from 0 up.
    arms : int
        From 2 up.

    Returns
    -------
    DataSet
        inputs (samples, 2); targets (samples, 1) for two arms, one-hot (samples, arms) for more.

    Raises
    ------
    SpecificationError
        As in circles; there is at least one sample per arm.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import spirals
    >>> spirals(np.random.default_rng(0), samples=6, arms=3)
    <DataSet 'spirals': 6 samples, inputs (6, 2), targets (6, 3)>
    """
    turns = real_number("turns", turns, 0)
    arms = whole_number("arms", arms, 2)
    points = []
    for arm, count in enumerate(_parts(samples, arms)):
        # every arm starts off the origin: there they would all meet
        radius = np.linspace(0.1, 1, count)
        angle = 2 * np.pi * (turns * radius + arm / arms)
        points.append(radius[:, None] * np.column_stack((np.cos(angle), np.sin(angle))))
    return _cloud("spirals", rng, points, noise, "Arms of a spiral, wound into each other.")


@public
def blobs(rng: np.random.Generator, *, samples: int = 200, noise: float = 0.3, centres: int = 3) -> DataSet:
    """Clouds around centres that stand evenly on a circle of radius 2, each of them a class.

    Parameters
    ----------
    noise : float
        The standard deviation of a cloud.
    centres : int
        From 2 up.

    Returns
    -------
    DataSet
        inputs (samples, 2); targets (samples, 1) for two centres, one-hot (samples, centres) for more.

    Raises
    ------
    SpecificationError
        As in circles; there is at least one sample per centre.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import blobs
    >>> blobs(np.random.default_rng(0), samples=6, centres=3)
    <DataSet 'blobs': 6 samples, inputs (6, 2), targets (6, 3)>
    """
    centres = whole_number("centres", centres, 2)
    points = []
    for at, count in enumerate(_parts(samples, centres)):
        angle = 2 * np.pi * at / centres
        points.append(np.tile([2 * np.cos(angle), 2 * np.sin(angle)], (count, 1)))
    return _cloud("blobs", rng, points, noise, "Round clouds around a few centres.")


def _parts(samples: int, classes: int) -> list[int]:
    """Share the samples out; the first classes get one more where it does not come out even."""
    samples = whole_number("samples", samples, classes)
    return [samples // classes + (at < samples % classes) for at in range(classes)]


def _even(count: int, full: float, *, closed: bool) -> Array:
    """Give angles from 0 to `full` in equal steps; a closed row holds both ends, an open one only the first."""
    return np.linspace(0, full, count, endpoint=closed)


def _cloud(name: str, rng: np.random.Generator, points: list[Array], noise: float, description: str) -> DataSet:
    rng = checked_generator(rng)
    noise = real_number("noise", noise, 0)
    # as text all classes keep their order: 0, 1, ..., 10
    targets, classes = encode([str(label) for label, part in enumerate(points) for _ in part])
    inputs = np.concatenate(points)
    inputs = inputs + noise * rng.standard_normal(inputs.shape)
    order = rng.permutation(len(inputs))
    return DataSet(name, inputs[order], targets[order], description, NAMES, classes)
