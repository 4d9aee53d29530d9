"""The numeric side: a network written by hand in NumPy, trained, and differentiated three ways.

Goes in: networks, conventions, arrays. Comes out: arrays in frozen records.
Must not know: SymPy, or anything that does.
"""

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
    not_gate,
    one_hot,
    or_gate,
    spirals,
    xor,
)
from derivations.numeric.data.splitting import Split, mini_batches, split
from derivations.numeric.data.tables import columns_of, from_table, read_csv
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
from derivations.numeric.training.decaying import decay_weights
from derivations.numeric.training.explosion import first_explosion
from derivations.numeric.training.history import History
from derivations.numeric.training.judging import accuracy
from derivations.numeric.training.observing import Observation, observe
from derivations.numeric.training.optimisers import Optimiser, adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd
from derivations.numeric.training.perceptron import Perceptron, learn, mistake_bound
from derivations.numeric.training.run import Epoch
from derivations.numeric.training.schedules import (
    Schedule,
    constant,
    cosine,
    exponential_decay,
    per_epoch,
    step_decay,
    warmup_cosine,
)
from derivations.numeric.training.stopping import stop_early
from derivations.numeric.training.train import train
