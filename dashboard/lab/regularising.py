"""A network that over-fits, trained for as long as it is let, and what is measured on the way.

Goes in: settings of a training, the number of a start, noisy data. Comes out: a training that goes on piece by piece,
with frozen records. Must not know: Streamlit, what else is trained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from derivations import (
    Convention,
    DataSet,
    Settings,
    Split,
    backward,
    batch_statistics,
    draw_masks,
    forward,
    initialise,
    loss,
    moons,
    split,
    train,
)
from derivations.errors import DerivationError
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.problem import pose
from derivations.numeric.network.vector import views_of
from derivations.numeric.training.observing import Gauge

SEED = 0  # of the data, and of all starts
SAMPLES, NOISE, VALIDATION, TEST = 200, 0.3, 0.3, 0.5
BASE = Settings(hidden=(16, 16), activation="relu", learning_rate=0.3, optimiser="sgd", epochs=1000, initialise="he")
HIDDEN = ((8, 8), (16, 16), (32, 32))  # of the hidden layers
POINTS = 100  # of a curve
NEAR_0 = 0.01
MASKS = 100  # that are drawn to see how far a pass in training is from one in evaluation
RISEN, FALLEN = 1.1, 0.9  # times what it was: then a loss has clearly risen, or fallen


def make_data() -> Split:
    """Deal out two moons with so much noise that they overlap: few to learn from, many to test with."""
    rng = np.random.default_rng(SEED)
    return split(moons(rng, samples=SAMPLES, noise=NOISE), rng, validation=VALIDATION, test=TEST)


@dataclass(frozen=True)
class Score:
    """The loss of some samples, without penalties and in evaluation, and the share that is classified right."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Measured:
    """Where a training stands after an epoch; 0 is the start."""

    epoch: int
    train: Score
    validation: Score


class Fit:
    """One training, which goes on while `go_on` runs; one that breaks off stands where it was measured last.

    Start ``start`` is that of trial number ``start`` of a search with SEED, with these settings: the same numbers.
    """

    def __init__(self, data: Split, settings: Settings, start: int) -> None:
        self.data, self.settings, self.start = data, settings, start
        self.network = settings.network(data.train.inputs.shape[1], data.train.targets.shape[1])
        children = np.random.SeedSequence(SEED, spawn_key=(start - 1,)).spawn(2)
        drawing, shuffling = (np.random.default_rng(child) for child in children)
        self.parameters = initialise(self.network, drawing, settings.initialise)
        self.epoch = 0
        self.failure = ""
        # penalties say nothing of the samples
        self._judged = replace(self.network, l1=0.0, l2=0.0)
        self._gauges = {id(part): self._gauge(part) for part in (data.train, data.validation)}
        self.measured, self._measured_with = [self._measure()], self.parameters
        self._every = max(1, settings.epochs // POINTS)
        self._records = train(
            self.network,
            self.parameters,
            data.train.inputs,
            data.train.targets,
            optimiser=settings.built_optimiser(),
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            rng=shuffling,
        )

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to train."""
        return bool(self.failure) or self.epoch == self.settings.epochs

    def go_on(self, seconds: float) -> None:
        """Train for about so long, an epoch at least, or to the end."""
        end = perf_counter() + seconds
        try:
            while not self.finished:
                record = next(self._records)
                self.parameters, self.epoch = record.parameters, record.epoch
                if self.epoch % self._every == 0 or self.finished:
                    self.measured.append(self._measure())
                    self._measured_with = self.parameters
                if perf_counter() >= end:
                    break
        except DerivationError as error:
            self.failure = str(error)
            # what stands there is of one epoch
            self.parameters, self.epoch = self._measured_with, self.now.epoch

    @property
    def now(self) -> Measured:
        """What was measured last."""
        return self.measured[-1]

    @property
    def best(self) -> Measured:
        """Where the validation loss was least."""
        return min(self.measured, key=lambda each: each.validation.loss)

    @property
    def over_fits(self) -> bool:
        """Whether the validation loss has clearly risen since its least, and the training loss clearly fallen."""
        best, now = self.best, self.now
        return now.validation.loss > RISEN * best.validation.loss and now.train.loss < FALLEN * best.train.loss

    @property
    def weights(self) -> NDArray[np.float64]:
        """All weights, no biases."""
        return np.concatenate([np.asarray(each).ravel() for each in self.parameters.weights])

    def answer(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the outputs for other inputs, in evaluation."""
        statistics = None
        if self.network.is_normalised:
            statistics = batch_statistics(self.network, self.parameters, self.data.train.inputs)
        return forward(self.network.evaluating(), self.parameters, inputs, statistics=statistics).outputs

    def statistics(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return mean and standard deviation of z of each unit of layer 1, over the training samples."""
        z = self.data.train.inputs @ self.parameters.weights[0].T + self.parameters.biases[0]
        return z.mean(axis=0), z.std(axis=0)

    def score(self, samples: DataSet) -> Score:
        """Return loss and accuracy of samples."""
        gauge = self._gauges.get(id(samples)) or self._gauge(samples)
        arrays = views_of(self.parameters)
        found = gauge.read(self.parameters, fix_statistics(self._judged.evaluating(), arrays, self.data.train.inputs))
        assert found.accuracy is not None  # targets are classes
        return Score(found.loss, found.accuracy)

    def losses_in_training(self) -> NDArray[np.float64]:
        """Return the training loss for each of MASKS draws of what dropout drops."""
        rng, learned = np.random.default_rng(SEED), self.data.train
        draws = (draw_masks(self._judged, learned.samples, rng) for _ in range(MASKS))
        found = [loss(self._judged, self.parameters, learned.inputs, learned.targets, masks=each) for each in draws]
        return np.array(found)

    @property
    def masks(self) -> tuple[NDArray[np.float64], ...] | None:
        """What dropout drops in the step that is written out: of draws from the number of the start the first with
        which something comes back to layer 1, if there is one among MASKS.
        """
        if not self.network.is_noisy:
            return None
        rng, learned = np.random.default_rng(self.start), self.data.train
        draws = [draw_masks(self.network, learned.samples, rng)]
        while len(draws) < MASKS and not self._comes_back(draws[-1]):
            draws.append(draw_masks(self.network, learned.samples, rng))
        return draws[-1] if self._comes_back(draws[-1]) else draws[0]

    def _comes_back(self, masks: tuple[NDArray[np.float64], ...]) -> bool:
        learned = self.data.train
        return bool(
            backward(self._judged, self.parameters, learned.inputs, learned.targets, masks=masks).deltas[0].any()
        )

    def _gauge(self, samples: DataSet) -> Gauge:
        problem = pose(self._judged, self.parameters, samples.inputs, samples.targets, Convention())
        return Gauge(problem, gradients=False)

    def _measure(self) -> Measured:
        return Measured(self.epoch, self.score(self.data.train), self.score(self.data.validation))
