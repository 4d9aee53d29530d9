"""What a rerun of a page costs its server, beside a page with nothing but as many equations.

Of the page "Layer by layer" every control that draws most of it anew, of each other page its main one. A control is
clicked in a real browser, to and fro, by turns with the one control of a page that shows as many equations, typed in
as strings. What is measured is the processor time that the whole server process takes for a
click: the script, a second run if the page asks for one, the messages, the web server; not what it takes while nothing
happens. So the browser's own work, which is most of what a reader waits for, is not in the numbers. What a first click
derives is kept for all readers, and is not measured.

An equation is what stands displayed, in a line of its own, folded away or not. Mathematics in running text, in labels
and in tables does not count, which leaves the other page with less to do; of the other pages, whose equations stand
there too, all that has an equals sign does.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from time import perf_counter
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from tests.benchmarks.browser import blank_page, choose, equations, open_page, press, settle, written_equations
from tests.benchmarks.measure import Row, at_most, in_turn, left_out
from tests.benchmarks.plain_pages import CONTROL, equations_page, script
from tests.benchmarks.streamlit_server import APP, Server, serving

# What is chosen first: every line of the derivation of an error. The page opens with the story of a sample.
FIRST = {"control-view": 1, "control-scope": 1, "control-depth": 1, "control-quantity": 3}
# The key of a control, and the places of two of its options: the second is chosen then.
CONTROLS = {"control-loss": (1, 0), "control-layer": (1, 0), "control-quantity": (4, 3), "control-view": (2, 1)}
OPTION = "[class*='st-key-{}'] [role=radio] >> nth={}"
# Of the other pages, by their address: what is clicked by turns; the page is opened as it is after the last click.
OTHERS = {
    "one_weights_path": (OPTION.format("control-layer", 1), OPTION.format("control-layer", 0)),
    "the_four_equations": (OPTION.format("control-layer", 0), OPTION.format("control-layer", 1)),
    "shapes": (OPTION.format("control-line", 1), OPTION.format("control-line", 2)),
    "computational_graph": ("[class*='st-key-graph-Right'] button", "[class*='st-key-graph-Left'] button"),
    "activations_and_losses": (OPTION.format("control-about", 1), OPTION.format("control-about", 0)),
    "initialisation_and_depth": (OPTION.format("control-wide", 0), OPTION.format("control-wide", 1)),
    "optimisers": ("[class*='st-key-step-Right'] button", "[class*='st-key-step-Left'] button"),
    "perceptron_and_gates": (OPTION.format("control-gate", 1), OPTION.format("control-gate", 0)),
    "regularisation": (OPTION.format("control-regularise", 1), OPTION.format("control-regularise", 0)),
    "check": (OPTION.format("control-loss", 1), OPTION.format("control-loss", 0)),
}
# An odd number: with the unmeasured turn before them the clicks come out even, and the page is left as it was opened.
TURNS, TURNS_OF_OTHERS = 15, 7
FACTOR = 2
# Milliseconds in which nobody clicks: a server that waits takes some time, too.
REST = 500


def reruns(browser: Browser) -> Iterator[Row]:
    """Change each control of the first page, to and fro, and the main one of every other page."""
    with serving(APP) as server, blank_page(browser) as page:
        open_page(page, server)
        settle(page)
        for control, option in FIRST.items():
            choose(page, control, option)
        for control, options in CONTROLS.items():
            change = Change(control.removeprefix("control-"), [OPTION.format(control, option) for option in options])
            yield _rerun(browser, server, page, change)
        for path, clicks in OTHERS.items():
            open_page(page, server, path)
            settle(page)
            yield _rerun(browser, server, page, Change(path, clicks, TURNS_OF_OTHERS, written_equations))


class Change(NamedTuple):
    """What changes to and fro by which clicks, how often, and which equations the page then shows."""

    what: str
    clicks: Sequence[str]
    turns: int = TURNS
    written: Callable[[Page], list[str]] = equations


def _rerun(browser: Browser, server: Server, page: Page, change: Change) -> Row:
    shown = []
    for click in change.clicks:
        press(page, click)
        shown.append(change.written(page))
    changed, as_opened = shown
    what, clicks, turns, _ = change
    name = f"{what} changes ({len(changed)} or {len(as_opened)} equations)"
    plain_clicks = [OPTION.format(CONTROL, option) for option in (1, 0)]
    try:
        ours = _Clicker(server, page, clicks)
        with script(equations_page((as_opened, changed))) as path, serving(path) as other, blank_page(browser) as plain:
            open_page(plain, other)
            settle(plain)
            measured = in_turn(ours.work, _Clicker(other, plain, plain_clicks).work, turns)
    except OSError as error:
        return left_out(f"{name}: rerun", str(error))
    return at_most(f"{name}: server time of a rerun, beside plain equations", measured, FACTOR)


class _Clicker:
    """Clicks what is given in turn, and says what a click cost the server."""

    def __init__(self, server: Server, page: Page, clicks: Sequence[str]) -> None:
        self.server = server
        self.page = page
        self.clicks = cycle(clicks)

    def work(self) -> float:
        """Give the processor time of a click and all that follows, less what the server takes at rest."""
        start, before = perf_counter(), self.server.processor_time()
        press(self.page, next(self.clicks))
        clicked, after = perf_counter(), self.server.processor_time()
        self.page.wait_for_timeout(REST)
        at_rest = (self.server.processor_time() - after) / (perf_counter() - clicked)
        return after - before - at_rest * (clicked - start)
