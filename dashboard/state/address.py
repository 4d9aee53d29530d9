"""The address of a page: what is set on all pages, what this page has for itself, and the weights if they are few."""

from collections.abc import Mapping

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lab.option import LEFT_OUT, write_own
from dashboard.lab.progress import start_progress
from dashboard.lab.saving import fits_address, from_address, lost, to_address, to_query
from dashboard.state.pages import Page
from dashboard.state.visit import current
from derivations.numeric.network.vector import vector_of

WEIGHTS = "weights"


def stepped_back() -> bool:
    """Whether the browser's back or forward button caused this run."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def read_own(page: Page, query: Mapping[str, str]) -> None:
    """Read the options that a page has for itself; what is not allowed is passed over, what was left out stays."""
    here = current()
    for option in page.options:
        if query.get(option.name) == LEFT_OUT and option.name in here.own:
            continue
        here.own.pop(option.name, None)
        if option.name in query:
            here.own[option.name] = option.read(query[option.name], here.settings)


def read_weights(query: Mapping[str, str]) -> None:
    """Take over weights and epoch of an address, without them those of the seed; left out, they stay as they are."""
    here = current()
    if not fits_address(here.progress) or query.get(WEIGHTS) == LEFT_OUT:
        return
    seed = start_progress(here.settings.whole, here.settings.seed, here.settings.initial)
    found = from_address(here.settings, query.get(WEIGHTS, "")) or seed
    if not np.array_equal(vector_of(found.parameters), vector_of(here.progress.parameters)):
        here.progress = found


def say_lost(query: Mapping[str, str]) -> None:
    """Note what an address was of and could not bring along; nothing, if weights that it left out are still here."""
    here = current()
    stays = query.get(WEIGHTS) == LEFT_OUT == to_address(here.settings, here.progress)
    here.note = "" if stays else lost(here.settings, query, WEIGHTS)


def write_address() -> None:
    """Write what differs from the defaults; while the network trains, the weights of its last rest."""
    here = current()
    query = to_query(here.settings)
    weights = to_address(here.settings, here.progress)
    if weights:
        query[WEIGHTS] = weights
    for option in here.page.options if here.page else ():
        own = here.own.get(option.name, option.default)
        if own != option.default:
            query[option.name] = write_own(option, own)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
