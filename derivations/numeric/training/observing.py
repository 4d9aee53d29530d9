"""What a run was like: accuracy, gradients and the largest z beside the cost.

Goes in: the records of train. Comes out: richer records. Must not know: how a network is trained.

Nothing here slows a run that does not ask for it: an observation is one more pass over the samples, after the epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from derivations.network import Convention, Network
from derivations.numeric.arrays import Array
from derivations.numeric.data.sets.dataset import DataSet
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.fixed import NOTHING, PassConstants
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.vector import views_by_size, views_of
from derivations.numeric.network.workspace import Workspace
from derivations.numeric.training.judging import HALF, judge, kind_of
from derivations.numeric.training.run import Epoch
from derivations.numeric.training.sweep import Sweep, settle
from derivations.options import whole_number


@dataclass(frozen=True, eq=False)
class Observation:
    """Where the network stands after one epoch, in more detail than an Epoch; all with the parameters of that epoch.

    Parameters
    ----------
    epoch : int
        Counted from 1 where the run began for the first time.
    loss : float
        The cost of all training samples.
    accuracy : float or None
        The share of training samples that are classified right, from 0 to 1; None where the targets are numbers
        to predict and not classes.
    gradient_norms : tuple of float
        For layers 1..L: the Euclidean length of dC/dW and dC/db together, over all training samples.
    largest_z : tuple of float
        For layers 1..L: the largest |z|.
    validation_loss, validation_accuracy : float or None
        The same two of the validation samples; None without any.
    record : Epoch or None
        Parameters and the optimiser's state, to resume from; None where they were let go to save room.
    """

    epoch: int
    loss: float
    accuracy: float | None
    gradient_norms: tuple[float, ...]
    largest_z: tuple[float, ...]
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    record: Epoch | None = None

    @property
    def parameters(self) -> Parameters | None:
        """The parameters after the epoch; None where they were let go."""
        return self.record.parameters if self.record else None


def observe(
    network: Network,
    records: Iterable[Epoch],
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    convention: Convention = Convention(),
    validation: DataSet | None = None,
    every: int = 1,
    after: int = 0,
) -> Iterator[Observation]:
    """Look more closely at a run, as it goes: one observation for every so many records.

    A network with dropout or batch normalisation is looked at in evaluation, as its records are: nothing is dropped,
    and all samples are normalised with the statistics of the training samples.

    Parameters
    ----------
    network : Network
    records : iterable of Epoch
        train(network, ...), with the same samples and convention; not asked for before an observation is.
    inputs : array (samples, n_0)
    targets : array (samples, n_L)
    convention : Convention
    validation : DataSet or None
        Samples that are not trained on.
    every : int
        Only epochs that are multiples of it are observed; the others cost nothing.
    after : int
        The number of epochs before these records, when a run is resumed.

    Yields
    ------
    Observation

    Raises
    ------
    ShapeError, SpecificationError
        As in train, when the first observation is asked for; or if `every` is below 1 or `after` below 0.
    DivergedError
        Where the run diverges.
    """
    every, after = whole_number("every", every, 1), whole_number("after", after, 0)
    training = validating = None
    for record in records:
        epoch = after + record.epoch
        if epoch % every:
            continue
        if training is None:
            training = Gauge(settle(pose(network, record.parameters, inputs, targets, convention), inputs, targets))
            if validation is not None:
                held_out = pose(network, record.parameters, validation.inputs, validation.targets, convention)
                validating = Gauge(held_out, gradients=False)
        fixed = fix_statistics(network, views_of(record.parameters), training.inputs)
        seen = training.read(record.parameters, fixed)
        held = validating.read(record.parameters, fixed) if validating else None
        yield Observation(
            epoch,
            record.loss,
            seen.accuracy,
            seen.gradient_norms,
            seen.largest_z,
            held.loss if held else None,
            held.accuracy if held else None,
            record,
        )


@dataclass(frozen=True)
class Reading:
    """What one pass over some samples shows; see Observation."""

    loss: float
    accuracy: float | None
    gradient_norms: tuple[float, ...]
    largest_z: tuple[float, ...]


class Gauge:
    """Room for passes over one set of samples, used again and again."""

    def __init__(self, problem: Problem, *, gradients: bool = True) -> None:
        network = problem.network
        self.inputs = problem.inputs
        self._sizes, self._targets, self._with_gradients = network.sizes, problem.targets, gradients
        self._kind = kind_of(problem.targets)
        # of the loss on logits the outputs are z, and sigmoid(z) is 1/2 at z = 0
        self._border = 0.0 if network.loss == "bce_logits" else HALF
        self._sweep = Sweep(replace(problem, network=network.evaluating()), gradients=gradients, look=self._look)
        self._right = 0
        self._largest = np.zeros(network.depth)

    def read(self, parameters: Parameters, fixed: PassConstants = NOTHING) -> Reading:
        """Pass over the samples with these parameters; with the statistics of the samples that were learned from."""
        self._right = 0
        self._largest.fill(0)
        self._sweep.fixed = fixed
        with np.errstate(over="ignore", invalid="ignore"):
            self._sweep.forward(*views_of(parameters))
        return Reading(
            self._sweep.cost(),
            None if self._kind is None else self._right / len(self._targets),
            layer_norms(self._sweep.gradient, self._sizes) if self._with_gradients else (),
            tuple(self._largest.tolist()),
        )

    def _look(self, work: Workspace, part: slice) -> None:
        for layer, z in enumerate(work.z):
            # without a temporary of |z|; np.maximum keeps NaN
            self._largest[layer] = np.maximum(self._largest[layer], np.maximum(z.max(), -z.min()))
        if self._kind is not None:
            self._right += int(judge(work.a[-1], self._targets[part], self._kind, self._border).sum())


def layer_norms(gradient: Array, sizes: tuple[int, ...]) -> tuple[float, ...]:
    """Give the Euclidean length of the gradients of each layer, from the vector of all of them."""
    pairs = zip(*views_by_size(gradient, sizes)[:2], strict=True)
    return tuple(_length(np.concatenate((W.ravel(), b))) for W, b in pairs)


def _length(vector: Array) -> float:
    # divided by its largest entry, so that no square overflows or underflows
    most = float(np.abs(vector).max())
    return most * float(np.linalg.norm(vector / most)) if 0 < most < np.inf else most
