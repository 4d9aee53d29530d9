"""Every published example is typed as a reader types it, into an empty one, and its figures come out.

What is typed is what the catalogue has as text; some of it in the notations that readers bring.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

import pytest
from playwright.sync_api import Page, expect

from dashboard.lab.example import IN_OUT, Example
from dashboard.lab.examples import EXAMPLES, GRAPHS
from dashboard.lab.words import FUNCTIONS, LOSSES
from dashboard.state.worked import PHASES
from tests.browser.checks import assert_clean, settled
from tests.browser.worked_page import choose, fill, keyed, numbers, opened, show
from tests.dashboard.lab.published import PUBLISHED

NOTATIONS: Mapping[str, Mapping[str, str]] = {
    "by-hand": {
        "$W^{(1)}$": "[[1, 0, -1, 1], [0, 1, 1, 0], [1, -1, 0, 0]]",
        "$b^{(2)}$": "(1, 2, 1, 3)",
        "$W^{(3)}$": "0 −1 −1 2; −1 0 0 0; −1 0 1 0",
        "$b^{(3)}$": "5, 2, -4",
        "$Y$, a row for each sample": "classes 3, 2",
    },
    "data-mining": {r"Rate $\eta$": "9/10"},
    "academy": {
        "$W^{(1)}$": "0,2 -0,3 0,4\n-0,5 0,1 0,2",
        "$b^{(1)}$": "1/2 1/2",
        "$W^{(2)}$": r"\begin{pmatrix} .3 & .4 \\ -.1 & .2 \end{pmatrix}",
    },
}
# the derivatives of each graph by its inputs, as they are known
GRADIENTS = {
    "udl-offsets": (2.28090062, -17.06046653, -1.68305775, 0.74452822),
    "udl-factors": (5.24607143, -16.07929866, -8.53023326, 0.48946876),
    "cs231n": (2.05956980, 1.59223275),
    "cs231n-max": (0.0, -8.0, 6.0, 2.0),
    "micrograd": (0.5, 1.0, 0.0, -1.5, 0.5),
}


def fields(example: Example) -> Iterator[tuple[str, str]]:
    """Give the fields in which an example is typed, and what is typed there."""
    yield "Sizes, inputs first", example.sizes
    yield "Loss", LOSSES.get(example.loss, example.loss)
    for layer, name in enumerate(example.activations, start=1):
        yield f"Activation of layer {layer}", FUNCTIONS[name]
    if example.layout == IN_OUT:
        yield "W is given as", "in × out: x W + b"
    yield r"Rate $\eta$", example.rate
    yield "L2 penalty", example.l2
    for layer, (weights, biases) in enumerate(zip(example.weights, example.biases, strict=True), start=1):
        yield f"$W^{{({layer})}}$", weights
        yield f"$b^{{({layer})}}$", biases
    yield "$X$, a row for each sample", example.inputs
    yield "$Y$, a row for each sample", example.targets


def type_into(page: Page, label: str, text: str) -> None:
    if label == "W is given as":
        page.get_by_role("radiogroup", name=label).get_by_role("radio", name=text).click()
        settled(page)
    elif label.startswith(("Activation", "Loss")):
        if page.get_by_role("combobox", name=label).input_value() != text:
            choose(page, label, text)
    elif page.get_by_label(label, exact=True).input_value() != text:
        fill(page, label, text)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_is_typed_and_its_figures_come_out(page: Page, app_url: str, name: str) -> None:
    example = EXAMPLES[name]
    opened(page, app_url, "?digits=8")
    page.get_by_role("button", name="New", exact=True).click()
    settled(page)
    for label, text in fields(example):
        type_into(page, label, NOTATIONS.get(name, {}).get(label, text))
    # a squared error has a half at first, and a step moves the biases
    for switch, wanted in (("½ before the square", example.half), ("The update moves biases too", example.biases_move)):
        if not wanted:
            page.get_by_text(switch).click()
            settled(page)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    if example.samples == "sum":
        page.get_by_role("radiogroup", name="Over samples").get_by_role("radio", name="sum").click()
        settled(page)
    missing = dict(PUBLISHED[name])
    for phase in PHASES.values():
        show(page, phase)
        for quantity, entry in PUBLISHED[name]:
            line = quantity.replace("'", "-new")
            if not keyed(page, f"worked-line-{line}").count():
                continue
            text = missing.pop((quantity, entry))
            found = numbers(page, line)
            row, column = entry if len(entry) == 2 else (1, 1)
            # a vector stands as a column or as a row, and C alone
            value = found[row - 1][column - 1] if len(entry) != 1 else list(chain(*found))[entry[0] - 1]
            digits = min(8, len(text.partition(".")[2]))
            assert value == pytest.approx(float(text), abs=0.51 * 10.0**-digits + 0.51e-8), (quantity, entry)
    assert not missing
    assert_clean(page)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_published_graph_is_typed_and_its_gradients_come_out(page: Page, app_url: str, name: str) -> None:
    example = GRAPHS[name]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{app_url}/computational_graph?digits=8")
    settled(page, timeout=60_000)
    expression = page.get_by_label("or your own", exact=True)
    expression.fill(example.expression)
    expression.press("Enter")
    settled(page)
    inputs = keyed(page, "graph-inputs").locator("input[type=number]")
    expect(inputs).to_have_count(len(example.values))
    for at, value in enumerate(example.values.values()):
        inputs.nth(at).fill(repr(value))
        inputs.nth(at).press("Enter")
        settled(page)
    cells = page.locator("table").filter(has_text="one pass").locator("tbody tr td:nth-child(2)")
    found = [float(text.replace("\N{MINUS SIGN}", "-")) for text in cells.all_inner_texts()]
    assert found == pytest.approx(GRADIENTS[name], abs=1.01e-8)
    assert_clean(page)
