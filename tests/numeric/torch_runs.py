"""Runs of a random network, here and in PyTorch, held against each other step by step."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from derivations.network import Network
from derivations.numeric import Epoch, Optimiser, Parameters, train
from derivations.numeric.training.optimisers import OPTIMISERS
from tests.numeric.oracle import Array, random_problem, worst_relative_error

STEPS = 100


TOLERANCE = 1e-12


PROBLEM = random_problem(Network((3, 5, 4, 2), "tanh", "mse"), 6, np.random.default_rng(0))


# all that there are: one without its counterpart below fails
MAKERS: dict[str, Callable[..., Optimiser]] = {name: method.make for name, method in OPTIMISERS.items()}


# The class in torch.optim, and the options without which it would be another method.
THEIRS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"lr": 0.5}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
}


def torch_run(
    torch: ModuleType,
    make: Callable[[Any], Any],
    clip: Callable[[Any], object] | None = None,
    scheduler: Callable[[Any], Any] | None = None,
) -> Iterator[list[Array]]:
    """Train the problem's network in PyTorch, and give its parameters after every step."""
    layers: list[Any] = []
    for W, b in zip(PROBLEM.parameters.weights, PROBLEM.parameters.biases, strict=True):
        linear = torch.nn.Linear(W.shape[1], W.shape[0]).double()
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W.copy()))
            linear.bias.copy_(torch.tensor(b.copy()))
        layers += [linear, torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimiser = make(model.parameters())
    rates = scheduler(optimiser) if scheduler else None
    x, y = torch.tensor(PROBLEM.inputs), torch.tensor(PROBLEM.targets)
    for _ in range(STEPS):
        optimiser.zero_grad()
        (((model(x) - y) ** 2).sum() / 2 / len(x)).backward()
        if clip:
            clip(model.parameters())
        optimiser.step()
        if rates:
            rates.step()
        yield [parameter.detach().numpy().copy() for parameter in model.parameters()]


def our_run(optimiser: Optimiser, epochs: int = STEPS) -> Iterator[Epoch]:
    """Train the problem's network here."""
    return train(*PROBLEM[:4], optimiser=optimiser, epochs=epochs)


def arrays(parameters: Parameters) -> list[Array]:
    """List the arrays as PyTorch does."""
    return [a for pair in zip(parameters.weights, parameters.biases, strict=True) for a in pair]


def worst(ours: Iterator[Epoch], theirs: Iterator[list[Array]]) -> float:
    """Give the worst difference of any step, relative to the largest parameter; 100 steps are needed to compare."""
    errors = [worst_relative_error(arrays(a.parameters), b) for a, b in zip(ours, theirs, strict=True)]
    assert len(errors) == STEPS
    return max(errors)


def their_maker(torch: ModuleType, name: str, options: dict[str, Any]) -> Callable[[Any], Any]:
    kind = getattr(torch.optim, THEIRS[name][0])
    return lambda parameters: kind(parameters, **options)
