"""The checkpoint of the page on regularisation: what a stronger method does, found by training with it."""

from typing import Any

from dashboard.components.sentences import print_short
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import controls
from dashboard.state.regularisation import (
    METHOD,
    MOST_COST,
    RATE,
    STRENGTHS,
    TRAINED,
    current_fits,
    current_settings,
    fit_of,
    used,
)

LOWER, ALIKE, HIGHER = "lower", "about the same", "higher"
CLOSE = 0.05  # as a share of the loss: about the same
WEAKER = "What is not kept from the noise is learned with the rule: which of them is there more of in few samples?"
HINT = "What is kept from the noise is kept from the rule, too: could it still learn the training samples?"
TIMES, MOST_DROPPED = 10, 0.9
NAMES = {"l2": r"\lambda_2", "l1": r"\lambda_1", "dropout": "p"}


def _changed() -> tuple[str, dict[str, Any], bool]:
    """Say what is changed, to which strengths, and whether that is weaker: a method much stronger or, where there is
    no room for that, much weaker; with batch normalisation, which has no strength, an L2 beside it.
    """
    method, now = controls.value(METHOD), used()
    name = "l2" if method == "batch_norm" else method
    strength, usual = float(now.get(name, 0)), float(STRENGTHS[name].default)
    if name == "dropout":
        wanted = min(MOST_DROPPED, 3 * strength) if strength < MOST_DROPPED else usual
    else:
        wanted = TIMES * strength if TIMES * strength < _most(name) else strength / TIMES
    wanted = wanted or usual
    words = (
        rf"${NAMES[name]} = {print_short(wanted)}$ instead of ${print_short(strength)}$"
        if strength
        else f"${NAMES[name]} = {print_short(wanted)}$ too"
    )
    return words, {**now, name: wanted}, wanted < strength


def _most(name: str) -> float:
    """Return below what a penalty stays: what its field takes, and for L2 what does not throw weights ever further."""
    return min(MOST_COST, 2 / float(controls.value(RATE))) if name == "l2" else MOST_COST


def _ask() -> str:
    if not _can_tell():
        return ""
    return f"With {_changed()[0]}, the validation loss ends … (“{ALIKE}”: within {CLOSE:.0%})"


def _can_tell() -> bool:
    _, fit = current_fits()
    return fit.finished and not fit.failure


def _judge() -> Verdict | None:
    if not _can_tell():
        return None
    _, strengths, weaker = _changed()
    (_, fit), other = current_fits(), fit_of(current_settings(**strengths))
    while not other.finished:
        other.go_on(60.0)
    hint = WEAKER if weaker else HINT
    if other.failure:
        return Verdict(
            HIGHER, f"Trained with it, it breaks off after epoch {other.epoch}: the loss grows and grows.", hint
        )
    before, after = fit.now, other.now
    change = after.validation.loss / before.validation.loss - 1
    answer = ALIKE if abs(change) <= CLOSE else LOWER if change < 0 else HIGHER
    because = (
        f"Trained with it: `{after.validation.loss:.3f}` instead of `{before.validation.loss:.3f}`; the training loss "
        f"ends at `{after.train.loss:.3f}` instead of `{before.train.loss:.3f}`."
    )
    return Verdict(answer, because, hint)


STRONGER = Checkpoint(_ask, (LOWER, ALIKE, HIGHER), _judge, TRAINED)
