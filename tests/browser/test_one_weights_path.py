"""The page "One weight's path" in a browser: a click lights a path, and its numbers stand at its arrows."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled
from tests.browser.visitor import Visitor


def numbers_in_the_diagram(visitor: Visitor) -> list[str]:
    texts = visitor.diagram.locator("svg .mark-text text").all_text_contents()
    return sorted(text for text in texts if re.fullmatch(r"\d", text))


def test_a_click_on_an_edge_lights_its_path(page: Page, app_url: str) -> None:
    visitor = Visitor(page, f"{app_url}/one_weights_path")
    page.goto(visitor.url)
    visitor.rest()
    assert set(numbers_in_the_diagram(visitor)) == set("12345")
    visitor.click_edge(2, 1, 2)
    visitor.rest()
    assert set(numbers_in_the_diagram(visitor)) == set("123")
    formula = page.locator(".st-key-path .katex-display annotation").first.text_content() or ""
    assert r"\partial w^{(2)}_{12}" in formula
    assert_clean(page)


def test_a_weight_that_is_typed_in_is_the_factor(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/one_weights_path?layer=2&quantity=dW")
    settled(page, timeout=60_000)
    field = page.locator('[class*="st-key-field"] input')
    field.fill("0.75")
    field.press("Enter")
    settled(page)
    page.locator('[class*="st-key-control-layer"] button').first.click()
    row = page.locator(".st-key-path tr").nth(3)
    expect(row).to_contain_text("0.7500")


def test_it_goes_on_while_it_trains(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/one_weights_path")
    settled(page, timeout=60_000)
    product = page.locator(".st-key-path .katex-display").last
    before = product.text_content() or ""
    page.get_by_text("Train", exact=True).click()
    expect(product).not_to_have_text(before)
    page.get_by_text("Train", exact=True).click()
    settled(page)
    expect(page.get_by_text("Three learning rates")).to_be_visible()
    assert_clean(page)


def test_on_a_phone_the_diagram_is_on_the_first_screen_and_before_its_formulas(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/one_weights_path")
    settled(page, timeout=60_000)
    tops = [
        page.locator(f'[class*="st-key-{key}"]').first.evaluate("each => each.getBoundingClientRect().top")
        for key in ("network", "legend", "selection", "path", "sum", "control-optimiser", "checkpoint")
    ]
    assert tops == sorted(tops)
    # the rows of numbers below a unit are there, and transparent, where they are asked for only on hover
    shown = "each => each.filter(text => /^.\\s?[-+−]?[0-9.]+$/.test(text.textContent) || /^δ/.test(text.textContent))"
    bottoms = f"each => ({shown})(each).map(text => text.getBoundingClientRect().bottom)"
    found = page.locator('[class*="st-key-network"] svg text').evaluate_all(bottoms)
    assert len(found) > 15
    assert max(found) <= 844
    assert_clean(page)
