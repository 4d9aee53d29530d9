"""The paths from the selected parameter to the cost of the selected sample, and the numbers of the moment in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.charts.path import AFTER, BEFORE, EDGE, Place, path_data
from dashboard.lab.algorithm import lights
from dashboard.lab.path import ERROR, PathStep, steps_of
from dashboard.lab.settings import Settings
from dashboard.state.shared import DerivedLines, derive_lines
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import settings
from derivations.rendering.path_lines import PathTemplate
from derivations.views.path import Path
from derivations.views.paths import Paths
from derivations.views.savings import Savings

MOST_PATHS = 200  # that a reader can go through one by one


def allowed_paths(now: Settings) -> range:
    """Number the paths of the selected parameter, as many as a reader can go through; there is a first one always."""
    return range(1, max(1, min(_lines(now).paths(now.selection.parameter, now.sizes).count, MOST_PATHS)) + 1)


def selected_paths() -> Paths:
    """Return the paths of the selected parameter to the cost of one sample, without what the weights cost."""
    now = settings()
    return _lines(now).paths(now.selection.parameter, now.sizes)


def selected_path(number: int) -> tuple[Path, PathTemplate] | None:
    """Return one of them, counted from 1, and its print; None if on every path a derivative is 0."""
    now = settings()
    lines, parameter = _lines(now), now.selection.parameter
    path, template = lines.path(parameter, now.sizes, number), lines.path_template(parameter, now.sizes, number)
    return (path, template) if path and template else None


def sample_gradients() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return what each sample alone asks of the selected parameter: the sum over all its paths, of its own cost.

    It is delta times what goes into the parameter. Where delta has the 1/m of the mean in it, it is taken out again.
    """
    layer, unit, source = settings().selection.parameter
    trace, now = snapshot().trace, settings()
    # where a formula is not defined there is NaN
    with np.errstate(all="ignore"):
        own = trace[f"delta{layer}"][:, unit - 1] * (1.0 if source is None else trace[f"a{layer - 1}"][:, source - 1])
        return own * now.task.samples if now.delta == "cost" and now.mean else own


def penalty_gradient() -> float:
    """Return what the penalties ask of the selected parameter, which is no sample's share."""
    now, own = settings(), sample_gradients()
    return snapshot().gradient(*now.selection.parameter) - float(own.mean() if now.mean else own.sum())


def savings() -> Savings:
    """Return what backpropagation saves in this network, of one sample."""
    return _lines(settings()).savings(settings().sizes)


def path_in_diagram(number: int) -> dict[str, bytes]:
    """Return the data sets of a path in the diagram."""
    found = selected_path(number)
    steps = steps_of(found[0]) if found else ()
    return path_data(settings().sizes, [(step.arrow, step.kind, _place(step)) for step in steps])


def step_in_diagram(step: int) -> dict[str, bytes]:
    """Return the data sets of what a step of the algorithm computes."""
    now = settings()
    return path_data(now.sizes, *lights(step, now.selection, now.sizes))


def _lines(now: Settings) -> DerivedLines:
    return derive_lines(replace(now.network, l1=0.0, l2=0.0), now.convention, one=True)


def _place(step: PathStep) -> Place:
    where = EDGE if step.source is not None else AFTER if step.kind == ERROR else BEFORE
    return where, step.layer, step.unit, step.source
