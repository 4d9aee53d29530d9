"""The page "Computational graph" in a browser: the keys move it event by event, and the picture follows."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, settled
from tests.browser.test_screens import SIDEWAYS

ADDRESS = "computational_graph"
COVERED = """svg => {
    const box = each => each.getBoundingClientRect();
    const numbers = [...svg.querySelectorAll('.mark-text text')].filter(each => /^[→←]/.test(each.textContent));
    const texts = new Map(numbers.map(each => [each.textContent + each.getAttribute('transform'), each]));
    const nodes = [...svg.querySelectorAll('.mark-symbol path')].filter(each => box(each).width > 30);
    const all = [...texts.values(), ...nodes], found = [];
    for (const one of texts.values()) for (const other of all) {
        if (one === other) continue;
        const a = box(one), b = box(other);
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 3 && down > 4) found.push(one.textContent + ' on ' + (other.textContent || 'a node'));
    }
    return found;
}"""


def opened(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)
    page.locator(".st-key-graph svg.marks").first.wait_for()


def numbers(page: Page) -> list[str]:
    """The numbers on the arrows; each is written twice, once as its own halo."""
    texts = page.locator(".st-key-graph svg .mark-text text").all_text_contents()
    return sorted({text for text in texts if text[:1] in ("→", "←")})


def test_the_arrow_keys_go_from_event_to_event(page: Page, app_url: str) -> None:
    opened(page, app_url)
    assert numbers(page) == ["→ 100", "→ 200", "→ 4"]
    page.get_by_role("button", name="Next event").first.click()
    expect(page.get_by_text("Event 2 of 8")).to_be_visible()
    for event in range(3, 7):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text(f"Event {event} of 8")).to_be_visible()
    settled(page)
    assert {"← 1", "← 4", "← 300", "→ 1200"} < set(numbers(page))
    # on the slider it is one event too, not one of the slider's and one of the button's
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Event 5 of 8")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Event 5 of 8")).to_be_visible()
    # in a field they move the cursor
    page.get_by_test_id("stTextInputField").focus()
    page.keyboard.press("ArrowLeft")
    settled(page)
    expect(page.get_by_text("Event 5 of 8")).to_be_visible()
    assert "event=5" in page.url
    assert "← 300" not in numbers(page)
    assert_clean(page)


def test_an_expression_is_typed_and_a_mistake_is_told(page: Page, app_url: str) -> None:
    opened(page, app_url)
    field = page.get_by_test_id("stTextInputField")
    field.fill("p q +")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nothing after the last +")
    expect(page.get_by_text("Still the graph of")).to_be_visible()
    assert field.input_value() == "p q +"
    field.fill("p q + q")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    settled(page)
    assert numbers(page) == ["→ 2", "→ 3"]
    assert_clean(page)


def test_every_number_is_seen_on_every_screen(page: Page, app_url: str) -> None:
    for width, scheme in ((1280, "light"), (1920, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        opened(page, app_url, "?expression=(sigmoid(w x %2B b) - y)^2&event=15")
        assert max(page.evaluate(SIDEWAYS)) <= 1
        # what is wider than the screen scrolls within its own box
        chart = page.locator(".st-key-graph svg.marks").first
        outside = chart.locator(".mark-text text").evaluate_all(
            """found => {
                const box = found[0].closest('svg').getBoundingClientRect();
                const texts = found.filter(e => e.textContent).map(e => e.getBoundingClientRect());
                return texts.filter(e => e.left < box.left - 1 || e.right > box.right + 1).length;
            }"""
        )
        assert outside == 0
        # a number covers no other one, and no node
        assert chart.evaluate(COVERED) == []
        assert len(numbers(page)) >= 12
        assert_clean(page)


def test_a_graph_is_seen_whole_or_says_that_it_scrolls(page: Page, app_url: str) -> None:
    for width, typed, whole in (
        (1280, "(tanh(w x + b) - y)^2/2", True),
        (1280, "(x+y)^2 + sin(x y)/(1+x^2)", True),
        (1280, "1/(1+exp(-(a x + b y + c)))", False),
        (1920, "1/(1+exp(-(a x + b y + c)))", True),
        (390, "(x + y) z", True),
        (390, "(sigmoid(w x + b) - y)^2", False),
    ):
        page.set_viewport_size({"width": width, "height": 800})
        opened(page, app_url, f"?{urlencode({'expression': typed, 'event': 40})}")
        box = page.locator(".st-key-graph .stElementContainer").filter(has=page.locator("svg.marks"))
        wider = box.evaluate("e => e.scrollWidth - e.clientWidth")
        assert (wider <= 1) is whole, (width, typed, wider)
        assert page.get_by_text("scroll it sideways").is_visible() is not whole
        # smaller only as far as it can be read
        drawn = page.locator(".st-key-graph svg.marks").first
        assert drawn.evaluate("e => e.getBoundingClientRect().width / e.viewBox.baseVal.width") >= 0.84


def test_the_question_is_answered_on_the_first_screen(page: Page, app_url: str) -> None:
    opened(page, app_url)
    for place in (page.locator(".st-key-graph-event .katex-display").first, page.get_by_text("Checkpoint.")):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    table = page.locator(".st-key-graph table").bounding_box()
    assert table is not None
    assert table["y"] + table["height"] <= 800
