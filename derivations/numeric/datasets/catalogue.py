"""The data sets by name, for whoever lets a reader choose.

Goes in: a name and a random generator. Comes out: a data set.
Must not know: what a data set is shown on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from derivations.numeric.arrays import checked_generator
from derivations.numeric.datasets.dataset import DataSet
from derivations.numeric.datasets.gates import and_gate, nand_gate, or_gate, xor
from derivations.numeric.datasets.iris import iris
from derivations.numeric.datasets.plane import blobs, circles, moons, spirals
from derivations.numeric.datasets.sine import noisy_sine
from derivations.options import choice

DATA_SETS: dict[str, Callable[[np.random.Generator], DataSet]] = {
    "and": lambda _: and_gate(),
    "nand": lambda _: nand_gate(),
    "or": lambda _: or_gate(),
    "xor": lambda _: xor(),
    "circles": circles,
    "moons": moons,
    "spirals": spirals,
    "blobs": blobs,
    "noisy sine": noisy_sine,
    "iris": lambda _: iris(),
}


def data_set(name: str, rng: np.random.Generator) -> DataSet:
    """Give the data set of this name, with its default options; a table or a shipped one does not use the generator.

    Raises
    ------
    SpecificationError
        If there is none of this name, or rng is no generator.
    """
    return DATA_SETS[choice("data set", name, DATA_SETS)](checked_generator(rng))
