"""The benchmark of training, untimed: BLAS has one thread where the row says one core."""

import subprocess
from typing import Any

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import training
from tests.benchmarks.measure import Pair


def test_the_command_knows_the_module() -> None:
    assert command.MODULES["training"] is training.rows


def test_one_thread_is_asked_for_before_numpy_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def run(command: list[str], *, env: dict[str, str], **_: Any) -> subprocess.CompletedProcess[str]:
        given.update(env)
        compile(command[-1], "asked", "exec")
        return subprocess.CompletedProcess(command, 0, "0.003 0.002\n", "")

    monkeypatch.setattr(subprocess, "run", run)
    assert training.on_one_core("mse") == Pair(0.003, 0.002)
    assert {given[name] for name in training.ONE_CORE} == {"1"}


def test_a_step_and_its_products_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "LARGE", (5, 4, 2))
    assert min(training.step_and_products("bce")[:2]) > 0
