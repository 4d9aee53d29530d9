"""Text is cut into cells in every way in which it can be meant, and none takes long."""

import time
from contextlib import suppress

import pytest

from dashboard.lab.printed_numbers import read_printed, read_printed_array
from dashboard.lab.typed_cells import FieldError, are_two, cut, with_point
from dashboard.lab.typed_numbers import read_number, read_vector


def test_a_text_is_cut_in_every_way_in_which_its_commas_can_be_meant() -> None:
    assert cut("0,5 -1", "b1")[0] == [[["0", "5 -1"]], [["0.5", "-1"]], [["0.5", "-1"]], [["0"], ["5", "-1"]]]
    assert [["1.500"]] in cut("1,500", "b1")[0]
    assert [["1500"]] in cut("1,500", "b1")[0]
    assert cut("1{,}500", "b1")[0] == [[["1.500"]], [["1500"]]]
    assert cut("0{,}5, 1{,}5", "b1")[0] == [[["0.5", "1.5"]]]
    assert all("1500" not in row for grid in cut("1,500 0,5", "b1")[0] for row in grid)


@pytest.mark.parametrize("mark", ["^T", ".T", "'", r"^{\top}", "^⊤", " ^ T"])
def test_a_mark_says_that_a_matrix_is_transposed(mark: str) -> None:
    grids, turned = cut(f"[1 3; 2 4]{mark}", "W1")
    assert turned
    assert grids[0] == cut("[1 3; 2 4]", "W1")[0][0] == [["1", "3"], ["2", "4"]]


def test_a_difference_has_blanks_on_both_sides_of_its_sign_or_on_none() -> None:
    assert are_two("5 -1")
    assert are_two("1/2 +3")
    assert not any(map(are_two, ("5 - 1", "5-1", "-1", "- 1", "sqrt(5 -1)", "2 pi")))


@pytest.mark.parametrize("text", ["1,,2", "1, ,2", ",,1", "cos(1),,2"])
def test_an_empty_cell_in_a_single_number_is_refused(text: str) -> None:
    for read in (read_number, read_printed):
        with pytest.raises(FieldError, match=r"eta: .* is no number"):
            read(text, "eta")


def test_a_single_number_may_have_a_comma() -> None:
    assert with_point("-0,25", "eta") == "-0.25"
    assert with_point("12345,678", "eta") == "12345.678"
    assert with_point("1,2,3", "eta") == "1,2,3"
    with pytest.raises(FieldError, match=r"eta: 12,345 may be 12\.345 or 12345"):
        with_point("12,345", "eta")


@pytest.mark.parametrize(
    "text",
    [
        "1^" + " " * 9_990 + "1",
        "1^{" + " {T" * 3_000 + "1",
        "1," + "1" * 9_990 + ",1",
        "1," * 4_990 + "x",
        "0,5 " * 2_490,
        "1{,}" * 2_490,
        "1.5 " * 2_490,
        "array([" + "]" * 9_900,
        "a." * 4_900 + "a",
        "x" + "^" * 9_900,
        "(" * 4_990 + ")" * 4_990,
        "[" * 4_990 + "]" * 4_990,
        r"\begin{" * 1_400,
        r"\\[" + "1" * 9_900,
        "^{" * 4_900,
        "+ " * 4_900,
        "sqrt " * 1_900,
        "1/7 " * 2_490,
        "1" * 9_990,
        "-" * 9_990,
        "cos(1) " * 1_400,
    ],
)
def test_no_text_stops_the_server(text: str) -> None:
    began = time.process_time()
    for read in (
        lambda: read_vector(text, "b1", 2, numbers_are="one each"),
        lambda: read_number(text, "eta"),
        lambda: read_printed_array(text, "dW1", (2, 2)),
        lambda: read_printed(text, "C"),
    ):
        with suppress(FieldError):
            read()
    assert time.process_time() - began < 0.8
