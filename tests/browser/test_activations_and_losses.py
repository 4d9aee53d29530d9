"""The page "Activations and losses" in a browser: the slider moves point and tangent, and the numbers with them."""

import math
import re

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled

PLOT = '[aria-label^="Functions and their derivatives"] svg.marks'


def opened(page: Page, app_url: str, query: str = "") -> None:
    page.goto(f"{app_url}/activations_and_losses{query}")
    settled(page, timeout=60_000)


def test_the_first_screen_has_derivation_plot_and_point(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, app_url)
    last_line = page.locator(".st-key-equation .katex-display").last
    for seen in (last_line, page.locator(PLOT), page.get_by_text("The point"), page.get_by_text("becomes")):
        box = seen.first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    assert_clean(page)


def test_the_arrow_keys_move_the_point_and_its_tangent(page: Page, app_url: str) -> None:
    opened(page, app_url, "?f=tanh&z=0.4")
    tangent = page.locator(f'{PLOT} .mark-rule line[stroke-width="9"]')
    before = tangent.evaluate("each => each.outerHTML + each.getAttribute('transform')")
    page.locator(".st-key-picture").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"z=0\.5"))
    settled(page)
    assert tangent.evaluate("each => each.outerHTML + each.getAttribute('transform')") != before
    expect(page.get_by_text("becomes")).to_contain_text(f"{1 - math.tanh(0.5) ** 2:.4g}")
    assert_clean(page)


def test_a_formula_is_typed_and_another_is_refused(page: Page, app_url: str) -> None:
    opened(page, app_url, "?f=own")
    field = page.get_by_role("textbox", name="Own formula")
    field.fill("z^2 / 2")
    field.press("Enter")
    settled(page)
    expect(page.get_by_text("becomes")).to_contain_text(r"\mathbf{1}")
    field.fill("open('x')")
    field.press("Enter")
    settled(page)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    expect(page.locator(PLOT)).to_be_visible()
    assert_clean(page)


def test_a_try_shows_what_a_loss_sends_back(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("button", name="Wrong and sure").click()
    settled(page)
    row = page.locator(".st-key-equation tr").filter(has_text="BCE after sigmoid")
    expect(row).to_contain_text(f"{1 / (1 + math.exp(4)) - 1:.4f}".replace("-", "−"))
    page.get_by_text("explodes", exact=True).click()
    # a first wrong answer gets what to look at; the page says something like it itself
    expect(page.locator(".st-key-checkpoint").get_by_text("Every layer multiplies by")).to_be_visible()
    page.get_by_text("stays", exact=True).click()
    expect(page.get_by_text("backward pass leaves")).to_be_visible()
    assert_clean(page)


def test_a_phone_shows_the_choice_then_the_plot_then_the_derivation(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, app_url)
    tops = []
    for seen in (page.get_by_text("Look at"), page.locator(PLOT), page.locator(".st-key-equation")):
        box = seen.first.bounding_box()
        assert box is not None
        tops.append(box["y"])
    below = page.get_by_text("layers of").first.bounding_box()
    assert below is not None
    assert [*tops, below["y"]] == sorted([*tops, below["y"]])
    assert_clean(page)
