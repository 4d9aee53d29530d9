"""What one step of each optimiser costs, beside eager PyTorch's on the same parameters and gradients.

A step is what an optimiser does in train(): it takes the gradients, which are there already, and moves the parameters
in place. The gradients are filled in anew before each of our steps, because ours may write into them; that is timed
too.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from derivations.network import Network
from derivations.numeric import Optimiser, adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd
from derivations.numeric.network.vector import length
from derivations.numeric.training.optimisers import START
from tests.benchmarks.measure import Row, at_least, at_most, left_out, side_by_side

SMALL = (2, 2, 1)
LARGE = (784, 128, 10)
# Ours, and theirs: the class in torch.optim with the options that make it the same method.
METHODS: dict[str, tuple[Optimiser, str, dict[str, Any]]] = {
    "sgd": (sgd(learning_rate=1e-3), "SGD", {}),
    "momentum": (momentum(), "SGD", {"momentum": 0.9}),
    "nesterov": (nesterov(), "SGD", {"momentum": 0.9, "nesterov": True}),
    "adagrad": (adagrad(), "Adagrad", {}),
    "rmsprop": (rmsprop(), "RMSprop", {}),
    "adam": (adam(), "Adam", {}),
    "adamw": (adamw(), "AdamW", {}),
}


def rows() -> list[Row]:
    """Measure everything here."""
    kinds = ((SMALL, 200, at_least), (LARGE, 20, at_most))
    return [_row(name, *kind) for name in METHODS for kind in kinds]


def _row(name: str, sizes: tuple[int, ...], calls: int, judge: Callable[..., Row]) -> Row:
    title = f"{_sizes(sizes)}: one step of {name}, beside eager PyTorch"
    try:
        pair = side_by_side(_ours(name, sizes), _theirs(name, sizes), repeats=21, calls=calls)
    except ImportError as error:
        return left_out(title, f"PyTorch cannot be imported ({error})")
    return judge(title, pair, 2)


def _ours(name: str, sizes: tuple[int, ...]) -> Callable[[], object]:
    optimiser = METHODS[name][0]
    rng = np.random.default_rng(0)
    vector, gradients = rng.normal(0, 1, length(Network(sizes))), rng.normal(0, 1, length(Network(sizes)))
    room = np.empty_like(gradients)
    state = START

    def step() -> None:
        nonlocal state
        np.copyto(room, gradients)
        state = optimiser.move(vector, room, state)

    return step


def _theirs(name: str, sizes: tuple[int, ...]) -> Callable[[], object]:
    import torch  # noqa: PLC0415  the rest of this file runs without it

    rng = np.random.default_rng(0)
    shapes = [shape for n_in, n_out in pairwise(sizes) for shape in ((n_out, n_in), (n_out,))]
    tensors = [torch.tensor(rng.normal(0, 1, shape)) for shape in shapes]
    for tensor in tensors:
        tensor.grad = torch.tensor(rng.normal(0, 1, tuple(tensor.shape)))
    _, kind, options = METHODS[name]
    optimiser = getattr(torch.optim, kind)(tensors, **({"lr": 1e-3} if name == "sgd" else {}), **options)
    step: Callable[[], object] = optimiser.step
    return step


def _sizes(sizes: tuple[int, ...]) -> str:
    return "-".join(map(str, sizes))
