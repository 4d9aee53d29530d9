"""The only place with session state and caches.

Goes in: what the reader chooses and changes. Comes out: the network, its parameters, and derived results, shared
between sessions where they do not depend on one. Must not know: how anything is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.charts import boundary_grid, boundary_spec, loss_spec, network_spec, picked, picked_sample
from dashboard.choices import SIZES, Choices
from dashboard.palette import factor_colours
from dashboard.selection import Selection
from dashboard.training import GOAL, Progress, advanced, started
from derivations import (
    CheckReport,
    Convention,
    DataSet,
    Derivation,
    MatchReport,
    Network,
    Parameters,
    Program,
    derive,
    loss,
    notes,
    xor,
)
from derivations.matching.binding import lookup
from derivations.matching.match import match as compare
from derivations.models import names
from derivations.rendering.lines import PrintedResult, printed, printed_matrices
from derivations.rendering.matrix_latex import MatrixStyle
from derivations.rendering.numbers import Lookup, Template, template
from derivations.views.layout import layout

DATA = xor()


def begin() -> None:
    """Begin a run of the page: the first one reads the address, every one writes it."""
    state = st.session_state
    if "choices" not in state:
        state.choices = Choices.from_query(st.query_params.to_dict())
        state.progress = started(choices().network, choices().seed)
    if state.pop("stop", False):
        _switch_off()
    query = choices().query()
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


# what is chosen


def choices() -> Choices:
    """Everything that is chosen."""
    found: Choices = st.session_state.choices
    return found


def network() -> Network:
    """The network that is shown, with the loss that is chosen."""
    return choices().network


def convention() -> Convention:
    """The factors of the cost that are chosen."""
    return choices().convention


def data() -> DataSet:
    """The four rows of XOR."""
    return DATA


def samples() -> int:
    """How many rows the data have."""
    return len(DATA.inputs)


def selection() -> Selection:
    """What is looked at."""
    return choices().selection


def control(name: str) -> dict[str, Any]:
    """Return the options of a widget that shows and changes a choice.

    A widget forgets its value when it is not drawn, so the choices are kept apart and offered to it. When
    something else has chosen (a click), it is a new widget: the old one in the browser would still send its old
    value, and that would count as a choice.
    """
    key = _control_key(name)
    st.session_state[key] = getattr(choices(), name)
    return {"key": key, "on_change": _take, "args": (name, key)}


def show(layer: int, quantity: str) -> None:
    """Look at another quantity (a callback)."""
    _look(replace(selection(), layer=layer, quantity=quantity))
    forget_click()


def take_click() -> None:
    """Take over what was clicked in the diagram (a callback)."""
    pick = picked(st.session_state.get(network_key()))
    if pick is not None and pick.fits(SIZES):
        _look(selection().after_click(pick))


def take_sample() -> None:
    """Take over the sample that was clicked in the plane (a callback)."""
    sample = picked_sample(st.session_state.get(plane_key()))
    if sample is not None:
        _look(replace(selection(), sample=sample))


def forget_click() -> None:
    """Begin a fresh diagram: after a control has chosen something, the same click must count again."""
    st.session_state.diagrams = st.session_state.get("diagrams", 0) + 1


def network_key() -> str:
    """The key of the diagram; a new one forgets what was clicked in it."""
    return f"network-{st.session_state.get('diagrams', 0)}"


def plane_key() -> str:
    """The key of the decision boundary; a new one forgets which sample was clicked in it."""
    return _versioned("boundary", st.session_state.get("planes", 0))


def everything_changed() -> bool:
    """Tell, once, whether something changed that the whole page shows."""
    return bool(st.session_state.pop("everything", False))


def _take(name: str, key: str) -> None:
    """Take over the value of a widget, and what follows from it (a callback)."""
    state = st.session_state
    if key != _control_key(name) or state[key] == getattr(choices(), name):
        # a picture that was under way when something else was chosen brings the values of the widgets before it
        return
    state.choices = choices().with_value(name, state[key])
    if name in ("loss", "half", "mean"):
        # another cost has another scale
        state.progress = progress().with_new_curve()
    elif name == "seed":
        reset()
    elif name in ("layer", "quantity", "unit", "source"):
        forget_click()
    elif name == "sample":
        state.planes = state.get("planes", 0) + 1


def _control_key(name: str) -> str:
    return _versioned(f"control-{name}", st.session_state.get("clicks", 0))


def _look(wanted: Selection) -> None:
    state = st.session_state
    state.choices = choices().looking_at(wanted)
    state.clicks = state.get("clicks", 0) + 1
    state.everything = True


# parameters and training


def progress() -> Progress:
    """Where training stands: parameters, epoch, the costs so far."""
    found: Progress = st.session_state.progress
    return found


def parameters() -> Parameters:
    """The parameters of this moment."""
    return progress().parameters


def running() -> bool:
    """Whether the network trains."""
    return bool(st.session_state.get(run_key(), False))


def run_key() -> str:
    """The key of the switch that trains; a new one is off, whatever the old one in the browser still sends."""
    return _versioned("run", st.session_state.get("runs", 0))


def _switch_off() -> None:
    st.session_state.runs = st.session_state.get("runs", 0) + 1


def reset() -> None:
    """Start again from the seed (a callback)."""
    _changed("reset")
    st.session_state.progress = started(network(), choices().seed)
    _switch_off()


def step() -> None:
    """Train for one epoch (a callback)."""
    _advance(1)


def tick() -> None:
    """Train for as many epochs as one picture shows; stop at the goal."""
    now = progress()
    if now.failure or now.epoch >= now.goal:
        stop()
        return
    _advance(min(choices().speed, now.goal - now.epoch))


def stop() -> None:
    """Stop training before the next run of the page."""
    st.session_state.stop = True
    st.session_state.everything = True


def start_or_pause() -> None:
    """Begin, go on or pause (a callback); to go on past the goal, set the next one."""
    if running():
        st.session_state.progress = progress().with_room(GOAL)


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
    return _versioned(key, sum(count for by, count in changes.items() if by != kind))


def _changed(by: str) -> None:
    """Note that parameters have changed, and by what."""
    changes: dict[str, int] = st.session_state.get("changes", {})
    st.session_state.changes = {**changes, by: changes.get(by, 0) + 1}


def _versioned(key: str, version: int) -> str:
    return f"{key}-{version}" if version else key


def _edit(kind: str, key: str, layer: int, unit: int, source: int | None) -> None:
    """Take over a number that was edited (a callback)."""
    if key != _editor_key(kind, layer, unit, source):
        # as in _take: an old number
        return
    value = float(st.session_state[key])
    _changed(kind)
    now = parameters()
    changed = now.with_bias(layer, unit, value) if source is None else now.with_weight(layer, unit, source, value)
    st.session_state.progress = progress().edited(changed)
    st.session_state.everything = True


def _advance(epochs: int) -> None:
    rate = choices().rate
    _changed("training")
    st.session_state.progress = advanced(progress(), network(), convention(), DATA, epochs=epochs, rate=rate)


# derived once, shared by all sessions


@st.cache_resource(show_spinner=False, max_entries=64)
def derivation(of: Network, scaled: Convention) -> Derivation:
    """Derive a network, once."""
    return derive(of, scaled)


@st.cache_resource(show_spinner=False, max_entries=64)
def program(of: Network, scaled: Convention) -> Program:
    """Compile a derivation, once."""
    return derivation(of, scaled).compile()


@st.cache_resource(show_spinner=False, max_entries=512)
def checks(of: Network, scaled: Convention, target: str) -> CheckReport:
    """Check the lines of one result, once."""
    return derivation(of, scaled).check([target])


@st.cache_resource(show_spinner=False, max_entries=512)
def lines(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    """Print a result in index notation; coloured for a dark or a light page, or plain (None)."""
    return printed(derivation(of, scaled), target, None if on_dark is None else factor_colours(dark=on_dark))


@st.cache_resource(show_spinner=False, max_entries=512)
def matrices(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    """Print the matrix view of a result, with shapes; coloured, or plain (None)."""
    sizes = size_numbers(of, samples())
    colours = None if on_dark is None else factor_colours(dark=on_dark)
    style = MatrixStyle(shapes=True, sizes=sizes, colours=colours)
    return printed_matrices(derivation(of, scaled), target, layout(scaled.layout), style)


@st.cache_resource(show_spinner=False, max_entries=2048)
def number_template(
    of: Network, scaled: Convention, looked_at: Selection, line: int | None, *, on_dark: bool
) -> Template:
    """Prepare a line (None: the left side) at one place for the values of the moment."""
    derived = derivation(of, scaled)
    result = derived[looked_at.target]
    expression = result.left if line is None else result.lines[line].expression
    sizes = size_numbers(of, samples())
    return template(expression, looked_at.places, sizes, derived, factor_colours(dark=on_dark))


@st.cache_resource(show_spinner=False)
def diagram_spec(sizes: tuple[int, ...], *, on_dark: bool) -> dict[str, Any]:
    """Build the diagram, once."""
    return network_spec(sizes, dark=on_dark)


@st.cache_resource(show_spinner=False)
def curve_spec(*, on_dark: bool, height: int) -> dict[str, Any]:
    """Build the loss curve, once."""
    return loss_spec(dark=on_dark, height=height)


@st.cache_resource(show_spinner=False)
def plane_spec(*, on_dark: bool, height: int) -> dict[str, Any]:
    """Build the decision boundary, once."""
    return boundary_spec(dark=on_dark, height=height)


@st.cache_resource(show_spinner=False, max_entries=64)
def document(of: Network, scaled: Convention, kind: str) -> str:
    """Write the whole derivation as a document: "tex" or "md"."""
    write = notes.to_latex if kind == "tex" else notes.to_markdown
    return str(write(derivation(of, scaled), layout=scaled.layout))


def size_numbers(of: Network, batch: int) -> dict[Any, int]:
    """Return the numbers that the sizes stand for."""
    return {names.SAMPLES: batch} | {names.units(layer): size for layer, size in enumerate(of.sizes)}


# numbers of the moment


def matched() -> MatchReport:
    """Compare the three gradients at the parameters of this moment."""
    of, scaled = network(), convention()
    compiled = program(of, scaled)
    return compare(compiled, of, parameters(), DATA.inputs, DATA.targets, convention=scaled)


def cost() -> float:
    """The cost at the parameters of this moment."""
    return loss(network(), parameters(), DATA.inputs, DATA.targets, convention())


def trace() -> dict[str, NDArray[np.float64]]:
    """Every array of the derived program at the parameters of this moment, by name."""
    return program(network(), convention()).trace(parameters(), DATA.inputs, DATA.targets)


def values() -> Lookup:
    """Return a function that finds single elements of the trace."""
    return lookup(derivation(network(), convention()).model, trace())


def plane() -> NDArray[np.float64]:
    """The points at which the decision boundary asks the network."""
    return np.asarray(boundary_grid())
