"""How the reader chooses: with controls, with a click into a chart, with the address of the page."""

from dataclasses import fields, replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import fitting
from dashboard.charts import picked, picked_sample
from dashboard.choices import Choices
from dashboard.session import learning, parts
from dashboard.session.chosen import Visit, begun, choices, selection, visit
from dashboard.session.keys import LOSS_MENU, versioned

CHOOSE_TABLE = "choose a table"
INPUT = "Input {unit} is data: this is the weighted input of a unit that it goes into."


def begin() -> None:
    """Begin a run of the page: the first one, and a step back in the browser's history, read the address."""
    if not begun():
        st.session_state.visit = Visit(Choices.from_query(st.query_params.to_dict()))
        learning.start()
    elif _stepped_back():
        _forget_click()
        st.session_state.planes = st.session_state.get("planes", 0) + 1
        _say("")
        _adopt(Choices.from_query(st.query_params.to_dict(), table=choices().table))
    _write_address()


def control(name: str, *, place: str = "") -> dict[str, Any]:
    """Return the options of a widget that shows and changes a choice; names as in `fitting`.

    A widget forgets its value when it is not drawn, so the choices are kept apart and offered to it. When
    something else has chosen (a click), it is a new widget: the old one in the browser would still send its old
    value, and that would count as a choice. A second widget for the same choice has a place.
    """
    key = _control_key(name, place)
    st.session_state[key] = fitting.value_of(choices(), name)
    return {"key": key, "on_change": _take, "args": (name, place, key)}


def text_field(name: str) -> dict[str, Any]:
    """Return the options of a field in which a formula is typed; what is refused stays there, with its reason."""
    key = _control_key(name, "typed")
    st.session_state[key] = _typed().get(name, getattr(choices(), name))
    return {"key": key, "on_change": _take, "args": (name, "typed", key)}


def refusal(name: str) -> str:
    """Say why what was typed, or chosen, is not the choice; "" if it is."""
    reasons: dict[str, str] = st.session_state.get("refusals", {})
    return reasons.get(name, "")


def note() -> str:
    """What has moved together with the last choice, in a sentence; "" if nothing has."""
    return str(st.session_state.get("note", ""))


def table_wanted() -> bool:
    """Whether the reader has just asked to bring data of his own; once asked, it is no longer so."""
    return bool(st.session_state.pop("table_wanted", False))


def take_table(table: Any) -> None:
    """Take the reader's own data (while the page is drawn)."""
    change = fitting.with_table(choices(), table)
    _adopt(change.choices)
    _say(change.words)
    _write_address()
    parts.redraw_all()


def show(layer: int, quantity: str) -> None:
    """Look at another quantity (a callback)."""
    _forget_click()
    _adopt(choices().looking_at(replace(selection(), layer=layer, quantity=quantity)))
    _write_address()
    parts.redraw(*_shown_by("quantity"), parts.CHOICE)


def take_click() -> None:
    """Take over what was clicked in the diagram (a callback)."""
    pick = picked(st.session_state.get(network_key()))
    noted = bool(note())
    if pick is not None and pick.fits(choices().sizes):
        _adopt(choices().looking_at(selection().after_click(pick)))
        _write_address()
        # an input has no equation of its own
        _say(INPUT.format(unit=pick.unit) if pick.kind == "unit" and pick.layer == 0 else "")
    parts.redraw(*_shown_by("quantity"), parts.CHOICE, *((parts.TITLE,) if noted or note() else ()))


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


def _take(name: str, place: str, key: str) -> None:
    """Take over the value of a widget, and what follows from it (a callback)."""
    state, before = st.session_state, choices()
    typed = place == "typed"
    if key != _control_key(name, place) or (not typed and state[key] == fitting.value_of(before, name)):
        # a picture that was under way when something else was chosen brings the values of the widgets before it
        return
    if state[key] == CHOOSE_TABLE:
        # no data set, but a wish: the control goes back to what is shown
        state.table_wanted = True
        _accept(before, before, name)
        parts.redraw_all()
    change = fitting.changed(before, name, state[key])
    if typed:
        state.typed = {**_typed(), name: state[key]} if change.refused else _without(_typed(), name)
    # what was typed stays, with its reason, until it is mended; of what was chosen nothing stays
    refusals = {each: words for each, words in state.get("refusals", {}).items() if each in _typed() and each != name}
    state.refusals = {**refusals, name: change.words} if change.refused else refusals
    noted = bool(note())
    _say("" if change.refused else change.words)
    _accept(before, change.choices, name, "" if change.refused and not typed else _widget(name, place))
    if name in ("layer", "quantity", "unit", "source"):
        _forget_click()
    elif name == "sample":
        state.planes = state.get("planes", 0) + 1
    _write_address()
    shown = _shown_by(name)
    quick = {before.loss, change.choices.loss} <= set(before.task.losses)
    if not shown or change.refused or _rebuilt(before, change.choices) or not quick:
        parts.redraw_all()
    parts.redraw(*shown, *((parts.TITLE,) if noted or note() else ()))


def _adopt(wanted: Choices) -> None:
    """Choose by other means than the controls; those that show what has changed become new widgets."""
    before = choices()
    st.session_state.typed = {name: text for name, text in _typed().items() if name not in _moved(before, wanted)}
    _accept(before, wanted)


def _shown_by(name: str) -> tuple[str, ...]:
    """Name the parts that show a choice; none if all of the page does."""
    shown = parts.after(name)
    if learning.count() > learning.MOST_LISTED and parts.NETWORK in shown:
        # a large network has a table of the parameters of the selected unit only
        shown = (*shown, parts.PARAMETERS)
    if name == "loss" and st.session_state.get(LOSS_MENU):
        shown = (*shown, parts.SWITCHES)
    return shown


def _accept(before: Choices, wanted: Choices, name: str = "", widget: str = "") -> None:
    """Choose; the widgets that show what has changed become new ones, but for the one in which it was chosen."""
    moved = _moved(before, wanted) | ({name} if name else set())
    versions: dict[str, int] = st.session_state.get("versions", {})
    keys = {each for moving in moved for each in _widgets(moving)} - {widget}
    st.session_state.versions = {**versions, **{each: versions.get(each, 0) + 1 for each in keys}}
    visit().choices = wanted
    _follow(before, wanted)


def _follow(before: Choices, now: Choices) -> None:
    """Do with the network what a change of the choices asks for."""
    if _rebuilt(before, now) or before.seed != now.seed:
        learning.restart()
    elif any(getattr(before, name) != getattr(now, name) for name in ("loss", "cost", "half", "mean", "l1", "l2")):
        learning.begin_curve()
    elif before.optimiser != now.optimiser:
        learning.forget()


def _rebuilt(before: Choices, now: Choices) -> bool:
    """Whether it is another network, or the same on other data."""
    former, later = before.network, now.network
    return (former.sizes, former.activations) != (later.sizes, later.activations) or before.samples is not now.samples


def _moved(before: Choices, now: Choices) -> set[str]:
    return {each.name for each in fields(now) if getattr(before, each.name) != getattr(now, each.name)}


def _widgets(name: str) -> list[str]:
    """Every widget that shows a choice: of the layers, those of any layer."""
    if name == "hidden":
        return ["layers", *(f"units-{layer}" for layer in range(1, 9))]
    if name == "functions":
        return [f"function-{layer}" for layer in range(1, 9)]
    return [name, *(_widget(name, place) for place in PLACES.get(name, ()))]


def _widget(name: str, place: str) -> str:
    return f"{name}-{place}" if place else name


# of the choices with more than one widget
PLACES = {"loss": ("all",), "sample": ("row",), "formula": ("typed",), "cost": ("typed",)}


def _say(words: str) -> None:
    st.session_state.note = words


def _typed() -> dict[str, str]:
    found: dict[str, str] = st.session_state.get("typed", {})
    return found


def _without(given: dict[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in given.items() if each != name}


def _forget_click() -> None:
    """Begin a fresh diagram: after a control has chosen something, the same click must count again."""
    st.session_state.diagrams = st.session_state.get("diagrams", 0) + 1


def _control_key(name: str, place: str) -> str:
    widget = _widget(name, place)
    return versioned(f"control-{widget}", st.session_state.get("versions", {}).get(widget, 0))


def _stepped_back() -> bool:
    """Whether this run was asked for by the browser's arrows back and forward."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _write_address() -> None:
    query = choices().query()
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
