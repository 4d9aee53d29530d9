"""Fields for options: what Streamlit's widgets are given, so that they show and set an option."""

from typing import Any

import streamlit as st

from dashboard.lab.option import Option
from dashboard.state.controls import key_of, name_of, take, value
from dashboard.state.pages import part_of_widget
from dashboard.state.visit import current, settings


def control(option: str | Option, *, place: str = "", shown: Any = None) -> dict[str, Any]:
    """Return the arguments of a widget that shows and sets an option; names as in `consequences`.

    A widget forgets its value when it is not drawn, so the values are kept apart and offered to it. When something
    else has set the option (a click), it is a new widget: the old one in the browser would still send its old value,
    and that would count as the reader's. A second widget for the same option has a place. ``shown`` is what it
    shows instead of the value, where that is none yet, or not one that there is now.
    """
    key = key_of(name_of(option), place)
    st.session_state[key] = value(option) if shown is None else shown
    return _arguments(option, place, key)


def number_field(option: str | Option, *, place: str = "number", shown: Any = None) -> dict[str, Any]:
    """Return the arguments of a field in which a number is typed: unlike a switch, it is set only where it differs.

    A drawing that began before the number was typed would bring the old one back to the browser, which would send it
    with whatever is clicked next. A switch cannot be kept like this: under one key it may get other values.
    """
    key = key_of(name_of(option), place)
    offer(key, value(option) if shown is None else shown)
    # emptied, it would else be its least number, which nobody has typed
    return {"value": None, **_arguments(option, place, key)}


def text_field(option: str | Option) -> dict[str, Any]:
    """Return the arguments of a field in which a formula is typed; what is refused stays there, with its reason."""
    name = name_of(option)
    key = key_of(name, "typed")
    now = value(option) if isinstance(option, Option) else getattr(settings(), name)
    offer(key, current().typed.get(name, now))
    return _arguments(option, "typed", key)


def _arguments(option: str | Option, place: str, key: str) -> dict[str, Any]:
    return {"key": key, "on_change": take, "args": (option, place, key, part_of_widget())}


def offer(key: str, wanted: Any) -> None:
    """Give a widget its value if it does not have it: what is being typed there stays."""
    offered = current().offered
    if key not in offered or key not in st.session_state or st.session_state[key] != wanted:
        st.session_state[key] = wanted
        offered.add(key)
