"""A loss over the output that it judges, and the error that it sends back through the last function of a network.

Goes in: a network, of which the last activation and the loss count, and weighted inputs. Comes out: derived curves, and
errors that a backward pass has computed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Indexed, Sum, Symbol

from dashboard.lab.selection import Selection
from dashboard.state.shared import derive_lines, program
from dashboard.state.visit import convention, dark
from derivations import (
    CheckReport,
    Convention,
    Derivation,
    DerivationError,
    FormulaError,
    Network,
    Parameters,
    backward,
)
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose
from derivations.rendering.lines import PrintedResult
from derivations.rendering.numbers import LineInNumbers
from derivations.views.program import ArrayProgram

Array = NDArray[np.float64]
OUTPUTS = ("sigmoid", "softmax", "identity")  # output functions of which each loss allows one


@dataclass(frozen=True)
class LossCurves:
    """A loss of one output over a = f(z), and what it sends back through f, for y = 1 and y = 0: (points,) each.

    ``derivatives`` are those of the cost by a, ``errors`` those by z.
    """

    z: Array
    outputs: Array
    costs: dict[int, Array]
    derivatives: dict[int, Array]
    errors: dict[int, Array]


def loss_curves(network: Network, z: Array) -> LossCurves:
    """Compute what the last function and the loss of a network make of weighted inputs; NaN where it is not defined."""
    found = derive_lines(one_layer(network), convention(), one=True)
    cost, derivative = (_of_one_output(found.derivation, target) for target in ("C", "da1"))
    traces = {target: _trace_output(one_layer(network), z, target) for target in (1, 0)}
    a = traces[1]["a1"][:, 0]
    with np.errstate(all="ignore"):
        costs = {y: cost(a, np.full(len(a), float(y))) + 0 * a for y in traces}
        derivatives = {y: derivative(a, np.full(len(a), float(y))) + 0 * a for y in traces}
    return LossCurves(z, a, costs, derivatives, {y: each["delta1"][:, 0] for y, each in traces.items()})


def one_layer(network: Network) -> Network:
    """Return the last function and the loss of a network, as a network of one layer; of softmax with two outputs."""
    last = network.activation(network.depth)
    size = 2 if last == "softmax" else 1
    return Network((size, size), (last,), network.loss)


def with_loss(network: Network, loss: str) -> Network:
    """Return a network of one layer with another loss: after the same last function, else after the loss's own."""
    for function in (network.activation(network.depth), *OUTPUTS):
        with suppress(DerivationError):
            return one_layer(Network((2, 2), (function,), loss))
    raise AssertionError(f"{loss} follows none of {OUTPUTS}")


def error_at(network: Network, z: float, target: int) -> float:
    """Let a network of one layer send back its error at a weighted input; NaN where it is not defined."""
    inputs, targets = _sample(network, np.array([z]), target)
    try:
        return float(backward(network, _plain(network), inputs, targets, _summed()).deltas[0][0, 0])
    except FormulaError:
        return np.nan


def error_in_numbers(network: Network, z: float, target: int) -> LineInNumbers:
    """Put numbers into the last line of the error of a network of one layer, at a weighted input."""
    found, size = derive_lines(network, convention(), one=True), network.sizes[0]
    _, targets = _sample(network, np.array([z]), target)
    arrays = {**_trace_output(network, np.array([z]), target), "y": targets}
    with np.errstate(all="ignore"):
        arrays["da1"] = _of_one_output(found.derivation, "da1")(arrays["a1"], targets)
    looked_at = Selection(1, "delta", 1, 1, 1)
    last = len(found.derivation["delta1"].lines) - 1
    line = found.template(looked_at, last, (size, size), 1, on_dark=dark())
    return line.fill(lambda name, indices: float(arrays[name][0][indices[0] - 1]))


def _trace_output(network: Network, z: Array, target: int) -> dict[str, Array]:
    inputs, targets = _sample(network, z, target)
    with np.errstate(all="ignore"):
        return program(network, _summed()).arrays.trace(**bind(pose(network, _plain(network), inputs, targets)))


def _sample(network: Network, z: Array, target: int) -> tuple[Array, Array]:
    """Give the inputs that are the weighted inputs, and targets; a second output is the other class, with z = 0."""
    if network.sizes[0] == 1:
        return z[:, None], np.full((len(z), 1), float(target))
    return np.column_stack([z, np.zeros_like(z)]), np.tile([float(target), 1.0 - target], (len(z), 1))


def _plain(network: Network) -> Parameters:
    size = network.sizes[0]
    return Parameters((np.eye(size),), (np.zeros(size),))


def _summed() -> Convention:
    return replace(convention(), samples="sum", delta="cost")


def _of_one_output(derived: Derivation, target: str) -> Callable[..., Any]:
    """Return what one output costs, or the derivative of it, as a function of arrays (a, y)."""
    a, y = Symbol("a"), Symbol("y")
    single = derived[target].value.replace(lambda node: isinstance(node, Sum), lambda node: node.function)
    plain = single.xreplace({each: a if each.base.name == "a1" else y for each in single.atoms(Indexed)})
    return ArrayProgram(derived).entrywise(plain, (a, y))


def derive_error(network: Network) -> tuple[PrintedResult, PrintedResult, CheckReport]:
    """Derive the error of the last layer of one sample: the cost, the lines of the error, and their check."""
    found = derive_lines(network, convention(), one=True)
    cost, error = (found.lines(target, "key", on_dark=dark()) for target in ("C", "delta1"))
    return cost, error, found.check("delta1")
