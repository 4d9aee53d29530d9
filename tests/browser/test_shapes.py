"""The page "Shapes" in a browser: the lines are stepped through by mouse and keyboard, and follow what is edited."""

import pytest
from playwright.sync_api import Page, expect

from dashboard.charts import palette
from tests.browser.checks import assert_clean, settled

# the innermost elements of a colour
COLOURED = """(found, colour) => found.filter(e => !e.children.length && /\\d/.test(e.textContent)
    && getComputedStyle(e).color === colour).map(e => e.textContent)"""


@pytest.fixture
def shapes(page: Page, app_url: str) -> Page:
    page.goto(f"{app_url}/shapes")
    settled(page, timeout=60_000)
    return page


def test_the_lines_are_stepped_through(shapes: Page) -> None:
    panel = shapes.locator(".st-key-shapes")
    expect(panel.get_by_text("dW1 = (delta1 @ X.T) / m", exact=True)).to_be_visible()
    shapes.locator(".st-key-shape-chevron_left button").first.click()
    expect(panel.get_by_text("delta1 = (W2.T @ delta2)")).to_be_visible()
    settled(shapes)
    shapes.locator(".st-key-shape-chevron_left button").first.focus()
    shapes.keyboard.press("Enter")
    expect(panel.get_by_text("db2 = delta2.sum(axis=1, keepdims=True) / m", exact=True)).to_be_visible()
    # the control of the line is a new one, and the old one has gone
    settled(shapes)
    shapes.get_by_text("Δ₂", exact=True).click()
    expect(panel.get_by_text("It gives 4 × 4, not 1 × 4")).to_be_visible()
    assert "line=delta2" in shapes.url
    assert_clean(shapes)


def test_question_product_entries_and_a_wrong_way_stand_on_the_first_screen(shapes: Page) -> None:
    shapes.set_viewport_size({"width": 1280, "height": 800})
    settled(shapes)
    panel = shapes.locator(".st-key-shapes")
    for each in (
        shapes.get_by_text("Why does this product have a transpose"),
        panel.locator(".katex-display").nth(1),
        panel.get_by_text("A transpose:"),
        panel.get_by_text("A sum:"),
        panel.get_by_text("No error, but row").first,
        shapes.locator('[class*="st-key-network"]').first,
    ):
        box = each.bounding_box()
        assert box
        assert box["y"] + min(box["height"], 60) < 800


def test_a_click_on_an_edge_goes_to_its_line(shapes: Page) -> None:
    # on the edge, a third of its way from the unit to its number
    diagram = shapes.locator('[class*="st-key-network"] svg.marks')
    unit, number = (diagram.get_by_text(text, exact=True).first.bounding_box() for text in ("0.266", "−1.148"))
    assert unit
    assert number
    across = unit["x"] + (number["x"] - unit["x"]) * 0.45 + unit["width"] / 2
    down = unit["y"] + (number["y"] - unit["y"]) * 0.45 + unit["height"] / 2
    shapes.mouse.click(across, down)
    expect(shapes.locator(".st-key-shapes").get_by_text("dW2 = (delta2 @ A1.T) / m").first).to_be_visible()
    assert "line=dW2" in shapes.url
    settled(shapes)
    assert_clean(shapes)


def test_an_entry_follows_a_weight(shapes: Page) -> None:
    shapes.get_by_text("Z₁", exact=True).click()
    panel = shapes.locator(".st-key-shapes")
    expect(panel.get_by_text("Z1 = W1 @ X + b1", exact=True)).to_be_visible()
    field = shapes.locator('[class*="st-key-field"] input')
    field.fill("0.75")
    field.press("Enter")
    settled(shapes)
    expect(panel.locator(".katex-display").nth(1)).to_contain_text("0.750")
    assert_clean(shapes)


def test_sizes_that_clash_are_orange(shapes: Page) -> None:
    """As they are seen, and in the legend below them that says so."""
    panel = shapes.locator(".st-key-shapes")
    expect(panel.get_by_text("Sizes in orange do not agree.")).to_be_visible()
    for scheme, colour in (("light", palette.TARGET.on(dark=False)), ("dark", palette.TARGET.on(dark=True))):
        shapes.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shapes.reload()
        settled(shapes, timeout=60_000)
        seen = "rgb({}, {}, {})".format(*bytes.fromhex(colour.removeprefix("#")))
        wrong = panel.locator("p").filter(has_text="The transpose forgotten").first
        expect(wrong).to_contain_text(colour)
        sizes = wrong.locator(".katex-html *").evaluate_all(COLOURED, seen)
        assert sizes == ["4", "2"], scheme
    assert_clean(shapes)
