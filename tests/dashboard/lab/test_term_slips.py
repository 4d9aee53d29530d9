"""Slips in one term of a sum: what an entry comes to when a term is left out, turned round or taken from elsewhere."""

from dataclasses import replace

import pytest

from dashboard.lab.book import work_example_out
from dashboard.lab.example import read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.term_slips import list_term_slips


def slips(example: str, name: str, entry: tuple[int, ...]) -> dict[str, float]:
    return {way.words: value for way, value in list_term_slips(read_example(EXAMPLES[example]), name, entry)}


def test_a_term_of_z_is_left_out_turned_or_taken_from_another_place() -> None:
    found = slips("data-mining", "z1", (1, 1))  # 0.2 * 1 + 0.4 * 0 - 0.5 * 1 - 0.4
    assert found["the term w13 x3 is left out"] == pytest.approx(-0.2)
    assert found["the term w13 x3 has the wrong sign"] == pytest.approx(0.3)
    assert found["the term b1 is left out"] == pytest.approx(-0.3)
    assert found["w23 x3 stands for w13 x3"] == pytest.approx(0.0)
    # a term that is 0 is missed by nobody
    assert "the term w12 x2 is left out" not in found


def test_a_term_of_what_comes_back_is_left_out_or_turned() -> None:
    found = slips("quiz", "da1", (1, 1))  # -3 * 5 + 1 * 1; W is printed in x out
    assert found == {
        "the term δ1 w11 is left out": 1.0,
        "the term δ1 w11 has the wrong sign": 16.0,
        "the term δ2 w21 is left out": -15.0,
        "the term δ2 w21 has the wrong sign": -15.0 - 1.0,
    }


def test_a_sample_of_a_gradient_is_left_out() -> None:
    delta = (0.00335766, 0.24472847)
    assert slips("by-hand", "db3", (1,))["the term of sample 1 is left out"] == pytest.approx(delta[1], abs=5e-9)
    of_weight = slips("by-hand", "dW3", (1, 2))  # times a, 4 in both samples
    assert of_weight["the term of sample 2 is left out"] == pytest.approx(4 * delta[0], abs=2.1e-8)


def test_what_is_left_of_a_gradient_has_its_penalty() -> None:
    given = read_example(EXAMPLES["forum"])
    found = work_example_out(given)
    left = slips("forum", "dW2", (1, 1))["the term of sample 1 is left out"]
    of_sample = found["delta2"][0, 0] * found["a1"][0, 0]
    assert left == pytest.approx(found["dW2"][0, 0] - of_sample)
    own = read_example(replace(EXAMPLES["forum"], delta="sample"))
    assert {way.words: value for way, value in list_term_slips(own, "dW2", (1, 1))}[
        "the term of sample 1 is left out"
    ] == pytest.approx(left)


@pytest.mark.parametrize(
    ("name", "entry"), [("a1", (1, 1)), ("C", ()), ("delta2", (1, 1)), ("dW1", (1, 1)), ("db1", (1,))]
)
def test_what_is_no_sum_of_terms_has_none(name: str, entry: tuple[int, ...]) -> None:
    assert slips("beginners", name, entry) == {}
