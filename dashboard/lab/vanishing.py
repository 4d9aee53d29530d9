"""What is left of a gradient that goes back through twenty layers: foreseen, and measured in a real network.

Goes in: an activation, how large the weights are, how many units a layer has, and a weighted input z. Comes out: sizes
by the number of layers passed. Must not know: Streamlit, the network of the page.

The weights of a layer are w times an orthogonal matrix: they stretch every gradient by exactly w. After k layers, that
is k derivatives and k - 1 weights, what is left of dC/da of the last layer is

    w^(k - 1) |f'(z)|^k             where every unit has the weighted input z,
    at most w^(k - 1) (max |f'|)^k  in any case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from derivations import Activation, DerivationError, FormulaError, Network, Parameters, backward, forward
from derivations.formula.stable import stable
from derivations.formula.straight import borders
from derivations.numeric.network.activations import function

Array = NDArray[np.float64]
DEPTH = 20
SEED = 3
ENDS = (-5.0, 5.0)  # of z, where the largest derivative is looked for
POINTS = 401


@dataclass(frozen=True, eq=False)
class Vanishing:
    """What is left after 1 to DEPTH layers, (DEPTH,) each; NaN where the activation is not defined.

    ``bound`` and ``at_point`` are products of weights and of derivatives: of ``steepest``, the largest one between
    ENDS, infinite where it grows without bound near ``poles``, and of ``derivative``, that at z. ``held`` is measured
    where the biases hold every unit at z, ``free`` where they are 0.
    """

    steepest: float
    derivative: float
    bound: Array
    at_point: Array
    held: Array
    free: Array
    poles: tuple[float, ...] = ()


def evaluate(activation: str | Activation, z: Array, beside: tuple[float, ...] = ()) -> tuple[Array, Array]:
    """Compute an activation and its derivative by hand, (points,) each; NaN where it is not defined.

    ``beside`` are the weighted inputs of the other units, for a softmax, which sees them: it is then the first output.
    """
    z = np.asarray(z, dtype=np.float64)
    rows = np.column_stack([z, *(np.full(len(z), each) for each in beside)]) if activation == "softmax" else z[:, None]
    found = function(activation)
    values = _where_defined(found.value_at, rows)
    # of its own: a root has a value at 0, and no derivative
    return values, _where_defined(lambda some: found.derivative_at(some, found.value_at(some)), rows)


def list_bare_borders(activation: Activation) -> list[float]:
    """Give the borders of the cases of an activation at which it has a value and no derivative, as cbrt at 0."""
    at = np.array(sorted({float(each) for each in borders(stable(activation.tree))}))
    values, derivatives = evaluate(activation, at) if len(at) else (at, at)
    return list(at[np.isfinite(values) & ~np.isfinite(derivatives)])


def _where_defined(compute: Callable[[Array], Array], rows: Array) -> Array:
    try:
        with np.errstate(all="ignore"):
            return compute(rows)[:, 0]
    except FormulaError:
        if len(rows) == 1:
            return np.array([np.nan])
        return np.concatenate([_where_defined(compute, half) for half in np.array_split(rows, 2)])


def measure_vanishing(
    activation: str | Activation,
    derivative_of: Callable[[Array], Array],
    *,
    weight: float,
    width: int,
    z: float,
    poles: tuple[float, ...] = (),
) -> Vanishing:
    """Multiply weights and derivatives, which another side gives, and let a real network's gradient go back as far."""
    steepest = np.inf if poles else _find_steepest(derivative_of)
    [value], _ = evaluate(activation, np.array([z]))
    # 1/z has a value at -1, where ln(z) has none to be the derivative of
    [derivative] = derivative_of(np.array([z])) if np.isfinite(value) else [np.nan]
    weights = orthogonal_weights(weight, width)
    inputs = np.random.default_rng(SEED).normal(size=width)
    layers = np.arange(1, DEPTH + 1)
    return Vanishing(
        steepest,
        float(derivative),
        weight ** (layers - 1) * steepest**layers,
        weight ** (layers - 1) * abs(derivative) ** layers,
        _measure(activation, weights, _hold(activation, weights, inputs, z), inputs),
        _measure(activation, weights, tuple(np.zeros(width) for _ in weights), inputs),
        poles,
    )


def _find_steepest(derivative_of: Callable[[Array], Array]) -> float:
    """Return the largest derivative in size; NaN if there is none."""
    found = np.abs(derivative_of(np.linspace(*ENDS, POINTS)))
    return np.nan if np.isnan(found).all() else float(np.nanmax(found))


def orthogonal_weights(weight: float, width: int) -> tuple[Array, ...]:
    """Return the weights of every layer: w times an orthogonal matrix each, always the same ones."""
    rng = np.random.default_rng(SEED)
    return tuple(weight * np.linalg.qr(rng.normal(size=(width, width)))[0] for _ in range(DEPTH))


def _hold(activation: str | Activation, weights: tuple[Array, ...], inputs: Array, z: float) -> tuple[Array, ...]:
    """Return the biases that hold every weighted input at z, from what really comes in: its rounding grows with f'."""
    biases: list[Array] = []
    passed = inputs
    for each in weights:
        incoming = each @ passed
        biases.append(z - incoming)
        passed, _ = evaluate(activation, incoming + biases[-1])
    return tuple(biases)


def _measure(
    activation: str | Activation, weights: tuple[Array, ...], biases: tuple[Array, ...], inputs: Array
) -> Array:
    """Return |dC/dz| of every layer, the last one first, as a share of |dC/da| of the last layer."""
    width = len(inputs)
    network = Network((width,) * (DEPTH + 1), (activation,) * DEPTH, "mse")
    try:
        parameters = Parameters(weights, biases)
        targets = forward(network, parameters, inputs[None]).outputs - 1.0
        deltas = backward(network, parameters, inputs[None], targets).deltas
    except DerivationError:  # no value at z, so no bias that holds it there; or one too large for a number
        return np.full(DEPTH, np.nan)
    # with a - y = 1 in every output, dC/da is 1 in each
    sizes: Array = np.array([np.linalg.norm(each) / np.sqrt(width) for each in reversed(deltas)])
    return sizes
