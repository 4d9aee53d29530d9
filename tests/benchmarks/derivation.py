"""Deriving all gradients: beside SymPy on the composed cost, by depth, by width; and the operations of the program.

SymPy keeps what it has computed, so its cache is emptied before every turn: each turn works as if it were the first.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from sympy.core.cache import clear_cache

from derivations import Network, derive, initialise
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose
from tests.benchmarks.composed import compiled, composed, gradients
from tests.benchmarks.counting import operations
from tests.benchmarks.measure import Pair, Row, at_least, at_most, seconds, side_by_side

DEEP = (2, 4, 4, 4, 1)
LARGE = (784, 512, 512, 10)
SAMPLES = 128
REPEATS = 21
# activations, the last one, and the loss of networks that grow
KINDS = (("sigmoid", "sigmoid", "bce"), ("relu", "softmax", "cross_entropy"), ("tanh", "identity", "huber"))

# What may stand between the layers, or beside the loss.
OPTIONS: dict[str, dict[str, Any]] = {
    "penalties": {"l1": 0.1, "l2": 0.1},
    "dropout": {"dropout": 0.5},
    "batch normalisation": {"batch_norm": True},
}


def rows() -> Iterator[Row]:
    """Measure everything here."""
    yield from operation_counts()
    yield from by_depth()
    yield by_width()
    for loss in ("bce", "mse"):
        yield from beside_sympy(loss)


def beside_sympy(loss: str) -> Iterator[Row]:
    """Compare with `diff` of the composed cost of one sample by every parameter, and `lambdify` of them all.

    The other road takes many seconds, and ours a tenth of one, so that once is enough for it; more samples would only
    make it longer. Its lambdify is much quicker with cse=True than as it comes: that is the harder comparison.
    """
    network = Network(DEEP, loss=loss)
    _time(network)  # what the first call imports is not measured
    ours = median(_time(network) for _ in range(REPEATS))
    clear_cache()
    start = perf_counter()
    whole = composed(DEEP, loss)
    gradient = gradients(whole)
    derived = perf_counter() - start
    for how in (False, True):
        compiling = seconds(partial(compiled, whole, gradient, common_parts=how))
        name = f"{_sizes(DEEP)}, {loss}: derive and compile, beside diff and lambdify{'(cse=True)' if how else ''}"
        yield at_least(name, Pair(ours, derived + compiling), 50)


def operation_counts() -> list[Row]:
    """Count the operations of derived programs, and those of their forward passes.

    At most 3 times: the cheap gradient principle (Baur and Strassen 1983; Griewank and Walther 2008, chapter 4).
    """
    return [_operations(sizes, loss) for sizes in (DEEP, LARGE) for loss in ("bce", "mse")]


def by_depth() -> Iterator[Row]:
    """Derive 64 layers, and 8: eight times as many, so that at most 10 times leaves no room for a square."""
    for activation, last, loss in KINDS:
        deep, flat = (layers(count, activation, last, loss) for count in (64, 8))
        name = f"{activation}, {last}, {loss}: 64 layers, beside 8 layers: derive"
        yield at_most(name, _beside(deep, flat, 7), 10)
    for words, options in OPTIONS.items():
        deep, flat = (replace(layers(count, *KINDS[0]), **options) for count in (64, 8))
        yield at_most(f"{words}: 64 layers, beside 8 layers: derive", _beside(deep, flat, 5), 10)


def by_width() -> Row:
    """Deriving layers of 1000 units, and of 2."""
    wide, narrow = (Network((width,) * 5) for width in (1000, 2))
    return at_most("4 layers of 1000 units, beside layers of 2 units: derive", _beside(wide, narrow, REPEATS), 1.2)


def _beside(ours: Network, other: Network, repeats: int) -> Pair:
    return side_by_side(partial(derive, ours), partial(derive, other), repeats, before=clear_cache)


def _time(network: Network) -> float:
    # .function is where the source is written and compiled
    return seconds(lambda: derive(network).compile().arrays.function, before=clear_cache)


def _operations(sizes: tuple[int, ...], loss: str) -> Row:
    network = Network(sizes, loss=loss)
    rng = np.random.default_rng(0)
    inputs, targets = rng.uniform(0, 1, (SAMPLES, sizes[0])), rng.uniform(0, 1, (SAMPLES, sizes[-1]))
    values = bind(pose(network, initialise(network, rng), inputs, targets))
    whole, forward = operations(derive(network).compile().source, values)
    name = f"{_sizes(sizes)}, {SAMPLES} samples, {loss}: operations of the program, beside its forward pass"
    return at_most(name, Pair(whole, forward, "operations"), 3)


def layers(count: int, activation: str, last: str, loss: str) -> Network:
    """Give a network of so many layers, of 2 units each."""
    return Network((2,) * (count + 1), (*[activation] * (count - 1), last), loss)


def _sizes(sizes: tuple[int, ...]) -> str:
    return "-".join(map(str, sizes))
