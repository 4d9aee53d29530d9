"""A search beside a page: nothing is lost when a worker dies, nothing is left when it is stopped or left alone."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dashboard.lab import search_run
from dashboard.lab.regularising import BASE, SEED, make_data
from dashboard.lab.search_run import GRID, RANDOM, SearchRun
from derivations import Settings, Trial, grid, rank_trials, sample_settings, search
from tests.numeric.searches import Serial

SHORT = tuple(replace(BASE, hidden=(8, 8), epochs=300, l2=l2) for l2 in (0.0, 0.003, 0.01, 0.03, 0.1, 0.3))
LONG = tuple(replace(each, epochs=100_000) for each in SHORT)


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def are_gone(pids: tuple[int, ...]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.fixture
def begin() -> Iterator[Callable[..., SearchRun]]:
    """Give what begins a search, and stop all that were begun."""
    begun: list[SearchRun] = []

    def make(settings: tuple[Settings, ...], wanted: Callable[[], bool] = lambda: True) -> SearchRun:
        begun.append(SearchRun(make_data(), settings, wanted))
        return begun[-1]

    yield make
    for each in begun:
        each.stop()


def serial(settings: tuple[Settings, ...]) -> tuple[Trial, ...]:
    *_, end = search(make_data(), settings, seed=SEED, executor=Serial())
    return end.table


def test_it_finds_what_a_search_without_processes_finds(begin: Callable[..., SearchRun]) -> None:
    found = begin(SHORT)
    assert found.is_running
    found.wait()
    assert not found.is_running
    assert not found.was_stopped
    assert found.ranked == serial(SHORT)
    assert found.seconds_left == 0
    assert not found.failure
    assert are_gone(found.processes.pids)


def test_a_worker_that_is_killed_loses_nothing(begin: Callable[..., SearchRun]) -> None:
    settings = tuple(replace(each, epochs=3000) for each in SHORT)
    found = begin(settings)
    # in the middle: some are done, some are not
    assert until(lambda: bool(found.trials) and bool(found.processes.pids))
    killed = found.processes.pids
    assert len(found.trials) < found.total
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    found.wait()
    assert not found.failure
    assert not any(each.failure for each in found.trials)
    assert found.ranked == serial(settings)
    assert are_gone(killed)


def test_to_stop_it_ends_its_processes_and_keeps_what_is_done(begin: Callable[..., SearchRun]) -> None:
    found = begin((*SHORT[:2], *LONG))
    assert until(lambda: len(found.trials) >= 2)
    assert until(lambda: bool(found.processes.pids))
    pids = found.processes.pids
    found.stop()
    assert not found.is_running
    assert found.was_stopped
    assert {each.number for each in found.trials} == {1, 2}
    assert not found.failure
    assert are_gone(pids)


def test_to_stop_it_before_its_first_trial_is_no_failure(begin: Callable[..., SearchRun]) -> None:
    found = begin(LONG)
    found.stop()
    assert found.trials == ()
    assert found.seconds_left is None
    assert not found.failure


def test_it_ends_when_its_reader_has_gone(begin: Callable[..., SearchRun], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_run, "LEFT_ALONE", 0.05)
    there = True
    found = begin(SHORT * 50, lambda: there)
    assert until(lambda: len(found.trials) > 2)
    assert found.is_running
    there = False
    found.wait()
    assert found.was_stopped
    assert found.trials
    assert found.processes.pids == ()


def test_an_executor_that_breaks_down_is_told_and_what_is_done_is_kept(begin: Callable[..., SearchRun]) -> None:
    found = begin((*SHORT[:2], *LONG))
    assert until(lambda: len(found.trials) >= 2)
    found.processes.stop()
    found.wait()
    assert "broke down with 2 of 8 trials done" in found.failure
    assert {each.number for each in found.trials} == {1, 2}


def test_more_searches_than_there_are_places_for_wait_their_turn(begin: Callable[..., SearchRun]) -> None:
    first = [begin(LONG) for _ in range(search_run.AT_ONCE)]
    assert until(lambda: not any(each.is_waiting for each in first))
    last, one_more = begin(SHORT), begin(SHORT)
    time.sleep(2 * search_run.ASKED)
    assert last.is_waiting
    assert not last.processes.pids
    # one that waits can be stopped
    one_more.stop()
    assert one_more.was_stopped
    assert not one_more.failure
    first[0].stop()
    last.wait()
    assert last.ranked == serial(SHORT)
    assert not last.is_waiting


def test_what_is_tried_varies_in_every_hyper_parameter() -> None:
    for tried in (grid(GRID, BASE), sample_settings(np.random.default_rng(SEED), 32, RANDOM, BASE)):
        assert len(tried) == 32
        for name in ("l2", "l1", "dropout", "learning_rate", "hidden"):
            assert len({getattr(each, name) for each in tried}) >= 2
    assert rank_trials(()) == ()
