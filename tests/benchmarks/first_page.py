"""The first page after `streamlit run`, beside that of a page which imports SymPy and Altair and shows one equation.

A fresh server is started for every turn, and a fresh browser window waits for it. The time runs from the start of the
process until the first displayed equation is seen, and until the script has ended, when all of the page is there.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from playwright.sync_api import Browser

from tests.benchmarks.browser import IDLE, blank_page, open_page
from tests.benchmarks.measure import Pair, Row, at_most
from tests.benchmarks.plain_pages import importing_page, script
from tests.benchmarks.streamlit_server import APP, serving

TURNS = 7
FACTOR = 1.5


class Start(NamedTuple):
    """Seconds from the start of the process."""

    seen: float
    complete: float


def first_page(browser: Browser) -> Iterator[Row]:
    """Start both by turns; the first turn, in which files are read from the disk, does not count."""
    with script(importing_page()) as plain:
        turns = [(_start(browser, APP), _start(browser, plain)) for _ in range(TURNS + 1)][1:]
    seen = Pair(median(ours.seen for ours, _ in turns), median(other.seen for _, other in turns))
    complete = Pair(median(ours.complete for ours, _ in turns), median(other.complete for _, other in turns))
    yield at_most("streamlit run: until an equation is seen, beside a page that imports", seen, FACTOR)
    yield at_most("streamlit run: until the page is complete, beside a page that imports", complete, FACTOR)


def _start(browser: Browser, path: Path) -> Start:
    with blank_page(browser) as page:
        start = perf_counter()
        with serving(path) as server:
            open_page(page, server)
            seen = perf_counter() - start
            page.locator(IDLE).wait_for()
            return Start(seen, perf_counter() - start)
