"""Checks in several threads: each finds what it finds alone, and no context of mpmath is left with other digits."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import sleep

import mpmath
from sympy import Float

from derivations import Network, check_paths, derive, paths
from derivations.engine.precision import mp, one_thread_at_a_time
from derivations.models.functions.constants import SELU_ALPHA

THREADS, CHECKS = 6, 3
NETWORKS = (Network((2, 2, 1), ("tanh", "sigmoid"), "bce"), Network((2, 3, 1), ("gelu", "sigmoid"), "bce"))


@contextmanager
def threads_that_change_often() -> Iterator[None]:
    """Let Python change from thread to thread every 10 µs, not every 5 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def failures(seed: int) -> str:
    derivation = derive(NETWORKS[seed % len(NETWORKS)])
    sum_over_paths = check_paths(paths(derivation, "W1", (1, 1), dict.fromkeys(derivation.model.sizes, 2)), seed=seed)
    report = derivation.check(["delta1", "dW2"], seed=seed)
    return f"{report!r}, {sum_over_paths!r}" if report.failures or not sum_over_paths.ok else ""


def test_checks_in_several_threads_find_what_they_find_alone() -> None:
    digits = mpmath.mp.dps, mp.dps
    with threads_that_change_often(), ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(failures, range(THREADS * CHECKS)))
    assert not any(found)
    assert (mpmath.mp.dps, mp.dps) == digits


def test_the_digits_of_others_change_nothing() -> None:
    derivation = derive(Network((1, 1), "selu", "mse"))
    ended = Event()

    def change() -> None:
        while not ended.is_set():
            mpmath.mp.dps = 5
        mpmath.mp.dps = 15

    with threads_that_change_often(), ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        try:
            assert derivation.check(["selu'", "delta1"], seed=0).ok
            alpha = SELU_ALPHA.evalf(61)
        finally:
            ended.set()
            changing.result()
    assert abs(SELU_ALPHA.evalf(90) - alpha) < Float(10) ** -60


def test_two_threads_work_one_after_the_other() -> None:
    inside = []

    @one_thread_at_a_time
    def work(again: bool) -> int:
        inside.append(again)
        sleep(1e-4)
        most = len(inside)
        if again:
            work(False)
        inside.pop()
        return most

    with threads_that_change_often(), ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(work, [True] * 50)) == {1}
