"""One training of a search, from its settings to its score: what is sent to another process, and what comes back.

Goes in: settings, samples to learn from and to be judged by, a seed. Comes out: a Trial.
Must not know: the other trials, where it runs.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from math import isfinite
from time import perf_counter

import numpy as np

from derivations.calling import public
from derivations.errors import DerivationError
from derivations.network import Convention
from derivations.notebook import Row
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.initialisation import initialise
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.problem import pose
from derivations.numeric.network.vector import views_of
from derivations.numeric.search.settings import Settings
from derivations.numeric.training.breakdown import DivergedError
from derivations.numeric.training.observing import Gauge, Reading
from derivations.numeric.training.run import Epoch
from derivations.numeric.training.stopping import stop_early
from derivations.numeric.training.train import train


@public
@dataclass(frozen=True)
class Trial(Row):
    """How one training went; two of them are equal when everything but the time that it took is.

    Parameters
    ----------
    number : int
        Its place among the settings of the search, from 1.
    settings : Settings
    validation_loss : float or None
        The cost of the validation samples, without the penalties on weights, so that it can be compared between trials
        with other penalties; None if it failed.
    validation_accuracy : float or None
        The share of validation samples that are classified right; None if it failed, or where targets are numbers.
    epochs_run : int
    best_epoch : int
        Whose parameters the two belong to: the last, or with patience the best; 0 if it failed.
    seconds : float
        Where it ran, from the start of the training to the score.
    failure : str
        One sentence; "" if it did not fail.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np
    >>> from derivations import Settings, moons, search, split
    >>> data = split(moons(np.random.default_rng(0), samples=40), np.random.default_rng(0))
    >>> [progress] = search(data, [Settings(hidden=(3,), epochs=5)], seed=0, executor=ThreadPoolExecutor())
    >>> progress.best.number, progress.best.epochs_run, progress.best.failure
    (1, 5, '')
    """

    number: int
    settings: Settings
    validation_loss: float | None
    validation_accuracy: float | None
    epochs_run: int
    best_epoch: int
    seconds: float = field(compare=False)
    failure: str = ""


@dataclass(frozen=True, eq=False)
class TrialTask:
    """Everything that a trial depends on; it can be pickled, and the test samples are not in it."""

    number: int
    settings: Settings
    train: DataSet
    validation: DataSet
    seed: int
    convention: Convention


@dataclass(frozen=True, eq=False)
class FitResult:
    """A finished training: the record that counts, what the validation samples say of it, and the last epoch."""

    best: Epoch
    score: Reading
    last: int


def run(task: TrialTask) -> Trial:
    """Train and score; the same task gives the same trial, wherever and whenever it runs."""
    start = perf_counter()

    def fail(epochs: int, why: str) -> Trial:
        return Trial(task.number, task.settings, None, None, epochs, 0, perf_counter() - start, why)

    try:
        fitted = fit(task)
    except DerivationError as error:
        return fail(error.epoch if isinstance(error, DivergedError) else 0, str(error))
    score, epoch = fitted.score, fitted.best.epoch
    if not isfinite(score.loss):
        return fail(fitted.last, f"the validation loss is {score.loss} after epoch {epoch}, not a finite number")
    seconds = perf_counter() - start
    return Trial(task.number, task.settings, score.loss, score.accuracy, fitted.last, epoch, seconds)


def fit(task: TrialTask) -> FitResult:
    """Train; raises what train raises."""
    settings, learned, held = task.settings, task.train, task.validation
    network = settings.network(learned.inputs.shape[1], learned.targets.shape[1])
    drawing, shuffling = (np.random.default_rng(child) for child in seed_of(task).spawn(2))
    start = initialise(network, drawing, settings.initialise)
    # penalties say nothing of the samples: with them, the one with the least penalty would look the best
    judged = replace(network, l1=0.0, l2=0.0)
    gauge = Gauge(pose(judged, start, held.inputs, held.targets, task.convention), gradients=False)

    def judge(parameters: Parameters) -> Reading:
        # the samples that are judged are normalised as those that were learned from
        return gauge.read(parameters, fix_statistics(network.evaluating(), views_of(parameters), learned.inputs))

    records = train(
        network,
        start,
        learned.inputs,
        learned.targets,
        optimiser=settings.built_optimiser(),
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        rng=shuffling,
        convention=task.convention,
    )
    if settings.patience is None:
        best = last = deque(records, maxlen=1)[0]
    else:
        stands = stop_early(records, lambda each: judge(each.parameters).loss, patience=settings.patience)
        stand = deque(stands, maxlen=1)[0]
        best, last = stand.best, stand.record
    return FitResult(best, judge(best.parameters), last.epoch)


def seed_of(task: TrialTask) -> np.random.SeedSequence:
    """Give the trial's own seed: child `number` of the search's seed, as SeedSequence(seed).spawn() would."""
    return np.random.SeedSequence(task.seed, spawn_key=(task.number - 1,))
