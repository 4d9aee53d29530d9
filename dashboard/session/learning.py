"""The parameters of this moment and how they move: training, and edits by hand."""

from typing import Any

import streamlit as st

from dashboard.session import parts
from dashboard.session.chosen import choices, convention, data, network
from dashboard.session.keys import versioned
from dashboard.training import GOAL, Progress, advanced, started
from derivations import Parameters

# parameters of a network that has them all in one table
MOST_LISTED = 40


def start() -> None:
    """Put the first weights of the seed in."""
    st.session_state.progress = started(network(), choices().seed)


def progress() -> Progress:
    """Where training stands: parameters, epoch, the costs so far."""
    found: Progress = st.session_state.progress
    return found


def parameters() -> Parameters:
    """The parameters of this moment."""
    return progress().parameters


def count() -> int:
    """How many parameters there are."""
    now = parameters()
    return sum(array.size for array in (*now.weights, *now.biases))


def running() -> bool:
    """Whether the network trains."""
    return bool(st.session_state.get(run_key(), False))


def run_key() -> str:
    """The key of the switch that trains; a new one is off, whatever the old one in the browser still sends."""
    return versioned("run", st.session_state.get("runs", 0))


def start_or_pause() -> None:
    """Begin, go on or pause (a callback); to go on past the goal, set the next one."""
    if running():
        st.session_state.progress = progress().with_room(GOAL)
    parts.redraw_all()


def reset() -> None:
    """Start again from the seed (a callback)."""
    restart()
    parts.redraw_all()


def restart() -> None:
    """Start again from the seed; all of the page has to be drawn after it."""
    _changed("reset")
    start()
    _switch_off()


def step() -> None:
    """Train for one epoch (a callback); past the goal, set the next one."""
    if progress().epoch >= progress().goal:
        st.session_state.progress = progress().with_room(GOAL)
    _advance(1)
    parts.redraw(*parts.moved(choices().view))


def tick() -> None:
    """Train for as many epochs as one picture shows; stop at the goal."""
    now = progress()
    if now.failure or now.epoch >= now.goal:
        _switch_off()
        parts.redraw_all()
    _advance(min(choices().speed, now.goal - now.epoch))


def begin_curve() -> None:
    """Forget the costs so far: another cost has another scale."""
    st.session_state.progress = progress().with_new_curve()


def forget() -> None:
    """Let the optimiser begin afresh: another one remembers something else."""
    st.session_state.progress = progress().with_new_memory()


def editor(kind: str, layer: int, unit: int, source: int | None) -> dict[str, Any]:
    """Return the options of a widget of some kind that shows a weight (from a source) or a bias, and edits it.

    While the network trains it only shows. Whenever the number has changed by other means it is a new widget: the
    old one in the browser would still send its old number, and that would count as an edit.
    """
    now = parameters()
    value = now.biases[layer - 1][unit - 1] if source is None else now.weights[layer - 1][unit - 1, source - 1]
    key = _editor_key(kind, layer, unit, source)
    if running():
        st.session_state[key] = float(value)
        return {"key": key, "disabled": True}
    return {"key": key, "value": float(value), "on_change": _edit, "args": (kind, key, layer, unit, source)}


def _editor_key(kind: str, layer: int, unit: int, source: int | None) -> str:
    key = f"{kind}-{layer}-{unit}-{source or 'bias'}"
    if running():
        return f"{key}-live"
    changes: dict[str, int] = st.session_state.get("changes", {})
    return versioned(key, sum(count for by, count in changes.items() if by != kind))


def _changed(by: str) -> None:
    """Note that parameters have changed, and by what."""
    changes: dict[str, int] = st.session_state.get("changes", {})
    st.session_state.changes = {**changes, by: changes.get(by, 0) + 1}


def _switch_off() -> None:
    st.session_state.runs = st.session_state.get("runs", 0) + 1


def _advance(epochs: int) -> None:
    _changed("training")
    now = choices()
    st.session_state.progress = advanced(
        progress(), network(), convention(), data(), epochs=epochs, rate=now.rate, optimiser=now.optimiser
    )


def _edit(kind: str, key: str, layer: int, unit: int, source: int | None) -> None:
    """Take over a number that was edited (a callback)."""
    if key != _editor_key(kind, layer, unit, source):
        # a picture that was under way when the number changed by other means brings the old one
        return
    value = float(st.session_state[key])
    _changed(kind)
    now = parameters()
    changed = now.with_bias(layer, unit, value) if source is None else now.with_weight(layer, unit, source, value)
    st.session_state.progress = progress().edited(changed)
    parts.redraw(*parts.moved(choices().view))
