"""The page "Perceptron and gates" in a browser: the keyboard moves the line, and the rule is followed to its end."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled

ADDRESS = "perceptron_and_gates"


def opened(page: Page, url: str, query: str = "") -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def rows(page: Page) -> list[str]:
    """What the unit says of every row, as the table has it."""
    cells = page.locator(".st-key-gate-table tbody tr").all()
    return [row.locator("td").nth(5).inner_text().strip() for row in cells]


def test_the_keyboard_moves_the_threshold_and_the_rows_follow(page: Page, app_url: str) -> None:
    opened(page, app_url)
    assert rows(page) == ["0", "1", "1", "1"]
    page.get_by_role("slider").nth(2).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-gate-table tbody tr").nth(1).locator("td").nth(5)).to_have_text("0")
    settled(page)
    # 0.5 is not above 0.5
    assert rows(page) == ["0", "0", "0", "1"]
    assert "threshold=0.5" in page.url
    expect(page.get_by_text("No row is wrong: the unit is AND.")).to_be_visible()
    assert_clean(page)


def test_mistakes_are_corrected_by_the_keyboard_until_none_is_left(page: Page, app_url: str) -> None:
    opened(page, app_url, "?gate=or&w1=0&w2=0&threshold=0&eta=1")
    button = page.get_by_role("button", name="Correct one mistake")
    for number in range(1, 5):
        button.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"corrected={number}"))
        settled(page)
    assert rows(page) == ["0", "1", "1", "1"]
    expect(page.get_by_text("No row is wrong: the unit is OR.")).to_be_visible()
    expect(button).to_be_disabled()
    # a link brings it back
    page.reload()
    settled(page, timeout=60_000)
    assert rows(page) == ["0", "1", "1", "1"]
    expect(page.get_by_text("4 corrections so far.")).to_be_visible()


def test_the_answer_is_on_the_first_screen(page: Page, app_url: str) -> None:
    opened(page, app_url, "?gate=xor")
    for part in (".st-key-gate-table tr:last-child", ".st-key-gate-rule .katex-display >> nth=2", "svg.marks, canvas"):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, part
    expect(page.get_by_text("It never stops.")).to_be_visible()
