"""Every page of the table: it opens from the navigation and from its address, on every screen, by day and by night."""

from typing import Literal
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Page, expect

from dashboard.navigation import PAGES, PageRow, menus
from tests.browser.checks import assert_clean, settled
from tests.browser.test_screens import SIDEWAYS

WIDTHS: dict[Literal["light", "dark"], tuple[int, ...]] = {"light": (1280, 1920), "dark": (1280, 390)}
PHONE = 390
# the head stays on the screen: what it takes of that
HEAD = "document.querySelector('.st-key-header').parentElement.getBoundingClientRect().height"
# where the words of a heading end
WORDS_END = "e => { const r = new Range(); r.selectNodeContents(e); return r.getBoundingClientRect().right; }"
ADDRESSES = ["", *(row.file.stem for row in PAGES[1:])]


@pytest.mark.parametrize("scheme", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_whole_and_clean(
    page: Page, app_url: str, address: str, scheme: Literal["light", "dark"], fetched: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{app_url}/{address}")
    for width in WIDTHS[scheme]:
        page.set_viewport_size({"width": width, "height": 800})
        settled(page, timeout=60_000)
        assert_clean(page)
        assert max(page.evaluate(SIDEWAYS)) <= 1
        expect(page.locator("h1")).to_have_text([PAGES[ADDRESSES.index(address)].title])
        if width != PHONE:
            assert page.evaluate(HEAD) < 150
    assert any("katex" in url for url in fetched)
    assert not [url for url in fetched if not url.startswith((app_url, "data:", "blob:", "ws://127.0.0.1:"))]
    # 265 KB that the browser asks for where a text has a word between two colons
    assert not any("emoji" in url for url in fetched)


def test_the_navigation_leads_to_every_page(page: Page, app_url: str) -> None:
    page.goto(app_url)
    settled(page, timeout=60_000)
    shown = menus(PAGES)
    sections, links = page.get_by_test_id("stTopNavSection"), page.get_by_test_id("stTopNavDropdownLink")
    expect(sections).to_have_text(list(shown))
    for group, rows in shown.items():
        for row in rows[::-1]:
            sections.filter(has_text=group).click()
            expect(links).to_have_text([each.title for each in rows])
            links.filter(has_text=row.title).click()
            expect(page).to_have_url(f"{app_url}/{row.file.stem if row is not PAGES[0] else ''}")
            settled(page, timeout=60_000)
            assert_clean(page)
            expect(page.locator("h1")).to_have_text([row.title])
            # which page it is stands in its menu, too; the pointer lies on what was below the link, its hint before it
            page.mouse.move(0, 0)
            sections.filter(has_text=group).click()
            expect(page.locator('[aria-current="page"]')).to_have_text([row.title])
            page.keyboard.press("Escape")


# what stands in the first row below the head
BELOW = """() => [...document.querySelectorAll('[data-testid="stLayoutWrapper"]:has(> .st-key-header) + * > * > *')]
    .map(column => Math.round(column.getBoundingClientRect().top))"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_try_moves_what_lies_below_it(page: Page, app_url: str, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{app_url}/{address}")
    settled(page, timeout=60_000)
    before = page.evaluate(BELOW)
    assert len(before) == 2
    for number in range(3):
        # pressed from below on the page, it leads to what it speaks of
        page.locator('[data-testid="stMain"]').evaluate("e => e.scrollTo(0, e.scrollHeight)")
        page.locator(f".st-key-try-{number} button").click()
        expect(page.locator(".st-key-leave-try")).to_be_visible()
        settled(page, timeout=60_000)
        assert page.evaluate(BELOW) == before, number


def test_a_phone_begins_with_the_question_and_a_formula(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ADDRESSES:
        if address in (
            "computational_graph",
            "perceptron_and_gates",
            "worked_example",
            "optimisers",
            "initialisation_and_depth",
            "regularisation",
        ):
            continue  # which are not about the network
        page.goto(f"{app_url}/{address}")
        settled(page, timeout=60_000)
        cost = page.locator(".st-key-header p").filter(has_text="Cost of one sample").locator(".katex").first
        head = [page.locator(each).first for each in ("h1", ".st-key-header p strong", ".st-key-switches")]
        found = [*head[:2], cost, head[2]]
        tops = [box["y"] for each in found if (box := each.bounding_box())]
        assert tops == sorted(tops)
        assert len(tops) == 4
        assert tops[2] < 300


# what each page answers its question with, first of all
ANSWERS = {
    "": "[class*='st-key-network'] svg.marks",
    "one_weights_path": "[class*='st-key-network'] svg.marks",
    "the_four_equations": ".st-key-equations td",
    "shapes": ".st-key-shapes .katex-display",
    "computational_graph": ".st-key-graph-event p",
    "activations_and_losses": ".st-key-picture svg.marks",
    "perceptron_and_gates": ".st-key-gate-table td",
    "worked_example": ".st-key-worked-line-z1 .katex",
    "training_lab": ".st-key-phase-lines .katex",
    "optimisers": ".st-key-optimiser-step strong",
    "initialisation_and_depth": ".st-key-depth .katex-display",
    "regularisation": ".st-key-regularise-equation .katex-display",
    "check": ".st-key-gradients td",
}


def test_a_phone_has_the_answer_of_a_page_on_its_first_screen(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ADDRESSES:
        page.goto(f"{app_url}/{address}")
        settled(page, timeout=60_000)
        answer = page.locator(ANSWERS[address]).first.bounding_box()
        assert answer
        assert answer["y"] + answer["height"] / 2 < 720, address
        # the menus before it take a line each
        for row in page.locator(".st-key-switches, .st-key-tries").all():
            assert row.evaluate("e => e.clientHeight") < 50, address
    # what is out of sight in a line is scrolled to
    page.locator(".st-key-symbols button").locator("visible=true").click()
    expect(page.locator(".st-key-legend-rows table").first).to_be_visible()


@pytest.mark.parametrize("width", [768, 1024])
def test_on_a_tablet_the_menu_of_the_network_leaves_the_diagram_free(page: Page, app_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("", "one_weights_path"):
        page.goto(f"{app_url}/{address}")
        settled(page, timeout=60_000)
        page.locator(".st-key-layers button").first.click()
        menu = page.get_by_test_id("stPopoverBody")
        expect(menu.get_by_role("textbox", name="Own formula")).to_be_visible()
        box, diagram = menu.bounding_box(), page.locator("[class*='st-key-network'] svg.marks").first.bounding_box()
        button = page.locator(".st-key-layers").bounding_box()
        assert box
        assert diagram
        assert button
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= diagram["x"] or box["y"] + box["height"] <= diagram["y"]
        assert box["y"] >= button["y"] + button["height"]
        assert menu.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_a_network_without_a_cost_is_drawn_without_a_warning(page: Page, app_url: str) -> None:
    for address in ("", "one_weights_path"):
        page.goto(f"{app_url}/{address}?functions=own,sigmoid&formula=log(z)")
        settled(page, timeout=60_000)
        expect(page.locator('[aria-label="cost C: undefined."]').first).to_contain_text("undefined")
        assert_clean(page)


def test_the_menu_of_the_network_leaves_the_diagram_free(page: Page, app_url: str) -> None:
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("", "activations_and_losses", "the_four_equations"):
            page.goto(f"{app_url}/{address}")
            settled(page, timeout=60_000)
            button, title = page.locator(".st-key-layers").bounding_box(), page.locator("h1").evaluate(WORDS_END)
            following = page.locator(".st-key-name [data-testid='stPageLink']").bounding_box()
            assert button
            assert following
            assert title < button["x"] < button["x"] + button["width"] < following["x"]
            page.locator(".st-key-layers button").first.click()
            menu = page.get_by_test_id("stPopoverBody")
            expect(menu.get_by_role("textbox", name="Own formula")).to_be_visible()
            box, right = menu.bounding_box(), page.get_by_test_id("stColumn").nth(3).bounding_box()
            assert box
            assert right
            assert box["x"] + box["width"] <= right["x"]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.file.stem)
def test_below_a_page_the_server_says_that_it_is_one_folder_up(app_url: str, row: PageRow) -> None:
    """With a status that is no error: of a 404 the console of a browser that opens a page by its link has a line."""
    opener = build_opener(ProxyHandler({}))
    for asked in ("health", "host-config"):
        with pytest.raises(HTTPError) as said:
            opener.open(f"{app_url}/{row.file.stem}/_stcore/{asked}", timeout=30)
        assert said.value.code == 300
        assert said.value.read() == b"The server is one folder up."
        with opener.open(f"{app_url}/_stcore/{asked}", timeout=30) as there:
            assert there.status == 200
