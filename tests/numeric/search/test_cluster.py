"""A search on a real Dask cluster of two processes, one of which is killed in the middle."""

import importlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any, NoReturn

import pytest

from derivations.numeric.search import Settings, search
from tests.numeric.searches import SEED, Serial, complaint, data, settings


@pytest.fixture(scope="module")
def distributed(lacking: Callable[[str], NoReturn]) -> ModuleType:
    """Give the module distributed."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        lacking(f"Dask cannot be imported ({error})")


@pytest.fixture(scope="module")
def client(distributed: ModuleType) -> Iterator[Any]:
    """Give a client of two workers, each in a process that is started anew when it dies; on this machine alone."""
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as connected:
        yield connected


def long_enough() -> tuple[Settings, ...]:
    """Give trials of some tenths of a second each, so that there is a middle."""
    return tuple(replace(each, epochs=2000, patience=None) for each in settings())


def test_a_cluster_gives_the_same_table(client: Any) -> None:
    *_, plain = search(data(), settings(), seed=SEED, executor=Serial())
    *_, spread = search(data(), settings(), seed=SEED, executor=client.get_executor())
    assert spread.table == plain.table


def test_a_worker_is_killed_and_no_result_is_lost_or_doubled(client: Any) -> None:
    tried = long_enough()
    *_, plain = search(data(), tried, seed=SEED, executor=Serial())
    pids = client.run(os.getpid)
    running = search(data(), tried, seed=SEED, executor=client.get_executor())
    first = next(running)
    busy = next(address for address, keys in client.processing().items() if keys)
    assert first.done < first.total
    os.kill(pids[busy], signal.SIGKILL)
    seen = [first, *running]
    assert [each.done for each in seen] == list(range(1, len(tried) + 1))
    assert complaint(seen[-1].trials, len(tried)) == ""
    assert seen[-1].table == plain.table
    assert not any(trial.failure for trial in seen[-1].trials)
    # it was one of them, and another process has taken its place
    end = time.monotonic() + 20
    while len(now := set(client.run(os.getpid).values())) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert pids[busy] not in now
    assert len(now) == 2


def test_closing_cancels_what_the_cluster_has_not_begun(client: Any) -> None:
    running = search(data(), long_enough(), seed=SEED, executor=client.get_executor())
    next(running)
    running.close()
    end = time.monotonic() + 20
    while any(client.processing().values()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(client.processing().values())
