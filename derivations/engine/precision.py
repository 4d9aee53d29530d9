"""The context of mpmath that lines are computed in: its own, and of one thread at a time.

Goes in: a function that computes with many digits. Comes out: the same, while no other thread computes with others.
Must not know: what is computed.

mpmath's own context is SymPy's too: another thread that evaluates an expression changes how many digits it has. Of
this one the digits are changed by checks alone, and two checks at once would change each other's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

from mpmath.ctx_mp import MPContext

mp = MPContext()
mpf = mp.mpf

P = ParamSpec("P")
T = TypeVar("T")

# re-entrant: a check may ask for another one
_COMPUTING = RLock()


def one_thread_at_a_time(function: Callable[P, T]) -> Callable[P, T]:
    """Let other threads wait that would compute with many digits, or look for what is found here, at the same time."""

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        with _COMPUTING:
            return function(*args, **kwargs)

    return alone
