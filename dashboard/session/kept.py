"""What is kept for all visits is made once: who asks for it while it is made waits for it.

Goes in: a function of frozen records. Comes out: the same function, with a memory. Must not know: what is made.
"""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Place(Generic[T]):
    """Where one thing is kept, from the moment on at which somebody asks for it."""

    def __init__(self) -> None:
        self.made: list[T] = []
        self.lock = Lock()

    def get(self, make: Callable[[], T]) -> T:
        if not self.made:
            with self.lock:
                # what fails is not kept: the next one tries again
                self.made = self.made or [make()]
        return self.made[0]


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last results of a function; unlike `lru_cache`, let nobody make what another one is making."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        place: Callable[..., _Place[T]] = lru_cache(maxsize=most)(lambda *_, **__: _Place())
        finding = Lock()

        @wraps(function)
        def found(*args: P.args, **options: P.kwargs) -> T:
            with finding:
                here = place(*args, **options)
            return here.get(partial(function, *args, **options))

        return found

    return decorate
