"""Symbols, numbers and value in one line."""

import pytest

from dashboard.components.numbers_panel import in_a_line

TINY = r"3.58 \cdot 10^{-4}"


@pytest.mark.parametrize("number", ["0.266", "-0.607", "(-0.607)", TINY])
@pytest.mark.parametrize("coloured", ["{}", r"\textcolor{{#A8432F}}{{{}}}"])
def test_a_number_alone_is_not_said_twice(number: str, coloured: str) -> None:
    line = in_a_line("b = w", f"= {coloured.format(number)}", rf"= \mathbf{{{number.strip('()')}}}")
    assert line.count(number.strip("()")) == 1


def test_what_is_computed_from_numbers_is_said() -> None:
    line = in_a_line("b = w x", rf"= 2 \cdot {TINY}", r"= \mathbf{7.16 \cdot 10^{-4}}")
    assert TINY in line
    assert "7.16" in line
