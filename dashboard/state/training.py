"""The parameters as they stand, and how they move: training, and edits by hand."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.lab.progress import GOAL, TrainingProgress, start_progress
from dashboard.lab.rates import RateRun, find_rates
from dashboard.lab.running import advance
from dashboard.lab.update import update_numbers
from dashboard.state.address import write_address
from dashboard.state.pages import WEIGHTS, redraw, redraw_all
from dashboard.state.visit import SWITCH, convention, current, data, network, settings
from derivations import Parameters

# parameters; a network with more shows only those of the selected unit in its table
MOST_LISTED = 40


def progress() -> TrainingProgress:
    """Return where training stands: parameters, epoch, the costs so far."""
    return current().progress


def parameters() -> Parameters:
    """Return the parameters as they stand."""
    return progress().parameters


def parameter(parameters: Parameters, layer: int, unit: int, source: int | None) -> float:
    """Return a weight, or with source None a bias."""
    return float(
        parameters.biases[layer - 1][unit - 1]
        if source is None
        else parameters.weights[layer - 1][unit - 1, source - 1]
    )


def with_parameter(parameters: Parameters, layer: int, unit: int, source: int | None, value: float) -> Parameters:
    """Return the parameters with another weight, or with source None another bias."""
    return (
        parameters.with_bias(layer, unit, value)
        if source is None
        else parameters.with_weight(layer, unit, source, value)
    )


def count() -> int:
    """Count the parameters."""
    now = parameters()
    return sum(array.size for array in (*now.weights, *now.biases))


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
    current().progress = start_progress(network(), settings().seed, settings().initial)
    _switch_off()


def step() -> None:
    """Train for one epoch (a callback); past the goal, set the next one."""
    if progress().epoch >= progress().goal:
        current().progress = progress().with_room(GOAL)
    _advance(1)
    write_address()
    redraw({WEIGHTS})


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


def set_parameters(weights: Mapping[tuple[int, int, int | None], float]) -> None:
    """Set parameters by hand: weights by layer, unit and source, biases with source None."""
    found = parameters()
    for (layer, unit, source), value in weights.items():
        found = with_parameter(found, layer, unit, source, value)
    current().progress = progress().edit(found)


def three_rates() -> dict[str, RateRun]:
    """Find three learning rates from the parameters of now, by what they are."""
    here, now = current(), settings()
    asked = now.network, now.convention, now.optimiser
    # many runs, and what leaves the parameters alone draws them too
    if here.rate_runs is None or here.rate_runs[0] is not parameters() or here.rate_runs[1] != asked:
        found = find_rates(here.progress, now.network, now.convention, now.samples, optimiser=now.optimiser)
        here.rate_runs = parameters(), asked, found
    return here.rate_runs[2]


def update(gradient: float) -> dict[str, float]:
    """Return the numbers of the next step of the selected parameter, its gradient being this."""
    now, here = settings(), progress()
    return update_numbers(
        here.parameters,
        now.selection.parameter,
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


def editor(kind: str, layer: int, unit: int, source: int | None) -> dict[str, Any]:
    """Return the options of a widget of some kind that shows a weight (from a source) or a bias, and edits it.

    Whenever the number has changed by other means it is a new widget: the old one in the browser would still send its
    old number, and that would count as an edit.
    """
    value, key = parameter(parameters(), layer, unit, source), _editor_key(kind, layer, unit, source)
    return {"key": key, "value": value, "on_change": _edit, "args": (kind, key, layer, unit, source)}


def _editor_key(kind: str, layer: int, unit: int, source: int | None) -> str:
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


def _after(epochs: int) -> TrainingProgress:
    now = settings()
    return advance(
        progress(),
        network(),
        convention(),
        data(),
        epochs=epochs,
        rate=now.rate,
        optimiser=now.optimiser,
        batch_size=now.batch_size,
        schedule=now.rate_schedule,
    )


def _edit(kind: str, key: str, layer: int, unit: int, source: int | None) -> None:
    """Take over a number that was edited (a callback)."""
    if key != _editor_key(kind, layer, unit, source):
        # a rerun that began before the number changed by other means still sends the old one
        return
    value = float(st.session_state[key])
    _note_change(kind)
    now = parameters()
    current().progress = progress().edit(with_parameter(now, layer, unit, source, value))
    write_address()
    redraw({WEIGHTS})
