"""The address of a page: what is set on all pages, and what this page has for itself."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lab.option import write
from dashboard.state.pages import Page
from dashboard.state.visit import current


def stepped_back() -> bool:
    """Whether this run was asked for by the browser's arrows back and forward."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def read_own(page: Page, query: Mapping[str, str]) -> None:
    """Read the options that a page has for itself; what is not allowed is passed over."""
    here = current()
    for option in page.options:
        here.own[option.name] = option.read(query.get(option.name, ""), here.settings)


def write_address() -> None:
    """Write what differs from the defaults."""
    here = current()
    query = here.settings.query()
    for option in here.page.options if here.page else ():
        own = here.own.get(option.name, option.default)
        if own != option.default:
            query[option.name] = write(own)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
