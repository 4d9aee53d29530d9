"""Every equation is typeset, on a laptop and on a phone, by day and by night, and nothing comes from elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.charts import palette
from dashboard.lab.selection import QUANTITIES
from dashboard.lab.words import VIEWS
from tests.browser.checks import assert_clean
from tests.browser.visitor import Visitor
from tests.dashboard.reader import textbook

LONGEST = "loss=mse&layer=1&quantity=delta&view=matrix"
# by how much what could scroll sideways does
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
    .map(e => e.scrollWidth - e.clientWidth)"""
OUTSIDE = """found => found.map(e => e.getBoundingClientRect()).filter(box => box.right > innerWidth + 1).length"""
TOO_LONG = """found => found.filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => getComputedStyle(e).overflowX)"""


def assert_within(page: Page) -> None:
    """Fail if the page can be scrolled sideways, or an equation hangs out of it."""
    assert max(page.evaluate(SIDEWAYS)) <= 1
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")
    equations = page.locator(".katex-display:visible")
    assert equations.count() > 0
    assert equations.evaluate_all(OUTSIDE) == 0
    assert set(equations.evaluate_all(TOO_LONG)) <= {"auto"}


def one_click_apart() -> Iterator[tuple[int, str, str]]:
    """Every layer, quantity and view, each reached from the one before by one click."""
    quantities, views = list(QUANTITIES), [each for each in VIEWS if each != "story"]
    for layer in (2, 1):
        for quantity in quantities:
            yield from ((layer, quantity, view) for view in views)
            views.reverse()
        quantities.reverse()


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_every_equation_is_typeset(page: Page, app_url: str, loss: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.open(f"loss={loss}&quantity=z")
    shown = textbook(loss=loss, quantity="z")
    statements = set()
    for layer, quantity, view in one_click_apart():
        wanted = replace(shown, layer=layer, quantity=quantity, view=view)
        for name in ("layer", "quantity", "view"):
            if getattr(shown, name) != getattr(wanted, name):
                visitor.choose(name, getattr(wanted, name))
        page.wait_for_function(
            "query => new URLSearchParams(location.search).size === query.length"
            " && query.every(([name, value]) => new URLSearchParams(location.search).get(name) === value)",
            arg=list(wanted.query().items()),
        )
        visitor.rest(quiet=50)
        shown = wanted
        assert page.locator(".katex-display").count() >= 2
        statements.add(visitor.statement.text_content())
        assert_clean(page)
    assert len(statements) == 22  # the numbers view has the statement of the index view


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)], ids=lambda p: f"{p[0]}-{p[1]}")
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on a light or dark screen, as wide as a laptop or a phone."""
    scheme, width = request.param
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_no_screen_scrolls_sideways(screen: Page, app_url: str, request: pytest.FixtureRequest) -> None:
    dark = "dark" in request.node.name
    visitor = Visitor(screen, app_url)
    for query in ("view=numbers&layer=1&quantity=dW&loss=mse", LONGEST):
        visitor.open(query)
        expect(visitor.statement).to_contain_text(palette.DELTA.on(dark=dark))
        assert_within(screen)
        assert_clean(screen)
    ground = screen.locator('[data-testid="stApp"]').evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == ("rgb(21, 24, 27)" if dark else "rgb(255, 255, 255)")
    if "390" in request.node.name:
        # a long equation is broken at its operators
        longest = visitor.keyed("equation").locator(".katex-display").first
        assert longest.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
        assert longest.evaluate("e => e.clientHeight") > 100


def test_nothing_is_fetched_from_elsewhere(page: Page, app_url: str) -> None:
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname))
    visitor = Visitor(page, app_url)
    visitor.open()
    visitor.page.get_by_test_id("stPopoverButton").filter(has_text="LaTeX").first.click()
    expect(page.get_by_label("Copy to clipboard").first).to_be_attached()
    page.keyboard.press("Escape")
    visitor.choose("view", "numbers")
    visitor.rest()
    visitor.train()
    visitor.epoch_after(10)
    visitor.train()
    visitor.rest()
    assert "127.0.0.1" in hosts
    assert hosts <= {"127.0.0.1", None}  # None: what the page itself holds (data:, blob:)
    assert_clean(page)
