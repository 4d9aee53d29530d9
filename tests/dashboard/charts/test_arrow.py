"""Columns laid out by hand: pyarrow's own reader finds what was put in."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.arrow import column, data_set, repeat_words


def read(written: bytes) -> dict[str, list[object]]:
    with pa.ipc.open_stream(written) as reader:
        table = reader.read_all()
    table.validate(full=True)
    columns: dict[str, list[object]] = table.to_pydict()
    return columns


@given(st.lists(st.tuples(st.floats(), st.booleans(), st.text()), max_size=20))
def test_what_goes_in_comes_out(rows: list[tuple[float, bool, str]]) -> None:
    numbers, flags = [row[0] for row in rows], [row[1] for row in rows]
    # NumPy cuts zeros off the ends of words
    words = [row[2].rstrip("\0") for row in rows]
    found = read(
        data_set({"n": np.array(numbers, dtype=float), "f": np.array(flags, dtype=bool), "w": np.array(words, "U")})
    )
    assert [repr(number) for number in found["n"]] == [repr(float(number)) for number in numbers]
    assert found["f"] == flags
    assert found["w"] == words


def test_whole_numbers_travel_as_floats_and_a_column_can_be_laid_out_before() -> None:
    before = column(["x₁", "ŷ"])
    assert read(data_set({"name": before, "at": [1, 2]})) == {"name": ["x₁", "ŷ"], "at": [1.0, 2.0]}


def test_words_that_repeat_are_laid_out_as_others() -> None:
    words = ("δ, y = 1", "", "sigmoid ′")
    assert repeat_words(words, 3).equals(column(np.repeat(words, 3)))


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        data_set({"a": [1.0], "b": [1.0, 2.0]})


def test_a_step_through_a_longer_array_is_laid_out_as_it_reads() -> None:
    assert read(data_set({"a": np.arange(6.0)[::2], "b": np.arange(6).reshape(3, 2).T[1]})) == {
        "a": [0.0, 2.0, 4.0],
        "b": [1.0, 3.0, 5.0],
    }
