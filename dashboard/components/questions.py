"""Questions that the running network judges: which way a parameter moves, whether a mistake shows.

Goes in: the visit as it stands. Comes out: questions and verdicts. Must not know: how they are drawn.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from dashboard.components.parameter_table import name_of
from dashboard.components.sentences import with_minus
from dashboard.components.story_panel import say_step
from dashboard.lab.between import parameter_of, replace_parameter
from dashboard.lab.option import Option
from dashboard.lab.settings import NETWORK, SELECTION
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import controls, training, visit
from dashboard.state.mistakes import FEW_STEPS, plant_mistake
from dashboard.state.paths import sample_gradients
from dashboard.state.snapshot import snapshot
from derivations import DerivationError, Parameters, backward

UP, DOWN, STAYS = "up", "down", "not at all"
YES, NO = "yes", "no"
MOST_TRIED, MORE = 3, "more"
MOST_SAMPLES, NO_SAMPLE, ONE_SAMPLE = 4, "none", "one"
NEGATIVE, ZERO, POSITIVE = "negative", "0", "positive"
MOST_DIGITS = 18
HINTS = {
    "twice": "Twice a gradient points the same way, only further, as with twice the rate. Is that too far?",
    "sum": "One sample's error may point another way than that of all. Choose the last sample: has its $\\delta$ the "
    "sign of the bias's $\\partial$, which is of all of them?",
}
ITS_ERROR, ITS_INPUT = "its error", "its input"


def _against() -> str:
    if snapshot().trouble or visit.settings().coupled or _judge_against() is None:
        return ""
    name = name_of(*visit.selection().parameter)
    return f"Of samples 1 to {_asked_of()}, how many pull {name} the other way than all together?"


def _asked_of() -> int:
    return min(MOST_SAMPLES, visit.task().samples)


def _judge_against() -> Verdict | None:
    parameter = visit.selection().parameter
    own, whole = sample_gradients()[: _asked_of()], snapshot().gradient(*parameter)
    if not np.isfinite([*own, whole]).all() or whole == 0:
        return None
    count = int((np.sign(own) == -np.sign(whole)).sum())
    listed = ", ".join(f"`{each:+.4g}`" if each else "`0`" for each in own)
    return Verdict(
        (NO_SAMPLE, ONE_SAMPLE, MORE)[min(count, 2)],
        with_minus(
            rf"Their $\partial C_s$ are {listed}; $\partial C$ of all is `{whole:+.4g}`. {' obeys '.join(say_step())}."
        ),
        r"Choose one sample after the other: the *Story* ends with what it asks for. Compare the sign with that of "
        r"$\partial C$, of all samples, at the weight in the diagram.",
    )


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


def _set_to() -> float:
    """Return what the selected parameter is imagined to be: 0, unless it is that."""
    return 0.0 if parameter_of(training.parameters(), *visit.selection().parameter) else 1.0


def _if_set() -> str:
    if snapshot().trouble:
        return ""
    name, of = name_of(*visit.selection().parameter), visit.selection().sample
    return f"If {name} were {_set_to():g}, its own gradient for sample {of} would be …"


def _judge_if_set() -> Verdict | None:
    parameter, row = visit.selection().parameter, slice(visit.selection().sample - 1, visit.selection().sample)
    now, data = visit.settings(), visit.data()
    imagined = replace_parameter(training.parameters(), *parameter, _set_to())
    network = replace(now.network, l1=0.0, l2=0.0)
    try:
        found = backward(network, imagined, data.inputs[row], data.targets[row], now.convention)
    except DerivationError:
        return None
    then = parameter_of(Parameters(found.weights, found.biases), *parameter)
    own = float(sample_gradients()[row][0])
    if not np.isfinite([then, own]).all():
        return None
    name = name_of(*parameter)
    return Verdict(
        NEGATIVE if then < 0 else POSITIVE if then > 0 else ZERO,
        with_minus(
            f"With {name} at `{_set_to():g}` the product is `{then:.4g}`, now it is `{own:.4g}`: {name} is no factor "
            "of its own gradient, and moves it only through the others."
        ),
        f"Which of the factors has {name} in it, and which of them can change its sign? Set {name} with the slider, "
        "and read the product.",
    )


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
AGAINST = Checkpoint(_against, (NO_SAMPLE, ONE_SAMPLE, MORE), _judge_against)
IF_SET = Checkpoint(_if_set, (NEGATIVE, ZERO, POSITIVE), _judge_if_set, (*NETWORK, *SELECTION, "sample"))
UNNOTICED = Checkpoint(_ask_unnoticed, (*map(str, range(1, MOST_TRIED + 1)), MORE), _judge_unnoticed)
