"""What a pass is given beside parameters and a batch: which activations are kept, and means and variances of z.

Goes in: whatever a caller hands in, or a generator. Comes out: checked arrays, one entry per layer, or one sentence.
Must not know: how a network computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError, shown
from derivations.network import Network, checked_network
from derivations.notebook import display, matrix
from derivations.numeric.arrays import Array, ReadOnly, checked_generator, freeze, frozen_copy, real_array
from derivations.options import whole_number

Masks = Sequence[npt.ArrayLike]


@public
@dataclass(frozen=True, eq=False)
class Statistics(ReadOnly):
    """The mean and the variance of z that evaluation normalises with, in read-only arrays, one entry per layer.

    Parameters
    ----------
    means, variances : tuples of arrays (n_l,)
        Empty arrays for layers that are not batch-normalised. A variance is the mean of the squared distances from
        the mean, over all samples (divided by m, not m - 1).

    Raises
    ------
    SpecificationError
        If an entry is not a finite real number, or a variance is negative.
    ShapeError
        If an array does not have one axis, or the two tuples differ in their shapes.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Statistics
    >>> Statistics(means=(np.zeros(2), np.empty(0)), variances=(np.ones(2), np.empty(0))).means[0].tolist()
    [0.0, 0.0]
    """

    means: tuple[Array, ...]
    variances: tuple[Array, ...]

    def __post_init__(self) -> None:
        for name in ("means", "variances"):
            given = getattr(self, name)
            if isinstance(given, str) or not isinstance(given, Sequence):
                raise SpecificationError(f"{name} {shown(given)}; expected a tuple of arrays, one per layer")
            arrays = []
            for layer, each in enumerate(given, start=1):
                array = real_array(f"{name} of layer {layer}", each, 1, "one axis")
                if not np.isfinite(array).all():
                    raise SpecificationError(f"{name} of layer {layer} have an entry that is not a finite number")
                if name == "variances" and (array < 0).any():
                    raise SpecificationError(f"variances of layer {layer} have a negative entry: {array.min():g}")
                arrays.append(frozen_copy(array))
            object.__setattr__(self, name, tuple(arrays))
        shapes = [[array.shape for array in arrays] for arrays in (self.means, self.variances)]
        if shapes[0] != shapes[1]:
            raise ShapeError(f"means have shapes {shapes[0]} and variances {shapes[1]}; give one of each per layer")

    def _repr_markdown_(self) -> str:
        return display(
            matrix(f"{symbol}^{{({layer})}}", array)
            for symbol, arrays in ((r"\mu", self.means), ("v", self.variances))
            for layer, array in enumerate(arrays, start=1)
            if array.size
        )

    @classmethod
    def from_trusted(cls, means: tuple[Array, ...], variances: tuple[Array, ...]) -> Self:
        """Wrap arrays without a look at them: those of a pass, which may have diverged."""
        statistics = object.__new__(cls)
        object.__setattr__(statistics, "means", means)
        object.__setattr__(statistics, "variances", variances)
        return statistics


@dataclass(frozen=True, eq=False)
class PassConstants:
    """What one pass holds fixed. ``factors`` are masks divided by the share that is kept; empty arrays, or nothing."""

    factors: tuple[Array, ...] = ()
    statistics: Statistics | None = None

    def of_rows(self, rows: slice) -> PassConstants:
        """Give what a pass over some of the samples holds fixed."""
        return PassConstants(tuple(each[rows] for each in self.factors), self.statistics) if self.factors else self


NOTHING = PassConstants()


@public
def draw_masks(network: Network, samples: int, rng: np.random.Generator) -> tuple[Array, ...]:
    """Draw which activations a pass in training keeps: 1 with the probability 1 - p, else 0, each on its own.

    Parameters
    ----------
    network : Network
    samples : int
    rng : numpy.random.Generator

    Returns
    -------
    tuple of read-only arrays
        For layers 1..L: (samples, n_l), or (samples, 0) where the layer drops nothing.

    Raises
    ------
    SpecificationError
        If samples is not a whole number from 0 up, or rng is not a numpy.random.Generator.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, draw_masks
    >>> masks = draw_masks(Network((2, 4, 1), dropout=0.5), 2, np.random.default_rng(0))
    >>> masks[0].tolist()
    [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    """
    checked_network(network)
    samples, rng = whole_number("samples", samples, 0), checked_generator(rng)
    masks = []
    for layer in range(1, network.depth + 1):
        share = network.drops(layer)
        units = network.sizes[layer] if share else 0
        masks.append(freeze((rng.uniform(size=(samples, units)) >= share).astype(np.float64)))
    return tuple(masks)


def check_fixed(network: Network, samples: int, masks: Masks | None, statistics: Statistics | None) -> PassConstants:
    """Check what a pass of this network needs beside its parameters, and that nothing is given that it does not read.

    Raises a SpecificationError if masks or statistics are missing, or given where they mean nothing; a mask has entries
    other than 0 and 1; or a batch that is normalised has a single sample; a ShapeError if a mask, or the statistics, do
    not fit the network.
    """
    evaluating = network.mode == "evaluation"
    if network.is_normalised and not evaluating and samples < 2:
        raise SpecificationError(
            "a batch of 1 sample has no variance to normalise with; give 2 samples or more, or use network.evaluating()"
        )
    return PassConstants(
        factors_of(network, _checked_masks(network, samples, masks)),
        _checked_statistics(network, statistics, needed=network.is_normalised and evaluating),
    )


def factors_of(network: Network, masks: tuple[Array, ...]) -> tuple[Array, ...]:
    """Divide masks by the shares that are kept: what activations are multiplied with."""
    return tuple(mask / (1 - network.drops(layer)) for layer, mask in enumerate(masks, start=1))


def _checked_masks(network: Network, samples: int, masks: Masks | None) -> tuple[Array, ...]:
    if not network.is_noisy:
        if masks is not None:
            why = "evaluation drops nothing" if network.mode == "evaluation" else "the network has no dropout"
            raise SpecificationError(f"masks are given, but {why}; leave them out")
        return ()
    dropping = [layer for layer in range(1, network.depth + 1) if network.drops(layer)]
    if masks is None:
        raise SpecificationError(
            f"dropout in layer {dropping[0]} needs masks: give masks=draw_masks(network, samples, rng), or use "
            "network.evaluating()"
        )
    if isinstance(masks, str) or not isinstance(masks, Sequence):
        raise SpecificationError(f"masks {shown(masks)}; expected a tuple of arrays, one per layer")
    if len(masks) != network.depth:
        raise ShapeError(f"masks for {len(masks)} layers; wanted {network.depth}, for sizes {network.sizes}")
    found = []
    for layer, given in enumerate(masks, start=1):
        wanted = (samples, network.sizes[layer] if layer in dropping else 0)
        mask = real_array(f"masks of layer {layer}", given, 2, f"{wanted}")
        if mask.shape != wanted:
            raise ShapeError(f"masks of layer {layer} have shape {mask.shape}; wanted {wanted}")
        if not ((mask == 0) | (mask == 1)).all():
            raise SpecificationError(f"masks of layer {layer} have entries other than 0 (dropped) and 1 (kept)")
        found.append(mask)
    return tuple(found)


def _checked_statistics(network: Network, given: Statistics | None, *, needed: bool) -> Statistics | None:
    if not needed:
        if given is not None:
            why = "a batch is normalised with its own" if network.is_normalised else "no layer is normalised"
            raise SpecificationError(f"statistics are given, but {why}; leave them out")
        return None
    if given is None:
        raise SpecificationError(
            "batch normalisation in evaluation needs statistics: give statistics=batch_statistics(network, parameters, "
            "inputs) of the training inputs"
        )
    if not isinstance(given, Statistics):
        raise SpecificationError(f"statistics {shown(given)}; expected Statistics(means, variances)")
    wanted = [(network.sizes[layer] if network.normalises(layer) else 0,) for layer in range(1, network.depth + 1)]
    shapes = [array.shape for array in given.means]
    if shapes != wanted:
        raise ShapeError(f"statistics have shapes {shapes}; wanted {wanted}, for sizes {network.sizes}")
    return given
