"""Attempts that end: in time or not, in a thread, after a child has died, and without a parent."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sympy import Abs, Expr, Function, IndexedBase, Integer, Piecewise, Pow, Rational, Symbol, cos, exp, log, sin, true

from derivations.engine.expressions import Chain
from derivations.models import bounded
from derivations.models.bounded import Child, simplified, solved
from derivations.models.bounded_child import Letters, decode, encode

ROOT = Path(__file__).resolve().parents[2]
Z = Symbol("z", real=True)
J = Symbol("j", integer=True, positive=True)
X = IndexedBase("x")
EASY = sin(Z) ** 2 + cos(Z) ** 2
# a polynomial of degree 851 in exp(z/500): cancel and factor take minutes
ENDLESS = (1 + Z * exp(-Rational(851, 500) * Z)) / (1 + exp(-Rational(851, 499) * Z)) ** 2 - 1 / (1 + exp(Z / 503))
PATIENT = 30.0


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    # who has ended, and was not asked about, is a zombie
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.mark.parametrize(
    ("given", "shorter"),
    [
        (EASY, Integer(1)),
        ((Z**2 - 1) / (Z - 1), Z + 1),
        (Z, Z),
        ((X[J] ** 2 - Function("g")(Z) ** 2) / (X[J] - Function("g")(Z)), X[J] + Function("g")(Z)),
    ],
)
def test_a_shorter_form_is_found(given: Expr, shorter: Expr) -> None:
    assert simplified(given, seconds=PATIENT) == (shorter, False)


def test_an_endless_attempt_ends_and_leaves_what_is_right() -> None:
    simplified(EASY, seconds=PATIENT)
    start = time.perf_counter()
    found, reached = simplified(ENDLESS, seconds=0.4)
    # seconds are what is promised here, so seconds are measured: minutes would be too many
    assert time.perf_counter() - start < 5
    assert reached
    at = {Z: Rational(1, 3)}
    assert abs((found - ENDLESS).subs(at).evalf(30)) < 1e-25
    # and the next one has a child again
    assert simplified(EASY, seconds=PATIENT) == (1, False)


def test_what_is_too_large_is_not_attempted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Expr] = []

    class Idle(Child):
        def attempt(self, what: str, expression: Any, seconds: float) -> tuple[Any, bool]:
            asked.append(expression)
            return None, True

    monkeypatch.setattr(bounded, "_CHILD", Idle())
    huge = sum((sin(Z) ** n / (n + Z) for n in range(1, 400)), Integer(0))
    assert simplified(huge) == (huge, True)
    assert not asked
    # what is small reaches the one that is asked
    assert simplified(EASY) == (EASY, True)
    assert asked == [EASY]


def test_it_works_in_threads_one_after_the_other() -> None:
    found: list[tuple[Any, bool]] = []
    threads = [threading.Thread(target=lambda: found.append(simplified(EASY, seconds=PATIENT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [(1, False)] * 4


def test_a_child_that_was_killed_is_replaced() -> None:
    child = Child()
    try:
        assert child.attempt("simplify", EASY, PATIENT) == (1, False)
        pid = child.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while not gone(pid):
            time.sleep(0.01)
        assert child.attempt("simplify", EASY, PATIENT) == (1, False)
        assert child.pid != pid
    finally:
        child.end()
    assert child.pid is None


def test_without_a_child_the_expression_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setattr(bounded, "_CHILD", Child())
    assert simplified(EASY) == (EASY, True)


def test_a_child_outlives_its_server_by_no_more_than_its_bound() -> None:
    program = """
        import threading, time
        from tests.models.test_bounded import ENDLESS, EASY, PATIENT
        from derivations.models.bounded import _CHILD, simplified
        simplified(EASY, seconds=PATIENT)
        print(_CHILD.pid, flush=True)
        simplified(ENDLESS, seconds=0.5)
        time.sleep(60)
    """
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    # in the middle of the attempt, or right after it: neither may leave a child
    time.sleep(0.2)
    server.kill()
    server.wait()
    server.stdout.close()
    until = time.monotonic() + 20
    while not gone(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert gone(pid)


def test_an_inequality_is_solved() -> None:
    found, reached = solved(1 - Z**2 > 0, seconds=PATIENT)
    assert not reached
    assert found is not None
    assert [bool(found.subs(Z, Rational(at, 2))) for at in (-3, -1, 0, 1, 3)] == [False, True, True, True, False]
    assert solved(exp(Z) - Z > 0, seconds=PATIENT) == (None, False)


@pytest.mark.parametrize(
    "node",
    [
        Z**2 - Rational(1, 3) * exp(-Z) + log(Abs(Z)),
        Piecewise((Z, Z > 0), (0, True)),
        Chain(Z, sin(X[J])) + 1,
        Pow(2, Z),
        true,
    ],
)
def test_what_travels_comes_back(node: Any) -> None:
    letters = Letters()
    encoded = encode(node, letters)
    assert decode(encoded, lambda number, _: letters.parts[number]) == node


@pytest.mark.parametrize("name", ["Symbol", "sympify", "Function", "eval", "__import__"])
def test_only_known_kinds_are_built(name: str) -> None:
    with pytest.raises(KeyError):
        decode(["node", name, ["number", "1"]], lambda number, _: Z)
