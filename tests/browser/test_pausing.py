"""A pause keeps what training has reached: no input in the browser may send an old number after it."""

import numpy as np
from playwright.sync_api import Page

from dashboard.lab.settings import Settings
from derivations import initialise, loss, sgd, train, xor
from tests.browser.checks import assert_clean, settled
from tests.browser.visitor import Visitor

PAUSES = 2


def expected_cost(epochs: int) -> float:
    """Train as the page does from its first weights, without a page."""
    first, data = Settings(), xor()
    parameters = initialise(first.network, np.random.default_rng(first.seed))
    run = train(
        first.network,
        parameters,
        data.inputs,
        data.targets,
        optimiser=sgd(learning_rate=first.rate),
        epochs=epochs,
        convention=first.convention,
    )
    for record in run:
        parameters = record.parameters
    return loss(first.network, parameters, data.inputs, data.targets, first.convention)


def test_a_pause_changes_no_parameter(page: Page, app_url: str) -> None:
    visitor = Visitor(page, app_url)
    visitor.first("layer=1")
    epoch = 0
    for _ in range(PAUSES):
        visitor.train()
        visitor.epoch_after(epoch)
        page.wait_for_timeout(900)
        visitor.train()
        visitor.rest()
        epoch = visitor.epoch
        assert abs(visitor.cost - expected_cost(epoch)) < 1e-6
    assert_clean(page)


def test_the_diagram_stays_whatever_is_selected_while_it_trains(page: Page, app_url: str) -> None:
    """One that is replaced is gone for a moment, or stands beside the new one."""
    page.goto(f"{app_url}/?view=index&quantity=delta&layer=2")
    settled(page)
    charts = page.locator('[class*="st-key-network"] svg.marks, [class*="st-key-boundary"] canvas.marks')
    charts.evaluate_all("found => found.forEach(each => { each.first = true; })")
    page.evaluate(
        """() => {
            window.counts = new Set();
            const look = () => {
                window.counts.add(document.querySelectorAll('[class*="st-key-network"] svg.marks').length);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.locator("label", has_text="Train").click()
    for name, at in (("quantity", 1), ("layer", 0), ("sample", 0), ("quantity", 4)):
        page.locator(f'[class*="st-key-control-{name}"] [role=radio]').nth(at).click()
        page.wait_for_timeout(1000)
    assert charts.evaluate_all("found => found.map(each => each.first)") == [True, True]
    assert page.evaluate("[...window.counts]") == [1]
    assert_clean(page)


def test_what_is_looked_at_while_it_trains_replaces_what_was_there(new_page: Page, app_url: str) -> None:
    """A slow browser may not hear that the run which drew the equation has ended, as the next picture begins."""
    page = new_page  # which stays slow
    page.goto(f"{app_url}/?view=index&quantity=delta&layer=2")
    settled(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    lines = page.locator(".st-key-equation .katex-display")
    long = lines.count()
    page.locator("label", has_text="Train").click()
    page.wait_for_timeout(2000)
    for quantity, heading in (("z", "The weighted input of layer 2"), ("δ", "The error of layer 2")):
        page.locator('[class*="st-key-control-quantity"] button').nth(1 if quantity == "z" else 3).click()
        page.locator(".st-key-equation section", has_text=heading).wait_for()
        page.wait_for_timeout(3000)
        # the equation in its frame, and its one line
        assert lines.count() == (2 if quantity == "z" else long)
    assert_clean(page)
