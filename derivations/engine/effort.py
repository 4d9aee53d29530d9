"""Attempts of SymPy that end: so much effort, and no more.

Goes in: a function of SymPy's and its arguments. Comes out: its answer, or None where it would take too much, or fails.
Must not know: what is attempted.

Effort is counted in calls of Python functions, not in seconds: an attempt does not end otherwise on a machine that is
slow or busy. A signal would reach the main thread only. SymPy needs fewer calls for what its caches hold, and more or
fewer as it orders its symbols, so an attempt close to its bound may end one way or the other: ``effort`` changes it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import CO_GENERATOR
from threading import Lock
from types import FrameType
from typing import Any, ParamSpec, TypeVar

from sympy.polys.polyerrors import BasePolynomialError

# About half a second of SymPy; what a textbook function takes is below a tenth of it.
CALLS = 250_000

# What SymPy raises on expressions that it was not written for: a comparison with no number, a zero below a bar.
FAILURES = (
    ArithmeticError,
    AttributeError,
    BasePolynomialError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)

P = ParamSpec("P")
T = TypeVar("T")


# Python refuses a trace function while another thread puts in one.
_TRACING = Lock()

# The multiple of its calls that an attempt may make.
_EFFORT: ContextVar[float] = ContextVar("effort", default=1)

# The list that the attempts of this moment are noted in, where somebody wants to know.
_NOTED: ContextVar[list[str] | None] = ContextVar("noted", default=None)


@contextmanager
def watch() -> Iterator[list[str]]:
    """Give a list in which every attempt is noted that is given up from now on, at its bound or before it is made."""
    noted: list[str] = []
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


@contextmanager
def effort(multiple: float) -> Iterator[None]:
    """Let every attempt make so many times the calls that it is given."""
    token = _EFFORT.set(multiple)
    try:
        yield
    finally:
        _EFFORT.reset(token)


def note_given_up(what: str) -> None:
    """Note that an attempt was given up: what stands there is right, but might be shorter."""
    noted = _NOTED.get()
    if noted is not None:
        noted.append(what)


class _Enough(BaseException):
    """The effort is used up; no part of SymPy catches this one on its way."""


def attempt(calls: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Return what a function gives, or None if it makes more calls than these, or fails."""
    left = calls * _EFFORT.get()

    def count(frame: FrameType, *_: Any) -> None:
        nonlocal left
        left -= 1
        # not while a generator is thrown away: there the exception would be lost, and the count with it
        if left < 0 and not frame.f_code.co_flags & CO_GENERATOR:
            raise _Enough

    before = sys.gettrace()
    with _TRACING:
        sys.settrace(count)
    try:
        return function(*args, **kwargs)
    except _Enough:
        note_given_up(getattr(function, "__name__", "attempt"))
        return None
    except FAILURES:
        return None
    finally:
        # no function of ours: it would be counted, and end here
        with _TRACING:
            sys.settrace(before)
