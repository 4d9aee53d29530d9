"""No formula is cut off: each is seen as a whole, or scrolls in a box that shows it, while its left side stays.

Every formula of the pages is measured against the nearest box that clips it, in a set of settings that has every view,
quantity, kind of loss and function that makes long formulas, on a laptop and on a phone.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.checks import assert_clean, go, settled

WIDTHS = (1280, 390)
ALL = "scope=batch&depth=every"
# the usual network: nothing may even scroll
WHOLE = (
    "",
    "one_weights_path?sample=2",
    "one_weights_path?quantity=db&layer=1&loss=mse",
    "one_weights_path?hidden=2-2&functions=tanh,tanh,sigmoid&paths=all",
    "activations_and_losses?f=softmax&compare=gelu",
    "activations_and_losses?f=mish&compare=selu&z=-1.5",
    "activations_and_losses?f=own",
    "activations_and_losses?about=loss&loss=mse",
    "activations_and_losses?about=loss&data=blobs",
    "computational_graph?event=1",
    "perceptron_and_gates?gate=xor&w1=-1.5",
    "worked_example?open=z1.a3.C&digits=6",
    "worked_example?example=forum&phase=backward&open=delta1.db1",
    "worked_example?example=ai-lab&phase=update&open=W1'.C'",
    "initialisation_and_depth?init=normal&through=tanh&derived=both",
    "regularisation",
    "regularisation?regularise=dropout&reg_epochs=200",
    "perceptron_and_gates?gate=nand&w1=0&w2=0&threshold=0&eta=0.1&between=tanh&from_seed=4",
    "computational_graph?expression=(sigmoid(w x %2B b) - y)^2&event=13",
    "computational_graph?expression=x y %2B sin(x) %2B 1/x&event=18",
    "optimisers",
    "optimisers?method=adamw&schedule=warmup_cosine&epsilon_at=uncorrected&at_step=7",
    "optimisers?method=nesterov&surface=saddle&at_step=5&velocity=scaled",
    "shapes",
    "shapes?line=all&names=gs",
    "shapes?line=z1&names=gs",
    "shapes?line=all&data=blobs&hidden=3",
    "shapes?data=blobs&hidden=3&line=delta1",
    "the_four_equations?step=2",
    "the_four_equations?step=5&layer=2&quantity=dW&loss=mse",
    "check?mistake=twice",
    "check?mistake=derivative&layer=2&loss=mse&delta=cost",
    "check?mistake=stale&layer=2",
    "check?mistake=sum&layer=1",
    *(f"view=index&quantity={quantity}&layer={layer}" for quantity in ("C", "z", "delta", "dW") for layer in (1, 2)),
    *(f"view=index&{ALL}&quantity={quantity}&loss=mse" for quantity in ("C", "delta", "db")),
    *(f"view=matrix&depth=every&quantity={quantity}&loss=mse" for quantity in ("C", "a", "delta", "dW")),
    *(f"view=numbers&quantity={quantity}&{ALL}&layer=2" for quantity in ("C", "delta", "dW")),
    "functions=tanh,sigmoid&hidden=8&view=numbers&quantity=dW&layer=2&source=8",
    "data=blobs&hidden=4",
)
# what has long fractions, matrices in brackets, and tables with many columns, may
WIDE = (
    "initialisation_and_depth?shown=every&derived=delta",
    "regularisation?regularise=batch_norm&reg_epochs=200&reg_lines=every",
    "regularisation?regularise=l1&reg_together=yes&reg_epochs=200&reg_lines=every",
    "worked_example?phase=backward&digits=8&open=delta2",
    "optimisers?method=adamw&adamw_at=weights&schedule=warmup_cosine&clipping=clip_by_norm&at_step=7",
    "optimisers?surface=network&method=momentum&velocity=dampened&decay_at=gradient&clipping=clip_by_value",
    "optimisers?surface=rosenbrock&method=adam&epsilon_at=uncorrected&schedule=step_decay",
    "shapes?line=delta1&layout=rows&hidden=4",
    "shapes?functions=tanh,sigmoid&loss=mse&line=delta2&delta=cost",
    "shapes?line=delta1&names=gs",
    "batch_norm=yes&dropout=0.5&view=index&quantity=delta&layer=1&depth=every",
    "dropout=0.5&batch_norm=yes&mode=evaluation&quantity=dW",
    f"data=iris&hidden=8&view=index&quantity=delta&{ALL}&layer=2",
    f"functions=gelu_tanh,sigmoid&view=index&quantity=delta&{ALL}",
    f"functions=tanh,softplus&loss=huber&view=index&quantity=delta&layer=2&{ALL}&l1=0.01",
    f"data=iris&hidden=8&view=numbers&quantity=dW&{ALL}",
)
MEASURE = """() => [...document.querySelectorAll('[data-testid="stMain"] .katex')].map(formula => {
    const bases = [...formula.querySelectorAll('.katex-html .base')].map(each => each.getBoundingClientRect());
    const seen = bases.filter(each => each.width);
    if (!seen.length) return null;
    let [right, left, scrolls] = [innerWidth, 0, false];
    for (let box = formula.parentElement; box && box !== document.body; box = box.parentElement) {
        const column = box.matches('[data-testid="stColumn"], [data-testid="stMarkdownContainer"], button');
        if (!column && getComputedStyle(box).overflowX === 'visible') continue;
        const edge = box.getBoundingClientRect();
        if (!edge.width) continue;
        scrolls ||= getComputedStyle(box).overflowX === 'auto' && box.scrollWidth > box.clientWidth + 1;
        [right, left] = [Math.min(right, edge.right), Math.max(left, edge.left)];
    }
    const over = Math.max(Math.max(...seen.map(e => e.right)) - right, left - Math.min(...seen.map(e => e.left)));
    if (over <= 1.5) return null;
    return {over, scrolls, source: formula.querySelector('annotation').textContent};
}).filter(Boolean)"""
# mathematics that was not recognised as such
RAW = """() => {
    const page = document.querySelector('[data-testid="stMain"]').cloneNode(true);
    page.querySelectorAll('.katex, style, script, pre, code').forEach(each => each.remove());
    return page.textContent.match(/.{0,30}(\\\\[a-zA-Z]{3,}|\\$).{0,30}/g) ?? [];
}"""
# a wide box is scrolled to its end: what is at the left of the formula has to be seen still
STAYS = """() => [...document.querySelectorAll('.katex-display')].map(e => {
    if (e.scrollWidth <= e.clientWidth + 1) return null;
    e.scrollLeft = 1e4;
    const [box, first] = [e.getBoundingClientRect(), e.querySelector('.katex-html > .base').getBoundingClientRect()];
    e.scrollLeft = 0;
    // a browser without a screen hides its bars: that this one has a height of its own is what makes it stay
    return [Math.round(first.left - box.left), parseFloat(getComputedStyle(e, '::-webkit-scrollbar').height)];
}).filter(Boolean)"""


def measured(page: Page, url: str, query: str) -> list[dict[str, Any]]:
    """Open an address, unfold everything, and measure."""
    path, mark, rest = query.partition("?")
    address = f"{url}/{path}?{rest}" if mark else f"{url}/?{query}"
    if page.url.startswith(url) and page.url != address:
        go(page, address)
    else:
        page.goto(address)
    settled(page, timeout=60_000)
    folds = page.locator('[data-testid="stExpander"] details:not([open]) > summary')
    folds.evaluate_all("found => found.forEach(each => each.click())")
    settled(page, timeout=60_000)
    assert page.locator(".katex").count() > 3
    assert not page.evaluate(RAW)
    found: list[dict[str, Any]] = page.evaluate(MEASURE)
    return found


def measured_in_widths(page: Page, url: str, query: str, *widths: int) -> Iterator[list[dict[str, Any]]]:
    """Measure in the first width, and then as if the window was dragged: the server knows of no width."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if width == widths[0]:
            yield measured(page, url, query)
        else:
            settled(page, timeout=60_000)
            yield page.evaluate(MEASURE)


def test_formulas_of_the_usual_network_are_seen_as_a_whole(page: Page, app_url: str) -> None:
    cut = {}
    for query, widths in zip(WHOLE, cycle((WIDTHS, WIDTHS[::-1]))):
        if any(found := list(measured_in_widths(page, app_url, query, *widths))):
            cut[query] = found
    assert not cut


def test_a_phone_shows_the_derivative_of_a_relu_in_the_story(page: Page, app_url: str) -> None:
    assert not any(measured_in_widths(page, app_url, "functions=relu,sigmoid&quantity=dW&layer=1&sample=3", 390))
    error = page.locator(".st-key-story .katex").filter(has=page.locator("annotation", has_text="ReLU}'(z"))
    expect(error).to_have_count(1)
    # z is below 0 there: nothing goes back
    weighted = page.locator(
        ".st-key-story annotation", has_text=re.compile(r"^\\displaystyle .*z\^\{\(1\)\}_\{1\}.*=")
    ).first
    assert float((weighted.text_content() or "").rsplit("mathbf{", 1)[1].rstrip("}")) < 0
    told = error.locator("annotation").text_content() or ""
    assert r"\cdot 0 =" in told
    assert told.endswith(r"\mathbf{0}")
    expect(error).to_be_visible()


def test_what_is_too_wide_scrolls_and_its_left_side_stays(page: Page, app_url: str) -> None:
    for query, widths in zip(WIDE, cycle((WIDTHS, WIDTHS[::-1]))):
        for found in measured_in_widths(page, app_url, query, *widths):
            assert all(each["scrolls"] for each in found), (query, found)
            assert len(found) <= 8, (query, found)
            for left, bar in page.evaluate(STAYS):
                assert abs(left) <= 2
                assert bar == 6
            assert_clean(page)


def test_a_formula_that_is_cut_off_is_found(page: Page, app_url: str) -> None:
    assert not any(measured_in_widths(page, app_url, "view=index&quantity=delta", *WIDTHS))
    page.add_style_tag(content=".stMarkdown .katex-display > .katex { white-space: nowrap !important; width: 9000px; }")
    page.evaluate("document.querySelectorAll('.katex-display .base').forEach(e => e.style.paddingLeft = '700px')")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(MEASURE), width


def test_what_only_a_phone_cuts_off_is_found(new_page: Page, app_url: str) -> None:
    # 600 pixels beside each part of a formula, where the screen is narrow
    narrow = "@media (width < 600px) { .katex-display .base { padding-left: 600px; } }"
    new_page.add_init_script(
        f"addEventListener('DOMContentLoaded', () => document.head.append(Object.assign("
        f"document.createElement('style'), {{textContent: {narrow!r}}})))"
    )
    assert not any(measured_in_widths(new_page, app_url, "view=index&quantity=delta", 1280))
    assert any(measured_in_widths(new_page, app_url, "view=index&quantity=delta", *WIDTHS))
