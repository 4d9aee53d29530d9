"""The page "Worked example" as a reader in a browser uses it: typing, choosing, reading what is printed."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import settled

ADDRESS = "worked_example"


def opened(page: Page, url: str, query: str = "") -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def keyed(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field, and leave it."""
    found = page.get_by_label(label, exact=True)
    found.fill(text)
    found.blur()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list with the keyboard."""
    found = page.get_by_role("combobox", name=label)
    # a list closes where the page scrolls
    found.scroll_into_view_if_needed()
    settled(page)
    found.fill(option)
    found.press("Enter")
    settled(page)
    expect(found).to_have_value(option)


def show(page: Page, phase: str) -> None:
    keyed(page, "control-phase").get_by_role("radio", name=phase).click()
    settled(page)


def numbers(page: Page, quantity: str) -> list[list[float]]:
    """The numbers of a line as they are printed."""
    source = keyed(page, f"worked-line-{quantity}").locator("annotation").first.text_content() or ""
    inner = re.search(r"\\begin\{bmatrix\}(.*)\\end\{bmatrix\}", source)
    text = inner[1] if inner else source.rpartition("=")[2]
    return [[float(cell) for cell in row.split("&")] for row in text.split(r"\\")]
