"""A mistake in the backward pass: the line that it changes, its gradients, and training with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dashboard.lab.between import fit_parameters
from dashboard.lab.colours import factor_colours
from dashboard.state.shared import derivation, derive_lines, program, size_numbers
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import dark, settings
from derivations import DerivationError, Gradients, MatchReport, Network, Parameters, loss, sgd
from derivations.errors import ShapeError
from derivations.matching.match import compare
from derivations.numeric.network.mistakes import mistaken_backward
from derivations.numeric.network.problem import Problem, pose
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.views.arrays import Node
from derivations.views.layout import layout as layout_of

if TYPE_CHECKING:
    from derivations.rendering.product_lines import PrintedMistake, PrintedWrongProduct

FEW_STEPS = 20


@dataclass(frozen=True)
class MistakeResult:
    """A backward pass with a mistake: how it compares, and the cost before and after a few steps with its gradients.

    ``right`` is the cost after as many steps with right gradients.
    ``misfit`` says which product of it does not fit, and ``refused`` why the mistake cannot be made here.
    """

    report: MatchReport | None = None
    misfit: str = ""
    refused: str = ""
    before: float = np.nan
    after: float = np.nan
    right: float = np.nan


def plant_mistake(mistake: str, layer: int) -> MistakeResult:
    """Plant a mistake in the backward pass of the network without penalties, dropout and batch normalisation; compare
    its gradients, and train with them for a few steps.
    """
    now, rate, network = snapshot(), settings().rate, _bare()
    if now.trouble:
        return MistakeResult(refused=now.trouble)
    convention, parameters = replace(now.convention, delta="cost"), fit_parameters(now.parameters, network)
    problem = pose(network, parameters, now.data.inputs, now.data.targets, convention)
    planted = partial(mistaken_backward, mistake=mistake, layer=layer, rate=rate)
    try:
        derived_gradients = program(network, problem.convention).differentiate(problem)
        report = compare(problem, derived_gradients, planted(problem))
    except ShapeError as error:
        return MistakeResult(misfit=str(error))
    except DerivationError as error:
        return MistakeResult(refused=str(error))
    after, right = (
        _train(problem, rate, each) for each in (planted, program(network, problem.convention).differentiate)
    )
    return MistakeResult(report=report, before=_cost(network, parameters), after=after, right=right)


def _bare() -> Network:
    """Return the network without what stands beside and between its layers."""
    return replace(settings(), between=False).plain


def _train(problem: Problem, rate: float, differentiate: Callable[[Problem], Gradients]) -> float:
    """Return the cost after a few steps with the gradients of a pass; infinite where it diverges."""
    parameters = problem.parameters
    try:
        for _ in range(FEW_STEPS):
            parameters, _ = sgd(rate).step(parameters, differentiate(replace(problem, parameters=parameters)))
        return _cost(problem.network, parameters)
    except DerivationError:
        return float(np.inf)


def _cost(network: Network, parameters: Parameters) -> float:
    data = settings().samples
    return loss(network, parameters, data.inputs, data.targets, settings().convention)


def wrong_products() -> tuple[PrintedWrongProduct, ...]:
    """Print every mistake that can be made in the product that is shown, each beside the right one."""
    from derivations.matching.wrong_products import wrong_products as find  # noqa: PLC0415  8 ms of the first page with the next
    from derivations.rendering.product_lines import print_wrong_product  # noqa: PLC0415  as above

    plain = MatrixStyle(colours=factor_colours(dark=dark()))
    layout, style = layout_of(settings().layout), with_costs(plain, derivation().model)
    wrong = find(derivation(), settings().selection.target, snapshot().trace, layout)
    return tuple(print_wrong_product(each, layout, style=style) for each in wrong)


def print_planted(mistake: str, layer: int) -> tuple[PrintedMistake, str]:
    """Print the line that a mistake changes; with the reason why its products do not fit, "" if they do.

    Raises
    ------
    SpecificationError
        If there is nothing to get wrong in this layer.
    """
    from derivations.matching.planted import plant  # noqa: PLC0415  8 ms of the first page with the next
    from derivations.matching.wrong_products import misfit  # noqa: PLC0415  as above
    from derivations.rendering.product_lines import print_mistake  # noqa: PLC0415  as above

    now, layout = settings(), layout_of(settings().layout)
    batch = derive_lines(_bare(), now.convention).derivation
    found = plant(batch, mistake, layer, layout)
    sizes = size_numbers(now.sizes, now.task.samples)
    # single entries have no shapes
    reason = misfit(found.wrong, sizes, layout) if isinstance(found.wrong, Node) else ""
    style = MatrixStyle(shapes=bool(reason), sizes=sizes, colours=factor_colours(dark=dark()))
    return print_mistake(found, batch.model, layout, style), reason
