"""A search for hyper-parameters that goes on beside a page: a thread follows it, processes run its trials.

Goes in: data, settings, whether somebody is still there. Comes out: how far it is, at any moment. Must not know:
Streamlit, pages; the thread touches nothing but this record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import BoundedSemaphore, Event, Thread
from time import perf_counter
from typing import Any

from dashboard.lab.regularising import HIDDEN, SEED
from derivations import LocalProcesses, Settings, Split, Trial, log_uniform, rank_trials, search, uniform
from derivations.errors import DerivationError
from derivations.numeric.search import ExecutorError
from derivations.numeric.search.processes import cores

LEFT_ALONE = 30.0  # seconds after its reader has gone a search ends: a connection that breaks off may come back
AT_ONCE = 4  # searches of all readers that have processes; others wait
_PLACES = BoundedSemaphore(AT_ONCE)
ASKED = 0.2  # seconds between two looks whether one that waits is still wanted
GRID: dict[str, list[Any]] = {
    "l2": [0.0, 0.01],
    "l1": [0.0, 0.003],
    "dropout": [0.0, 0.3],
    "learning_rate": [0.1, 0.5],
    "hidden": list(HIDDEN[:2]),
}
RANDOM: dict[str, object] = {
    "l2": log_uniform(1e-4, 0.1),
    "l1": log_uniform(1e-5, 0.01),
    "dropout": uniform(0, 0.6),
    "learning_rate": log_uniform(0.03, 1),
    "hidden": list(HIDDEN),
}


class SearchRun:
    """One search, from when it is made; `stop` ends it and its processes.

    ``wanted`` says whether its reader is there: it is asked after every trial, from the thread. ``kind`` is how its
    settings were chosen.
    """

    def __init__(
        self, data: Split, settings: Sequence[Settings], wanted: Callable[[], bool] = lambda: True, kind: str = ""
    ) -> None:
        self.settings, self.total, self.kind = tuple(settings), len(settings), kind
        self.trials: tuple[Trial, ...] = ()
        self.failure = ""
        # one core is left to whoever looks on
        self.processes = LocalProcesses(max(1, cores() - 1), most=self.total)
        self._stopped, self._wanted, self._has_place = Event(), wanted, False
        self._begun = self._seen = perf_counter()
        self._ended: float | None = None
        self._thread = Thread(target=self._follow, args=(data,), daemon=True)
        self._thread.start()

    @property
    def epochs(self) -> int:
        """How long each trial is trained."""
        return self.settings[0].epochs

    @property
    def is_running(self) -> bool:
        """Whether trials are still to come."""
        return self._ended is None

    @property
    def was_stopped(self) -> bool:
        """Whether it was ended before its end."""
        return not self.is_running and len(self.trials) < self.total

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return (self._ended or perf_counter()) - self._begun

    @property
    def seconds_left(self) -> float | None:
        """How long it will go on if the others take as long; None before the first trial is done."""
        done = len(self.trials)
        return self.seconds / done * (self.total - done) if done else None

    @property
    def ranked(self) -> tuple[Trial, ...]:
        """The trials that are done, the best first."""
        return rank_trials(self.trials)

    def stop(self) -> None:
        """End it now, with its processes; the trials that are done stay."""
        self._stopped.set()
        self.processes.stop()
        self._thread.join()

    def wait(self) -> None:
        """Wait for its end."""
        self._thread.join()

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for searches of other readers to end."""
        return self.is_running and not self._has_place

    def _follow(self, data: Split) -> None:
        try:
            while not self._has_place and not self._is_over():
                self._has_place = _PLACES.acquire(timeout=ASKED)
                self._begun = perf_counter()
            if self._has_place:
                self._search(data)
        finally:
            self.processes.stop()
            if self._has_place:
                _PLACES.release()
            self._ended = perf_counter()

    def _search(self, data: Split) -> None:
        try:
            for progress in search(data, self.settings, seed=SEED, executor=self.processes):
                self.trials = progress.trials
                if self._is_over():
                    break
        except DerivationError as error:
            if isinstance(error, ExecutorError):
                self.trials = error.trials
            # to stop it is to break its executor down
            self.failure = "" if self._stopped.is_set() else str(error)

    def _is_over(self) -> bool:
        return self._stopped.is_set() or self._is_left_alone()

    def _is_left_alone(self) -> bool:
        now = perf_counter()
        if self._wanted():
            self._seen = now
        return now - self._seen > LEFT_ALONE
