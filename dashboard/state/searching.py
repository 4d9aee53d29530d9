"""The search of a visit for hyper-parameters: begun, stopped, a trial of it applied, and tested at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod

import numpy as np
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lab.option import Option
from dashboard.lab.regularising import SEED
from dashboard.lab.search_run import GRID, RANDOM, SearchRun
from dashboard.lab.tries import Try
from dashboard.state import controls
from dashboard.state.pages import redraw_all
from dashboard.state.regularisation import (
    DROPOUT,
    EPOCHS,
    L1,
    L2,
    NORM,
    RATE,
    START,
    TOGETHER,
    UNITS,
    current_settings,
    data,
    fit_of,
    used,
)
from dashboard.state.replacing import take_try
from dashboard.state.visit import current
from derivations import Settings, Trial, grid, sample_settings

TABLE = "search-table"
KINDS = {"grid": "Grid", "random": "Random"}
KIND = Option("reg_search", "random", tuple(KINDS), KINDS)
COUNT = Option("reg_trials", 32, (8, 16, 32, 64))


def trials_to_run() -> int:
    """Return how many trials a search would have."""
    if controls.value(KIND) == "grid":
        return prod(len(each) for each in GRID.values())
    count: int = controls.value(COUNT)
    return count


def settings_to_try(number: int) -> tuple[Settings, ...]:
    """Return what the search of this number in the visit tries, with the epochs that are set."""
    base = current_settings()
    if controls.value(KIND) == "grid":
        return grid(GRID, base)
    rng = np.random.default_rng((SEED, number))
    return tuple(map(_round, sample_settings(rng, controls.value(COUNT), RANDOM, base)))


def _round(drawn: Settings) -> Settings:
    """Round what was drawn to three figures: it is read, and stands in an address."""
    l2, l1, dropout, rate = (float(f"{each:.3g}") for each in (drawn.l2, drawn.l1, drawn.dropout, drawn.learning_rate))
    return replace(drawn, l2=l2, l1=l1, dropout=dropout, learning_rate=rate)


def begin_search() -> None:
    """Begin a search; the one before is ended with its processes (a callback)."""
    here = current()
    if here.search is not None:
        here.search.stop()
    here.renew(TABLE)
    here.searches += 1
    here.search = SearchRun(data(), settings_to_try(here.searches), _reader_is_there(), controls.value(KIND))
    here.tested = None
    redraw_all()


def stop_search() -> None:
    """End the search, and keep what it has found (a callback)."""
    found = current().search
    if found is not None:
        found.stop()
    redraw_all()


def _reader_is_there() -> Callable[[], bool]:
    """Return a function that says whether the session is connected; it knows the session by its name alone."""
    run = get_script_run_ctx()
    if run is None or not runtime.exists():
        return lambda: True
    server, session = runtime.get_instance(), run.session_id
    return lambda: server.is_active_session(session)


def apply_trial(trial: Trial) -> None:
    """Set the page's network to the settings and the start of a trial (a callback), from which there is a way back."""
    tried = trial.settings
    wanted = {
        TOGETHER: True,
        L2: tried.l2,
        L1: tried.l1,
        DROPOUT: tried.dropout,
        NORM: tried.batch_norm,
        UNITS: tried.hidden,
        RATE: tried.learning_rate,
        EPOCHS: tried.epochs,
        START: trial.number,
    }
    settings = {option.name: value for option, value in wanted.items()}
    take_try(Try("", settings, f"Trial {trial.number} is trained from its own start; *Back* returns to what was set."))


def applied_trial() -> Trial | None:
    """Return the trial of the search whose settings and start the page's network has now, if any."""
    search = current().search
    now = current_settings(**used()), int(controls.value(START))
    trials = search.trials if search else ()
    return next((each for each in trials if (each.settings, each.number) == now and not each.failure), None)


def look_at_test_samples() -> None:
    """Hold the trial that is applied against the test samples, once in a search, and count how often (a callback)."""
    here, trial = current(), applied_trial()
    if trial is not None and here.tested is None:
        fit = fit_of(trial.settings)
        if fit.finished and not fit.failure:
            here.tested, here.looks = (trial.number, fit.score(data().test)), here.looks + 1
    redraw_all()
