"""An attempt ends: with an answer, with a failure, or when its calls are used up."""

import sys
from concurrent.futures import ThreadPoolExecutor

from sympy import Symbol, expand

from derivations.engine.effort import CALLS, attempt, effort, note_given_up, watch

z = Symbol("z")


def endless() -> int:
    def once() -> int:
        return 1

    while True:
        once()


def test_an_attempt_gives_what_its_function_gives() -> None:
    assert attempt(CALLS, expand, (z + 1) ** 2) == z**2 + 2 * z + 1


def test_an_attempt_that_does_not_end_is_ended() -> None:
    assert attempt(1000, endless) is None
    # the same question with too few calls to answer it
    assert attempt(10, expand, (z + 2) ** 9) is None


def test_an_attempt_that_fails_gives_nothing() -> None:
    assert attempt(CALLS, int, "z") is None
    assert attempt(CALLS, lambda: 1 / 0) is None


def test_a_debugger_gets_its_trace_back() -> None:
    before = sys.gettrace()

    def trace(*_: object) -> None:
        return None

    sys.settrace(trace)
    try:
        attempt(1000, endless)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is trace


def test_what_is_given_up_is_noted_where_somebody_wants_to_know() -> None:
    with watch() as noted:
        attempt(1000, endless)
        assert noted == ["endless"]
        # a failure is no answer, but nobody gave up
        attempt(CALLS, int, "z")
        attempt(CALLS, expand, z)
        assert noted == ["endless"]
        with watch() as inner:
            note_given_up("reduction")
        assert inner == ["reduction"]
    attempt(1000, endless)
    assert noted == ["endless"]


def test_more_or_less_effort_is_a_multiple_of_the_calls() -> None:
    assert attempt(1000, expand, (z + 3) ** 9) is None
    with effort(1000):
        assert attempt(1000, expand, (z + 3) ** 9) is not None
        with effort(1 / 1000):
            assert attempt(1000, expand, (z + 4) ** 2) is None
    assert attempt(1000, expand, (z + 5) ** 9) is None


def test_attempts_in_several_threads_do_not_meet() -> None:
    # an audit hook is Python code in the middle of sys.settrace, where another thread may go on
    listening = True

    def hook(event: str, _: object) -> None:
        if listening and event == "sys.settrace":
            sum(range(100))

    sys.addaudithook(hook)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda _: attempt(CALLS, int, "7"), range(4000))) == [7] * 4000
    finally:
        listening = False  # a hook cannot be taken away
        sys.setswitchinterval(before)
