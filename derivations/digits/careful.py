"""NumPy functions of a program, run with as many digits as they need.

Goes in: functions whose bodies are NumPy expressions. Comes out: functions of arrays. Must not know: what they are for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

import numpy as np

from derivations.digits.needed import as_needed
from derivations.digits.tracked import BoundedArray


class _Names:
    """What stands for `np` in such a function: numbers in it, pi and e become exact too."""

    def __init__(self, like: BoundedArray) -> None:
        self.like, self.pi, self.e = like, like.constant("pi"), like.constant("e")

    def __getattr__(self, name: str) -> Any:
        function = getattr(np, name)
        if isinstance(function, float):
            return self.like.of(function)
        return lambda *given: function(*map(self._exact, given))

    def _exact(self, given: Any) -> Any:
        return self.like.literal(given) if isinstance(given, int | float) else given

    def positive(self, given: Any) -> BoundedArray:
        """Return a number, as one that multiplies."""
        return self.like.literal(given)

    def divide(self, above: int, below: int) -> BoundedArray:
        """Return a fraction."""
        return self.like.quotient(above, below)

    def erf(self, given: Any) -> BoundedArray:
        """Return the error function."""
        return self.like.of(given).function("erf")

    def erfc(self, given: Any) -> BoundedArray:
        """Return 1 - erf."""
        return self.like.of(given).function("erfc")


def careful(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run an entrywise function in float64, and with more digits where too few of its own are right.

    It returns one array, or several by name, of which all are right then. What it calls has to be careful too.
    """
    assert isinstance(function, FunctionType)
    arguments = function.__code__.co_varnames[: function.__code__.co_argcount]

    def exact(*given: BoundedArray) -> Any:
        names = _Names(given[0])
        known = {**function.__globals__, "np": names, "erf": names.erf, "erfc": names.erfc}
        found = FunctionType(function.__code__, known)(*given)
        return {name: given[0].of(each) for name, each in found.items()} if isinstance(found, dict) else found

    @wraps(function)
    def run(*unnamed: Any, **named: Any) -> Any:
        given = (*unnamed, *(named[name] for name in arguments[len(unnamed) :]))
        like = next((each for each in given if isinstance(each, BoundedArray)), None)
        if like is not None:
            found = exact(*map(like.of, given))
            return found if isinstance(found, dict) else like.of(found)
        names: list[str] = []

        def several(*tracked: BoundedArray) -> tuple[BoundedArray, ...]:
            found = exact(*tracked)
            names[:] = found if isinstance(found, dict) else ()
            return tuple(found.values()) if isinstance(found, dict) else (tracked[0].of(found),)

        values = as_needed(several, *given)
        return dict(zip(names, values, strict=True)) if names else values[0]

    return run
