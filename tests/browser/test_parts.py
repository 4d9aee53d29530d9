"""Only some parts of the page are drawn anew after a choice: together with the others they are the page of the address.

A part that is forgotten goes on showing what was chosen before. So after every choice the page is held against what a
visitor sees who comes to the same address afresh.
"""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.checks import assert_clean
from tests.browser.visitor import Visitor

# everything that is written on the page, mathematics by its source, and everything that is switched on or typed in
SEEN = """() => {
    const page = document.querySelector('[data-testid="stMain"]').cloneNode(true);
    page.querySelectorAll('.katex').forEach(each => each.replaceWith(each.querySelector('annotation').textContent));
    page.querySelectorAll('style, canvas, .vega-embed summary').forEach(each => each.remove());
    const main = document.querySelector('[data-testid="stMain"]');
    const states = [...main.querySelectorAll('[aria-checked]')].map(each => each.getAttribute('aria-checked'));
    const values = [...main.querySelectorAll('input')].map(each => each.value);
    return [page.textContent, ...states, ...values];
}"""

CHOICES: dict[str, Callable[[Visitor], None]] = {
    "loss": lambda visitor: visitor.choose("loss", "mse"),
    "layer": lambda visitor: visitor.choose("layer", 1),
    "quantity": lambda visitor: visitor.choose("quantity", "z"),
    "matrices": lambda visitor: visitor.choose("view", "matrix"),
    "numbers": lambda visitor: visitor.choose("view", "numbers"),
    "an edge": lambda visitor: visitor.click_edge(2, 1, 2),
    "a unit": lambda visitor: visitor.click_unit(1, 2),
    "a sample": lambda visitor: visitor.click_sample(1, 0),
}


def seen(visitor: Visitor) -> list[str]:
    visitor.rest()
    found: list[str] = visitor.page.evaluate(SEEN)
    return found


def test_after_a_choice_the_page_is_the_one_of_its_address(page: Page, app_url: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.open("view=numbers&quantity=dW")
    for choice, choose in CHOICES.items():
        address = page.url
        choose(visitor)
        page.wait_for_function("before => location.href !== before", arg=address)
        changed = seen(visitor)
        page.reload()
        assert seen(visitor) == changed, choice
        assert_clean(page)
