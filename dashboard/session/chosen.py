"""What is chosen, and the data: what all the rest of the page depends on."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.choices import Choices
from dashboard.datasets import Task
from dashboard.selection import Selection
from derivations import Convention, DataSet, Network


@dataclass
class Visit:
    """What a visitor has chosen; the record in it is replaced, the visit stays, so a later reader finds the latest."""

    choices: Choices


def begun() -> bool:
    """Whether the visit has begun."""
    return "visit" in st.session_state


# A look into the session's state goes through a lock and several tables; nearly every line of a page asks for a choice.
_VISITS: WeakKeyDictionary[object, Visit] = WeakKeyDictionary()


def visit() -> Visit:
    """Give the visit."""
    run = get_script_run_ctx()
    whose = run.session_state if run else None
    found = _VISITS.get(whose) if whose else None
    if found is None:
        found = st.session_state.visit
        if whose:
            _VISITS[whose] = found
    return found


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def choices() -> Choices:
    """Everything that is chosen."""
    return visit().choices


def network() -> Network:
    """The network that is shown, with the loss that is chosen."""
    return choices().network


def convention() -> Convention:
    """The factors of the cost that are chosen."""
    return choices().convention


def selection() -> Selection:
    """What is looked at."""
    return choices().selection


def task() -> Task:
    """What the data set asks of a network."""
    return choices().task


def data() -> DataSet:
    """The samples that the network learns from."""
    return choices().samples
