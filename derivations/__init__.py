"""Backpropagation, derived line by checked line and run beside a hand-written network.

>>> from derivations import Network, derive
>>> derivation = derive(Network((2, 2, 1)))
>>> derivation.check().ok
True
"""

from derivations.derive import Derivation, derive, match
from derivations.engine.check import CheckReport, LineCheck
from derivations.engine.derivation import Line, Result
from derivations.engine.model import Equation, Model, Variable
from derivations.errors import DerivationError
from derivations.export import notes
from derivations.matching.match import MatchReport, MatchRow
from derivations.matching.program import Program
from derivations.network import Convention, Network
from derivations.numeric import (
    DataSet,
    Epoch,
    Forward,
    Gradients,
    Optimiser,
    Parameters,
    adagrad,
    adam,
    adamw,
    backward,
    clip_by_norm,
    clip_by_value,
    difference_quotient,
    forward,
    from_table,
    initialise,
    iris,
    loss,
    momentum,
    nesterov,
    read_csv,
    rmsprop,
    sgd,
    split,
    standardiser,
    train,
    xor,
)

__all__ = [
    "CheckReport",
    "Convention",
    "DataSet",
    "Derivation",
    "DerivationError",
    "Epoch",
    "Equation",
    "Forward",
    "Gradients",
    "Line",
    "LineCheck",
    "MatchReport",
    "MatchRow",
    "Model",
    "Network",
    "Optimiser",
    "Parameters",
    "Program",
    "Result",
    "Variable",
    "adagrad",
    "adam",
    "adamw",
    "backward",
    "clip_by_norm",
    "clip_by_value",
    "derive",
    "difference_quotient",
    "forward",
    "from_table",
    "initialise",
    "iris",
    "loss",
    "match",
    "momentum",
    "nesterov",
    "notes",
    "read_csv",
    "rmsprop",
    "sgd",
    "split",
    "standardiser",
    "train",
    "xor",
]
