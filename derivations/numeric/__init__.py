"""The numeric side: a network written by hand in NumPy, trained, and differentiated three ways.

Goes in: networks, conventions, arrays. Comes out: arrays in frozen records.
Must not know: SymPy, or anything that does.
"""

from typing import TYPE_CHECKING

from derivations.numeric.data.scaling import Standardiser, standardiser
from derivations.numeric.data.sets import (
    DATA_SETS,
    DataSet,
    and_gate,
    blobs,
    circles,
    data_set,
    iris,
    moons,
    nand_gate,
    noisy_sine,
    one_hot,
    or_gate,
    spirals,
    xor,
)
from derivations.numeric.data.splitting import Split, mini_batches, split
from derivations.numeric.network.backward import backward
from derivations.numeric.network.difference import Quotients, difference_quotient
from derivations.numeric.network.evaluation import batch_statistics
from derivations.numeric.network.fixed import Statistics, draw_masks
from derivations.numeric.network.forward import Forward, forward
from derivations.numeric.network.initialisation import initialise
from derivations.numeric.network.losses import loss
from derivations.numeric.network.parameters import Gradients, Parameters
from derivations.numeric.training.breakdown import DivergedError
from derivations.numeric.training.clipping import clip_by_norm, clip_by_value
from derivations.numeric.training.explosion import first_explosion
from derivations.numeric.training.optimisers import Optimiser, adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd
from derivations.numeric.training.stopping import stop_early
from derivations.numeric.training.train import Epoch, train

if TYPE_CHECKING:
    from derivations.numeric.data.tables import columns_of, from_table, read_csv
    from derivations.numeric.training.history import History
    from derivations.numeric.training.judging import accuracy
    from derivations.numeric.training.observing import Observation, observe
    from derivations.numeric.training.perceptron import Perceptron, learn, mistake_bound
    from derivations.numeric.training.schedules import (
        Schedule,
        constant,
        cosine,
        exponential_decay,
        per_epoch,
        step_decay,
        warmup_cosine,
    )
else:

    def __getattr__(name: str) -> object:
        """Load histories, the perceptron, schedules and tables when one is first asked for: few need them all."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from derivations.numeric.data import tables  # noqa: PLC0415
        from derivations.numeric.training import history, judging, observing, perceptron, schedules  # noqa: PLC0415

        homes = (history, judging, observing, perceptron, schedules, tables)
        found = next(vars(home)[name] for home in homes if name in vars(home))
        # from now on it is there like any other name
        globals()[name] = found
        return found


__all__ = [
    "DATA_SETS",
    "DataSet",
    "DivergedError",
    "Epoch",
    "Forward",
    "Gradients",
    "History",
    "Observation",
    "Optimiser",
    "Parameters",
    "Perceptron",
    "Quotients",
    "Schedule",
    "Split",
    "Standardiser",
    "Statistics",
    "accuracy",
    "adagrad",
    "adam",
    "adamw",
    "and_gate",
    "backward",
    "batch_statistics",
    "blobs",
    "circles",
    "clip_by_norm",
    "clip_by_value",
    "columns_of",
    "constant",
    "cosine",
    "data_set",
    "difference_quotient",
    "draw_masks",
    "exponential_decay",
    "first_explosion",
    "forward",
    "from_table",
    "initialise",
    "iris",
    "learn",
    "loss",
    "mini_batches",
    "mistake_bound",
    "momentum",
    "moons",
    "nand_gate",
    "nesterov",
    "noisy_sine",
    "observe",
    "one_hot",
    "or_gate",
    "per_epoch",
    "read_csv",
    "rmsprop",
    "sgd",
    "spirals",
    "split",
    "standardiser",
    "step_decay",
    "stop_early",
    "train",
    "warmup_cosine",
    "xor",
]
