"""The page "Computational graph" in a browser: the keys move it event by event, and the picture follows."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import assert_clean, settled
from tests.browser.test_screens import SIDEWAYS

ADDRESS = "computational_graph"


def opened(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)
    page.locator('[class*="st-key-graph-"] svg.marks').first.wait_for()


def numbers(page: Page) -> list[str]:
    """The numbers on the arrows; each is written twice, once as its own halo."""
    texts = page.locator('[class*="st-key-graph-"] svg .mark-text text').all_text_contents()
    return sorted({text for text in texts if text[:1] in ("→", "←")})


def test_the_arrow_keys_go_from_event_to_event(page: Page, app_url: str) -> None:
    opened(page, app_url)
    assert numbers(page) == ["← 1", "← 4", "→ 100", "→ 1200", "→ 200", "→ 300", "→ 4"]
    thumb = page.get_by_role("slider")
    thumb.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Event 6 of 8")).to_be_visible()
    settled(page)
    assert "← 300" in numbers(page)
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Event 1 of 8")).to_be_visible()
    settled(page)
    assert numbers(page) == ["→ 100", "→ 200", "→ 4"]
    assert "event=1" in page.url
    assert_clean(page)


def test_an_expression_is_typed_and_a_mistake_is_told(page: Page, app_url: str) -> None:
    opened(page, app_url)
    field = page.get_by_test_id("stTextInputField")
    field.fill("p q +")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nothing after the last +")
    assert field.input_value() == "p q +"
    field.fill("p q + q")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    settled(page)
    assert {"→ 2", "→ 3"} < set(numbers(page))
    assert_clean(page)


def test_every_number_is_seen_on_every_screen(browser: Browser, app_url: str) -> None:
    for width, scheme in ((1280, "light"), (1920, "dark"), (390, "light")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        opened(page, app_url, "?expression=(sigmoid(w x %2B b) - y)^2&event=17")
        assert max(page.evaluate(SIDEWAYS)) <= 1
        # what is wider than the screen scrolls within its own box
        chart = page.locator('[class*="st-key-graph-"] svg.marks').first
        outside = chart.locator(".mark-text text").evaluate_all(
            """found => {
                const box = found[0].closest('svg').getBoundingClientRect();
                const texts = found.filter(e => e.textContent).map(e => e.getBoundingClientRect());
                return texts.filter(e => e.left < box.left - 1 || e.right > box.right + 1).length;
            }"""
        )
        assert outside == 0
        assert len(numbers(page)) >= 12
        assert_clean(page)
        context.close()


def test_the_question_is_answered_on_the_first_screen(browser: Browser, app_url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    opened(page, app_url)
    for place in (page.locator(".st-key-graph-event .katex-display").first, page.get_by_text("Checkpoint.")):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    table = page.locator('[class*="st-key-graph-"] table').bounding_box()
    assert table is not None
    assert table["y"] + table["height"] <= 800
    context.close()
