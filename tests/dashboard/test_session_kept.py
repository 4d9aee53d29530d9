"""What is kept is made once, however many ask for it at once, and nobody waits for what he has not asked for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from dashboard.session import derived
from dashboard.session.kept import kept
from derivations import Convention, Network

PATIENCE = 10
VISITORS = 8


def test_it_is_made_once_for_all_who_ask_at_once() -> None:
    made, together, begun, go_on = [], Barrier(VISITORS), Event(), Event()

    @kept(4)
    def make(what: str, *, loud: bool = False) -> str:
        made.append(what)
        begun.set()
        assert go_on.wait(PATIENCE)
        return what.upper() if loud else what

    def visit(_: int) -> str:
        together.wait(PATIENCE)
        return make("it", loud=True)

    with ThreadPoolExecutor(VISITORS) as pool:
        waiting = [pool.submit(visit, number) for number in range(VISITORS)]
        assert begun.wait(PATIENCE)
        go_on.set()
        assert [each.result(PATIENCE) for each in waiting] == ["IT"] * VISITORS
    assert made == ["it"]
    assert make("it") == "it"


def test_nobody_waits_for_something_else() -> None:
    begun, go_on = Event(), Event()

    @kept(4)
    def make(what: str) -> str:
        if what == "slow":
            begun.set()
            assert go_on.wait(PATIENCE)
        return what

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(make, "slow")
        assert begun.wait(PATIENCE)
        assert make("fast") == "fast"
        assert not slow.done()
        go_on.set()
        assert slow.result(PATIENCE) == "slow"


def test_what_fails_is_tried_again() -> None:
    tries = []

    @kept(4)
    def make(what: int) -> float:
        tries.append(what)
        return 1 / (len(tries) - 1)

    with pytest.raises(ZeroDivisionError):
        make(0)
    assert make(0) == make(0) == 1.0
    assert tries == [0, 0]


def test_the_oldest_is_forgotten() -> None:
    made = []

    @kept(2)
    def make(what: int) -> None:
        made.append(what)

    for what in (1, 2, 1, 3, 1, 2):
        make(what)
    assert made == [1, 2, 3, 2]


def test_two_first_visitors_share_one_derivation() -> None:
    of, scaled, together = Network((3, 1), "tanh", "mse"), Convention(outputs="mean"), Barrier(VISITORS)

    def visit(_: int) -> int:
        together.wait(PATIENCE)
        return id(derived.derivation(of, scaled))

    with ThreadPoolExecutor(VISITORS) as pool:
        assert len(set(pool.map(visit, range(VISITORS)))) == 1
