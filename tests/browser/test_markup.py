"""What a reader types or brings is read as letters on every page: no markup in it comes alive, and `<` is printed."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from dashboard.navigation import PAGES, PageRow
from tests.browser.checks import assert_clean, go, settled
from tests.browser.visitor import Visitor

CASES = {"functions": "own,sigmoid", "formula": "0.1z if z<0 else z", "layer": "1"}
OWN_LOSS = {"loss": "own", "cost": "(a-y)**2 if a<y else 2(a-y)**2"}
VIEWS = tuple({"view": view, "quantity": "delta"} for view in ("story", "index", "matrix", "numbers"))
COLUMNS = ("<b>w</b>", "$x^2$", "5% *h*", "한글 <img src=x onerror=window.hit=1>")
CLASSES = ("<i>no</i>", "</section><script>window.hit=1</script>", "$y$ & `co`")
# elements in text of the page that nothing of the library makes, and such as only a reader could have asked for
ALIVE = """() => {
    const own = 'b, i, u, img, iframe, script, style, svg image, form, object, embed, a[href^="javascript"]';
    const texts = '.stMarkdown, [data-testid="stAlert"], [data-testid="stCaptionContainer"]';
    const found = [...document.querySelectorAll(texts)]
        .flatMap(each => [...each.querySelectorAll(own)]).map(each => each.outerHTML.slice(0, 80));
    return window.hit ? [...found, 'a script has run'] : found;
}"""


def assert_dead(page: Page) -> None:
    assert page.evaluate(ALIVE) == []
    assert_clean(page)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.title)
def test_a_formula_by_cases_is_read_on_every_page(page: Page, app_url: str, row: PageRow) -> None:
    file = row.file.stem
    first = row is PAGES[0]
    for query in VIEWS if first else ({"f": "own", "line": "all", "mistake": "derivative"},):
        address = f"{app_url}/{'' if first else file}?{urlencode({**CASES, **OWN_LOSS, **query})}"
        if page.url.startswith(app_url):
            go(page, address)
        else:
            page.goto(address)
        settled(page, timeout=60_000)
        if first:
            written = " ".join(page.locator(".katex annotation").all_text_contents())
            assert "z^{(1)}" in written
        assert_dead(page)


def test_what_comes_alive_is_found(page: Page, app_url: str) -> None:
    page.goto(app_url)
    settled(page, timeout=60_000)
    assert_dead(page)
    page.locator(".stMarkdown").first.evaluate("e => { e.innerHTML += '<b>bold</b>'; }")
    assert page.evaluate(ALIVE) == ["<b>bold</b>"]


def test_the_sign_of_a_case_is_seen(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?{urlencode({**CASES, 'view': 'index', 'quantity': 'delta'})}")
    settled(page, timeout=60_000)
    page.get_by_test_id("stExpander").filter(has_text="Why").locator("summary").first.click()
    lines = page.get_by_test_id("stExpander").locator(".katex-html", has_text="<")
    expect(lines.first).to_be_visible()
    settled(page)
    assert_dead(page)
    page.get_by_role("button", name="Symbols").click()
    legend = page.locator(".st-key-legend-rows")
    expect(legend.locator(".katex-html", has_text="<").first).to_be_visible()
    assert_dead(page)


def test_a_formula_with_markup_is_refused_as_it_stands(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?{urlencode(CASES)}")
    settled(page, timeout=60_000)
    page.get_by_role("button", name="Network", exact=True).click()
    field = page.locator('[class*="st-key-control-formula"] input')
    for text in ("z<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "z $x$ **b**"):
        field.fill(text)
        field.press("Enter")
        expect(page.get_by_test_id("stAlert").last).to_contain_text(text[:20])
        expect(field).to_have_value(text)
        assert page.evaluate(ALIVE) == []
    assert_clean(page)


def test_names_in_a_table_are_letters_on_every_page(page: Page, app_url: str, tmp_path: Path) -> None:
    table = tmp_path / "fruit.csv"
    rows = [f"{at},{at % 3},{at % 2},{at % 5},{CLASSES[at % 3]}" for at in range(12)]
    table.write_text("\n".join((",".join((*COLUMNS, "kind")), *rows)) + "\n", encoding="utf-8")
    visitor = Visitor(page, app_url)
    visitor.first()
    visitor.keyed("control-data").get_by_role("combobox").click()
    page.get_by_role("option", name="Your own CSV…", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(table)
    expect(dialog.get_by_text("Read: 12 rows of 5 columns.")).to_be_visible()
    assert_dead(page)
    visitor.press("Use this table")
    visitor.rest()
    # of a mark is left a space
    for name in ("b w b", "5 h", "한글 img src x onerror", "i no i", "section script windo"):
        expect(page.get_by_text(name).first).to_be_attached()
    assert_dead(page)
    for row in PAGES[1:]:
        page.get_by_role("link", name=f"Next: {row.title}").click()
        settled(page, timeout=60_000)
        assert_dead(page)
