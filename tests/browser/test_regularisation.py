"""The page "Regularisation" in a browser: each method trains while one looks, and is on the first screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled

ADDRESS = "regularisation"
SAID = ".st-key-regularise-runs p"


def opened(page: Page, url: str, query: str = "", width: int = 1280, height: int = 800) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def test_every_method_is_trained_and_answers_on_the_first_screen(page: Page, app_url: str) -> None:
    opened(page, app_url)
    for label, words in (("L1", "L1"), ("Dropout", "dropout"), ("Batch norm", "batch norm"), ("L2", "L2")):
        page.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).first.click()
        # batch normalisation takes several pictures: the page goes on by itself
        expect(page.locator(SAID).first).to_contain_text(f"With {words} it ends at", timeout=30_000)
        settled(page, timeout=60_000)
        for part in (".st-key-regularise-equation .katex-display", SAID, ".st-key-regularise-runs svg.marks"):
            box = page.locator(part).first.bounding_box()
            assert box
            assert box["y"] + box["height"] <= 800, (label, part)
        expect(page.locator(".st-key-regularise-maps canvas")).to_have_count(2)
        assert_clean(page)


def test_a_strength_that_is_typed_is_trained_with_and_stands_in_the_address(page: Page, app_url: str) -> None:
    opened(page, app_url, "?reg_epochs=200")
    cells = page.locator(".st-key-regularise-runs td")
    before = cells.nth(5).inner_text()
    field = page.locator("[class*='st-key-control-reg_l2'] input")
    field.fill("0.1")
    field.press("Enter")
    expect(page).to_have_url(re.compile("reg_l2=0.1"))
    expect(cells.nth(5)).not_to_have_text(before)
    settled(page)
    after = cells.nth(5).inner_text()
    page.reload()
    settled(page, timeout=60_000)
    expect(cells.nth(5)).to_have_text(after)
    assert_clean(page)


@pytest.mark.parametrize("method", ["l2", "batch_norm"])
def test_a_phone_has_all_of_it_within_its_width(page: Page, app_url: str, method: str) -> None:
    opened(page, app_url, f"?regularise={method}&reg_epochs=200", 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for part in (".st-key-regularise-runs table", ".st-key-regularise-numbers", ".st-key-regularise-maps canvas"):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert_clean(page)
