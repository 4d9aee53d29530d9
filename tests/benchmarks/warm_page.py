"""Every page for another reader, on a server that has shown it before, beside a page with as many equations.

A new browser window is opened for every turn: to a server of ours, and to one that shows the same equations, typed in
as strings. The time runs until the first displayed equation is seen, and until the script has ended.
"""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser

from dashboard.navigation import PAGES
from tests.benchmarks.browser import IDLE, blank_page, equations, open_page, settle, written_equations
from tests.benchmarks.first_page import Start
from tests.benchmarks.measure import Pair, Row, at_most
from tests.benchmarks.plain_pages import equations_page, script
from tests.benchmarks.streamlit_server import APP, Server, serving

TURNS, TURNS_OF_OTHERS = 9, 5
SEEN, COMPLETE = 1.3, 1.8


def warm_pages(browser: Browser) -> Iterator[Row]:
    """Measure every page, on one server."""
    with serving(APP) as server:
        for each in PAGES:
            yield from _warm_page(browser, server, "" if each is PAGES[0] else each.file.stem, each.title)


def _warm_page(browser: Browser, server: Server, address: str, title: str) -> Iterator[Row]:
    """Open a page, and one with its equations, by turns; the first turn does not count."""
    with blank_page(browser) as page:
        open_page(page, server, address)
        settle(page)
        shown = written_equations(page) if address else equations(page)
    with script(equations_page((shown,))) as path, serving(path) as other:
        turns = [
            (_open(browser, server, address), _open(browser, other))
            for _ in range((TURNS_OF_OTHERS if address else TURNS) + 1)
        ][1:]
    seen = Pair(median(ours.seen for ours, _ in turns), median(plain.seen for _, plain in turns))
    complete = Pair(median(ours.complete for ours, _ in turns), median(plain.complete for _, plain in turns))
    words = f"{title}, a warm server ({len(shown)} equations)"
    yield at_most(f"{words}: until an equation is seen", seen, SEEN)
    yield at_most(f"{words}: until the page is complete", complete, COMPLETE)


def _open(browser: Browser, server: Server, address: str = "") -> Start:
    with blank_page(browser) as page:
        start = perf_counter()
        open_page(page, server, address)
        seen = perf_counter() - start
        page.locator(IDLE).wait_for()
        return Start(seen, perf_counter() - start)
