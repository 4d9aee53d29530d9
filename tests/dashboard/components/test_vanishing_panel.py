"""What is said of twenty layers: where nothing is left or a derivative has no largest value, and what was measured."""

import pytest

from dashboard.lab.words import OWN
from tests.dashboard.reader import Reader, opened


def on_page(**query: str) -> Reader:
    return opened(page="app_pages/activations_and_losses.py", **query)


def text(reader: Reader, words: str) -> str:
    [found] = [each.value for each in reader.app.markdown if words in each.value]
    return str(found)


def test_what_is_0_in_every_layer_is_named_below_the_plot() -> None:
    dead = on_page(f="relu", z="-2", about="loss")
    assert dead.frames("sizes")
    assert "every z held there" in text(dead, "Not drawn, since 0, unbounded or not defined")


def test_where_nothing_is_left_a_sentence_stands_in_the_place_of_the_plot() -> None:
    flat = on_page(f="step", about="loss")
    assert text(flat, "**Nothing to draw**")
    assert not flat.frames("sizes")


@pytest.mark.parametrize("formula", ["sqrt(z)", "cbrt(z)", "log(z^2-3)", "tan(z)"])
def test_a_derivative_without_a_largest_value_is_said_to_be_unbounded(formula: str) -> None:
    reader = on_page(f=OWN, formula=formula)
    [row] = [row for row in text(reader, "| after 20 layers").split("\n") if r"\max" in row]
    assert row.endswith("| unbounded |")
    near = {"log(z^2-3)": "-1.7321, 1.7321", "tan(z)": "-4.7124, -1.5708, 1.5708, 4.7124"}.get(formula, "0")
    assert text(reader, f"Near $z = {near}$ it grows without bound")
    assert "largest derivative everywhere" in text(reader, "Not drawn, since 0, unbounded or not defined")


def test_it_is_said_from_which_input_is_measured_and_why_that_is_less_than_the_bound() -> None:
    said = text(on_page(f="sigmoid"), ":small[Measured")
    assert "one random input (normal, seed 3), a number for each of the 4 units" in said
    assert r"less than the bound: not every $z$ is where $\vert \sigma'\vert$ is largest" in said
    assert "less than the bound" not in text(on_page(f="identity"), ":small[Measured")
