"""Data sets to learn from: logic gates, clouds of points made with a generator, a noisy sine, and Iris.

Goes in: nothing, or a random generator. Comes out: inputs and targets with samples as rows.
Must not know: networks.
"""

from collections.abc import Callable

import numpy as np

from derivations.numeric.arrays import checked_generator
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.data.sets.gates import and_gate, nand_gate, not_gate, or_gate, xor
from derivations.numeric.data.sets.iris import iris
from derivations.numeric.data.sets.one_hot import encode, one_hot
from derivations.numeric.data.sets.plane import blobs, circles, moons, spirals
from derivations.numeric.data.sets.sine import noisy_sine
from derivations.options import one_of

DATA_SETS: dict[str, Callable[..., DataSet]] = {
    "and": lambda _: and_gate(),
    "nand": lambda _: nand_gate(),
    "not": lambda _: not_gate(),
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

    Raises a SpecificationError if there is none of this name, or rng is no generator.
    """
    return DATA_SETS[one_of("data set", name, DATA_SETS)](checked_generator(rng))
