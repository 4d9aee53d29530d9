"""Every equation is typeset, on a laptop and on a phone, by day and by night, and nothing comes from elsewhere."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.charts import palette
from dashboard.lab.consequences import set_option
from dashboard.lab.saving import to_query
from dashboard.lab.selection import QUANTITIES
from dashboard.lab.words import VIEWS
from derivations import derive
from derivations.engine.derivation import Line
from tests.browser.checks import APP, assert_clean, settled
from tests.browser.visitor import Visitor
from tests.dashboard.reader import textbook

LONGEST = "loss=mse&layer=1&quantity=delta&view=matrix"
# by how much what could scroll sideways does
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
    .map(e => e.scrollWidth - e.clientWidth)"""
OUTSIDE = """found => found.map(e => e.getBoundingClientRect()).filter(box => box.right > innerWidth + 1).length"""
TOO_LONG = """found => found.filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => getComputedStyle(e).overflowX)"""

GROUND = "e => getComputedStyle(e).backgroundColor"
# what follows a formula that ends in the line before
ALONE = """() => [...document.querySelectorAll('.stMarkdown .katex')].map(formula => {
    const [next, last] = [formula.nextSibling, [...formula.querySelectorAll('.katex-html > .base')].at(-1)];
    if (next?.nodeType !== 3 || !/^[,.;:)?]/.test(next.data) || !last) return null;
    const range = document.createRange();
    range.setStart(next, 0);
    range.setEnd(next, 1);
    const [sign, end] = [range.getBoundingClientRect(), last.getBoundingClientRect()];
    return sign.width && sign.left < end.left ? formula.querySelector('annotation').textContent + next.data : null;
}).filter(Boolean)"""
# by how much what is written below an axis is lower than its chart
CUT = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')].flatMap(chart =>
    [...chart.querySelectorAll('text')].map(text => text.getBoundingClientRect().bottom)
        .map(bottom => bottom - chart.getBoundingClientRect().bottom))"""


def assert_within(page: Page) -> None:
    """Fail if the page can be scrolled sideways, or an equation hangs out of it."""
    assert max(page.evaluate(SIDEWAYS)) <= 1
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")
    equations = page.locator(".katex-display:visible")
    assert equations.count() > 0
    assert equations.evaluate_all(OUTSIDE) == 0
    assert set(equations.evaluate_all(TOO_LONG)) <= {"auto"}


def derived(loss: str) -> set[tuple[str, tuple[Line, ...]]]:
    """Give the lines of every result."""
    settings = textbook(loss=loss)
    return {(result.target, result.lines) for result in derive(settings.network, settings.convention).results}


def selections(loss: str) -> Iterator[tuple[int, str, str]]:
    """Every layer, quantity and view of BCE, and of another loss what it changes; one click after the other."""
    changed = {target for target, _ in derived(loss) - (derived("bce") if loss != "bce" else set())}
    views = [each for each in VIEWS if each != "story"]
    for layer in (2, 1):
        for quantity in QUANTITIES if layer == 2 else QUANTITIES[::-1]:
            if changed & {quantity, f"{quantity}{layer}"}:
                yield from ((layer, quantity, view) for view in views)
                views.reverse()


# the numbers view has the statement of the index view, and the cost has no layer
@pytest.mark.parametrize(("loss", "count"), [("bce", 22), ("mse", 4)])
def test_every_equation_is_typeset(page: Page, app_url: str, loss: str, count: int) -> None:
    visitor = Visitor(page, app_url)
    visitor.open(f"loss={loss}&quantity=z")
    shown = textbook(loss=loss, quantity="z")
    statements = set()
    for layer, quantity, view in selections(loss):
        wanted = shown
        for name, value in (("layer", layer), ("quantity", quantity), ("view", view)):
            if getattr(shown, name) != value:
                visitor.choose(name, value)
                wanted = set_option(wanted, name, value).settings
        page.wait_for_function(
            "query => new URLSearchParams(location.search).size === query.length"
            " && query.every(([name, value]) => new URLSearchParams(location.search).get(name) === value)",
            arg=list(to_query(wanted).items()),
        )
        visitor.rest(quiet=50)
        shown = wanted
        assert page.locator(".katex-display").count() >= 2
        statements.add(visitor.statement.text_content())
        assert_clean(page)
    assert len(statements) == count


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_screen_scrolls_sideways(page: Page, app_url: str, dark: bool) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    visitor = Visitor(page, app_url)
    for query in ("view=numbers&layer=1&quantity=dW&loss=mse", LONGEST):
        # one is opened on a phone and the other on a laptop, and then the window is dragged
        widths = (390, 1280) if dark is (query == LONGEST) else (1280, 390)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if width == widths[0]:
                visitor.open(query)
            visitor.rest()
            expect(visitor.statement).to_contain_text(palette.DELTA.on(dark=dark))
            assert_within(page)
            if width == 390 and query == LONGEST:
                # a long equation is broken at its operators
                longest = visitor.keyed("equation").locator(".katex-display").first
                assert longest.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
                assert longest.evaluate("e => e.clientHeight") > 100
            assert_clean(page)
    assert page.locator(APP).evaluate(GROUND) == ("rgb(21, 24, 27)" if dark else "rgb(255, 255, 255)")


def test_nothing_is_fetched_from_elsewhere(page: Page, app_url: str, fetched: list[str]) -> None:
    visitor = Visitor(page, app_url)
    visitor.open()
    visitor.page.get_by_test_id("stPopoverButton").filter(has_text="LaTeX").first.click()
    expect(page.get_by_label("Copy to clipboard").first).to_be_attached()
    page.keyboard.press("Escape")
    # as it goes it hands the focus back, and a click in that moment is lost
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    visitor.rest()
    visitor.choose("view", "numbers")
    visitor.rest()
    visitor.train()
    visitor.epoch_after(10)
    visitor.train()
    visitor.rest()
    hosts = {urlsplit(url).hostname for url in fetched}
    assert {urlsplit(url).scheme for url in fetched} >= {"http", "ws"}
    assert "127.0.0.1" in hosts
    assert hosts <= {"127.0.0.1", None}  # None: what the page itself holds (data:, blob:)
    assert_clean(page)


def test_no_name_in_a_table_is_taken_for_an_emoji(page: Page, app_url: str, fetched: list[str]) -> None:
    page.goto(f"{app_url}/?data=iris")
    expect(page.locator("table").first).to_be_attached()
    assert any("katex" in each for each in fetched)
    assert not any("emoji" in each for each in fetched)


def test_a_help_stands_beside_what_it_explains(page: Page, app_url: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.open("quantity=dW")
    alone = page.evaluate(
        """() => [...document.querySelectorAll('.stMarkdown [data-testid="stTooltipIcon"]')].filter(icon => {
            const line = icon.getBoundingClientRect(), range = document.createRange();
            range.setStart(icon.closest('p'), 0);
            range.setEndBefore(icon);
            return ![...range.getClientRects()].some(box => box.width > 1 && box.bottom > line.top + 4);
        }).length"""
    )
    assert alone == 0


def test_a_phone_shows_what_a_tap_has_changed(browser: Browser, app_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    visitor = Visitor(context.new_page(), app_url)
    visitor.first()
    # in the middle of the screen, where a finger meets it
    visitor.diagram.evaluate("e => e.scrollIntoView({block: 'center'})")
    line = visitor.page.locator("aside p").first
    tapped = line.locator("annotation")
    expect(tapped).to_contain_text("C_{s} = ")
    visitor.click_edge(1, 2, 1)
    expect(tapped).to_contain_text(r"\partial w^{(1)}_{21}")
    expect(tapped).to_be_attached()
    assert line.bounding_box() is not None
    seen = line.evaluate("e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom]; }")
    assert 0 <= seen[0] < seen[1] <= 844
    context.close()


def test_units_connections_and_samples_are_reached_by_keyboard(page: Page, app_url: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.first()
    for name, place in (("layer", 2), ("source", 2), ("sample", 1)):
        options = visitor.keyed(f"control-{'from' if name == 'source' else name}").get_by_role("radio")
        options.nth(0).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        checked = options.filter(has_text=str(place)).first
        checked.focus()
        page.keyboard.press("Enter")
        visitor.arrived(**{name: str(place)})
        visitor.rest()
    expect(visitor.keyed("slide-2-1-2")).to_be_visible()
    # who does not see the diagram is told so
    told = visitor.keyed("network").locator('[aria-label*="What a click selects, the switches of layer and unit do."]')
    expect(told.first).to_be_attached()
    expect(page.get_by_text("Sample 1, x = (0, 0)")).to_be_visible()
    # every help says of what it is
    helps = page.locator('button[aria-label^="Help"]')
    assert helps.count() >= 5
    assert helps.evaluate_all("found => found.every(each => each.ariaLabel.startsWith('Help for '))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_seen_through_the_head(page: Page, app_url: str, scheme: Literal["light", "dark"]) -> None:
    """On a laptop: on a phone it scrolls away."""
    page.emulate_media(color_scheme=scheme)
    Visitor(page, app_url).first()
    for stays in ('[data-testid="stLayoutWrapper"]:has(> .st-key-header)', '[data-testid="stHeader"]'):
        assert page.locator(stays).evaluate(GROUND) == page.locator(APP).evaluate(GROUND)


def test_the_tools_of_the_diagram_cover_no_switch(page: Page, app_url: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.first()
    visitor.diagram.hover(position={"x": 300, "y": 100})
    tools, switch = visitor.keyed("network").get_by_test_id("stElementToolbar"), visitor.keyed("control-focus")
    expect(tools).to_be_visible()
    one, other = tools.bounding_box(), switch.bounding_box()
    assert one
    assert other
    assert one["y"] >= other["y"] + other["height"]


def test_a_wide_screen_is_used(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    visitor = Visitor(page, app_url)
    visitor.first()
    diagram = visitor.diagram.bounding_box()
    assert diagram
    assert diagram["x"] + diagram["width"] > 1800


@pytest.mark.parametrize("query", ["", "?scope=batch&view=matrix&quantity=delta&layer=1", "check?mistake=derivative"])
def test_no_line_begins_with_what_ends_a_sentence(page: Page, app_url: str, query: str) -> None:
    page.goto(f"{app_url}/{query}")
    settled(page, timeout=60_000)
    for width in (1300, 1280, 900, 641, 600, 430, 390, 360, 340, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert not page.evaluate(ALONE), width


def test_what_is_written_below_an_axis_is_whole(page: Page, app_url: str) -> None:
    page.goto(app_url)
    settled(page, timeout=60_000)
    page.get_by_text("epoch", exact=True).first.wait_for()
    assert max(page.evaluate(CUT)) <= 0.5


def test_the_meaning_of_every_symbol_is_read_on_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/?data=iris&hidden=3")
    settled(page, timeout=60_000)
    page.locator(".st-key-symbols button").locator("visible=true").click()
    table = page.get_by_role("table").filter(has_text="meaning")
    table.wait_for()
    settled(page)
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_on_a_phone_the_diagram_stands_between_what_is_selected_and_its_story(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app_url)
    settled(page, timeout=60_000)
    within = (".st-key-selection", "[class*='st-key-network'] svg", ".st-key-run", ".st-key-story", ".st-key-rows")
    for trains in (False, True):
        if trains:
            page.locator(".st-key-run label").click()
            expect(page.get_by_text("Checkpoint: when paused.")).to_be_visible()
        tops = [page.locator(each).first.bounding_box() for each in within]
        assert [top["y"] for top in tops if top] == sorted(top["y"] for top in tops if top)
        assert None not in tops
