"""What stands between the layers of a network, in numbers: parameters with and without it, and what a pass holds fixed.

Goes in: networks, parameters, where training stands. Comes out: the same for another network. Must not know: Streamlit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dashboard.lab.progress import Memory, TrainingProgress, read_random
from dashboard.lab.running import begin_epoch
from dashboard.lab.selection import Source
from derivations import DataSet, FormulaError, Network, Parameters, Statistics
from derivations.numeric.network.activations import functions
from derivations.numeric.network.evaluation import fix_statistics
from derivations.numeric.network.fixed import NOTHING, PassConstants, draw_masks, factors_of
from derivations.numeric.network.normalisation import moments
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.steps import KIND_OF
from derivations.numeric.network.vector import flags, vector_of, views_of

Array = NDArray[np.float64]
Masks = tuple[Array, ...]


def parameter_of(parameters: Parameters, layer: int, unit: int, source: Source) -> float:
    """Return a weight (from a source), a bias (None), a scale or a shift; counted from 1."""
    if isinstance(source, int):
        return float(parameters.weights[layer - 1][unit - 1, source - 1])
    return float(getattr(parameters, KIND_OF[source])[layer - 1][unit - 1])


def replace_parameter(parameters: Parameters, layer: int, unit: int, source: Source, value: float) -> Parameters:
    """Return the parameters with another number in one place."""
    if isinstance(source, int):
        return parameters.with_weight(layer, unit, source, value)
    if source is None:
        return parameters.with_bias(layer, unit, value)
    arrays = list(getattr(parameters, KIND_OF[source]))
    changed = arrays[layer - 1].copy()
    changed[unit - 1] = value
    arrays[layer - 1] = changed
    return replace(parameters, **{KIND_OF[source]: tuple(arrays)})


def fit_parameters(parameters: Parameters, network: Network) -> Parameters:
    """Return weights and biases with the scales and shifts of a network of these sizes.

    A layer that has them keeps them, another one begins with 1 and 0, which leave what is normalised as it is.
    """
    wanted = flags(network)
    if tuple(bool(each.size) for each in parameters.scales) == wanted:
        return parameters
    if not wanted:
        return Parameters.from_trusted(parameters.weights, parameters.biases)

    def kind(kept: tuple[Array, ...], start: float) -> tuple[Array, ...]:
        found = kept or (np.empty(0),) * len(wanted)
        units = (len(bias) for bias in parameters.biases)
        return tuple(
            each if each.size and normalised else np.full(size * normalised, start)
            for each, size, normalised in zip(found, units, wanted, strict=True)
        )

    return replace(parameters, scales=kind(parameters.scales, 1.0), shifts=kind(parameters.shifts, 0.0))


def leave_out(progress: TrainingProgress, network: Network) -> TrainingProgress:
    """Return where training stands for a network without scales and shifts, which are last in what is remembered."""
    parameters = fit_parameters(progress.parameters, network)
    if parameters is progress.parameters:
        return progress
    size = vector_of(parameters).size
    return replace(progress, parameters=parameters, memory=tuple(_first(each, size) for each in progress.memory))


def put_back(found: TrainingProgress, before: TrainingProgress, network: Network) -> TrainingProgress:
    """Return where training stands after a network without scales and shifts has learned: they are as before."""
    if not network.is_normalised or found.parameters.scales:
        return found

    def restore(parameters: Parameters, memory: Memory) -> tuple[Parameters, Memory]:
        whole = replace(parameters, scales=before.parameters.scales, shifts=before.parameters.shifts)
        return whole, _with_last(memory, before.memory, vector_of(whole).size)

    now = restore(found.parameters, found.memory)
    path, known = before.path, {id(each) for each in before.path.records}
    for each in found.path.records:
        if id(each) not in known:
            then = now if each.parameters is found.parameters else restore(each.parameters, each.memory)
            path = path.having(each._replace(parameters=then[0], memory=then[1]))
    return replace(found, parameters=now[0], memory=now[1], path=path)


def _first(remembered: Array, size: int) -> Array:
    return remembered[:size] if remembered.ndim else remembered


def _with_last(memory: Memory, before: Memory, size: int) -> Memory:
    """Return what is remembered of some parameters, then what was of the others: nothing is 0."""
    nothing = tuple(np.zeros(size if each.ndim else ()) for each in memory)
    kept = before if len(before) == len(memory) else nothing
    return tuple(
        np.concatenate([each, old[each.size :]]) if each.ndim else each for each, old in zip(memory, kept, strict=True)
    )


def draw_next(progress: TrainingProgress, network: Network, data: DataSet, batch_size: int) -> Masks:
    """Draw the masks of all samples, each as the next update that it takes part in draws them."""
    now = begin_epoch(progress, data, batch_size)
    rng, taken = read_random(now.random), set(now.pending)
    # those that this epoch has taken already come last
    parts = now.pending, tuple(row for row in range(data.samples) if row not in taken)
    size = batch_size or data.samples
    batches = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
    drawn = [draw_masks(network, len(each), rng) for each in batches]
    back = np.argsort([row for each in batches for row in each])
    return tuple(np.concatenate(each)[back] for each in zip(*drawn, strict=True))


def run_forward(problem: Problem) -> dict[str, Array]:
    """Compute every array of a forward pass under the names of the equations; raises a FormulaError as they do."""
    network = problem.network
    with np.errstate(all="ignore"):
        passed = run_pass(network, functions(network), views_of(problem.parameters), problem.inputs, problem.fixed)
    found: dict[str, Array] = {}
    for at in range(network.depth):
        layer, z = at + 1, np.asarray(passed.z[at])
        found |= {f"z{layer}": z, f"a{layer}": np.asarray(passed.a[layer])}
        normalised = passed.normalised[at]
        if normalised is not None:
            found |= {f"zhat{layer}": np.asarray(normalised.zhat), f"u{layer}": np.asarray(passed.u[at])}
            given = problem.fixed.statistics
            mean, variance = moments(z) if given is None else (given.means[at], given.variances[at])
            found |= {f"mu{layer}": np.asarray(mean), f"v{layer}": np.asarray(variance)}
        if network.drops(layer):
            found[f"h{layer}"] = np.asarray(passed.h[layer])
    return found


def hold(network: Network, parameters: Parameters, inputs: Array, masks: Masks) -> PassConstants:
    """Return what a pass over all samples holds fixed: masks in training, the statistics of all in evaluation.

    Where a formula is not defined, the layers after the first have no statistics: they are NaN.
    """
    if network.is_noisy:
        return PassConstants(factors_of(network, masks))
    if network.mode == "training":
        return NOTHING
    try:
        return fix_statistics(network, views_of(parameters), inputs)
    except FormulaError:
        # no formula stands before the z of the first layer
        first = moments(inputs @ parameters.weights[0].T + parameters.biases[0]) if network.normalises(1) else None
        later = tuple(np.full(len(each), np.nan) for each in parameters.scales)[1 if first else 0 :]
        means, variances = ((np.asarray(each), *later) for each in first) if first else (later, later)
        return PassConstants(statistics=Statistics.from_trusted(means, variances))
