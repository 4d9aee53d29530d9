"""An attempt ends: with an answer, with a failure, or when its calls are used up."""

import sys

from sympy import Symbol, expand

from derivations.engine.effort import CALLS, attempt, given_up, watch

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
            given_up("reduction")
        assert inner == ["reduction"]
    attempt(1000, endless)
    assert noted == ["endless"]
