"""What is written of an array is read back, number by number."""

import pytest

from dashboard.lab.printed_cells import write_cells
from dashboard.lab.printed_numbers import read_printed_array


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 1), (3, 1), (1, 3), (2, 2)])
def test_what_is_written_is_read_back(shape: tuple[int, ...]) -> None:
    cells = {tuple(shape): " 0.50"}
    found = read_printed_array(write_cells(cells, shape), "x", shape)
    assert {entry: each.text for entry, each in found.items()} == {tuple(shape): "0.50"}
    assert write_cells({tuple(shape): " "}, shape) == ""


def test_what_is_not_typed_is_a_question() -> None:
    assert write_cells({(1, 2): "1/2", (2, 1): "-3"}, (2, 2)) == "? 1/2; -3 ?"
