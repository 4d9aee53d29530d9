"""The numeric side: a network written by hand in NumPy, trained, and differentiated three ways.

Goes in: networks, conventions, arrays. Comes out: arrays in frozen records.
Must not know: SymPy, or anything that does.
"""

from derivations.numeric.backward import backward
from derivations.numeric.datasets import DataSet, xor
from derivations.numeric.difference import Quotients, difference_quotient
from derivations.numeric.forward import Forward, forward
from derivations.numeric.initialisation import initialise
from derivations.numeric.losses import loss
from derivations.numeric.optimisers import Optimiser, sgd
from derivations.numeric.parameters import Gradients, Parameters
from derivations.numeric.training import Epoch, train

__all__ = [
    "DataSet",
    "Epoch",
    "Forward",
    "Gradients",
    "Optimiser",
    "Parameters",
    "Quotients",
    "backward",
    "difference_quotient",
    "forward",
    "initialise",
    "loss",
    "sgd",
    "train",
    "xor",
]
