"""A real Chromium in front of a server: it waits for a page, and clicks on its controls.

Goes in: a running server. Comes out: a page that has come to rest. Must not know: what the page is about.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.streamlit_server import Server
from tests.browser.conftest import BROWSER_OPTIONS, SYSTEM_BROWSERS

EQUATION = ".katex-display"
# the first visit tells the story of a sample, whose equations stand in its lines
FIRST = f"{EQUATION}, .st-key-story .katex, td .katex"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE = 60_000
# Longer than Streamlit's own pause between a click and its message, and than the server takes after its last message.
SETTLED = 250
# KaTeX keeps what it was given beside what it made of it.
WRITTEN = "all => all.map(each => each.querySelector('annotation').textContent)"
# the story's equations stand in its lines: what is no equation there are letters and arrows
IN_LINES = '.st-key-story [data-testid="stMarkdown"] .katex'


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser: the system's, else Playwright's.

    Raises
    ------
    playwright.sync_api.Error
        If there is none.
    """
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
        browser = playwright.chromium.launch(args=BROWSER_OPTIONS, executable_path=path)
        yield browser
        browser.close()


@contextmanager
def blank_page(browser: Browser) -> Iterator[Page]:
    """Open a page of 1280 x 800 with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def open_page(page: Page, server: Server, path: str = "") -> None:
    """Load a page of a server as soon as it listens, and wait for the first equation."""
    server.wait_until_open()
    page.goto(f"{server.url}/{path}", wait_until="commit")
    page.locator(FIRST).first.wait_for()


def settle(page: Page) -> None:
    """Wait until the page and its server have come to rest."""
    page.wait_for_timeout(SETTLED)
    page.locator(IDLE).wait_for()
    page.wait_for_timeout(SETTLED)


def choose(page: Page, control: str, option: int) -> None:
    """Click an option of a segmented control, given by its key and its place, and wait for what follows.

    The key may have grown: a control that is made anew has something appended to it.
    """
    press(page, f"[class*='st-key-{control}'] [role=radio] >> nth={option}")


def press(page: Page, selector: str) -> None:
    """Click what a selector finds, and wait for what follows."""
    page.locator(selector).click()
    settle(page)


def equations(page: Page) -> list[str]:
    """Return the LaTeX of every displayed equation, folded away or not, and of those of the story."""
    displayed: list[str] = page.locator(EQUATION).evaluate_all(WRITTEN)
    in_lines: list[str] = page.locator(IN_LINES).evaluate_all(WRITTEN)
    return displayed + [each for each in in_lines if "=" in each]


def written_equations(page: Page) -> list[str]:
    """Return the LaTeX of all that has an equals sign, wherever it stands: in lines, in tables, in running text."""
    found: list[str] = page.locator(".stMarkdown .katex").evaluate_all(WRITTEN)
    return [each for each in found if "=" in each]
