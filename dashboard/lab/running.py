"""Training in small steps that a page can show: by some epochs, or by one batch.

Goes in: where training stands. Comes out: where it stands then. Must not know: Streamlit.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from dashboard.lab.progress import TrainingProgress, read_random, write_random
from dashboard.lab.schedules import CONSTANT, fit_memory, make_optimiser
from derivations import (
    Convention,
    DataSet,
    DerivationError,
    Network,
    Parameters,
    batch_statistics,
    loss,
    train,
)
from derivations.numeric.training.breakdown import DivergedError, UndefinedError


def find_cost(
    network: Network,
    parameters: Parameters,
    data: DataSet,
    convention: Convention,
    *,
    learned_from: DataSet | None = None,
) -> float:
    """Return the cost of samples in evaluation: nothing is dropped, and z is normalised as ``learned_from`` has it.

    Raises
    ------
    DerivationError
        If a formula has no value there.
    """
    inputs = (learned_from or data).inputs
    statistics = batch_statistics(network, parameters, inputs) if network.is_normalised else None
    return loss(network.evaluating(), parameters, data.inputs, data.targets, convention, statistics=statistics)


def advance(
    progress: TrainingProgress,
    network: Network,
    convention: Convention,
    data: DataSet,
    *,
    epochs: int,
    rate: float,
    optimiser: str = "sgd",
    batch_size: int = 0,
    schedule: str = CONSTANT,
) -> TrainingProgress:
    """Train on for some epochs, in batches of so many samples, 0 for all of them at once.

    An epoch that was begun batch by batch is ended first, and counts. A network that diverges, or that a formula is not
    defined for, keeps its last finite parameters, and the record says so.
    """
    now = _measured(progress, network, convention, data, optimiser)
    begun = now.pending and epochs > 0
    while now.pending and epochs > 0 and not now.failure:
        now = advance_batch(
            now,
            network,
            convention,
            data,
            rate=rate,
            optimiser=optimiser,
            batch_size=batch_size,
            schedule=schedule,
        )
    if now.failure:
        return now
    rng = read_random(now.random)
    epoch, curve, parameters, memory, random = now.epoch, now.curve, now.parameters, now.memory, now.random
    failure = ""
    updates = ceil(data.samples / batch_size) if batch_size else 1
    made = make_optimiser(optimiser, rate, schedule=schedule, epoch=epoch, memory=memory, updates=updates)
    try:
        run = train(
            in_training(network),
            parameters,
            data.inputs,
            data.targets,
            optimiser=made,
            epochs=epochs - 1 if begun else epochs,
            batch_size=batch_size or None,
            rng=rng,
            convention=convention,
            state=fit_memory(made, memory),
        )
        for record in run:
            parameters, memory, random = record.parameters, record.state, write_random(rng)
            epoch = now.epoch + record.epoch
            curve = curve.having((epoch, record.loss))
    except (DivergedError, UndefinedError) as error:
        # the run counts from where it began, and the curve from the first epoch
        failure = str(error.after(now.epoch))
    except DerivationError as error:
        failure = str(error)
    if parameters is now.parameters:
        return replace(now, failure=failure)
    moved = replace(
        now,
        parameters=parameters,
        epoch=epoch,
        curve=curve,
        failure=failure,
        memory=memory,
        untouched=False,
        random=random,
    )
    return moved.with_milestone(optimiser)


def advance_batch(
    progress: TrainingProgress,
    network: Network,
    convention: Convention,
    data: DataSet,
    *,
    rate: float,
    optimiser: str = "sgd",
    batch_size: int = 0,
    schedule: str = CONSTANT,
) -> TrainingProgress:
    """Train on for one update, with the next batch of the epoch; the last one ends it.

    The numbers are those of `advance`: it shuffles at the beginning of an epoch too, and draws in the same order.
    """
    now = begin_epoch(_measured(progress, network, convention, data, optimiser), data, batch_size)
    if now.failure:
        return now
    rows, rng = next_batch(now, batch_size), read_random(now.random)
    made = make_optimiser(optimiser, rate, schedule=schedule, epoch=now.epoch, memory=now.memory)
    try:
        [record] = train(
            in_training(network),
            now.parameters,
            data.inputs[rows],
            data.targets[rows],
            optimiser=made,
            epochs=1,
            rng=rng,
            convention=convention,
            state=fit_memory(made, now.memory),
        )
        moved = replace(
            now,
            parameters=record.parameters,
            memory=record.state,
            untouched=False,
            random=write_random(rng),
            pending=now.pending[len(rows) :],
            updates=now.updates + 1,
        )
        if moved.pending:
            return moved
        epoch = now.epoch + 1
        cost = find_cost(network, moved.parameters, data, convention)
    except (DivergedError, UndefinedError) as error:
        return replace(now, failure=str(error.after(now.epoch)))
    except DerivationError as error:
        return replace(now, failure=str(error))
    ended = replace(moved, epoch=epoch, updates=0, curve=now.curve.having((epoch, cost)))
    return ended.with_milestone(optimiser)


def begin_epoch(progress: TrainingProgress, data: DataSet, batch_size: int) -> TrainingProgress:
    """Shuffle the samples for the batches of an epoch, unless one has begun; all at once have no order."""
    if progress.pending or not batch_size:
        return replace(progress, pending=progress.pending or tuple(range(data.samples)))
    rng = read_random(progress.random)
    order = tuple(rng.permutation(data.samples).tolist())
    return replace(progress, pending=order, random=write_random(rng))


def next_batch(progress: TrainingProgress, batch_size: int) -> list[int]:
    """Return the samples (from 0) of the next update of an epoch that has begun."""
    return list(progress.pending[: batch_size or None])


def _measured(
    progress: TrainingProgress, network: Network, convention: Convention, data: DataSet, optimiser: str
) -> TrainingProgress:
    """Begin the curve, or let it jump where parameters were edited: measure the cost of the parameters of now."""
    if progress.measured:
        return replace(progress, failure="") if progress.failure else progress
    try:
        start = find_cost(network, progress.parameters, data, convention)
    except DerivationError as error:
        return replace(progress, failure=str(error))
    curve = progress.curve.having((progress.epoch, start))
    return replace(progress, curve=curve, measured=True, failure="").with_milestone(optimiser)


def in_training(network: Network) -> Network:
    """Give the network in the mode in which it learns."""
    return network if network.mode == "training" else replace(network, mode="training")
