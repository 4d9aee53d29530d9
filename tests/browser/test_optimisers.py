"""The page "Optimisers" in a browser: arrow keys go from step to step, a click moves the start, a link brings it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled

ADDRESS = "optimisers"
STEP = ".st-key-optimiser-step"


def opened(page: Page, url: str, query: str = "") -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def test_the_arrow_keys_go_from_step_to_step(page: Page, app_url: str) -> None:
    opened(page, app_url)
    expect(page.locator(f"{STEP} strong").first).to_contain_text("Step 1 of momentum goes (0.06, −0.6)")
    for number in (2, 3):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"{STEP} strong").first).to_contain_text(f"Step {number} of momentum")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("at_step=2"))
    settled(page)
    # x: v_2 = -2.94 + 0.9 (-3) = -5.64, and -2.94 + 0.02 * 5.64
    expect(page.locator(f"{STEP} tbody tr").first.locator("td").nth(2)).to_have_text("−2.8272")
    assert_clean(page)


def test_a_click_into_the_map_moves_the_start_and_a_link_brings_it_back(page: Page, app_url: str) -> None:
    opened(page, app_url, "?method=sgd&surface=bowl")
    page.wait_for_function("document.querySelector('canvas')?.getBoundingClientRect().height > 100")
    box = page.locator("canvas").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.3 * box["height"])
    expect(page).to_have_url(re.compile(r"from_x=.*from_y="))
    settled(page)
    x, y = (re.search(f"from_{name}=(-?[0-9.]+)", page.url) for name in "xy")
    assert x
    assert y
    assert 1 < float(x[1]) < 3
    assert 0.5 < float(y[1]) < 2.5
    before = page.locator(f"{STEP} tbody tr").first.locator("td").nth(1).inner_text()
    assert abs(float(before) - float(x[1])) < 1e-3
    page.reload()
    settled(page, timeout=60_000)
    assert page.locator(f"{STEP} tbody tr").first.locator("td").nth(1).inner_text() == before
    assert_clean(page)


def test_the_answer_is_on_the_first_screen(page: Page, app_url: str) -> None:
    opened(page, app_url)
    for part in (f"{STEP} strong", f"{STEP} .katex-display >> nth=2", f"{STEP} tbody tr:last-child", "canvas"):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, part
