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

from dashboard.charts import ENDS, POINTS
from dashboard.lab.selection import Selection
from dashboard.state.shared import DerivedLines, derive_lines, program, without_penalty
from dashboard.state.visit import convention, dark, settings
from derivations import (
    CheckReport,
    Convention,
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
TARGETS = (1, 0)
OUTPUTS = ("sigmoid", "softmax", "identity")  # output functions of which each loss allows one


@dataclass(frozen=True)
class LossCurves:
    """A loss of one output over a = f(z), and what it sends back through f, for y = 1 and y = 0: (points,) each.

    ``derivatives`` are those of the cost by a, ``errors`` those by z; ``traced`` is what a pass has computed, by name:
    (points, outputs) each.
    """

    z: Array
    outputs: Array
    costs: dict[int, Array]
    derivatives: dict[int, Array]
    errors: dict[int, Array]
    traced: dict[int, dict[str, Array]]


def loss_curves(network: Network, z: float | None = None) -> LossCurves:
    """Compute what the function and the loss of a network of one layer make of a weighted input, or of those of a plot;
    NaN where it is not defined.
    """
    found = derive_lines(network, convention(), one=True)
    if z is not None:
        return _curves(found, network, np.array([z]))
    plotted: LossCurves = found.once(_plot, network)
    return plotted


def _plot(found: DerivedLines, network: Network) -> LossCurves:
    return _curves(found, network, np.linspace(*ENDS, POINTS))


def _curves(found: DerivedLines, network: Network, z: Array) -> LossCurves:
    traces = _trace_output(network, z)
    a, y = (np.concatenate([traces[target][name][:, 0] for target in TARGETS]) for name in ("a1", "y"))
    with np.errstate(all="ignore"):
        by_name = {name: found.once(_of_one_output, name)(a, y) + 0 * a for name in ("C", "da1")}
    costs, derivatives = (
        dict(zip(TARGETS, np.split(by_name[name], len(TARGETS)), strict=True)) for name in ("C", "da1")
    )
    errors = {target: each["delta1"][:, 0] for target, each in traces.items()}
    return LossCurves(z, traces[1]["a1"][:, 0], costs, derivatives, errors, traces)


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


def errors_at(network: Network, z: float) -> tuple[float, ...]:
    """Let a network of one layer send back its error at a weighted input, for each of TARGETS; NaN where it is not
    defined.
    """
    inputs, targets = _samples(network, np.array([z]))
    try:
        deltas = backward(network, _plain(network), inputs, targets, _summed()).deltas[0]
    except FormulaError:
        return (np.nan,) * len(TARGETS)
    return tuple(float(each) for each in deltas[:, 0])


def errors_in_numbers(network: Network, here: LossCurves) -> dict[int, LineInNumbers]:
    """Put numbers into the last line of the error of a network of one layer, at a single weighted input; the output has
    as many figures for each of TARGETS.
    """
    found = {target: _fill_error(network, here, target) for target in TARGETS}
    most = max(each.figures for each in found.values())
    return {y: each if each.figures == most else _fill_error(network, here, y, most) for y, each in found.items()}


def _fill_error(network: Network, here: LossCurves, target: int, least: int = 0) -> LineInNumbers:
    found, size = derive_lines(network, convention(), one=True), network.sizes[0]
    arrays = here.traced[target]
    looked_at = Selection(1, "delta", 1, 1, 1)
    last = len(found.derivation["delta1"].lines) - 1
    line = found.template(looked_at, last, (size, size), 1, on_dark=dark())

    def number(name: str, indices: tuple[int, ...]) -> float:
        at = indices[0] - 1
        if name != "da1":
            return float(arrays[name][0, at])
        with np.errstate(all="ignore"):
            return float(found.once(_of_one_output, name)(arrays["a1"][:, at], arrays["y"][:, at])[0])

    return line.fill(number, whole=True, least=least)


def _trace_output(network: Network, z: Array) -> dict[int, dict[str, Array]]:
    """Run the program of a network of one layer, for each of TARGETS."""
    inputs, targets = _samples(network, z)
    with np.errstate(all="ignore"):
        found = program(network, _summed()).arrays.trace_with_nan(
            **bind(pose(network, _plain(network), inputs, targets))
        )
    rows = {name: np.split(found[name], len(TARGETS)) for name in ("z1", "a1", "delta1", "y")}
    return {target: {name: each[at] for name, each in rows.items()} for at, target in enumerate(TARGETS)}


def _samples(network: Network, z: Array) -> tuple[Array, Array]:
    """Give the inputs that are the weighted inputs, for each of TARGETS; a second output is the other class: z = 0."""
    targets = np.repeat(np.array(TARGETS, dtype=np.float64), len(z))
    whole = np.tile(z, len(TARGETS))
    if network.sizes[0] == 1:
        return whole[:, None], targets[:, None]
    return np.column_stack([whole, np.zeros_like(whole)]), np.column_stack([targets, 1.0 - targets])


def _plain(network: Network) -> Parameters:
    size = network.sizes[0]
    return Parameters((np.eye(size),), (np.zeros(size),))


def _summed() -> Convention:
    return replace(convention(), samples="sum", delta="cost")


def _of_one_output(found: DerivedLines, target: str) -> Callable[..., Any]:
    """Return what one output costs, or the derivative of it, as a function of arrays (a, y)."""
    a, y, derived = Symbol("a"), Symbol("y"), found.derivation
    single = derived[target].value.replace(lambda node: isinstance(node, Sum), lambda node: node.function)
    plain = single.xreplace({each: a if each.base.name == "a1" else y for each in single.atoms(Indexed)})
    return ArrayProgram(derived).entrywise(plain, (a, y))


def derive_error(network: Network) -> PrintedResult:
    """Derive the error of a network of one layer, of one sample."""
    return derive_lines(network, convention(), one=True).lines("delta1", "key", on_dark=dark())


def derive_last_error() -> tuple[PrintedResult, PrintedResult, CheckReport]:
    """Derive the error of the last layer of the network that is shown, of one sample: the cost, the lines of the error,
    and their check.
    """
    now = settings()
    found, target = without_penalty(now), f"delta{now.network.depth}"
    cost, error = (found.lines(each, "key", on_dark=dark()) for each in ("C", target))
    return cost, error, found.check(target)
