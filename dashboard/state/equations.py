"""The four equations of the selected layer, and what becomes of a gradient where an assumption on the cost fails.

A penalty is left out: the equations are about the cost without it, as `met` says.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.lab.broken_cost import derive_squared
from dashboard.lab.colours import factor_colours
from dashboard.lab.saturation import LOSSES, UnitRun, run_unit
from dashboard.state.shared import DerivedLines, derive_lines
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import current, dark, settings
from derivations import Derivation, Network, backward
from derivations.errors import DerivationError
from derivations.matching.binding import bind
from derivations.models.assumptions import Assumption, assumptions
from derivations.numeric.network.problem import pose
from derivations.rendering.four_equations import PrintedEquation, print_equations
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.four_equations import FourEquations, four_equations
from derivations.views.layout import layout as named

PENALTY = 0.1  # of the example in which the weights are part of the cost


def lines_of_equations() -> DerivedLines:
    """Return what is derived of the whole batch, without a penalty."""
    return derive_lines(settings().plain, settings().convention)


def lines_with_penalty() -> DerivedLines:
    """Return the same with a penalty on the weights: that of the network, or of an example."""
    return derive_lines(penalised(), settings().convention)


def equations() -> tuple[FourEquations, tuple[PrintedEquation, ...]]:
    """Find the equations of the selected layer, and print them; raises a SpecificationError where there are none."""
    now = settings()
    found: tuple[FourEquations, tuple[PrintedEquation, ...]] = lines_of_equations().once(
        _equations, now.layer, now.layout, on_dark=dark()
    )
    return found


def derive_square() -> Derivation:
    """Return the derivation of the square of the cost, which is no sum over samples."""
    found: Derivation = lines_of_equations().once(_squared)
    return found


def met(network: Network) -> tuple[Assumption, ...]:
    """Return both assumptions: whether the cost of a network meets them, and why or why not."""
    found: tuple[Assumption, ...] = derive_lines(network, settings().convention).once(_assumptions)
    return found


def gradients_of_square() -> tuple[float, float]:
    """Return the gradient of C^2 by the selected weight: put together from each sample alone, and that of the whole."""
    now, data = settings(), settings().samples
    program, parameters = derive_square().arrays, snapshot().parameters

    def differentiate(rows: slice) -> float:
        problem = pose(now.plain, parameters, data.inputs[rows], data.targets[rows], now.convention)
        with np.errstate(all="ignore"):
            # where a formula is not defined there is NaN
            found = program.trace_with_nan(**bind(problem))
        return float(found[f"dW{now.layer}"][now.unit - 1, now.source - 1])

    alone = [differentiate(slice(at, at + 1)) for at in range(len(data.inputs))]
    return float(np.mean(alone) if now.mean else np.sum(alone)), differentiate(slice(None))


def gradients_with_penalty() -> tuple[float, float]:
    """Return what equation 4 gives for the selected weight, and the gradient of the cost with a penalty on weights."""
    return _gradient(settings().plain), _gradient(penalised())


def penalised() -> Network:
    """Return the network with its penalty; one that has none, with that of the example."""
    network = settings().network
    return network if network.l1 or network.l2 else replace(network, l2=PENALTY)


def unit_runs(weight: float, bias: float) -> tuple[UnitRun, ...]:
    """Return the run of one unit for each loss, from a start."""
    here, start = current(), (weight, bias)
    # it takes 140 ms, and a page is drawn as a whole more often than a start is chosen
    if here.unit_runs is None or here.unit_runs[0] != start:
        here.unit_runs = start, tuple(run_unit(weight, bias, each) for each in LOSSES)
    return here.unit_runs[1]


def _equations(
    lines: DerivedLines, layer: int, layout: str, *, on_dark: bool
) -> tuple[FourEquations, tuple[PrintedEquation, ...]]:
    found, style = four_equations(lines.derivation, layer, layout), MatrixStyle(colours=factor_colours(dark=on_dark))
    return found, print_equations(found, lines.derivation, named(layout), style)


def _assumptions(lines: DerivedLines) -> tuple[Assumption, ...]:
    # to look through the sums of a cost takes a millisecond
    return tuple(assumptions(lines.derivation.model))


def _squared(lines: DerivedLines) -> Derivation:
    return derive_squared(lines.shape, lines.convention)


def _gradient(network: Network) -> float:
    now, data = settings(), settings().samples
    try:
        found = backward(network, snapshot().parameters, data.inputs, data.targets, now.convention)
    except DerivationError:
        return float("nan")
    return float(found.weights[now.layer - 1][now.unit - 1, now.source - 1])
