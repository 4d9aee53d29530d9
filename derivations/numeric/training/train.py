"""Gradient descent, epoch after epoch.

Goes in: a network, a start, data, an optimiser. Comes out: one record per epoch, as it happens.
Must not know: how an epoch is run, how an optimiser moves, how anything is drawn.

Everything is checked once, before the first epoch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import SpecificationError
from derivations.network import Convention, Network
from derivations.numeric.arrays import checked_generator
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.problem import pose
from derivations.numeric.training.holding import hold, positions_of
from derivations.numeric.training.noisy_training import NoisyRun
from derivations.numeric.training.optimisers import START, Optimiser, State, sgd
from derivations.numeric.training.optimisers.optimiser import checked_optimiser
from derivations.numeric.training.run import Epoch, Run
from derivations.numeric.training.sweep import settle
from derivations.options import whole_number


@public
def train(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    optimiser: Optimiser = sgd(learning_rate=0.5),
    epochs: int = 1000,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    convention: Convention = Convention(),
    state: State = START,
    fixed: Sequence[str] = (),
) -> Iterator[Epoch]:
    """Train, and give one record per epoch.

    A network with dropout or batch normalisation learns in training mode, and the loss of a record is its cost in
    evaluation, with the statistics of all samples (batch_statistics).

    To go on from a record, call train again with its parameters (and its state, if the optimiser keeps one, and
    the same rng, if there are batches or dropout): two runs of 50 epochs give exactly the numbers of one run of 100.

    Parameters
    ----------
    network : Network
    parameters : Parameters
        The start; it is not changed.
    inputs : array (samples, n_0)
        Many samples are copied, so that nobody changes them during the run, unless nobody can: arrays that are
        read-only through and through, such as those of a DataSet, are shared.
    targets : array (samples, n_L)
        In [0, 1] for the cross-entropy.
    optimiser : Optimiser
    epochs : int
        How many times all samples are seen; 0 gives no record.
    batch_size : int or None
        Samples per update; None, or as many as there are: one update per epoch with all samples. Otherwise
        the samples are shuffled in every epoch, and the last batch holds what is left over.
    rng : numpy.random.Generator or None
        Shuffles the samples, and draws what dropout drops; needed when batch_size is smaller than their number, or
        for a network with dropout, not used otherwise.
    convention : Convention
        The scale of the cost. A mean over samples is a mean over the samples of the batch.
    state : tuple of arrays
        Where the optimiser stands, from the record to go on from.
    fixed : sequence of str
        Parameters that keep the value that they start with: "W1" and "b1" are all weights and biases of layer 1,
        "W2[1,3]" is the weight to unit 1 from unit 3, "gamma1" and "beta1[2]" belong to batch normalisation.
        Their gradients are 0 to the optimiser, and to clipping.

    Yields
    ------
    Epoch
        (epoch, loss, parameters, state)

    Raises
    ------
    ShapeError
        If parameters, inputs or targets do not have the shapes that the network asks for.
    SpecificationError
        If an entry is not a finite real number, a target of the cross-entropy lies outside [0, 1], a fixed
        parameter is none of the network's, or an option makes no sense. All of these at the call, before the
        first record is asked for.
    DivergedError
        During the run, if the cost or a parameter is no longer finite. It says which layer went first: the epoch
        is run once more from where it began, and the first number is named that is not finite, or so large
        that its square is not.
    FormulaError
        During the run, if a formula of the network has no finite value or derivative; it says in which epoch.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, adam, initialise, train, xor
    >>> network, data = Network((2, 3, 1), "tanh", "mse"), xor()
    >>> start = initialise(network, np.random.default_rng(0))
    >>> for record in train(network, start, data.inputs, data.targets, optimiser=adam(0.1), epochs=200):
    ...     pass
    >>> record.epoch, record.loss < 0.01
    (200, True)
    """
    problem = settle(pose(network, parameters, inputs, targets, convention), inputs, targets)
    samples = len(problem.inputs)
    checked_optimiser(optimiser).check_state(state)
    epochs = whole_number("epochs", epochs, 0)
    if batch_size is not None:
        batch_size = whole_number("batch_size", batch_size, 1)
    if rng is not None:
        checked_generator(rng)

    optimiser = hold(optimiser, positions_of(network, fixed))
    in_one = batch_size is None or batch_size >= samples
    _check_modes(network, samples, None if in_one else batch_size)
    plain = not (network.is_noisy or network.is_normalised)
    run = Run(problem, optimiser) if plain else NoisyRun(problem, optimiser, rng)
    run.prepare(in_one=in_one)
    if batch_size is None or in_one:
        return run.records(epochs, state, run.step_all)
    if rng is None:
        raise SpecificationError(
            f"batch_size {batch_size} of {samples} samples without rng; give a numpy.random.Generator to shuffle with"
        )
    return run.records(epochs, state, run.batches(batch_size, rng))


def _check_modes(network: Network, samples: int, batch_size: int | None) -> None:
    """Check that a network can learn: in training, and with two samples or more in every batch that is normalised."""
    if network.mode == "evaluation":
        raise SpecificationError("the network is in evaluation; train the one in training, mode='training'")
    last = samples if batch_size is None else min(batch_size, samples % batch_size or batch_size)
    if network.is_normalised and last < 2:
        raise SpecificationError(
            f"batch_size {batch_size or samples} of {samples} samples leaves a batch of 1 sample, which has no "
            "variance to normalise with; choose another"
        )
