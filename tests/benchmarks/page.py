"""The pages: what reruns and pictures cost their server, and how soon a reader has one in front of him."""

from collections.abc import Iterator

from playwright.sync_api import Error

from tests.benchmarks.browser import chromium
from tests.benchmarks.first_page import first_page
from tests.benchmarks.lab_pictures import lab_pictures
from tests.benchmarks.many_readers import many_readers
from tests.benchmarks.measure import Row, left_out
from tests.benchmarks.pictures import pictures
from tests.benchmarks.reruns import reruns
from tests.benchmarks.warm_page import warm_pages


def rows() -> Iterator[Row]:
    """Measure everything here."""
    yield from pictures()
    yield from many_readers()
    try:
        with chromium() as browser:
            yield from reruns(browser)
            yield from warm_pages(browser)
            yield from first_page(browser)
            yield from lab_pictures(browser)
    except Error as error:
        yield left_out("the page in a browser", str(error).splitlines()[0])
