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


SEARCH = ".st-key-regularise-search"


def cell(page: Page, row: int, column: int) -> str:
    """Read a cell of the table, from what it tells a screen reader."""
    found = page.locator(f"{SEARCH} canvas [role='row'][aria-rowindex='{row + 1}'] [role='gridcell']")
    return found.nth(column).inner_text()


def test_a_search_goes_on_beside_the_page_and_a_row_of_it_is_applied(page: Page, app_url: str) -> None:
    opened(page, app_url, "?reg_epochs=500&reg_trials=16")
    page.locator(".st-key-begin-search button").click()
    expect(page.locator(SEARCH)).to_contain_text(re.compile(r"\d+ of 16 trials · about \d+ s left"), timeout=60_000)
    # the page answers meanwhile
    page.get_by_test_id("stButtonGroup").get_by_text("L1", exact=True).first.click()
    expect(page.locator(SAID).first).to_contain_text("With L1 it ends at", timeout=30_000)
    expect(page.locator(SEARCH)).to_contain_text("16 of 16 trials in", timeout=120_000)
    settled(page, timeout=60_000)
    expect(page.locator(".st-key-apply button")).to_contain_text(", the best")
    # the third row: its mark is at the left
    canvas = page.locator(f"{SEARCH} [data-testid='stDataFrame'] canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 3.5 * 35)
    number = cell(page, 3, 0)
    expect(page.locator(".st-key-apply button")).to_have_text(f"Apply trial {number}")
    loss = cell(page, 3, 6)
    page.locator(".st-key-apply button").click()
    expect(page).to_have_url(re.compile(rf"reg_start={number}(&|$)"))
    expect(page.locator(".st-key-regularise-runs td").nth(5)).to_have_text(f"{float(loss):.3f}", timeout=30_000)
    page.locator(".st-key-look-at-test button").click()
    expect(page.locator(".st-key-regularise-test")).to_contain_text(f"Trial {number} on 100 test samples: loss")
    # sorted by a column, another row is first
    first = cell(page, 1, 0)
    settled(page, timeout=60_000)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + 45, box["y"] + 17)  # beside its menu
    expect(page.locator(f"{SEARCH} canvas [role='row'][aria-rowindex='2'] [role='gridcell']").nth(0)).to_have_text("1")
    assert first != "1"
    # and it is still there after a look at another page
    page.get_by_test_id("stTopNavSection").filter(has_text="Trust").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Check").click()
    settled(page, timeout=60_000)
    page.go_back()
    settled(page, timeout=60_000)
    expect(page.locator(SEARCH)).to_contain_text("16 of 16 trials in")
    assert_clean(page)


def test_a_search_is_stopped(page: Page, app_url: str) -> None:
    opened(page, app_url, "?reg_epochs=2000&reg_trials=64", 390, 844)
    page.locator(".st-key-begin-search button").click()
    expect(page.locator(SEARCH)).to_contain_text(re.compile("s left"), timeout=60_000)
    page.locator(".st-key-stop-search button").click()
    expect(page.locator(SEARCH)).to_contain_text("· stopped", timeout=30_000)
    expect(page.locator(".st-key-stop-search button")).to_be_disabled()
    settled(page, timeout=60_000)
    box = page.locator(f"{SEARCH} [data-testid='stDataFrame']").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 390
    assert_clean(page)
