"""One update with one batch, phase by phase: what goes forward, what it costs, its gradient, how far a step goes.

Goes in: where training stands, and the parameter that is looked at. Comes out: numbers. Must not know: Streamlit, how
they are printed. What is computed here is what `running.advance_batch` does next, with the same masks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from dashboard.lab.progress import TrainingProgress, read_random
from dashboard.lab.running import begin_epoch, in_training, next_batch
from derivations import Convention, DataSet, Network, Parameters, backward, draw_masks, forward, loss
from derivations.numeric.network.parameters import Gradients
from derivations.numeric.network.penalties import add_penalty_gradients, penalty

FEW = 3  # samples whose numbers are listed


@dataclass(frozen=True)
class BatchStep:
    """Numbers of the next update.

    ``rows`` are the samples of the batch (from 0), the ``number``-th of ``batches`` in this epoch. Of the first few of
    them: ``outputs`` of the first unit of the last layer, what each ``costs`` alone, and its part ``gradients`` of the
    gradient by the parameter that is looked at; both () where batch normalisation lets no sample stand alone. ``cost``
    and ``gradient`` are of the whole batch, ``penalty`` and ``pull`` are what the penalty adds to them. ``masks`` says
    for each layer how many activations dropout has kept, of how many; () without dropout.
    """

    rows: tuple[int, ...]
    number: int
    batches: int
    outputs: tuple[float, ...]
    costs: tuple[float, ...]
    penalty: float
    cost: float
    gradients: tuple[float, ...]
    pull: float
    gradient: float
    masks: tuple[tuple[int, int], ...]


def look_ahead(
    progress: TrainingProgress,
    network: Network,
    convention: Convention,
    data: DataSet,
    *,
    batch_size: int,
    parameter: tuple[int, int, int | None],
) -> BatchStep:
    """Compute the next update, and leave everything as it is.

    Raises
    ------
    FormulaError
        If a number of it is not defined.
    """
    begun = begin_epoch(progress, data, batch_size)
    rows, now = next_batch(begun, batch_size), progress.parameters
    inputs, targets = data.inputs[rows], data.targets[rows]
    learning = in_training(network)
    masks = draw_masks(learning, len(rows), read_random(begun.random)) if learning.is_noisy else None
    # the parameters have the same gradient, and a batch that is normalised has no delta of one sample
    convention = replace(convention, delta="cost")
    bare = replace(learning, l1=0.0, l2=0.0)
    found = backward(learning, now, inputs, targets, convention, masks=masks)
    cost = loss(learning, now, inputs, targets, convention, masks=masks)
    alone = range(0 if network.is_normalised else min(FEW, len(rows)))
    each = [(slice(at, at + 1), [mask[at : at + 1] for mask in masks] if masks else None) for at in alone]
    single = replace(convention, samples="sum")
    size = batch_size or data.samples
    return BatchStep(
        tuple(rows),
        begun.updates + 1,
        begun.updates + ceil(len(begun.pending) / size),
        tuple(forward(learning, now, inputs, masks=masks).outputs[:FEW, 0].tolist()),
        tuple(loss(bare, now, inputs[at], targets[at], single, masks=mask) for at, mask in each),
        float(penalty(learning, now.weights)),
        cost,
        tuple(_entry(backward(bare, now, inputs[at], targets[at], single, masks=mask), parameter) for at, mask in each),
        _pull(learning, now, parameter),
        _entry(found, parameter),
        _count(masks),
    )


def _pull(network: Network, parameters: Parameters, parameter: tuple[int, int, int | None]) -> float:
    layer, unit, source = parameter
    if source is None:
        # a penalty leaves biases alone
        return 0.0
    gradients = np.zeros_like(parameters.weights[layer - 1])
    add_penalty_gradients(network, parameters.weights[layer - 1], gradients)
    return float(gradients[unit - 1, source - 1])


def _entry(gradients: Gradients, parameter: tuple[int, int, int | None]) -> float:
    layer, unit, source = parameter
    if source is None:
        return float(gradients.biases[layer - 1][unit - 1])
    return float(gradients.weights[layer - 1][unit - 1, source - 1])


def _count(masks: Sequence[np.ndarray] | None) -> tuple[tuple[int, int], ...]:
    return tuple((int(each.sum()), each.size) for each in masks or ())
