"""Every page of the table: it opens from the navigation and from its address, on every screen, by day and by night."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import PAGES
from tests.browser.checks import assert_clean, settled
from tests.browser.test_screens import SIDEWAYS

SCREENS = ((1280, "light"), (1280, "dark"), (1920, "light"), (390, "dark"))
PHONE = {"width": 390, "height": 800}
# the head stays on the screen: what it takes of that
HEAD = "document.querySelector('.st-key-header').parentElement.getBoundingClientRect().height"
ADDRESSES = ["", *(row.file.stem for row in PAGES[1:])]


@pytest.fixture(scope="module", params=SCREENS, ids=str)
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as wide as a desk, a laptop or a phone."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_whole_and_clean(screen: Page, app_url: str, address: str) -> None:
    fetched: list[str] = []
    screen.on("request", lambda request: fetched.append(request.url))
    screen.goto(f"{app_url}/{address}")
    settled(screen, timeout=60_000)
    assert_clean(screen)
    assert max(screen.evaluate(SIDEWAYS)) <= 1
    expect(screen.locator("h1")).to_have_text([PAGES[ADDRESSES.index(address)].title])
    if screen.viewport_size != PHONE:
        assert screen.evaluate(HEAD) < 150
    assert not [url for url in fetched if not url.startswith((app_url, "data:", "blob:", "ws:"))]


def test_the_navigation_leads_to_every_page(page: Page, app_url: str) -> None:
    page.goto(app_url)
    settled(page, timeout=60_000)
    links = page.get_by_test_id("stTopNavLink")
    expect(links).to_have_text([row.title for row in PAGES])
    for row in (*PAGES[1:], PAGES[0]):
        links.filter(has_text=row.title).click()
        expect(page).to_have_url(f"{app_url}/{row.file.stem if row is not PAGES[0] else ''}")
        settled(page, timeout=60_000)
        assert_clean(page)
        # which page it is stands in the bar, and on the page
        expect(page.locator('[aria-current="page"]')).to_have_text([row.title])
        expect(page.locator("h1")).to_have_text([row.title])
