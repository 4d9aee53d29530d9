"""Attempts of SymPy that end: a simplification, or the solution of an inequality, within a second or not at all.

Goes in: an expression. Comes out: a shorter one that equals it, and whether the bound was reached; then the expression
may be the one that went in, which is as correct. Must not know: lines, rules, pages.

SymPy cannot be interrupted from within: a signal reaches the main thread only, and a page runs in another one. So
the attempt runs in a child process that is kept, and ended when its time is over. One attempt runs at a time.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sympy import Basic, Expr
from sympy.core.relational import Relational

from derivations.models import bounded_child
from derivations.models.bounded_child import Letters, decode, encode

SECONDS = 1.0
# The first attempt waits for SymPy to be imported once more.
START = 20.0
# The child's own clock rings later than its parent's: only an orphan hears it.
GRACE = 1.0
# Past this many operations an attempt is not made: it would only run into the bound.
LARGEST = 1000


def simplified(expression: Expr, *, seconds: float = SECONDS) -> tuple[Expr, bool]:
    """Return a shorter form of an expression, and whether the bound was reached before every attempt was over.

    Parameters
    ----------
    expression : Expr
        May hold any node: what the child does not know stays as it is.
    seconds : float

    Returns
    -------
    expression : Expr
        The shortest form that was found in time; if there is none, the expression that was given.
    reached : bool
        True where the time, the size or the memory was not enough, or no child could be started. Then the line is to
        say that it is not simplified.
    """
    if expression.count_ops() > LARGEST:
        return expression, True
    found, reached = _CHILD.attempt("simplify", expression, seconds)
    return (expression if found is None else found), reached


def solved(condition: Relational, *, seconds: float = SECONDS) -> tuple[Basic | None, bool]:
    """Return where an inequality in one letter holds, as conditions on the letter, and whether the bound was reached.

    None stands for a solution that was not found.
    """
    if condition.count_ops() > LARGEST or len(condition.free_symbols) != 1:
        return None, condition.count_ops() > LARGEST
    return _CHILD.attempt("solve", condition, seconds)


class Child:
    """A process that is started when it is needed, ended when it takes too long, and then started again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._rest = b""

    @property
    def pid(self) -> int | None:
        """The number of the process, if one is running."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def attempt(self, what: str, expression: Basic, seconds: float) -> tuple[Any, bool]:
        """Return the best answer (None: there is none), and whether the bound was reached."""
        if not self._lock.acquire(timeout=seconds + START):
            return None, True
        try:
            return self._attempt(what, expression, seconds)
        except (OSError, EOFError, ValueError, TimeoutError, RecursionError):
            # a child that died, or whose answer was cut off: the next attempt gets a new one
            self._end()
            return None, True
        except BaseException:
            # an answer that is still under way would be taken for that of the next attempt
            self._end()
            raise
        finally:
            self._lock.release()

    def end(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _attempt(self, what: str, expression: Basic, seconds: float) -> tuple[Any, bool]:
        letters = Letters()
        request = {"what": what, "expression": encode(expression, letters), "seconds": seconds + GRACE}
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        best, until = None, time.monotonic() + seconds
        while True:
            try:
                message = self._message(until)
            except (EOFError, TimeoutError):
                self._end()
                return best, True
            if "done" in message:
                return best, False
            parts = [letters.parts[number] for number in message["letters"]]
            best = decode(message["answer"], lambda number, _, parts=parts: parts[number])  # type: ignore[misc]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None and self._owner == os.getpid():
            return self._process
        if self._process is not None and self._owner == os.getpid():
            self._end()
        # by its path, without this library: its other rooms would take half a second to import
        command = [sys.executable, "-P", str(Path(bounded_child.__file__))]
        pipe, away = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=away)
        self._owner, self._rest = os.getpid(), b""
        self._message(time.monotonic() + START)
        return self._process

    def _message(self, until: float) -> dict[str, Any]:
        """Wait for the next line.

        Raises
        ------
        TimeoutError
            If it does not come in time.
        EOFError
            If the child has ended.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        while b"\n" not in self._rest:
            if not select.select([handle], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError
            new = os.read(handle, 65536)
            if not new:
                raise EOFError
            self._rest += new
        line, _, self._rest = self._rest.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _end(self) -> None:
        process, self._process, self._rest = self._process, None, b""
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


_CHILD = Child()
atexit.register(_CHILD.end)
