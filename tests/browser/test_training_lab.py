"""The page "Training lab" in a browser: it runs and pauses, goes by batch and phase, back, and keeps runs in a file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.lab.runs import read_runs
from tests.browser.checks import assert_clean, settled
from tests.browser.test_screens import SIDEWAYS

ADDRESS = "training_lab"
SMALL = "?data=moons&hidden=4&functions=tanh,sigmoid&batch_size=8&held_out=0.4"
EPOCH_AFTER = "n => Number(document.querySelector('[data-testid=stProgress]').textContent.match(/Epoch (\\d+)/)[1]) > n"
PHASES = ".st-key-phase-lines"


def opened(page: Page, url: str, query: str = SMALL) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/{ADDRESS}{query}")
    settled(page, timeout=60_000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page, timeout=60_000)


def bar(page: Page) -> str:
    return page.get_by_test_id("stProgress").inner_text()


def epoch(page: Page) -> int:
    found = re.search(r"Epoch (\d+)", bar(page))
    assert found
    return int(found[1])


def train(page: Page) -> None:
    page.locator("label", has_text="Train").click()


def test_it_runs_says_how_long_and_pauses(page: Page, app_url: str) -> None:
    opened(page, app_url, f"{SMALL}&speed=1")
    train(page)
    expect(page.get_by_test_id("stProgress")).to_contain_text("s left", timeout=60_000)
    expect(page.get_by_role("button", name="One batch")).to_be_disabled()
    before = epoch(page)
    page.wait_for_function(EPOCH_AFTER, arg=before + 2, timeout=60_000)
    train(page)
    expect(page.get_by_test_id("stProgress")).not_to_contain_text("s left", timeout=60_000)
    settled(page, timeout=60_000)
    seen = epoch(page)
    page.wait_for_timeout(500)
    assert epoch(page) == seen > before
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_have_count(2)
    assert_clean(page)


def test_phase_by_phase_to_the_update_and_back_to_an_earlier_epoch(page: Page, app_url: str) -> None:
    opened(page, app_url)
    for word in ("forward", "loss", "backward", "update"):
        press(page, f"Next: {word}")
    expect(page).to_have_url(re.compile("lab_phase=4"))
    expect(page.locator(PHASES)).to_contain_text("Batch 1 of 6 in epoch 1")
    results = [each for each in page.locator(f"{PHASES} annotation").all_text_contents() if r"\mathbf" in each]
    assert len(results) == 3
    # everything of an update is on the first screen
    box = page.locator(PHASES).bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800
    for _ in range(5):
        press(page, "One batch")
    assert epoch(page) == 1
    for _ in range(3):
        press(page, "Step")
    cost = bar(page)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("stProgress")).to_contain_text("Epoch 3")
    settled(page, timeout=60_000)
    press(page, "Back")
    assert bar(page) == cost
    assert_clean(page)


def test_runs_are_kept_compared_saved_and_loaded(page: Page, app_url: str, tmp_path: Path) -> None:
    opened(page, app_url)
    press(page, "Step")
    press(page, "Keep this run")
    press(page, "Small batches")
    press(page, "Step")
    page.get_by_label("Name of this run").fill("the other")
    page.get_by_label("Name of this run").press("Enter")
    settled(page, timeout=60_000)
    press(page, "Keep this run")
    table = page.locator("table", has_text="train loss")
    expect(table.locator("th")).to_have_text(["", "Run 1", "the other"])
    press(page, "Runs to and from a file")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the runs").click()
    saved = tmp_path / "runs.json"
    download.value.save_as(saved)
    assert [each.name for each in read_runs(saved.read_text())] == ["Run 1", "the other"]
    damaged = tmp_path / "damaged.json"
    damaged.write_text(saved.read_text().replace('"version": 1', '"version": 9', 1))
    for file, said in ((damaged, "has version 9"), (saved, "2 runs are added")):
        page.locator("input[type=file]").set_input_files(file)
        add = page.get_by_role("button", name="Add its runs")
        add.wait_for()
        settled(page, timeout=60_000)
        add.click()
        expect(page.get_by_text(said).first).to_be_visible(timeout=30_000)
        settled(page, timeout=60_000)
    expect(table.locator("th")).to_have_text(["", "Run 1", "the other", "Run 1 2", "the other 2"])
    assert_clean(page)


@pytest.mark.parametrize("view", ["weights", "activations", "units", "confusion"])
def test_each_view_fits_a_phone(page: Page, app_url: str, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/{ADDRESS}{SMALL}&lab_view={view}&lab_phase=3")
    settled(page, timeout=60_000)
    assert max(page.evaluate(SIDEWAYS)) <= 1
    if view in ("weights", "activations"):
        expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_have_count(1)
    assert_clean(page)
