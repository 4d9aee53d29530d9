"""Samples dealt out: into training, validation and test, and into mini-batches; none lost, none twice.

Goes in: a data set or a number of samples, and a random generator. Comes out: data sets, or rows by their index.
Must not know: networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import SpecificationError
from derivations.notebook import table
from derivations.numeric.arrays import checked_generator
from derivations.numeric.data.scaling import Standardiser, standardiser
from derivations.numeric.data.sets.dataset import DataSet
from derivations.options import flag, instance, real_number, whole_number

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Split:
    """What is learned from, what is chosen by, and what is looked at once, at the end.

    Parameters
    ----------
    train, validation, test : DataSet
        Together every sample once. Validation and test have no rows where none were asked for.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import moons, split
    >>> parts = split(moons(np.random.default_rng(0), samples=50), np.random.default_rng(0))
    >>> parts.train.samples, parts.validation.samples, parts.test.samples
    (30, 10, 10)
    """

    train: DataSet
    validation: DataSet
    test: DataSet

    def _repr_markdown_(self) -> str:
        parts = (("train", self.train), ("validation", self.validation), ("test", self.test))
        return table(("part", "data", "samples"), ((name, part.name, part.samples) for name, part in parts))

    def standardise(self) -> tuple[Split, Standardiser]:
        """Standardise all three parts as measured on the training part alone, and give the measure along."""
        measure = standardiser(self.train.inputs)
        parts = (part.with_inputs(measure.transform(part.inputs)) for part in (self.train, self.validation, self.test))
        return Split(*parts), measure


@public
def split(
    data: DataSet,
    rng: np.random.Generator,
    *,
    validation: float = 0.2,
    test: float = 0.2,
    stratified: bool = False,
) -> Split:
    """Deal the samples out at random.

    Parameters
    ----------
    data : DataSet
    rng : numpy.random.Generator
    validation, test : float
        The share of each, from 0 to 1, rounded to whole samples.
    stratified : bool
        Every class has its share in every part: in the test part to within one sample, in the others to within
        two. For targets of 0 and 1.

    Raises
    ------
    SpecificationError
        If a share is out of range, a part that was asked for would be empty, training would be, or classes
        are to be stratified where there are none.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import moons, split
    >>> rng = np.random.default_rng(0)
    >>> parts, measure = split(moons(rng, samples=50), rng, stratified=True).standardise()
    >>> parts.test
    <DataSet 'moons': 10 samples, inputs (10, 2), targets (10, 1)>
    """
    instance("data", data, DataSet, "a DataSet, such as moons(rng)")
    stratified = flag("stratified", stratified)
    rng = checked_generator(rng)
    counts = {}
    for name, given in (("validation", validation), ("test", test)):
        share = real_number(name, given, 0, 1)
        counts[name] = round(share * data.samples)
        if share and not counts[name]:
            raise SpecificationError(
                f"{name} {share:g} of {data.samples} samples is none; expected a larger share, or 0"
            )
    if sum(counts.values()) >= data.samples:
        raise SpecificationError(
            f"validation {validation:g} and test {test:g} of {data.samples} samples leave none to train with"
        )
    groups = _classes(data) if stratified else [np.arange(data.samples)]
    rest = [rng.permutation(group) for group in groups]
    tested, rest = _dealt(rest, counts["test"])
    validated, rest = _dealt(rest, counts["validation"])
    # shuffled again: the classes of a stratified part stand in a row so far
    parts = (rng.permutation(np.concatenate(part)) for part in (rest, validated, tested))
    return Split(*(data.subset(rows) for rows in parts))


def mini_batches(samples: int, batch_size: int, rng: np.random.Generator) -> Iterator[Rows]:
    """Shuffle the samples once and give them out in batches, the last one holding what is left over.

    Parameters
    ----------
    samples : int
        From 1 up.
    batch_size : int
        From 1 up.
    rng : numpy.random.Generator

    Yields
    ------
    array (batch_size,)
        Indices of rows, from 0, read-only.

    Raises
    ------
    SpecificationError
        At the call, if a number is not a whole number from 1 up, or rng is no generator.
    """
    samples, batch_size = whole_number("samples", samples, 1), whole_number("batch_size", batch_size, 1)
    order = checked_generator(rng).permutation(samples)
    order.setflags(write=False)
    return in_batches(order, batch_size)


def in_batches(order: npt.NDArray[np.intp], batch_size: int) -> Iterator[Rows]:
    """Cut an order of samples into batches, without copying it."""
    return (order[start : start + batch_size] for start in range(0, len(order), batch_size))


def _classes(data: DataSet) -> list[Rows]:
    """Give the rows of each class."""
    if not np.isin(data.targets, (0, 1)).all():
        raise SpecificationError(
            f"stratified {data.name!r}: its targets are numbers; expected classes, targets of 0 and 1"
        )
    distinct, labels = np.unique(data.targets, axis=0, return_inverse=True)
    return [np.flatnonzero(labels.ravel() == label) for label in range(len(distinct))]


def _dealt(groups: list[Rows], count: int) -> tuple[list[Rows], list[Rows]]:
    """Take `count` samples from the groups, from each its share, and give what was taken and what is left.

    Whole shares first, then one more from those with the largest remainder (Hamilton's method).
    """
    sizes = np.array([len(group) for group in groups])
    # in whole numbers, so that no share is rounded: shares are taken / total
    taken, remainder = np.divmod(sizes * count, sizes.sum())
    largest = np.argsort(-remainder, kind="stable")[: count - taken.sum()]
    taken[largest] += 1
    return (
        [group[:most] for group, most in zip(groups, taken, strict=True)],
        [group[most:] for group, most in zip(groups, taken, strict=True)],
    )
