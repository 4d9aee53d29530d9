"""The parameters as they stand, and how they move: training, and edits by hand."""

from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import streamlit as st

from dashboard.lab.between import (
    Masks,
    draw_next,
    fit_parameters,
    leave_out,
    parameter_of,
    put_back,
    replace_parameter,
)
from dashboard.lab.progress import GOAL, TrainingProgress, return_to, start_progress
from dashboard.lab.rates import RateRun, find_rates
from dashboard.lab.running import advance, advance_batch, find_cost
from dashboard.lab.selection import Source
from dashboard.lab.update import update_numbers
from dashboard.state.address import write_address
from dashboard.state.pages import WEIGHTS, redraw, redraw_all
from dashboard.state.visit import SWITCH, Kept, convention, current, data, network, settings
from derivations import DerivationError, Parameters
from derivations.numeric.network.vector import vector_of

# parameters; a network with more shows only those of the selected unit in its table
MOST_LISTED = 40
LAST_PICTURES = 6  # that the seconds left are foreseen from


def progress() -> TrainingProgress:
    """Return where training stands: parameters, epoch, the costs so far."""
    return current().progress


def parameters() -> Parameters:
    """Return the parameters of the network that is shown, as they stand."""
    here, found = current(), progress().parameters
    if not found.scales or here.settings.network.is_normalised:
        return found
    # one object as long as nothing moves: what follows from it is kept as long
    if here.left_out is None or here.left_out[0] is not found:
        here.left_out = found, fit_parameters(found, here.settings.network)
    return here.left_out[1]


def masks() -> Masks:
    """Return which activations the next step keeps, of all samples; nothing where none is dropped."""
    here = current()
    now = here.settings
    if not now.network.is_noisy:
        return ()
    asked = here.progress.random, here.progress.pending, now.network, now.task.samples, now.batch_size
    if here.masks is None or here.masks[0] != asked:
        here.masks = asked, draw_next(here.progress, now.network, now.samples, now.batch_size)
    return here.masks[1]


def adapt() -> None:
    """Let the parameters be those of the network with what now stands between its layers; its cost is another one."""
    whole, now = settings().whole, progress().with_new_curve()
    current().progress = replace(now, parameters=fit_parameters(now.parameters, whole))


def count() -> int:
    """Count the parameters."""
    return vector_of(parameters()).size


def all_listed() -> bool:
    """Whether a table lists all parameters, or those of the selected unit only."""
    return count() <= MOST_LISTED


def running() -> bool:
    """Whether the network trains."""
    return current().running


def run_key() -> str:
    """Return the key of the switch that trains."""
    return current().key(SWITCH)


def start_or_pause() -> None:
    """Begin, go on or pause (a callback); to go on past the goal, set the next one."""
    current().read_switch()
    if running():
        current().progress = progress().with_room(GOAL)
        current().clock = ()
    else:
        write_address()
    redraw_all()


def reset() -> None:
    """Start again from the seed (a callback)."""
    restart()
    write_address()
    redraw_all()


def restart() -> None:
    """Start again from the seed; all of the page has to be drawn after it."""
    _note_change("reset")
    current().progress = start_progress(settings().whole, settings().seed, settings().initial)
    _switch_off()


def step() -> None:
    """Train for one epoch (a callback); past the goal, set the next one."""
    if progress().epoch >= progress().goal:
        current().progress = progress().with_room(GOAL)
    _advance(1)
    write_address()
    redraw({WEIGHTS})


def take_batch() -> None:
    """Train for one update, with the next batch of the epoch, and keep where training stood before it."""
    _note_change("training")
    before = _shown()
    found = advance_batch(before, network(), convention(), data(), **_how())
    after = put_back(found, progress(), settings().whole)
    if after.epoch > after.goal:
        after = replace(after, goal=after.goal + GOAL)
    current().progress, current().taken = after, (before, after)


def back_key() -> str:
    """Return the key of the slider with the epochs that are kept: with others it is another one."""
    return f"back-{current().edits.total()}"


def go_back(key: str) -> None:
    """Go back to one of the epochs that are kept, by its number in a slider (a callback); *Back* returns from there."""
    here = current()
    if key != back_key():
        # a rerun that began before training moved on still sends the old one
        return
    found = here.progress.path.records[int(st.session_state[key])]
    here.left = Kept(here.settings, here.progress, dict(here.own), of_try=False)
    _note_change("back")
    here.progress = return_to(here.progress, found, here.settings.optimiser)
    here.note = f"Epoch {found.epoch} again, as it was. *Back* returns to where you were."
    write_address()
    redraw_all()


def seconds_left() -> float | None:
    """Say how many seconds are left until the goal, as fast as the last pictures went; None if that is not known."""
    clock, now = current().clock, progress()
    if not running() or not clock or clock[0][0] is not settings() or clock[0][2] == clock[-1][2]:
        return None
    (_, begun, first), (_, ended, last) = clock[0], clock[-1]
    return (now.goal - now.epoch) * (ended - begun) / (last - first)


def tick() -> None:
    """Train for as many epochs as one picture shows, but none where it shows a reader's change; stop at the goal."""
    now, held = progress(), current().held
    current().held = False
    if held or not running():
        return
    if now.failure or now.epoch >= now.goal:
        _switch_off()
        write_address()
        redraw_all()
    _advance(min(settings().speed, now.goal - now.epoch))
    # with other settings it goes at another pace
    same = [each for each in current().clock if each[0] is settings()]
    current().clock = (*same, (settings(), monotonic(), progress().epoch))[-LAST_PICTURES:]


def cost_now() -> float | None:
    """Return the cost of the parameters of now in evaluation, None if it is not defined."""
    if progress().is_on_curve:
        return progress().costs[-1]
    try:
        return find_cost(network(), parameters(), data(), convention())
    except DerivationError:
        return None


def cost_after(epochs: int) -> float | None:
    """Run on from here without a trace; return the cost then, None if it breaks off before."""
    found = _after(epochs)
    return None if found.failure else found.costs[-1]


def set_parameters(weights: Mapping[tuple[int, int, int | None], float]) -> None:
    """Set parameters by hand: weights by layer, unit and source, biases with source None."""
    found = progress().parameters
    for (layer, unit, source), value in weights.items():
        found = replace_parameter(found, layer, unit, source, value)
    current().progress = progress().edit(found)


def three_rates() -> dict[str, RateRun]:
    """Find three learning rates from the parameters of now, by what they are."""
    here, now = current(), settings()
    asked = now.network, now.convention, now.optimiser
    # many runs, and what leaves the parameters alone draws them too
    if here.rate_runs is None or here.rate_runs[0] is not parameters() or here.rate_runs[1] != asked:
        found = find_rates(_shown(), now.network, now.convention, now.samples, optimiser=now.optimiser)
        here.rate_runs = parameters(), asked, found
    return here.rate_runs[2]


def update(gradient: float) -> dict[str, float]:
    """Return the numbers of the next step of the selected parameter, its gradient being this."""
    now, here = settings(), progress()
    return update_numbers(
        parameters(),
        now.selection.learned,
        gradient,
        optimiser=now.optimiser,
        rate=now.rate,
        memory=here.memory,
        schedule=now.rate_schedule,
        epoch=here.epoch,
    )


def begin_curve() -> None:
    """Forget the costs so far: another cost has another scale."""
    current().progress = progress().with_new_curve()


def forget() -> None:
    """Let the optimiser begin afresh: another one remembers something else."""
    current().progress = progress().with_new_memory()


def editor(kind: str, layer: int, unit: int, source: Source) -> dict[str, Any]:
    """Return the options of a widget of some kind that shows a weight (from a source) or a bias, and edits it.

    Whenever the number has changed by other means it is a new widget: the old one in the browser would still send its
    old number, and that would count as an edit.
    """
    value, key = parameter_of(parameters(), layer, unit, source), _editor_key(kind, layer, unit, source)
    return {"key": key, "value": value, "on_change": _edit, "args": (kind, key, layer, unit, source)}


def _editor_key(kind: str, layer: int, unit: int, source: Source) -> str:
    key = f"{kind}-{layer}-{unit}-{source or 'bias'}"
    others = current().edits.total() - current().edits[kind]
    return f"{key}-{others}" if others else key


def _note_change(by: str) -> None:
    """Note that parameters have changed, and by what."""
    current().edits[by] += 1


def _switch_off() -> None:
    current().renew(SWITCH)
    current().running = False


def _advance(epochs: int) -> None:
    _note_change("training")
    current().progress = _after(epochs)


def _shown() -> TrainingProgress:
    """Return where training stands for the network that is shown."""
    return leave_out(progress(), network())


def _after(epochs: int) -> TrainingProgress:
    found = advance(_shown(), network(), convention(), data(), epochs=epochs, **_how())
    return put_back(found, progress(), settings().whole)


def _how() -> dict[str, Any]:
    now = settings()
    return {
        "rate": now.rate,
        "optimiser": now.optimiser,
        "batch_size": now.batch_size,
        "schedule": now.rate_schedule,
    }


def _edit(kind: str, key: str, layer: int, unit: int, source: Source) -> None:
    """Take over a number that was edited (a callback)."""
    if key != _editor_key(kind, layer, unit, source):
        # a rerun that began before the number changed by other means still sends the old one
        return
    value = float(st.session_state[key])
    _note_change(kind)
    current().progress = progress().edit(replace_parameter(progress().parameters, layer, unit, source, value))
    write_address()
    redraw({WEIGHTS})
