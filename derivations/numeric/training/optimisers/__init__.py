"""Optimisers: how far each parameter moves, given its gradient.

Goes in: options, such as a learning rate. Comes out: an Optimiser, a frozen rule.
Must not know: networks, data, epochs.

A mini-batch step, eta / m times the sum of the gradients of the m samples of a batch, needs no method of its own: with
Convention(samples="mean") the cost is already the mean over the batch, so that every method here is its mini-batch
version. Methods and defaults follow torch.optim; where PyTorch knows a method only as an option of another (momentum
and Nesterov's are options of its SGD) each has its own name here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from derivations.numeric.training.optimisers.adaptive import adagrad, adam, adamw, rmsprop
from derivations.numeric.training.optimisers.descent import momentum, nesterov, sgd
from derivations.numeric.training.optimisers.optimiser import PARAMETERS_AT_ONCE, START, Factor, Move, Optimiser, State


@dataclass(frozen=True)
class Method:
    """An optimiser among all: what makes it, and what a page says of it."""

    make: Callable[..., Optimiser]
    # for a reader
    title: str
    # a learning rate with which it gets somewhere, on the cost of a small network that classifies
    usual_rate: float


OPTIMISERS = {
    "sgd": Method(sgd, "plain GD", 1.0),
    "momentum": Method(momentum, "momentum", 0.1),
    "nesterov": Method(nesterov, "Nesterov", 0.1),
    "adagrad": Method(adagrad, "AdaGrad", 0.3),
    "rmsprop": Method(rmsprop, "RMSProp", 0.03),
    "adam": Method(adam, "Adam", 0.03),
    "adamw": Method(adamw, "AdamW", 0.03),
}
