"""What a test may need from the machine: a browser, a TeX engine, PyTorch; and what happens where it is not there.

Locally such a test is skipped, and the end of the run names what was left out. With the environment variable CI set to
a true value nothing may be left out: what is missing is a failure, and so is any other skip.
"""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import NoReturn

import hypothesis
import pytest

IN_CI = os.environ.get("CI", "").strip().lower() in {"1", "true", "yes", "on"}

# A first call into SymPy is slow and a later one is not: a deadline per example would fail at random.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "here")


@pytest.fixture(autouse=True)
def same_main() -> Iterator[None]:
    """Take back what Streamlit's AppTest leaves as __main__: a file that is gone, and that new processes would read."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def lacking() -> Callable[[str], NoReturn]:
    """Give the one function that ends a test because of what the machine lacks: `lacking("no pdflatex on PATH")`."""

    def end(what: str) -> NoReturn:
        if IN_CI:
            pytest.fail(f"{what}, and in CI nothing may be left out", pytrace=False)
        pytest.skip(what)

    return end


@pytest.fixture(scope="session")
def torch(lacking: Callable[[str], NoReturn]) -> ModuleType:
    """Give the module PyTorch."""
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        lacking(f"PyTorch cannot be imported ({error})")


@pytest.fixture(scope="session")
def pdflatex(lacking: Callable[[str], NoReturn]) -> str:
    """Give the path of the program pdflatex."""
    return shutil.which("pdflatex") or lacking("no pdflatex on PATH")


def _left_out(reporter: pytest.TerminalReporter) -> dict[str, list[str]]:
    """Give the names of the skipped tests under each reason."""
    left_out: dict[str, list[str]] = {}
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    return left_out


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make any skip a failure of the run in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter is not None and _left_out(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what was left out, and why."""
    left_out = _left_out(terminalreporter)
    if not left_out:
        return
    terminalreporter.section("left out", red=IN_CI, yellow=not IN_CI)
    for reason, names in sorted(left_out.items()):
        terminalreporter.write_line(f"{reason}: {len(names)} left out")
        for name in names:
            terminalreporter.write_line(f"    {name}")
    if IN_CI:
        terminalreporter.write_line("CI is set, so nothing may be left out: this run has failed.", red=True)
