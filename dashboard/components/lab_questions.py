"""What the training lab asks: whether the next epochs make the loss smaller. They are run to find out."""

from math import isfinite

from dashboard.lab.settings import COST_OF_IT, NETWORK, STEP
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import training
from dashboard.state.pages import WEIGHTS

EPOCHS = 10
LOWER_LOSS, HIGHER_LOSS = "lower", "higher"


def _ask() -> str:
    now = training.cost_now()
    if now is None or not isfinite(now):
        return ""
    return f"{EPOCHS} epochs on, with all as it is set: will the loss of training be lower than now, or higher?"


def _judge() -> Verdict | None:
    now, after = training.cost_now(), training.cost_after(EPOCHS)
    if now is None or after == now:
        return None
    if after is None:
        return Verdict(HIGHER_LOSS, "The run breaks off before: its numbers become too large.", HINT)
    said = LOWER_LOSS if after < now else HIGHER_LOSS
    return Verdict(said, f"Run to find out: from `{now:.6g}` to `{after:.6g}`.", HINT)


HINT = "*Step* runs one epoch at a time, and the slider below the pictures goes back. Which way does the loss go?"
LOWER = Checkpoint(_ask, (LOWER_LOSS, HIGHER_LOSS), _judge, (*NETWORK, *COST_OF_IT, *STEP, WEIGHTS))
