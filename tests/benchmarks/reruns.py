"""What a rerun of the page "Layer by layer" costs its server, beside a page with nothing but as many equations.

A control of the page is clicked in a real browser, to and fro, by turns with the one control of a page that shows as
many equations, typed in as strings. What is measured is the processor time that the whole server process takes for a
click: the script, a second run if the page asks for one, the messages, the web server; not what it takes while nothing
happens. So the browser's own work, which is most of what a reader waits for, is not in the numbers. What a first click
derives is kept for all readers, and is not measured.

An equation is what stands displayed, in a line of its own, folded away or not. Mathematics in running text, in labels
and in tables does not count, which leaves the other page with less to do.
"""

from collections.abc import Iterator
from itertools import cycle
from time import perf_counter

from playwright.sync_api import Browser, Page

from tests.benchmarks.browser import blank_page, choose, equations, open_page, settle
from tests.benchmarks.measure import Row, at_most, in_turn, left_out
from tests.benchmarks.plain_pages import CONTROL, equations_page, script
from tests.benchmarks.streamlit_server import APP, Server, serving

# What is chosen first: every line of the derivation of an error. The page opens with the story of a sample.
FIRST = {"control-view": 1, "control-scope": 1, "control-depth": 1, "control-quantity": 3}
# The key of a control, and the places of two of its options: the second is chosen then.
CONTROLS = {"control-loss": (1, 0), "control-layer": (1, 0), "control-quantity": (4, 3), "control-view": (2, 1)}
# An odd number: with the unmeasured turn before them the clicks come out even, and the page is left as it was opened.
TURNS = 15
FACTOR = 2
# Milliseconds in which nobody clicks: a server that waits takes some time, too.
REST = 500


def reruns(browser: Browser) -> Iterator[Row]:
    """Change each control of the page, to and fro."""
    with serving(APP) as server, blank_page(browser) as page:
        open_page(page, server)
        settle(page)
        for control, option in FIRST.items():
            choose(page, control, option)
        for control, options in CONTROLS.items():
            try:
                yield _rerun(browser, server, page, control, options)
            except OSError as error:
                yield left_out(f"{control}: rerun", str(error))


def _rerun(browser: Browser, server: Server, page: Page, control: str, options: tuple[int, int]) -> Row:
    shown = []
    for option in options:
        choose(page, control, option)
        shown.append(equations(page))
    changed, as_opened = shown
    ours = _Clicker(server, page, control, options)
    with script(equations_page((as_opened, changed))) as path, serving(path) as other, blank_page(browser) as plain:
        open_page(plain, other)
        settle(plain)
        measured = in_turn(ours.work, _Clicker(other, plain, CONTROL, (1, 0)).work, TURNS)
    name = f"{control.removeprefix('control-')} changes ({len(changed)} or {len(as_opened)} equations)"
    return at_most(f"{name}: server time of a rerun, beside plain equations", measured, FACTOR)


class _Clicker:
    """Clicks the options of a control in turn, and says what a click cost the server."""

    def __init__(self, server: Server, page: Page, control: str, options: tuple[int, int]) -> None:
        self.server = server
        self.page = page
        self.control = control
        self.options = cycle(options)

    def work(self) -> float:
        """Give the processor time of a click and all that follows, less what the server takes at rest."""
        start, before = perf_counter(), self.server.processor_time()
        choose(self.page, self.control, next(self.options))
        clicked, after = perf_counter(), self.server.processor_time()
        self.page.wait_for_timeout(REST)
        at_rest = (self.server.processor_time() - after) / (perf_counter() - clicked)
        return after - before - at_rest * (clicked - start)
