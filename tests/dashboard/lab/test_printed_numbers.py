"""Printed numbers: how far their digits reach, and what agrees with them."""

import pytest

from dashboard.lab.printed_numbers import EXACT_FIGURES, read_cells, read_printed, read_printed_array, write_cells
from dashboard.lab.typed_cells import FieldError


@pytest.mark.parametrize(
    ("text", "value", "unit", "figures"),
    [
        ("-0.0214", -0.0214, 1e-4, 3),
        (".25144379", 0.25144379, 1e-8, 8),
        ("−.5", -0.5, 0.1, 1),
        ("0,50", 0.5, 0.01, 2),
        ("12", 12, 1, 2),
        ("0.00", 0, 0.01, 2),
        ("2.5e-4", 2.5e-4, 1e-5, 2),
        ("2.5 · 10^-4", 2.5e-4, 1e-5, 2),
        (r"2.50 \cdot 10^{-4}", 2.5e-4, 1e-6, 3),
        ("-1.234E2", -123.4, 0.1, 4),
        ("3.6·10⁻¹", 0.36, 0.01, 2),
        ("10^-4", 1e-4, 1e-4, 1),
        ("−10⁻⁴", -1e-4, 1e-4, 1),
        ("- 0.36", -0.36, 0.01, 2),
        ("− 0.36", -0.36, 0.01, 2),
        ("(0.36)", 0.36, 0.01, 2),
        ("[-0.36]", -0.36, 0.01, 2),
        ("$0.36$", 0.36, 0.01, 2),
        (r"\( 0.36 \)", 0.36, 0.01, 2),
        ("≈0.36", 0.36, 0.01, 2),
        ("C = 0.36", 0.36, 0.01, 2),
        ("0.36...", 0.36, 0.01, 2),
        ("0.36…", 0.36, 0.01, 2),
        (r"\approx 3.6 \cdot 10^{-1}", 0.36, 0.01, 2),
        ("0{,}36", 0.36, 0.01, 2),
        ("0.0000", 0, 1e-4, 4),
    ],
)
def test_the_digits_of_a_number_say_its_unit(text: str, value: float, unit: float, figures: int) -> None:
    found = read_printed(text, "C")
    assert found.value == pytest.approx(value)
    assert found.figures == figures
    assert found.unit == pytest.approx(unit)


@pytest.mark.parametrize(
    "text", ["5 - 1", "0.3 + 0.06", "2*0.18", "1.0e-301", "1.5e-400", "0.0e400", "1.5e-" + "9" * 5_000]
)
def test_a_number_whose_last_digit_cannot_be_told_is_refused(text: str) -> None:
    with pytest.raises(FieldError, match="last digit"):
        read_printed(text, "C")


@pytest.mark.parametrize("text", ["1/3", "sqrt(2)", "√2", "0", "pi/4"])
def test_what_has_all_its_digits_is_exact(text: str) -> None:
    assert read_printed(text, "C").figures == EXACT_FIGURES


def test_a_comma_that_may_stand_before_thousands_is_asked_about() -> None:
    with pytest.raises(FieldError, match=r"C: 1,000 may be 1\.000 or 1000"):
        read_printed("-1,000", "C")
    with pytest.raises(FieldError, match=r"dW1: 1,500 may be 1\.500 or 1500"):
        read_printed_array("1,500 2; 3 ?", "dW1", (2, 2))
    found = read_printed_array("1,500 0,25; 3 ?", "dW1", (2, 2))
    assert [each.value for each in found.values()] == [1.5, 0.25, 3]


@pytest.mark.parametrize(
    ("text", "shape", "values"),
    [
        ("0,5 -1", (2,), [0.5, -1]),
        ("0,5 -1; 0,25 -2", (2, 2), [0.5, -1, 0.25, -2]),
        ("0,5 0,7 1", (3,), [0.5, 0.7, 1]),
        ("0,5 ?", (2,), [0.5]),
        ("? 0,7", (2,), [0.7]),
        (r"2.5 \cdot 10^{-3}, 1.2 \cdot 10^{-4}", (2,), [2.5e-3, 1.2e-4]),
        (r"2.5 \cdot 10^{-3} 1.2 \cdot 10^{-4}", (2,), [2.5e-3, 1.2e-4]),
        ("2,5·10⁻³ 1,2·10⁻⁴", (2,), [2.5e-3, 1.2e-4]),
        ("≈0.5 0.7...", (2,), [0.5, 0.7]),
        ("[[1, 3], [2, 4]]^T", (2, 2), [1, 2, 3, 4]),
    ],
)
def test_a_comma_is_read_as_the_cells_need_it(text: str, shape: tuple[int, ...], values: list[float]) -> None:
    assert [each.value for each in read_printed_array(text, "x", shape).values()] == pytest.approx(values, rel=1e-15)


def test_a_blank_before_a_sign_is_no_difference() -> None:
    with pytest.raises(FieldError, match=r"x, number 2: '0\.2 -0\.3' is no number"):
        read_printed_array("0.1, 0.2 -0.3", "x", (2,))


def test_cells_that_are_no_numbers_are_cut_all_the_same() -> None:
    assert read_cells("0.0535 0.1069; -0.03o5 ?", "dW1", (2, 2)) == {
        (1, 1): "0.0535",
        (1, 2): "0.1069",
        (2, 1): "-0.03o5",
        (2, 2): "?",
    }
    assert read_cells("0,5 0,7o", "db1", (2,)) == {(1,): "0.5", (2,): "0.7o"}


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


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 1), (3, 1), (1, 3), (2, 2)])
def test_what_is_written_is_read_back(shape: tuple[int, ...]) -> None:
    cells = {tuple(shape): " 0.50"}
    found = read_printed_array(write_cells(cells, shape), "x", shape)
    assert {entry: each.text for entry, each in found.items()} == {tuple(shape): "0.50"}
    assert write_cells({tuple(shape): " "}, shape) == ""


def test_what_is_not_typed_is_a_question() -> None:
    assert write_cells({(1, 2): "1/2", (2, 1): "-3"}, (2, 2)) == "? 1/2; -3 ?"
