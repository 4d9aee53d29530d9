"""What a test may need from the machine: a browser, a TeX engine, PyTorch; and how a run searches and is spread.

Locally a test that lacks something is skipped, and the end of the run says what was left out, a line for each reason.
With the environment variable CI set to a true value nothing may be left out: what is missing is a failure, and so is
any other skip.
"""

import gc
import importlib
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import NoReturn

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from derivations.engine import check
from tests.searching import USUAL, Search

IN_CI = os.environ.get("CI", "").strip().lower() in {"1", "true", "yes", "on"}
MOST_PROCESSES = 8
SELDOM = 20_000  # new objects; Python looks after 700
SEED = "hypothesis_seed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of a longer search."""
    about = "draw N times as many random examples, from a new seed, which is printed; --hypothesis-seed repeats it"
    parser.addoption("--longer", type=int, default=1, metavar="N", help=about)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Spread the whole suite over the processors, a file at a time; a part of it starts sooner in one process."""
    option = config.option
    if hasattr(config, "workerinput"):
        return  # one of those processes, which would spread its part again, and so on without end
    whole = config.args == config.getini("testpaths") and not option.collectonly and not option.usepdb
    if whole and config.pluginmanager.hasplugin("xdist") and option.numprocesses is None and option.dist == "no":
        option.numprocesses, option.maxprocesses, option.dist = "logical", MOST_PROCESSES, "loadfile"
        # each has a processor: the threads of NumPy and PyTorch would only wait for each other there
        os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples in every run, unless a longer search or a seed was asked for."""
    if config.option.longer > 1 and config.getoption(SEED) is None:
        # in the process that starts the others, which are given all options
        setattr(config.option, SEED, str(random.SystemRandom().randrange(10**6)))
    # SymPy orders symbols by their hashes, and text hashes otherwise in every process: what this one starts shall not
    os.environ.setdefault("PYTHONHASHSEED", str(int(config.getoption(SEED) or 0) % 2**32))
    hypothesis.settings.register_profile(
        "here",
        # a first call into SymPy is slow and a later one is not, and so is drawing on a busy machine
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
        derandomize=config.getoption(SEED) is None,
        max_examples=USUAL * config.option.longer,
        database=None,
        print_blob=True,
    )
    hypothesis.settings.load_profile("here")
    # Examples would also depend on the numbers in the source of whatever modules happen to be loaded by now.
    providers._get_local_constants = Constants


def pytest_collection_finish() -> None:
    """Look for garbage less often: SymPy's many small objects go without it, and what is loaded by now stays."""
    gc.freeze()
    gc.set_threshold(SELDOM)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say how to repeat a search."""
    return None if config.getoption(SEED) is None else f"random search: {_how(config)}"


def _how(config: pytest.Config) -> str:
    return f"--longer {config.option.longer} --hypothesis-seed {config.getoption(SEED)}"


@pytest.fixture(scope="session")
def search(request: pytest.FixtureRequest) -> Search:
    """Give how long a search goes on, and from where."""
    seed = request.config.getoption(SEED)
    return Search(request.config.option.longer, None if seed is None else int(seed))


@pytest.fixture(scope="session", autouse=True)
def seed_of_checks(search: Search) -> Iterator[None]:
    """Let every check of lines draw the same numbers in every run, and others in a longer search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "new_seed", lambda: search.seed or 0)
        yield


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


def _left_out(reporter: pytest.TerminalReporter) -> Counter[str]:
    """Count the skipped tests of each reason."""
    reports = reporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in reports]
    return Counter(reason.removeprefix("Skipped: ") for reason in reasons)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make any skip a failure of the run in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter is not None and _left_out(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say plainly what was left out, and why; and with which seed a search has failed."""
    for reason, count in sorted(_left_out(terminalreporter).items()):
        terminalreporter.write_line(f"{count} left out: {reason}", yellow=not IN_CI, red=IN_CI)
    if IN_CI and _left_out(terminalreporter):
        terminalreporter.write_line("CI is set, so nothing may be left out: this run has failed.", red=True)
    if config.getoption(SEED) is not None and terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"the same search again: {_how(config)}", red=True)


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Collect no garbage: walking over all that the process holds takes up to a second, of whoever is measured."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
