"""The page "Check" on a laptop and on a phone: every mark is seen beside its number, and nothing is cut off."""

from playwright.sync_api import Page

from dashboard.navigation import PAGES
from tests.browser.checks import settled

# how far something hangs out of the nearest box that clips it
HANGING = """found => found.map(e => {
    const own = e.getBoundingClientRect();
    let right = innerWidth;
    for (let box = e.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== 'visible') right = Math.min(right, box.getBoundingClientRect().right);
    }
    return Math.round(own.right - right);
})"""


def hanging(page: Page, selector: str) -> list[int]:
    """Measure what is found by a selector; it has to be there."""
    found: list[int] = page.locator(selector).evaluate_all(HANGING)
    assert found
    return found


def test_marks_and_switches_are_seen_as_a_whole(page: Page, app_url: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{app_url}/check?mistake=derivative&layer=2")
        settled(page, timeout=60_000)
        assert len(hanging(page, ".st-key-gradients td .stMarkdownColoredText")) == 9
        for selector in (".st-key-gradients td .stMarkdownColoredText", '[class*="st-key-control-focus"] button'):
            assert max(hanging(page, selector)) <= 0, (width, selector)
        # on a phone the three numbers, at a desk also how far they differ
        assert page.locator(".st-key-gradients th:visible").count() == (6 if width == 1280 else 4)


def test_the_halves_stand_below_those_of_the_head(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/check")
    settled(page, timeout=60_000)
    columns = page.get_by_test_id("stColumn")
    left = [round(columns.filter(has_text=words).last.bounding_box()["x"]) for words in ("Try:", "How far off is a")]  # type: ignore[index]
    assert left[0] == left[1]


def test_a_phone_leads_to_it_with_the_same_network(page: Page, app_url: str) -> None:
    """The names of the pages are folded away there."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/?seed=5")
    settled(page, timeout=60_000)
    for row in PAGES[1:]:
        link = page.get_by_role("link", name=f"Next: {row.title}")
        link.wait_for()
        assert link.bounding_box()["y"] < 844  # type: ignore[index]
        link.click()
    page.get_by_text("How do I know that a gradient is right?").wait_for()
    assert "/check?" in page.url
    assert "seed=5" in page.url
