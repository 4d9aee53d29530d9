"""Questions that the running network judges: which way a parameter moves, whether a mistake shows.

Goes in: the visit as it stands. Comes out: questions and verdicts. Must not know: how they are drawn.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from dashboard.components.parameter_table import name_of
from dashboard.components.sentences import with_minus
from dashboard.lab.option import Option
from dashboard.lab.path import KINDS, find_kind
from dashboard.lab.settings import NETWORK, SELECTION
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import controls, training, visit
from dashboard.state.mistakes import FEW_STEPS, plant_mistake
from dashboard.state.paths import selected_path, selected_paths
from dashboard.state.snapshot import snapshot

UP, DOWN, STAYS = "up", "down", "not at all"
YES, NO = "yes", "no"
MOST_TRIED, MORE = 3, "more"
MOST_DIGITS = 18
HINTS = {
    "twice": "Twice a gradient points the same way, only further, as with twice the rate. Is that too far?",
    "sum": "One sample's error may point another way than that of all. Choose the last sample: has its $\\delta$ the "
    "sign of the bias's $\\partial$, which is of all of them?",
}
ITS_ERROR, ITS_INPUT = "its error", "its input"


def _next_step() -> str:
    if snapshot().trouble:
        return ""
    return f"Which way will the next step move {name_of(*visit.selection().parameter)}?"


def _judge_next_step() -> Verdict | None:
    layer, unit, source = visit.selection().parameter
    if snapshot().trouble:
        return None
    gradient = snapshot().gradient(layer, unit, source)
    if not np.isfinite(gradient):
        return None
    old = training.parameter(training.parameters(), layer, unit, source)
    new = training.parameter(training.next_parameters(), layer, unit, source)
    hint = "look at the sign of its gradient. A step goes the other way."
    words = f"its gradient is `{gradient:+.4g}`, and the step goes against it"
    if training.remembers():
        hint = "the optimiser remembers earlier gradients, so the last one does not decide alone. See *The next step*."
        words = f"the gradient is `{gradient:+.4g}`, the optimiser remembers earlier ones"
    # as many digits as it takes to see a small step
    digits = next((each for each in range(4, MOST_DIGITS) if round(old, each) != round(new, each)), 0)
    how = f".{digits}f" if digits else ".4g"
    numbers = f"{words}: `{old:{how}}` becomes `{new:{how}}`."
    if new == old:
        hint = "look at how large a step is, the rate times the gradient, beside the number that it changes."
        why = "the step is too small to change" if gradient else "so a step of 0 leaves"
        numbers = f"its gradient is `{gradient:+.4g}`, {why} `{old:.4g}`, a number of 16 digits."
    answer = UP if new > old else DOWN if new < old else STAYS
    name = name_of(layer, unit, source)
    return Verdict(answer, f"{name}: {with_minus(numbers)}", f"{name}: {hint}")


def _other_mistake(planted: Option) -> str:
    """Choose a mistake that is not planted, whose answer would stand above the question."""
    return "twice" if controls.value(planted) != "twice" else "sum"


def _mistake(planted: Option) -> str:
    if snapshot().trouble:
        return ""
    layer = visit.selection().layer
    if _other_mistake(planted) == "sum":
        return f"If the biases of layer {layer} follow the last sample alone, does the cost still fall?"
    return f"If the gradient of layer {layer} is taken twice, does the cost still fall?"


def _judge_mistake(planted: Option) -> Verdict | None:
    found = plant_mistake(_other_mistake(planted), visit.selection().layer)
    if not np.isfinite(found.before):
        return None
    fell = found.after < found.before
    words = (
        "A cost that falls proves no gradient right: compare it."
        if fell
        else "Here the cost shows the mistake; it need not."
    )
    return Verdict(
        YES if fell else NO,
        f"In {FEW_STEPS} steps with it in layer {visit.selection().layer} the cost goes "
        f"from `{found.before:.4f}` to `{found.after:.4f}`. {words}",
        HINTS[_other_mistake(planted)],
    )


def _smallest(number: Option) -> str:
    if snapshot().trouble:
        return ""
    name, several = name_of(*visit.selection().parameter).strip("$"), selected_paths().count > 1
    which = f"path {controls.value(number)}" if several else "the path"
    return rf"Which factor on {which} of $\partial C_s / \partial {name}$ is nearest to 0?"


def _judge_smallest(number: Option) -> Verdict | None:
    found = selected_path(controls.value(number))
    if found is None:
        return None
    path, template = found
    values = template.values(snapshot().lookup_of(visit.selection().sample))
    if any(value is None or not np.isfinite(value) for value in values):
        return None
    sizes = [abs(value or 0.0) for value in values]
    least = [factor for factor, size in zip(path.factors, sizes, strict=True) if size == min(sizes)]
    kind, *also = dict.fromkeys(KINDS[find_kind(factor)] for factor in least)
    numbers = " and ".join(str(factor.number) for factor in least)
    word = f"Factor {numbers} is" if len(least) == 1 else f"Factors {numbers} are"
    # of all paths together the table has the products
    shown = "With *One path*, compare" if selected_paths().count > 1 else "Compare"
    return Verdict(
        kind,
        f"{word} nearest to 0: `{min(sizes):.4g}` without its sign.",
        f"{shown} the numbers in the last column of the table, each without its sign.",
        tuple(also),
    )


def smallest_factor(number: Option) -> Checkpoint:
    """Ask for the kind of the smallest factor on the path of this number."""
    asked = (*NETWORK, *SELECTION, number.name)
    return Checkpoint(partial(_smallest, number), tuple(KINDS.values()), partial(_judge_smallest, number), asked)


def _ask_unnoticed() -> str:
    last = len(visit.settings().functions)
    return (
        f"How many units must layer {last - 1} have, so that NumPy does not notice a forgotten transpose of "
        f"$W^{{({last})}}$ in $\\Delta^{{({last - 1})}}$?"
    )


def _judge_unnoticed() -> Verdict | None:
    now = visit.settings()
    if not now.hidden:
        return None
    said = {units: _forget_transpose(units) for units in range(1, MOST_TRIED + 1)}
    silent = [units for units, words in said.items() if not words]
    own, units = _forget_transpose(now.hidden[-1]), now.sizes[-1]
    answer = str(silent[0]) if silent else MORE
    words = (
        f"With {units}, as many as layer {len(now.functions)} has, $W$ is {units} × {units}, and untransposed it fits."
    )
    return Verdict(
        answer,
        f"{words} With your {now.hidden[-1]} {f'NumPy says: {own}' if own else 'it fits too'}.",
        "NumPy compares only the sizes inside a product. When does $W$ have the same two sizes as $W^\\top$?",
    )


def _forget_transpose(units: int) -> str:
    """Let NumPy multiply an untransposed W of the last layer with its errors; return what it says, "" if nothing."""
    now = visit.settings()
    try:
        np.zeros((now.sizes[-1], units)) @ np.zeros((now.sizes[-1], now.task.samples))
    except ValueError as error:
        return str(error).rpartition("(")[2].rstrip(")")
    return ""


def _smaller() -> str:
    if snapshot().trouble:
        return ""
    now = visit.settings()
    return (
        f"The gradient of {name_of(now.layer, now.unit, now.source)} for this sample: which of its factors is smaller?"
    )


def _judge_smaller() -> Verdict | None:
    now = visit.settings()
    find = snapshot().lookup_of(now.sample)
    error, given = (
        abs(find(*each)) for each in ((f"delta{now.layer}", (now.unit,)), (f"a{now.layer - 1}", (now.source,)))
    )
    if not np.isfinite(error + given) or error == given:
        return None
    return Verdict(
        ITS_INPUT if given < error else ITS_ERROR,
        rf"$\vert \delta \vert$ is `{error:.4g}`, and the size of what goes in is `{given:.4g}`.",
        "Equation 4 multiplies the $\\delta$ of the unit that it leads to by the $a$ of the one that it comes from: "
        "compare both in stage 5, without their signs.",
    )


def does_it_fall(planted: Option) -> Checkpoint:
    """Ask what a mistake that is not the planted one does to the cost."""
    asked = (*NETWORK, *SELECTION, planted.name)
    return Checkpoint(partial(_mistake, planted), (YES, NO), partial(_judge_mistake, planted), asked)


SMALLER = Checkpoint(_smaller, (ITS_ERROR, ITS_INPUT), _judge_smaller)
NEXT_STEP = Checkpoint(_next_step, (UP, DOWN, STAYS), _judge_next_step)
UNNOTICED = Checkpoint(_ask_unnoticed, (*map(str, range(1, MOST_TRIED + 1)), MORE), _judge_unnoticed)
