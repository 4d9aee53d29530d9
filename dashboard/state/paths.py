"""The paths from the selected parameter to the cost of the selected sample, and the numbers of the moment in them."""

from __future__ import annotations

from itertools import islice

import numpy as np

from dashboard.charts.path import AFTER, BEFORE, BIAS, EDGE, Place, path_data
from dashboard.lab.algorithm import lights
from dashboard.lab.colours import factor_colours
from dashboard.lab.path import ERROR, INPUT, PathStep, steps_of
from dashboard.lab.settings import Settings
from dashboard.state.shared import DerivedLines, derive_lines, size_numbers, without_penalty
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import dark, settings
from derivations.rendering.path_lines import PathTemplate, PrintedPath, path_template, print_path
from derivations.views.path import Path
from derivations.views.paths import Paths, paths
from derivations.views.savings import Savings, count_multiplications

# of a parameter: layer, unit and source, which is None for a bias
Position = tuple[int, int, int | None]

MOST_PATHS = 200  # that a reader can go through one by one


def number_paths(now: Settings) -> range:
    """Number the paths of the selected parameter, as many as a reader can go through; there is a first one always."""
    return range(1, max(1, min(_selected(now).count, MOST_PATHS)) + 1)


def selected_paths() -> Paths:
    """Return the paths of the selected parameter to the cost of one sample, without what the weights cost."""
    return _selected(settings())


def selected_path(number: int) -> tuple[Path, PathTemplate] | None:
    """Return one of them, counted from 1, and its print; None if on every path a derivative is 0."""
    now = settings()
    lines, parameter = without_penalty(now), now.selection.parameter
    found: tuple[Path, PathTemplate] | None = lines.once(_printed, parameter, now.sizes, number)
    return found


def first_path() -> PrintedPath | None:
    """Print the factors from one sample's cost to the selected parameter, through first units; None if one is 0."""
    now = settings()
    lines = derive_lines(now.network, now.convention, one=True)
    found: PrintedPath | None = lines.once(_printed_first, now.selection.parameter, now.sizes, on_dark=dark())
    return found


def sample_gradients(at: Position | None = None) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return what each sample alone asks of a parameter, the selected one: the sum over all its paths, of its own cost.

    It is delta times what goes into the parameter. Where delta has the 1/m of the mean in it, it is taken out again.
    """
    layer, unit, source = at or settings().selection.parameter
    trace, now = snapshot().trace, settings()
    # where a formula is not defined there is NaN
    with np.errstate(all="ignore"):
        # what dropout leaves of an activation goes on to the next layer
        below = trace.get(f"h{layer - 1}", trace[f"a{layer - 1}"])
        own = trace[f"delta{layer}"][:, unit - 1] * (1.0 if source is None else below[:, source - 1])
        return own * now.task.samples if now.delta == "cost" and now.mean else own


def penalty_gradient() -> float:
    """Return what the penalties ask of the selected parameter, which is no sample's share."""
    now, own = settings(), sample_gradients()
    return snapshot().gradient(*now.selection.parameter) - float(own.mean() if now.mean else own.sum())


def savings() -> Savings:
    """Return what backpropagation saves in this network, of one sample."""
    now = settings()
    found: Savings = without_penalty(now).once(_savings, now.sizes)
    return found


def path_in_diagram(number: int) -> dict[str, bytes]:
    """Return the data sets of a path in the diagram."""
    found = selected_path(number)
    steps = steps_of(found[0]) if found else ()
    return path_data(settings().sizes, [(step.number, step.kind, _place(step)) for step in steps])


def stage_in_diagram(stage: int) -> dict[str, bytes]:
    """Return the data sets of what a stage of the algorithm computes."""
    now = settings()
    return path_data(now.sizes, *lights(stage, now.selection, now.sizes))


def _selected(now: Settings) -> Paths:
    found: Paths = without_penalty(now).once(_paths, now.selection.parameter, now.sizes)
    return found


def _all_paths(lines: DerivedLines, sizes: tuple[int, ...]) -> Paths:
    """Return paths that all others can be taken from: the arrows that are derived for one serve all."""
    return paths(lines.derivation, "b1", (1,), size_numbers(sizes, 1))


def _paths(lines: DerivedLines, parameter: Position, sizes: tuple[int, ...]) -> Paths:
    layer, unit, source = parameter
    name, indices = (f"b{layer}", (unit,)) if source is None else (f"W{layer}", (unit, source))
    found: Paths = lines.once(_all_paths, sizes).beginning(lines.derivation.model.by_name[name], indices)
    return found


def _printed(
    lines: DerivedLines, parameter: Position, sizes: tuple[int, ...], number: int
) -> tuple[Path, PathTemplate] | None:
    every = lines.once(_paths, parameter, sizes)
    path = next(islice(every, number - 1, None), None)
    return (path, path_template(every, path)) if path else None


def _printed_first(
    lines: DerivedLines, parameter: Position, sizes: tuple[int, ...], *, on_dark: bool
) -> PrintedPath | None:
    every = lines.once(_paths, parameter, sizes)
    return next((print_path(every, path, colours=factor_colours(dark=on_dark)) for path in every), None)


def _savings(lines: DerivedLines, sizes: tuple[int, ...]) -> Savings:
    return count_multiplications(lines.once(_all_paths, sizes))


def _place(step: PathStep) -> Place:
    where = EDGE if step.source is not None else {ERROR: AFTER, INPUT: BIAS}.get(step.kind, BEFORE)
    return where, step.layer, step.unit, step.source
