"""Data sets to learn from: logic gates, clouds of points made with a generator, a noisy sine, and Iris.

Goes in: nothing, or a random generator. Comes out: inputs and targets with samples as rows.
Must not know: networks.
"""

from derivations.numeric.datasets.catalogue import DATA_SETS, data_set
from derivations.numeric.datasets.dataset import DataSet
from derivations.numeric.datasets.gates import and_gate, nand_gate, or_gate, xor
from derivations.numeric.datasets.iris import iris
from derivations.numeric.datasets.one_hot import encode, one_hot
from derivations.numeric.datasets.plane import blobs, circles, moons, spirals
from derivations.numeric.datasets.sine import noisy_sine

__all__ = [
    "DATA_SETS",
    "DataSet",
    "and_gate",
    "blobs",
    "circles",
    "data_set",
    "encode",
    "iris",
    "moons",
    "nand_gate",
    "noisy_sine",
    "one_hot",
    "or_gate",
    "spirals",
    "xor",
]
