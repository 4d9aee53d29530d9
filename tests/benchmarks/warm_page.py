"""The first page for another reader, on a server that has shown it before, beside a page with as many equations.

A new browser window is opened for every turn: to a server of ours, and to one that shows the same equations, typed in
as strings. The time runs until the first displayed equation is seen, and until the script has ended.
"""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser

from tests.benchmarks.browser import IDLE, blank_page, equations, open_page, settle
from tests.benchmarks.first_page import Start
from tests.benchmarks.measure import Pair, Row, at_most
from tests.benchmarks.plain_pages import equations_page, script
from tests.benchmarks.streamlit_server import APP, Server, serving

TURNS = 9
SEEN, COMPLETE = 1.3, 1.8


def warm_page(browser: Browser) -> Iterator[Row]:
    """Open both by turns; the first turn does not count."""
    with serving(APP) as server:
        with blank_page(browser) as page:
            open_page(page, server)
            settle(page)
            shown = equations(page)
        with script(equations_page((shown,))) as path, serving(path) as other:
            turns = [(_open(browser, server), _open(browser, other)) for _ in range(TURNS + 1)][1:]
    seen = Pair(median(ours.seen for ours, _ in turns), median(plain.seen for _, plain in turns))
    complete = Pair(median(ours.complete for ours, _ in turns), median(plain.complete for _, plain in turns))
    words = f"a warm server ({len(shown)} equations)"
    yield at_most(f"{words}: until an equation is seen, beside plain equations", seen, SEEN)
    yield at_most(f"{words}: until the page is complete, beside plain equations", complete, COMPLETE)


def _open(browser: Browser, server: Server) -> Start:
    with blank_page(browser) as page:
        start = perf_counter()
        open_page(page, server)
        seen = perf_counter() - start
        page.locator(IDLE).wait_for()
        return Start(seen, perf_counter() - start)
