"""The page "Layer by layer": what a rerun costs its server, and how soon a reader has it in front of him."""

from collections.abc import Iterator

from playwright.sync_api import Error

from tests.benchmarks.browser import chromium
from tests.benchmarks.first_page import first_page
from tests.benchmarks.measure import Row, left_out
from tests.benchmarks.reruns import reruns
from tests.benchmarks.warm_page import warm_page


def rows() -> Iterator[Row]:
    """Measure everything here."""
    try:
        with chromium() as browser:
            yield from reruns(browser)
            yield from warm_page(browser)
            yield from first_page(browser)
    except Error as error:
        yield left_out("the page in a browser", str(error).splitlines()[0])
