"""Batch normalisation of one layer: z with mean 0 and variance 1 over the samples, then a scale and a shift; and back.

Goes in: arrays (samples, n_l), real or complex. Comes out: such arrays. Must not know: layers, networks, costs.
Source: Ioffe and Szegedy, Batch normalization, 2015, algorithm 1; the gradients as one formula, not as their chain.
"""

from typing import NamedTuple

import numpy as np

from derivations.numeric.arrays import Values

# As in PyTorch; it keeps the root away from 0.
EPSILON = 1e-5


class Normalisation(NamedTuple):
    """z with mean 0 and variance 1, and the root that it was divided by, (n_l,)."""

    zhat: Values
    root: Values


def moments(z: Values) -> tuple[Values, Values]:
    """Compute the mean and the variance of every unit over the samples; of complex z their analytic continuation."""
    mean = z.mean(axis=0)
    apart = z - mean
    return mean, (apart * apart).mean(axis=0)


def normalise(z: Values, mean: Values, variance: Values) -> Normalisation:
    """Compute (z - mean) / sqrt(variance + epsilon)."""
    root = np.sqrt(variance + EPSILON)
    return Normalisation((z - mean) / root, root)


def pull_back(gradient: Values, found: Normalisation, *, of_batch: bool) -> Values:
    """Compute dC/dz from dC/dzhat, (g - mean of g - zhat times the mean of g zhat) / root.

    ``of_batch``: mean and variance move with every z of the batch; if they are given, the two means are not there.
    """
    if not of_batch:
        return np.asarray(gradient / found.root)
    along = (gradient * found.zhat).mean(axis=0)
    return np.asarray((gradient - gradient.mean(axis=0) - found.zhat * along) / found.root)
