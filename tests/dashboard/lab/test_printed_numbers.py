"""Printed numbers: how far their digits reach, and what agrees with them."""

import pytest

from dashboard.lab.printed_numbers import read_printed, read_printed_array
from dashboard.lab.typed_numbers import FieldError


@pytest.mark.parametrize(
    ("text", "value", "unit", "figures"),
    [
        ("-0.0214", -0.0214, 1e-4, 3),
        (".25144379", 0.25144379, 1e-8, 8),
        ("−.5", -0.5, 0.1, 1),
        ("0,50", 0.5, 0.01, 2),
        ("12", 12, 1, 2),
        ("0.00", 0, 0.01, 0),
        ("2.5e-4", 2.5e-4, 1e-5, 2),
        ("2.5 · 10^-4", 2.5e-4, 1e-5, 2),
        (r"2.50 \cdot 10^{-4}", 2.5e-4, 1e-6, 3),
        ("-1.234E2", -123.4, 0.1, 4),
    ],
)
def test_the_digits_of_a_number_say_its_unit(text: str, value: float, unit: float, figures: int) -> None:
    found = read_printed(text, "C")
    assert found.value == pytest.approx(value)
    assert found.figures == figures
    assert found.unit == pytest.approx(unit)


def test_a_fraction_is_exact() -> None:
    third = read_printed("1/3", "C")
    assert third.agrees(1 / 3)
    assert not third.agrees(0.33333333)


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("0.0215", 0.02146954, True),
        ("0.0214", 0.02146954, False),
        ("0.125", 0.1245, True),  # of two that are as near, either
        ("0.12", 0.125, True),
        ("0.13", 0.125, True),
        ("0.13", 0.1249, False),
        ("0.00", 0.004, True),
        ("0", 0.004, False),
        ("0", 0.0, True),
        ("-0.1311", -0.13116908, False),
        ("1.0", 1.04, True),
        ("-14", -14.0, True),
    ],
)
def test_a_number_agrees_to_its_digits(text: str, value: float, agrees: bool) -> None:
    assert read_printed(text, "C").agrees(value) is agrees


def test_digits_may_be_cut_off() -> None:
    assert read_printed("0.0214", "C").is_cut(0.02146954)
    assert read_printed("-0.1311", "C").is_cut(-0.13116908)
    assert not read_printed("0.0214", "C").is_cut(0.0213999)
    assert not read_printed("0.0214", "C").is_cut(-0.02146954)


def test_zeros_at_the_end_do_not_tell_whole_numbers_apart() -> None:
    assert read_printed("5.000", "C").coarse == 1
    assert read_printed("5.010", "C").coarse == pytest.approx(0.01)
    assert read_printed("5.012", "C").coarse == pytest.approx(0.001)
    assert read_printed("0.00", "C").coarse == pytest.approx(0.01)


def test_cells_that_say_nothing_are_left_out() -> None:
    found = read_printed_array("[[.5, ?], [..., -1.25]]", "dW1", (2, 2))
    assert {at: each.value for at, each in found.items()} == {(1, 1): 0.5, (2, 2): -1.25}
    column = read_printed_array("1; 2; ?", "db1", (3,))
    assert {at: each.value for at, each in column.items()} == {(1,): 1.0, (2,): 2.0}
    assert read_printed_array("1.5", "C", ())[()].value == 1.5
    turned = read_printed_array("1\n2", "dW2", (1, 2))
    assert {at: each.value for at, each in turned.items()} == {(1, 1): 1.0, (1, 2): 2.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2 3", "dW1 has another shape; expected 2 rows of 2 numbers"),
        ("1 a; 2 3", "dW1, row 1, number 2: 'a' is no number; expected one such as 0.5, 1/2, sqrt(2) or cos(1)"),
    ],
)
def test_an_array_that_cannot_be_read_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_printed_array(text, "dW1", (2, 2))
    assert (caught.value.field, str(caught.value)) == ("dW1", said)
