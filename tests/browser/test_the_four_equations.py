"""The page "The four equations" in a browser: a stage fills in its numbers and is lit; its experiments move."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled
from tests.browser.visitor import Visitor


def stages_in_the_diagram(visitor: Visitor) -> set[str]:
    """The numbers of stages; 1 and 2 are also indices of units."""
    texts = visitor.diagram.locator("svg .mark-text text").all_text_contents()
    return {"3", "4", "5"}.intersection(texts)


def test_next_stage_fills_in_its_numbers_by_keyboard(page: Page, app_url: str) -> None:
    visitor = Visitor(page, f"{app_url}/the_four_equations")
    page.goto(visitor.url)
    visitor.rest()
    rows = page.locator(".st-key-algorithm tbody tr")
    expect(rows.nth(1)).to_contain_text("…")
    assert not stages_in_the_diagram(visitor)
    button = page.get_by_role("button", name="Next stage")
    button.focus()
    for stage in range(2, 6):
        page.keyboard.press("Enter")
        expect(rows.nth(stage - 1)).not_to_contain_text("…")
        visitor.rest()
        assert stages_in_the_diagram(visitor) == ({str(stage)} if stage > 2 else set())
    expect(page).to_have_url(re.compile("stage=5"))
    expect(page.get_by_text("is the gradient of the").first).to_be_visible()
    assert_clean(page)


def test_all_of_it_is_on_the_first_screen(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{app_url}/the_four_equations?stage=5")
    settled(page, timeout=60_000)
    for part in (".st-key-equations table", ".st-key-algorithm tbody tr >> nth=4", '[class*="st-key-network"] svg'):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, part


def test_a_derivation_and_an_assumption_unfold(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/the_four_equations")
    settled(page, timeout=60_000)
    page.locator(".st-key-from-2 summary").click()
    expect(page.locator(".st-key-from-2")).to_contain_text("Kronecker delta")
    page.locator(".st-key-assumption-1 summary").click()
    expect(page.locator(".st-key-assumption-1")).to_contain_text("from each sample alone")
    settled(page)
    assert_clean(page)


def test_the_input_is_moved_by_the_arrow_keys(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/the_four_equations?input=0.05&quantity=dW")
    settled(page, timeout=60_000)
    product = page.locator(".st-key-insight-input .katex").last
    expect(product).not_to_contain_text(r"\mathbf{0}")
    page.locator(".st-key-insight-input").get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(product).to_contain_text(r"\mathbf{0}")
    expect(page).to_have_url(re.compile("input=0(&|$)"))


def test_it_goes_on_while_it_trains(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/the_four_equations?stage=5")
    settled(page, timeout=60_000)
    error = page.locator(".st-key-algorithm tbody tr").nth(2)
    before = error.text_content() or ""
    page.get_by_text("Train", exact=True).click()
    expect(error).not_to_have_text(before)
    page.get_by_text("Train", exact=True).click()
    settled(page)
    expect(page.locator(".st-key-insight-input").get_by_role("slider")).to_be_visible()
    assert_clean(page)


def test_on_a_phone_every_row_says_what_a_heading_would(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/the_four_equations?stage=5")
    settled(page, timeout=60_000)
    said = "cells => cells.map(each => getComputedStyle(each, '::before').content.replaceAll('\"', ''))"
    cells = page.locator(".st-key-equations td:nth-child(n + 2)")
    assert cells.evaluate_all(said) == ["one entry", "all entries"] * 4
    for stage, by in enumerate(("given", "layer by layer", "equation 1", "equation 2", "3, 4, m = 1")):
        name, rule = (page.locator(".st-key-algorithm tbody tr").nth(stage).locator("td").nth(at) for at in (0, 1))
        expect(rule).to_be_visible()
        assert (rule.text_content() or "").startswith(by[:5])
        above, below = name.bounding_box(), rule.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"] + 1
        assert above["height"] < 40, "one line"
    # a form alone has its heading
    page.get_by_role("radio", name="Matrices").or_(page.get_by_role("button", name="Matrices")).first.click()
    settled(page)
    expect(page.locator(".st-key-equations th").nth(1)).to_be_visible()
    assert cells.evaluate_all(said) == ["none"] * 4
    assert_clean(page)
