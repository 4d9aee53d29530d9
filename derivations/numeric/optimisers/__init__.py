"""Optimisers: how far each parameter moves, given its slope; one file per method.

Goes in: options, such as a learning rate. Comes out: an Optimiser, a frozen rule.
Must not know: networks, data, epochs.

A mini-batch step, eta / m times the sum of the slopes of the m samples of a batch, needs no method of its own: with
Convention(samples="mean") the cost is already the mean over the batch, so that every method here is its mini-batch
version. Methods and defaults follow torch.optim; where PyTorch knows a method only as an option of another (momentum
and Nesterov's are options of its SGD) each has its own name here.
"""

from collections.abc import Callable

from derivations.numeric.optimisers.adagrad import adagrad
from derivations.numeric.optimisers.adam import adam
from derivations.numeric.optimisers.adamw import adamw
from derivations.numeric.optimisers.momentum import momentum
from derivations.numeric.optimisers.nesterov import nesterov
from derivations.numeric.optimisers.optimiser import PART, START, Factor, Move, Optimiser, State
from derivations.numeric.optimisers.rmsprop import rmsprop
from derivations.numeric.optimisers.sgd import sgd

OPTIMISERS: dict[str, Callable[..., Optimiser]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}

__all__ = [
    "OPTIMISERS",
    "PART",
    "START",
    "Factor",
    "Move",
    "Optimiser",
    "State",
    "adagrad",
    "adam",
    "adamw",
    "momentum",
    "nesterov",
    "rmsprop",
    "sgd",
]
