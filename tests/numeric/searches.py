"""What the tests of searches share: a small search, the plainest executor, and a look at whether a table is whole."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

import numpy as np

from derivations.numeric import Split, moons, split
from derivations.numeric.search import Settings, Trial, grid

P = ParamSpec("P")
T = TypeVar("T")

SEED = 7
CHOICES: dict[str, object] = {
    "hidden": [(), (5, 3)],
    "optimiser": ["sgd", "adam"],
    "batch_size": [None, 16],
    "patience": [None, 2],
}


class Serial(Executor):
    """Run everything at once, here; `backwards`: not before someone has submitted `backwards` of them, last first."""

    def __init__(self, backwards: int = 0) -> None:
        self.backwards = backwards
        self.waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        self.waiting.append(lambda: future.set_result(fn(*args, **kwargs)))
        if len(self.waiting) >= self.backwards:
            while self.waiting:
                self.waiting.pop()()
        return future


def data() -> Split:
    rng = np.random.default_rng(3)
    return split(moons(rng, samples=60), rng)


def settings(epochs: int = 8) -> tuple[Settings, ...]:
    return grid(CHOICES, Settings(epochs=epochs, learning_rate=0.1))


def complaint(trials: Iterable[Trial], total: int) -> str:
    """Say which trials of 1..total are missing or there twice; "" if none."""
    numbers = [trial.number for trial in trials]
    lost = sorted(set(range(1, total + 1)) - set(numbers))
    doubled = sorted({number for number in numbers if numbers.count(number) > 1})
    return "; ".join(f"{what} {which}" for what, which in (("lost", lost), ("doubled", doubled)) if which)
