"""The page "Layer by layer" in a browser: look, click, edit, train."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from dashboard.lab.settings import Settings
from derivations import backward, initialise, xor
from tests.browser.checks import assert_clean
from tests.browser.visitor import Visitor

ERROR = re.compile(r"\\delta\^\{\(2\)\}_\{js\}")


@pytest.fixture
def visitor(page: Page, app_url: str) -> Visitor:
    """A visitor who has not opened the page yet."""
    return Visitor(page, app_url)


# look and click


def test_the_page_opens_with_an_equation_beside_the_network(visitor: Visitor) -> None:
    visitor.first()
    expect(visitor.page.get_by_text("Click a connection or a unit: its equation appears.")).to_be_visible()
    expect(visitor.page.get_by_text("backpropagation", exact=True)).to_be_visible()
    expect(visitor.keyed("story").locator("annotation").first).to_contain_text("x")
    for chart in (visitor.diagram, visitor.plane):
        expect(chart).to_be_visible()
    equation, network = visitor.keyed("equation").bounding_box(), visitor.diagram.bounding_box()
    assert equation
    assert network
    assert equation["x"] + equation["width"] <= network["x"]  # side by side
    assert network["y"] + network["height"] <= 800  # and both without scrolling
    expect(visitor.meter).to_contain_text(re.compile(r"Three gradients agree to \de-1\d"))
    expect(visitor.progress).to_contain_text("Epoch 0 of ")
    assert "?" not in visitor.page.url
    assert_clean(visitor.page)


@pytest.mark.parametrize(("edge", "query"), [((1, 2, 1), {"layer": "1", "unit": "2"}), ((2, 1, 2), {"source": "2"})])
def test_a_clicked_edge_shows_its_gradient(visitor: Visitor, edge: tuple[int, int, int], query: dict[str, str]) -> None:
    visitor.open()
    visitor.click_edge(*edge)
    visitor.arrived(quantity="dW")
    visitor.rest()
    assert visitor.changed == {"quantity": "dW", **query}
    expect(visitor.statement).to_contain_text(rf"\frac{{\partial C}}{{\partial w^{{({edge[0]})}}_{{jk}}}} = ")
    expect(visitor.keyed("slide-" + "-".join(map(str, edge)))).to_be_visible()
    assert_clean(visitor.page)


@pytest.mark.parametrize(
    ("unit", "query", "letter"),
    [
        ((1, 2), {"layer": "1", "unit": "2"}, r"\delta^{(1)}_{js}"),
        # an input has no equation: its weight to the first unit
        ((0, 2), {"layer": "1", "quantity": "dW", "source": "2"}, r"\frac{\partial C}{\partial w^{(1)}_{jk}} = "),
    ],
)
def test_a_clicked_unit_shows_its_equation(
    visitor: Visitor, unit: tuple[int, int], query: dict[str, str], letter: str
) -> None:
    visitor.open()
    visitor.click_unit(*unit)
    visitor.arrived(**query)
    visitor.rest()
    assert visitor.changed == query
    expect(visitor.statement).to_contain_text(letter)
    assert_clean(visitor.page)


def test_a_clicked_sample_puts_its_numbers_in(visitor: Visitor) -> None:
    visitor.open("view=numbers&quantity=a")
    before = visitor.value
    visitor.click_sample(1, 0)
    visitor.arrived(sample="3")
    visitor.rest()
    assert visitor.value != before
    expect(visitor.numbers.last).to_contain_text("a^{(2)}_{13}")
    expect(visitor.page.locator("tr:has(.stMarkdownColoredBackground)")).to_contain_text("3")
    visitor.click_sample(1, 1)
    visitor.arrived(sample="4")
    visitor.rest()
    expect(visitor.numbers.last).to_contain_text("a^{(2)}_{14}")
    assert_clean(visitor.page)


def test_the_same_edge_counts_again_after_a_control_has_chosen_something_else(visitor: Visitor) -> None:
    visitor.open()
    for _ in range(2):
        visitor.click_edge(1, 2, 1)
        visitor.arrived(quantity="dW", layer="1", unit="2")
        visitor.rest()
        expect(visitor.statement).to_contain_text("w^{(1)}_{jk}")
        visitor.choose("quantity", "z")
        visitor.arrived(quantity="z")
        visitor.rest()
        expect(visitor.statement).to_contain_text("z^{(1)}_{js}")
        visitor.diagram.locator("svg").wait_for()
    assert_clean(visitor.page)


def test_edges_and_units_can_be_clicked_in_turn(visitor: Visitor) -> None:
    visitor.open()
    for _ in range(2):
        visitor.click_edge(1, 1, 1)
        visitor.arrived(quantity="dW", layer="1")
        visitor.rest()
        visitor.click_unit(1, 1)
        visitor.arrived(quantity="delta")
        visitor.rest()
        expect(visitor.statement).to_contain_text(r"\delta^{(1)}_{js}")
    assert_clean(visitor.page)


def test_the_loss_switch_changes_the_last_line(visitor: Visitor) -> None:
    visitor.open()
    last = visitor.keyed("equation").locator(".katex-display annotation").last
    slope = re.compile(r"\(1 - \\textcolor\{#[0-9A-F]{6}\}\{a\^\{\(2\)\}_\{js\}\}\)")
    expect(visitor.statement).not_to_contain_text(slope)
    expect(last).not_to_contain_text(slope)
    visitor.choose("loss", "mse")
    visitor.arrived(loss="mse")
    visitor.rest()
    expect(visitor.statement).to_contain_text(slope)
    expect(last).to_contain_text(slope)
    visitor.choose("loss", "bce")
    expect(last).not_to_contain_text(slope)
    visitor.rest()
    assert_clean(visitor.page)


def test_the_matrix_view_shows_shapes(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.statement).not_to_contain_text(r"\times")
    visitor.choose("view", "matrix")
    expect(visitor.statement).to_contain_text(r"\underset{1 \times 4}{")
    visitor.rest()
    assert_clean(visitor.page)


def test_the_legend_opens(visitor: Visitor) -> None:
    visitor.open()
    meaning = visitor.page.get_by_text("the Kronecker delta: 1 where the two indices agree, else 0")
    expect(meaning).not_to_be_visible()
    visitor.page.get_by_role("button", name="Symbols").click()
    expect(meaning).to_be_visible()
    meaning.scroll_into_view_if_needed()
    expect(meaning).to_be_in_viewport()
    assert_clean(visitor.page)


def test_a_lemma_unfolds(visitor: Visitor) -> None:
    visitor.open()
    lemma = visitor.page.get_by_test_id("stExpander").filter(has_text="Why").last
    line = lemma.locator(".katex-display").first
    expect(line).not_to_be_visible()
    lemma.locator("summary").click()
    expect(line).to_be_visible()
    assert_clean(visitor.page)


def test_a_reload_keeps_what_is_looked_at(visitor: Visitor) -> None:
    visitor.open()
    visitor.click_edge(1, 2, 1)
    visitor.arrived(quantity="dW")
    visitor.rest()
    visitor.choose("view", "matrix")
    visitor.arrived(view="matrix")
    visitor.rest()
    address, statement = visitor.changed, visitor.statement.text_content()
    assert address == {"quantity": "dW", "layer": "1", "unit": "2", "view": "matrix"}
    visitor.page.reload()
    visitor.rest()
    assert visitor.changed == address
    assert visitor.statement.text_content() == statement
    assert_clean(visitor.page)


# edit


def test_a_typed_weight_is_the_number_in_the_formula_and_the_diagram(visitor: Visitor) -> None:
    visitor.open("view=numbers&layer=1&quantity=z&unit=2&sample=3")
    before = visitor.value
    expect(visitor.numbers.last).not_to_contain_text("2.3456")
    visitor.type("1-2-1", "2.3456")
    expect(visitor.numbers.last).to_contain_text("2.3456")
    expect(visitor.diagram.locator("svg")).to_contain_text("+2.346")
    visitor.rest()
    assert visitor.value != before
    expect(visitor.keyed("edit-1-2-1").locator("input").last).to_have_value("2.3456")
    assert_clean(visitor.page)


def test_a_weight_moved_with_the_slider_is_the_number_in_the_formula_and_the_table(visitor: Visitor) -> None:
    visitor.open("view=numbers&layer=2&quantity=z")
    visitor.unfold_parameters()
    slider = visitor.keyed("slide-2-1-bias").get_by_role("slider")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(visitor.keyed("edit-2-1-bias").locator("input").last).to_have_value("0.0500")
    expect(visitor.numbers.last).to_contain_text("0.0500")
    expect(visitor.diagram.locator("svg")).to_contain_text("b +0.050")
    visitor.rest()
    assert_clean(visitor.page)


# train


def test_training_lowers_the_cost_and_moves_the_numbers(visitor: Visitor) -> None:
    visitor.open("view=numbers&layer=1&quantity=z")
    cost, formula = visitor.cost, visitor.numbers.last.text_content() or ""
    visitor.train()
    expect(visitor.numbers.last).not_to_have_text(formula)
    moved = visitor.numbers.last.text_content() or ""
    visitor.epoch_after(100)
    expect(visitor.numbers.last).not_to_have_text(moved)
    visitor.train()
    visitor.rest()
    assert visitor.cost < cost
    assert_clean(visitor.page)


def test_a_pause_holds_and_training_goes_on_from_there(visitor: Visitor) -> None:
    visitor.open()
    visitor.train()
    visitor.epoch_after(20)
    visitor.train()
    visitor.rest()
    held = visitor.progress.inner_text()
    epoch = visitor.epoch
    visitor.page.wait_for_timeout(1000)
    assert visitor.progress.inner_text() == held
    visitor.press("Step")  # a run that did not stop would be further
    expect(visitor.progress).to_contain_text(f"Epoch {epoch + 1} of ")
    visitor.train()
    visitor.epoch_after(epoch + 1)
    assert visitor.epoch < epoch + 1000
    assert_clean(visitor.page)


def test_while_it_trains_clicks_and_controls_arrive_and_the_epoch_goes_on(visitor: Visitor) -> None:
    visitor.open()
    visitor.train()
    visitor.epoch_after(10)
    moves: list[tuple[Callable[[], None], str]] = [
        (lambda: visitor.click_edge(1, 2, 1), "w^{(1)}_{jk}"),
        (lambda: visitor.choose("quantity", "z"), "z^{(1)}_{js}"),
        (lambda: visitor.click_unit(2, 1), "z^{(2)}_{js}"),
        (lambda: visitor.click_edge(2, 1, 1), "w^{(2)}_{jk}"),
        (lambda: visitor.choose("layer", 1), "w^{(1)}_{jk}"),
    ]
    for move, letter in moves:
        epoch = visitor.epoch
        move()
        expect(visitor.statement).to_contain_text(letter)
        assert visitor.epoch >= epoch
        visitor.epoch_after(epoch)
    assert_clean(visitor.page)


def test_a_step_is_one_epoch_and_a_reset_the_start(visitor: Visitor) -> None:
    visitor.open()
    start = visitor.progress.inner_text()
    cost = visitor.cost
    visitor.press("Step")
    expect(visitor.progress).to_contain_text("Epoch 1 of ")
    visitor.press("Step")
    expect(visitor.progress).to_contain_text("Epoch 2 of ")
    assert visitor.cost < cost
    visitor.press("Reset")
    expect(visitor.progress).to_have_text(start)
    visitor.rest()
    assert_clean(visitor.page)


def test_a_reset_ends_training(visitor: Visitor) -> None:
    visitor.open()
    start = visitor.progress.inner_text()
    visitor.train()
    visitor.epoch_after(20)
    visitor.press("Reset")
    expect(visitor.progress).to_have_text(start)
    visitor.rest()
    visitor.page.wait_for_timeout(500)
    expect(visitor.progress).to_have_text(start)
    assert_clean(visitor.page)


def test_the_arrow_back_of_the_browser_leads_to_what_was_looked_at_before(visitor: Visitor) -> None:
    visitor.open()
    visitor.choose("layer", 1)
    visitor.arrived(layer="1")
    visitor.choose("quantity", "dW")
    visitor.arrived(quantity="dW")
    visitor.rest()
    visitor.page.go_back()
    expect(visitor.statement).to_contain_text(r"\delta^{(1)}_{js}")
    visitor.rest()
    assert visitor.changed == {"layer": "1"}
    visitor.page.go_forward()
    expect(visitor.statement).to_contain_text("w^{(1)}_{jk}")
    visitor.rest()
    assert visitor.changed == {"layer": "1", "quantity": "dW"}
    visitor.choose("layer", 2)
    expect(visitor.statement).to_contain_text("w^{(2)}_{jk}")
    assert_clean(visitor.page)


def test_a_number_near_0_has_two_digits_in_the_diagram(visitor: Visitor) -> None:
    visitor.first()
    visitor.page.get_by_role("button", name="Wrong and sure").click()
    visitor.rest()
    network, data = Settings().network, xor()
    parameters = initialise(network, np.random.default_rng(3))
    parameters = replace(parameters, biases=(parameters.biases[0], np.array([-6.0])))
    of_all, of_one = (
        backward(replace(network, loss="mse"), parameters, data.inputs[rows], data.targets[rows])
        for rows in (slice(None), slice(2, 3))
    )
    shown = [text.replace("\u00a0", " ") for text in visitor.diagram.locator("svg text").all_text_contents()]
    for letter, number in (("δ", of_one.deltas[1][0, 0]), ("∂", of_all.weights[1][0, 0])):
        texts = [text.replace("−", "-") for text in shown if text[:1] == letter]
        assert any(float(text[1:]) == float(f"{number:.1e}") for text in texts if "b" not in text), (number, texts)


@pytest.mark.parametrize("query", ["quantity=dW", "data=iris&l2=0.1"])
def test_nothing_covers_the_legend_however_many_lines_it_has(visitor: Visitor, query: str) -> None:
    visitor.look(query)
    for width in (1280, 1024, 768):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.rest()
        found = (".st-key-legend p", ".st-key-legend [role=radiogroup]", ".st-key-three-ways")
        boxes = [visitor.page.locator(each).first.bounding_box() for each in found]
        words, switch, meter, network = [box for box in (*boxes, visitor.diagram.bounding_box()) if box]
        assert words["y"] + words["height"] <= meter["y"] + 1, (width, words, meter)
        assert meter["x"] + meter["width"] <= switch["x"]
        assert max(each["y"] + each["height"] for each in (switch, meter)) <= network["y"] + 1
