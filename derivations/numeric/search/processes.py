"""Processes of this machine, as an executor that survives the death of one of them.

Goes in: functions that can be pickled, and their arguments. Comes out: futures, as from any Executor.
Must not know: what the functions do.

Why not ProcessPoolExecutor: forking a process that has threads (as Streamlit, or any notebook, has) may lock up for
ever; its spawn and forkserver methods run the main script once more in each child, which in Streamlit draws the page
there, and in a script without a guard starts the search again; one killed worker breaks the whole pool; and a worker in
the middle of something cannot be stopped. loky (3.7) does not run the main script, but breaks as a whole, too: with one
of two workers killed, 24 of 30 tasks were lost, and so is every task beside one that kills its process; it would be
needed at run time, where a search now needs nothing but NumPy. Here each child is a fresh interpreter at the end of two
pipes, which knows nothing of the main script and can be started from any thread. It reads pickles from its parent
alone. In return a function of the main script cannot be sent.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, BinaryIO, ParamSpec, TypeVar, cast

from derivations.errors import DerivationError, SpecificationError
from derivations.numeric.search import worker
from derivations.options import whole_number

P = ParamSpec("P")
T = TypeVar("T")

# How often something is tried that its process has died of: after that it is taken to be the cause.
ATTEMPTS = 3

START = "import sys; sys.path[:] = {path!r}; from derivations.numeric.search.worker import main; main()"


class WorkerError(DerivationError):
    """A process has ended in the middle of what it was sent."""


class _Child:
    """One process, which does one thing at a time."""

    def __init__(self) -> None:
        # the same path, so that the same modules are found, from wherever the parent has them
        command = [sys.executable, "-c", START.format(path=[str(place) for place in sys.path])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, message: bytes) -> tuple[bool, Any]:
        """Send, and wait for the answer; EOFError or OSError if the process ends before."""
        worker.write(cast(BinaryIO, self.process.stdin), message)
        answer: tuple[bool, Any] = pickle.loads(worker.read(cast(BinaryIO, self.process.stdout)))
        return answer

    def end(self) -> None:
        """Kill the process, whatever it is at, and wait until it has gone."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what was still to be sent has nowhere to go
                cast(BinaryIO, stream).close()


class LocalProcesses(Executor):
    """Run functions in processes of this machine; each that dies is replaced, and what it was at is run again.

    Parameters
    ----------
    workers : int or None
        How many processes; None: as many as this process may use cores.
    most : int or None
        No more than this; how many things there are to do, where that is known.

    Raises
    ------
    SpecificationError
        If workers is not a whole number from 1 up. After shutdown, if something is submitted.

    Futures
        raise what the function raised; WorkerError if the process died three times, BrokenExecutor if it was stopped.

    Examples
    --------
    >>> from derivations import LocalProcesses
    >>> with LocalProcesses(1) as processes:
    ...     print(processes.submit(pow, 2, 10).result())
    1024
    """

    def __init__(self, workers: int | None = None, *, most: int | None = None) -> None:
        count = cores() if workers is None else whole_number("workers", workers, 1)
        self._room = count if most is None else min(count, whole_number("most", most, 1))
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[[], bytes]] | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._children: dict[int, _Child] = {}
        self._lock = Lock()
        self._closed = self._stopped = False

    def _repr_markdown_(self) -> str:
        return f"**at most {self._room} processes** of this machine, {len(self._children)} running"

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run fn(*args, **kwargs) in a process, as soon as one is free."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise SpecificationError("submit after shutdown; make new LocalProcesses")
            # pickled only when its turn comes, so that a thousand tasks do not mean a thousand copies of the data
            self._tasks.put((future, lambda: pickle.dumps((fn, args, kwargs))))
            if len(self._threads) < self._room:
                # daemons: an interpreter that ends does not wait for them, and the children see their pipes close
                thread = Thread(target=self._serve, args=(len(self._threads),), daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more, finish what was submitted (or with cancel_futures what has begun), and end the processes."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._cancel_waiting()
            for _ in self._threads:
                self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def stop(self) -> None:
        """Shut down now: what has not begun is cancelled, what has begun is killed."""
        with self._lock:
            self._stopped = True
            for child in self._children.values():
                child.process.kill()
        self.shutdown(cancel_futures=True)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are there now."""
        with self._lock:
            return tuple(child.process.pid for child in self._children.values())

    def _cancel_waiting(self) -> None:
        # a process that becomes free may take the last one at any moment: to wait for another would be for ever
        with suppress(Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    task[0].cancel()
                    task[0].set_running_or_notify_cancel()

    def _serve(self, place: int) -> None:
        try:
            while (task := self._tasks.get()) is not None:
                future, message = task
                if future.set_running_or_notify_cancel():
                    self._settle(future, message, place)
        finally:
            self._end(place)

    def _settle(self, future: Future[Any], message: Callable[[], bytes], place: int) -> None:
        try:
            worked, answer = self._ask(message(), place)
        except Exception as error:  # it cannot be pickled, or its process died
            worked, answer = False, error
        if worked:
            future.set_result(answer)
        else:
            future.set_exception(answer)

    def _ask(self, message: bytes, place: int) -> tuple[bool, Any]:
        code: int | None = None
        for _ in range(ATTEMPTS):
            child = self._child(place)
            try:
                return child.ask(message)
            except (EOFError, OSError):
                self._end(place)
                code = child.process.returncode
        raise WorkerError(f"the process that ran it died {ATTEMPTS} times, the last time with status {code}")

    def _child(self, place: int) -> _Child:
        """Give the process of this place, a new one if there is none."""
        with self._lock:
            if self._stopped:
                raise BrokenExecutor("the processes were stopped")
            if place not in self._children:
                self._children[place] = _Child()
            return self._children[place]

    def _end(self, place: int) -> None:
        with self._lock:
            child = self._children.pop(place, None)
        if child is not None:
            child.end()


def cores() -> int:
    """Return how many cores this process may use, where the system says so: in a container fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
