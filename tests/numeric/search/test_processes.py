"""The processes of this machine: no result is lost when one of them dies, and none of them is left behind."""

import math
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest

from derivations.errors import SpecificationError
from derivations.numeric.search import LocalProcesses
from derivations.numeric.search.processes import WorkerError

ROOT = Path(__file__).resolve().parents[3]
# An error whose pickle has the sentence alone, from which it cannot be made; its class is found in `sys`.
UNREADABLE = """
import sys


class Unreadable(Exception):
    def __init__(self, reason, epoch):
        super().__init__(reason)


sys.Unreadable = Unreadable
raise Unreadable("gone", 1)
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalProcesses]:
    with LocalProcesses(2) as processes:
        yield processes


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_results_come_back_each_to_its_own_future(pool: LocalProcesses) -> None:
    assert list(pool.map(math.factorial, range(50))) == [math.factorial(n) for n in range(50)]
    assert pool.submit(int, "11", base=2).result() == 3
    large = os.urandom(10**6)
    assert pool.submit(bytes, large).result() == large


def test_it_runs_in_other_processes(pool: LocalProcesses) -> None:
    assert os.getpid() not in {pool.submit(os.getpid).result() for _ in range(4)} <= set(pool.pids)


def test_what_a_function_raises_comes_back(pool: LocalProcesses) -> None:
    with pytest.raises(ValueError, match="invalid literal for int"):
        pool.submit(int, "eleven").result()


def test_what_cannot_be_sent_is_said(pool: LocalProcesses) -> None:
    with pytest.raises(Exception, match=r"[Pp]ickle"):
        pool.submit(lambda: 1).result()
    with pytest.raises(RuntimeError, match="TypeError on sending"):
        pool.submit(open, os.devnull).result()
    # an error that can be sent, but not be read again
    with pytest.raises(RuntimeError, match="gone"):
        pool.submit(exec, UNREADABLE, {"__name__": "sys"}).result()


def test_what_a_function_prints_is_no_result(pool: LocalProcesses) -> None:
    assert pool.submit(print, "printed by a worker").result() is None
    assert pool.submit(os.write, 1, b"\x00" * 16).result() == 16
    assert pool.submit(operator.add, 1, 2).result() == 3


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    log = tmp_path / "runs"
    source = "import os, sys, time\nwith open({log!r}, 'a') as f: f.write('{n} ')\ntime.sleep(0.05)"
    with LocalProcesses(2) as pool:
        futures = [pool.submit(exec, source.format(log=str(log), n=n)) for n in range(30)]
        wait(futures[:6])
        before = pool.pids
        os.kill(before[0], signal.SIGKILL)
        assert [future.result(20) for future in futures] == [None] * 30
        assert before[0] not in pool.pids
        assert before[1] in pool.pids
    runs = [int(n) for n in log.read_text().split()]
    assert set(runs) == set(range(30))
    # only what the killed one was at ran again, at most
    assert len(runs) <= 31


def test_what_kills_its_process_each_time_is_given_up_and_the_rest_goes_on() -> None:
    with LocalProcesses(1) as pool:
        deadly, harmless = pool.submit(os._exit, 3), pool.submit(operator.add, 1, 2)
        with pytest.raises(WorkerError, match="died 3 times, the last time with status 3"):
            deadly.result(30)
        assert harmless.result(20) == 3


def test_it_can_be_stopped_in_the_middle() -> None:
    pool = LocalProcesses(1)
    long, pending = pool.submit(time.sleep, 1000), pool.submit(time.sleep, 1000)
    assert until(lambda: len(pool.pids) == 1 and long.running())
    (pid,) = pool.pids
    pool.stop()
    with pytest.raises(BrokenExecutor, match="stopped"):
        long.result(1)
    assert pending.cancelled()
    assert pool.pids == ()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(SpecificationError, match="submit after shutdown"):
        pool.submit(int)
    pool.stop()


class LastIsTaken(SimpleQueue[Any]):
    """A queue whose last task is taken by a process just before whoever cancels gets it."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        super().get_nowait()
        return super().get(block, timeout)

    def get_nowait(self) -> Any:
        return self.get(block=False)


def test_it_stops_though_the_last_task_begins_just_then() -> None:
    pool = LocalProcesses(1)
    pool._tasks = LastIsTaken()
    pool._tasks.put((Future(), bytes))
    stopping = Thread(target=pool.stop, daemon=True)
    stopping.start()
    stopping.join(10)
    assert not stopping.is_alive()


def test_shutting_down_finishes_what_was_submitted() -> None:
    pool = LocalProcesses(1)
    futures = [pool.submit(operator.add, n, 1) for n in range(5)]
    pool.shutdown()
    assert [future.result(0) for future in futures] == [1, 2, 3, 4, 5]


def test_no_more_processes_than_there_is_to_do() -> None:
    with LocalProcesses(4, most=1) as pool:
        assert list(pool.map(operator.neg, range(3))) == [0, -1, -2]
        assert len(pool.pids) == 1
    with pytest.raises(SpecificationError, match="workers 0; expected a whole number from 1 up"):
        LocalProcesses(0)


def test_it_can_be_used_from_a_thread(pool: LocalProcesses) -> None:
    found: list[int] = []
    thread = Thread(target=lambda: found.append(pool.submit(operator.add, 2, 3).result()))
    thread.start()
    thread.join(20)
    assert found == [5]


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
print("main")
import numpy as np
from derivations.numeric import moons, split
from derivations.numeric.search import Settings, grid, search
rng = np.random.default_rng(0)
for progress in search(split(moons(rng), rng), grid({{"epochs": [1, 2, 3]}}), seed=0):
    pass
print(progress.done)
"""


def test_the_main_script_runs_once_though_it_has_no_guard(tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT.format(root=str(ROOT)))
    ran = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.split() == ["main", "3"]
    assert ran.stderr == ""


ORPHAN = """
import os, sys, time
sys.path.insert(0, {root!r})
from derivations.numeric.search import LocalProcesses
pool = LocalProcesses(1)
print(pool.submit(os.getpid).result(), flush=True)
pool.submit(time.sleep, 1000)
time.sleep(0.2)
os.kill(os.getpid(), 9)
"""


def test_no_process_outlives_the_one_that_started_it() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ORPHAN.format(root=str(ROOT))], capture_output=True, text=True, check=False, timeout=60
    )
    pid = int(ran.stdout)

    def gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        # killed, but in a container nobody may have asked how it ended
        stat = Path(f"/proc/{pid}/stat")
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"

    assert until(gone)


def test_a_future_that_is_cancelled_is_not_run(pool: LocalProcesses) -> None:
    blocks: list[Future[None]] = [pool.submit(time.sleep, 0.3) for _ in range(2)]
    assert until(lambda: all(block.running() for block in blocks))
    cancelled = pool.submit(os._exit, 1)
    assert cancelled.cancel()
    before = pool.pids
    wait(blocks)
    assert pool.submit(operator.add, 1, 1).result() == 2
    assert pool.pids == before
