"""Questions that the running network judges: which way a parameter moves, and whether a mistake shows in the cost.

Goes in: the visit as it stands. Comes out: questions and verdicts. Must not know: how they are drawn.
"""

from __future__ import annotations

import numpy as np

from dashboard.components.parameter_table import name_of
from dashboard.lab.path import KINDS, find_kind
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import training, visit
from dashboard.state.mistakes import plant_mistake
from dashboard.state.paths import selected_path
from dashboard.state.snapshot import snapshot

UP, DOWN, STAYS = "up", "down", "not at all"
YES, NO = "yes", "no"


def _next_step() -> str:
    return f"Which way will the next step move {name_of(*visit.selection().parameter)}?"


def _judge_next_step() -> Verdict | None:
    layer, unit, source = visit.selection().parameter
    if snapshot().trouble:
        return None
    gradient = snapshot().gradient(layer, unit, source)
    old = training.parameter(training.parameters(), layer, unit, source)
    new = training.parameter(training.next_parameters(), layer, unit, source)
    numbers = f"its gradient is `{gradient:+.4g}`, and the step goes against it: `{old:.4f}` becomes `{new:.4f}`."
    if training.remembers():
        numbers = (
            f"the gradient is `{gradient:+.4g}`, the optimiser remembers earlier ones: `{old:.4f}` becomes `{new:.4f}`."
        )
    answer = UP if new > old else DOWN if new < old else STAYS
    return Verdict(answer, f"{name_of(layer, unit, source)}: {numbers}")


def _mistake() -> str:
    return f"If the gradient of layer {visit.selection().layer} is taken twice, does the cost still fall?"


def _judge_mistake() -> Verdict | None:
    found = plant_mistake("twice", visit.selection().layer)
    if not np.isfinite(found.before):
        return None
    fell = found.after < found.before
    words = "A cost that falls proves no gradient right: compare it." if fell else "Here the rate makes it too much."
    return Verdict(
        YES if fell else NO, f"In a few steps it goes from `{found.before:.4f}` to `{found.after:.4f}`. {words}"
    )


def _smallest() -> str:
    return f"Which factor keeps the gradient of {name_of(*visit.selection().parameter)} smallest on this path?"


def _judge_smallest() -> Verdict | None:
    found = selected_path(1)
    if found is None:
        return None
    path, template = found
    values = template.values(snapshot().lookup_of(visit.selection().sample))
    if any(value is None or not np.isfinite(value) for value in values):
        return None
    sizes = [abs(value or 0.0) for value in values]
    at = sizes.index(min(sizes))
    kind, arrow = KINDS[find_kind(path.factors[at])], path.factors[at].arrow
    return Verdict(kind, f"Factor {arrow} is the smallest: `{sizes[at]:.4g}` without its sign.")


SMALLEST = Checkpoint(_smallest, tuple(KINDS.values()), _judge_smallest)
NEXT_STEP = Checkpoint(_next_step, (UP, DOWN, STAYS), _judge_next_step)
MISTAKE = Checkpoint(_mistake, (YES, NO), _judge_mistake)
