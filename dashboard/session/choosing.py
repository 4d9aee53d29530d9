"""How the reader chooses: with controls, with a click into a chart, with the address of the page."""

from dataclasses import fields, replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.charts import picked, picked_sample
from dashboard.choices import SIZES, Choices
from dashboard.session import learning, parts
from dashboard.session.chosen import Visit, begun, choices, selection, visit
from dashboard.session.keys import versioned


def begin() -> None:
    """Begin a run of the page: the first one, and a step back in the browser's history, read the address."""
    if not begun():
        st.session_state.visit = Visit(Choices.from_query(st.query_params.to_dict()))
        learning.start()
    elif _stepped_back():
        _forget_click()
        st.session_state.planes = st.session_state.get("planes", 0) + 1
        _adopt(Choices.from_query(st.query_params.to_dict()))
    _write_address()


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
    _forget_click()
    _adopt(choices().looking_at(replace(selection(), layer=layer, quantity=quantity)))
    _write_address()
    parts.redraw(*parts.LOOK)


def take_click() -> None:
    """Take over what was clicked in the diagram (a callback)."""
    pick = picked(st.session_state.get(network_key()))
    if pick is not None and pick.fits(SIZES):
        _adopt(choices().looking_at(selection().after_click(pick)))
        _write_address()
    parts.redraw(*parts.LOOK)


def take_sample() -> None:
    """Take over the sample that was clicked in the plane (a callback)."""
    sample = picked_sample(st.session_state.get(plane_key()))
    if sample is not None:
        _adopt(choices().looking_at(replace(selection(), sample=sample)))
        _write_address()
    parts.redraw(*parts.after("sample"))


def network_key() -> str:
    """The key of the diagram; a new one forgets what was clicked in it."""
    return f"network-{st.session_state.get('diagrams', 0)}"


def plane_key() -> str:
    """The key of the decision boundary; a new one forgets which sample was clicked in it."""
    return versioned("boundary", st.session_state.get("planes", 0))


def _take(name: str, key: str) -> None:
    """Take over the value of a widget, and what follows from it (a callback)."""
    state = st.session_state
    if key != _control_key(name) or state[key] == getattr(choices(), name):
        # a picture that was under way when something else was chosen brings the values of the widgets before it
        return
    visit().choices = choices().with_value(name, state[key])
    if name in ("loss", "half", "mean"):
        learning.begin_curve()
    elif name == "seed":
        learning.restart()
    elif name in ("layer", "quantity", "unit", "source"):
        _forget_click()
    elif name == "sample":
        state.planes = state.get("planes", 0) + 1
    _write_address()
    if name in parts.AFTER:
        parts.redraw(*parts.after(name))
    else:
        parts.redraw_all()


def _forget_click() -> None:
    """Begin a fresh diagram: after a control has chosen something, the same click must count again."""
    st.session_state.diagrams = st.session_state.get("diagrams", 0) + 1


def _control_key(name: str) -> str:
    return versioned(f"control-{name}", st.session_state.get("versions", {}).get(name, 0))


def _adopt(wanted: Choices) -> None:
    """Choose by other means than the controls; those that show what has changed become new widgets."""
    state, before = st.session_state, choices()
    changed = [each.name for each in fields(wanted) if getattr(wanted, each.name) != getattr(before, each.name)]
    versions: dict[str, int] = state.get("versions", {})
    state.versions = {**versions, **{name: versions.get(name, 0) + 1 for name in changed}}
    visit().choices = wanted
    if "seed" in changed:
        learning.restart()
    elif {"loss", "half", "mean"} & set(changed):
        learning.begin_curve()


def _stepped_back() -> bool:
    """Whether this run was asked for by the browser's arrows back and forward."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _write_address() -> None:
    query = choices().query()
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
