"""Every way in which an example is worked out: rounded at each step, or with one mistake."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dashboard.lab.attempts import DECIMALS, DIGITS, FIGURES, Attempt, follow, list_attempts
from dashboard.lab.book import list_quantities
from dashboard.lab.example import IN_OUT, Example, read_example
from dashboard.lab.examples import EXAMPLES


def attempts(example: Example) -> tuple[Attempt, ...]:
    return list_attempts(read_example(example))


def test_intermediate_results_are_rounded_at_each_step() -> None:
    """Han and Kamber's network by hand: a is 0.332 and 0.525, z is -0.105, a is 0.474, and the error 0.1311."""
    ways = {
        way.rounded: way
        for way in attempts(EXAMPLES["data-mining"])
        if way.words.startswith("every intermediate result is rounded")
    }
    three = ways[3, DECIMALS].numbers
    z = -0.3 * 0.332 - 0.2 * 0.525 + 0.1
    assert three["z2"][0, 0] == pytest.approx(z, abs=1e-15)
    assert three["a2"][0, 0] == pytest.approx(1 / (1 + np.exp(0.105)), abs=1e-15)
    assert three["delta2"][0, 0] == pytest.approx(-(1 - 0.474) * 0.474 * (1 - 0.474), abs=1e-15)
    assert three["dW2"][0, 1] == pytest.approx(-0.131 * 0.525, abs=1e-15)
    assert three["W2'"][0, 1] == pytest.approx(-0.2 - 0.9 * -0.069, abs=1e-15)
    assert {way for way in ways if way} == {(digits, kind) for digits in DIGITS for kind in (DECIMALS, FIGURES)}


def test_significant_digits_are_counted_from_the_first() -> None:
    small = replace(EXAMPLES["data-mining"], weights=(".02 .04 -.05\n-.03 .01 .02", "-.003 -.002"), biases=("0 0", "0"))
    ways = {way.rounded: way for way in attempts(small) if way.words.startswith("every intermediate result is rounded")}
    # z1 is -0.03 and -0.01, so that a1 is 0.49250056 and 0.49750002
    assert ways[2, FIGURES].numbers["z2"][0, 0] == pytest.approx(-0.003 * 0.49 - 0.002 * 0.5, abs=1e-15)
    assert ways[2, FIGURES].numbers["a2"][0, 0] == pytest.approx(1 / (1 + np.exp(0.0025)), abs=1e-15)
    assert ways[2, DECIMALS].numbers["a2"][0, 0] == pytest.approx(0.5, abs=1e-15)


def test_the_sign_may_be_turned_and_the_rest_rounded() -> None:
    found = attempts(EXAMPLES["data-mining"])
    signed = [way for way in found if way.name == "sign" and way.rounded == (3, DECIMALS)]
    rounded = [
        way
        for way in found
        if way.name == "rounded"
        and way.rounded == (3, DECIMALS)
        and re.match("every .* result( and f')? is r", way.words)
    ]
    for one, other in zip(signed, rounded, strict=True):
        assert one.numbers["delta1"].tolist() == (-other.numbers["delta1"]).tolist()
        assert "a1" not in one.numbers


def test_matrices_stand_as_the_book_prints_them() -> None:
    usual = EXAMPLES["data-mining"]
    turned = replace(usual, layout=IN_OUT, weights=(".2 -.3; .4 .1; -.5 .2", "-.3; -.2"))
    for one, other in zip(attempts(usual), attempts(turned), strict=True):
        assert one.words == other.words
        assert one.numbers["delta1"].tolist() == other.numbers["delta1"].tolist()
        assert one.numbers["dW1"].tolist() == other.numbers["dW1"].T.tolist()


def test_biases_may_be_kept_or_moved() -> None:
    moved, kept = (
        {way.name: way for way in attempts(replace(EXAMPLES["ai-lab"], biases_move=move))} for move in (True, False)
    )
    assert moved["biases"].words == "the biases are not updated"
    assert moved["biases"].numbers["C'"] == pytest.approx(0.27100192, abs=5e-9)
    assert kept["biases"].words == "the biases are updated"
    assert kept["biases"].numbers["C'"] == pytest.approx(0.26589089, abs=5e-9)
    assert "biases" not in {way.name for way in attempts(EXAMPLES["beginners"])}
    # a mistake of the step leaves biases that are kept where they are
    assert kept["ascent"].numbers["b1'"].tolist() == [0.4, 0.4]


def test_rows_and_columns_are_exchanged_of_square_matrices_alone() -> None:
    found = {way.name: way for way in attempts(EXAMPLES["academy"])}["exchanged"]
    right = {each.name: each.array for each in list_quantities(read_example(EXAMPLES["academy"]))}
    assert found.numbers["dW2"].tolist() == right["dW2"].T.tolist()
    assert found.numbers["dW1"].tolist() == right["dW1"].tolist()
    assert found.numbers["z2"].tolist() == right["z2"].tolist()


def test_what_follows_from_another_number_is_worked_out_with_it() -> None:
    given = read_example(EXAMPLES["academy"])
    found = follow(given, {"z2": {(1, 2): 0.185}})
    assert found.words == "it follows from what is printed for z2"
    shares = np.exp([0.42766725, 0.185])
    assert found.numbers["a2"][0].tolist() == pytest.approx((shares / shares.sum()).tolist(), abs=1e-7)
    turned = read_example(replace(EXAMPLES["ai-lab"], layout=IN_OUT, weights=(".2 .3; .25 .35", ".45 .55; .5 .6")))
    moved = follow(turned, {"dW2": {(1, 2): 0.5}}).numbers["W2'"]
    assert moved[0, 1] == pytest.approx(0.55 - 0.3 * 0.5)


def test_an_example_without_targets_has_the_mistakes_of_its_forward_pass() -> None:
    found = attempts(EXAMPLES["article"])
    assert {"bias", "activation", "exponent", "rounded"} <= {way.name for way in found}
    assert all(set(way.numbers) <= {"z1", "a1", "z2", "a2", "z3", "a3"} for way in found)


def test_a_part_of_the_steps_is_rounded_or_all_are_cut_off() -> None:
    """By hand, of Han and Kamber's network: a1 is 0.33181223 and 0.52497919, z2 is -0.1045395, a2 is 0.4738889."""
    ways = {way.words: way.numbers for way in attempts(EXAMPLES["data-mining"])}
    half = ways["every a is rounded to 2 digits after the point"]
    z = -0.3 * 0.33 - 0.2 * 0.52 + 0.1
    assert half["z2"][0, 0] == pytest.approx(z, abs=1e-15)
    assert half["a2"][0, 0] == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-15)
    assert half["delta2"][0, 0] == pytest.approx(-0.53 * 0.47 * 0.53, abs=1e-15)
    assert half["dW2"][0, 0] == pytest.approx(-0.53 * 0.47 * 0.53 * 0.33, abs=1e-15)
    both = ways["every a and δ is rounded to 2 digits after the point"]
    assert both["dW2"][0, 0] == pytest.approx(-0.13 * 0.33, abs=1e-15)
    cut = ways["every intermediate result is cut off after 2 digits after the point"]
    assert cut["z2"][0, 0] == pytest.approx(-0.3 * 0.33 - 0.2 * 0.52 + 0.1, abs=1e-15)
    assert cut["delta2"][0, 0] == pytest.approx(-0.53 * 0.47 * 0.53, abs=1e-15)
    assert cut["dW2"][0, 1] == pytest.approx(-0.13 * 0.52, abs=1e-15)
    figures = ways["every z is cut off after 2 significant digits"]
    assert figures["a2"][0, 0] == pytest.approx(1 / (1 + np.exp(0.1)), abs=1e-15)
    at_z = ways["every intermediate result, and f' taken at z, is rounded to 2 digits after the point"]
    assert at_z["delta2"][0, 0] == pytest.approx(-0.52 / (1 + np.exp(0.1)) / (1 + np.exp(-0.1)), abs=1e-15)
