"""Networks of every kind in a browser: typeset, drawn, clicked, trained, brought back by their address."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.lab.words import FUNCTIONS
from tests.browser.checks import assert_clean
from tests.browser.visitor import Visitor

DEEP = "view=index&data=moons&hidden=4-4-4-4-4-4-4&functions=relu,tanh,silu,selu,softmax,hard_tanh,own,sigmoid&layer=7"
WIDE = "data=blobs&hidden=16-16&functions=gelu,elu,softmax&loss=mse&view=matrix"


@pytest.fixture
def visitor(page: Page, app_url: str) -> Visitor:
    """A visitor who has not opened the page yet."""
    return Visitor(page, app_url)


def pick(visitor: Visitor, name: str, label: str) -> None:
    """Choose from a list."""
    visitor.keyed(f"control-{name}").get_by_role("combobox").click()
    visitor.page.get_by_role("option", name=label, exact=True).click()


def test_networks_of_every_kind_are_typeset_and_drawn(visitor: Visitor) -> None:
    numbers = "data=sine&hidden=8&loss=huber&view=numbers&quantity=dW"
    for query in (DEEP, WIDE, "data=iris&hidden=8&view=index", numbers):
        visitor.look(query)
        assert visitor.page.locator(".katex-display").count() >= 1
        expect(visitor.meter).to_contain_text("Three gradients agree")
        for fold in visitor.page.get_by_test_id("stExpander").filter(has_text="Why").all():
            fold.locator("summary").click()
            expect(fold.locator(".katex-display").first).to_be_visible()
        visitor.rest()
        assert_clean(visitor.page)


def test_every_activation_is_typeset(visitor: Visitor) -> None:
    names = list(FUNCTIONS)
    for some in (names[first : first + 3] for first in range(0, len(names), 3)):
        functions = ",".join((*some, "sigmoid"))
        visitor.look(f"layer=1&data=moons&hidden={'-'.join('3' * len(some))}&functions={functions}")
        assert visitor.address["functions"] == functions
        visitor.press("Symbols")
        visitor.rest(quiet=100)
        visitor.page.keyboard.press("Escape")
        assert_clean(visitor.page)


def test_a_network_is_built_trained_and_comes_back_by_its_address(visitor: Visitor) -> None:
    visitor.first()
    pick(visitor, "data", "moons")
    visitor.arrived(data="moons")
    visitor.rest()
    visitor.page.get_by_role("button", name="Network", exact=True).click()
    pick(visitor, "function-1", "ReLU")
    visitor.arrived(functions="relu,sigmoid")
    field = visitor.keyed("control-units-1").locator("input")
    field.fill("6")
    field.press("Enter")
    visitor.arrived(hidden="6")
    visitor.page.keyboard.press("Escape")
    pick(visitor, "optimiser", "Adam")
    visitor.arrived(optimiser="adam")
    visitor.rest()
    cost = visitor.cost
    visitor.train()
    visitor.epoch_after(100)
    visitor.train()
    visitor.rest()
    assert visitor.cost < 0.7 * cost
    visitor.page.reload()
    visitor.rest()
    built = {"data": "moons", "hidden": "6", "functions": "relu,sigmoid", "optimiser": "adam"}
    assert built.items() <= visitor.address.items()
    expect(visitor.page.get_by_text("2-6-1 ReLU, sigmoid network on moons")).to_be_visible()
    assert visitor.epoch > 100  # what it has learned is in the address
    visitor.page.go_back()
    visitor.rest()
    assert_clean(visitor.page)


def test_a_bad_formula_gets_a_sentence_and_a_good_one_is_derived(visitor: Visitor) -> None:
    visitor.look("functions=own,sigmoid&layer=1")
    visitor.page.get_by_role("button", name="Network", exact=True).click()
    field = visitor.keyed("control-formula").locator("input")
    field.fill("z.__class__")
    field.press("Enter")
    expect(visitor.page.get_by_test_id("stAlert")).to_contain_text(
        "formula 'z.__class__' has an underscore at character 3; allowed: numbers, z, e, pi, + - * / **, "
    )
    expect(field).to_have_value("z.__class__")
    expect(visitor.meter).to_contain_text("Three gradients agree")
    field.fill("z * sin(z)")
    field.press("Enter")
    visitor.arrived(formula="z * sin(z)")
    expect(visitor.page.get_by_test_id("stAlert")).to_have_count(0)
    visitor.page.keyboard.press("Escape")
    visitor.rest()
    assert_clean(visitor.page)


def test_a_unit_is_also_clicked_by_what_is_written_below_it(visitor: Visitor) -> None:
    visitor.open("layer=1&quantity=dW")
    box = visitor.diagram.bounding_box()
    assert box
    visitor.diagram.click(position={"x": box["width"] / 2, "y": 184 + 21 + 20})
    visitor.arrived(unit="2")
    expect(visitor.statement).to_contain_text(r"\delta^{(1)}_{js}")


def test_a_reader_brings_a_table(visitor: Visitor, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "fruit.csv"
    bad.write_text("a,b\n1,x\n2,\n", encoding="utf-8")
    rows = [f"{width},{1 + width % 3},{'plum' if width < 6 else 'fig' if width < 9 else 'kiwi'}" for width in range(12)]
    good.write_text("width,colour,kind\n" + "\n".join(rows) + "\n", encoding="utf-8")
    visitor.first()
    pick(visitor, "data", "Your own CSV…")
    dialog = visitor.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(bad)
    expect(dialog.get_by_test_id("stAlert")).to_contain_text("row 2, column 'b': the value is missing")
    dialog.locator("input[type=file]").set_input_files(good)
    expect(dialog.get_by_text("Read: 12 rows of 3 columns.")).to_be_visible()
    expect(dialog.get_by_text("12 rows, 2 inputs; predicted: classes fig, kiwi, plum, 3 outputs.")).to_be_visible()
    visitor.press("Use this table")
    expect(visitor.page.get_by_text("2-2-3 sigmoid, softmax network on fruit")).to_be_visible()
    visitor.rest()
    expect(visitor.page.locator("table").first).to_contain_text("plum")
    visitor.press("Step")
    expect(visitor.progress).to_contain_text("Epoch 1 of ")
    assert visitor.address == {"data": "table", "weights": "left-out"}
    expect(visitor.page.get_by_text("Your table is lost with a reload, unless it is saved (File).")).to_be_visible()
    # saved, and loaded by somebody else
    visitor.press("File")
    with visitor.page.expect_download() as saved:
        visitor.press("Save")
    kept = tmp_path / "network.json"
    saved.value.save_as(kept)
    visitor.page.reload()
    expect(visitor.page.get_by_text("This address is of an own table, which no address holds")).to_be_visible()
    visitor.first()
    visitor.press("File")
    visitor.page.locator("input[type=file]").first.set_input_files(kept)
    visitor.press("Load")
    expect(visitor.page.get_by_text("2-2-3 sigmoid, softmax network on fruit")).to_be_visible()
    expect(visitor.progress).to_contain_text("Epoch 1 of ")
    expect(visitor.page.locator("table").first).to_contain_text("plum")
    assert_clean(visitor.page)


def test_a_reload_and_a_link_bring_back_what_was_learned(visitor: Visitor) -> None:
    visitor.first()
    visitor.train()
    visitor.epoch_after(40)
    visitor.train()
    visitor.page.wait_for_url(lambda url: "weights=" in url)
    visitor.rest()
    told, link = re.compile(rf"Epoch {visitor.epoch} of \d+ · cost {visitor.cost:.6f}"), visitor.page.url
    visitor.page.reload()
    visitor.rest()
    expect(visitor.progress).to_contain_text(told)
    # another network loses them, and the arrow back brings them back
    pick(visitor, "data", "moons")
    visitor.arrived(data="moons")
    expect(visitor.progress).to_contain_text("Epoch 0 of ")
    visitor.rest()
    visitor.page.go_back()
    expect(visitor.progress).to_contain_text(told)
    elsewhere = visitor.page.context.new_page()
    elsewhere.goto(link)
    expect(elsewhere.get_by_test_id("stProgress")).to_contain_text(told, timeout=30_000)
    assert_clean(visitor.page)
