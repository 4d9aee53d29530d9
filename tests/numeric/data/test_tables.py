"""Tables that somebody brings along: what is read from them, and one sentence for each that cannot be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.errors import DerivationError, SpecificationError
from derivations.numeric import DataSet
from derivations.numeric.data.sets.iris import FILE, iris
from derivations.numeric.data.tables import columns_of, from_table, read_csv
from tests.searching import examples

TABLE = "height, age ,sick\n1.5,20,yes\n1.75,3e1,no\n-.5,40,yes\n"


def refusal(call: Callable[[], object]) -> str:
    """Give the one sentence that a call ends with."""
    with pytest.raises(SpecificationError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_numbers_and_two_classes() -> None:
    data = read_csv(TABLE, target="sick")
    assert data.inputs.tolist() == [[1.5, 20], [1.75, 30], [-0.5, 40]]
    assert data.targets.tolist() == [[1], [0], [1]]
    assert data.input_names == ("height", "age")
    assert data.classes == ("no", "yes")
    assert columns_of(TABLE) == ("height", "age", "sick")


def test_a_table_without_names_loses_no_row_and_says_what_its_columns_are_called() -> None:
    data = read_csv("5.1,3.5,yes\n4.9,3.0,no\n6.2,2.9,yes\n", target="y")
    assert data.inputs.tolist() == [[5.1, 3.5], [4.9, 3.0], [6.2, 2.9]]
    assert (data.input_names, data.classes) == (("x1", "x2"), ("no", "yes"))
    assert data.description == "'y' from a table; no line of names: the columns are called x1, x2, y."
    assert columns_of("1,2\n3,4\n") == ("x1", "y")
    assert read_csv("0,0\n1,1\n", target="x1", inputs=["y"]).samples == 2


def test_a_choice_of_inputs_and_a_number_as_target() -> None:
    data = read_csv(TABLE, target="height", inputs=["age"])
    assert data.inputs.tolist() == [[20], [30], [40]]
    assert data.targets.tolist() == [[1.5], [1.75], [-0.5]]
    assert data.classes == ()


def test_numbers_as_classes() -> None:
    text = "x,digit\n1,7\n2,10\n3,7\n4,9\n"
    data = read_csv(text, target="digit", kind="classes")
    assert data.classes == ("7", "9", "10")
    assert data.targets.argmax(axis=1).tolist() == [0, 2, 0, 1]
    assert read_csv(text, target="digit").targets[:, 0].tolist() == [7, 10, 7, 9]
    assert read_csv("x,y\n1,0\n2,1\n", target="y").classes == ("0", "1")
    assert read_csv("x,y\n1,0\n2,1\n", target="y", kind="numbers").classes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\ufeff" + TABLE.replace(",", delimiter).replace("\n", "\r\n") + "\r\n\r\n"
    assert read_csv(text, target="sick").inputs.tolist() == read_csv(TABLE, target="sick").inputs.tolist()


def test_a_path_is_a_file_and_a_text_is_never_one(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(TABLE)
    assert read_csv(path, target="sick").name == "people"
    assert refusal(lambda: read_csv(str(path), target="sick")).endswith(
        "is one line of text; a file is a pathlib.Path(...)"
    )
    missing = refusal(lambda: read_csv(tmp_path / "none.csv", target="sick"))
    assert missing.endswith("none.csv' cannot be read: No such file or directory")
    path.write_bytes(b"\xff\xfe\x00")
    assert refusal(lambda: read_csv(path, target="sick")).endswith("people.csv' is not text in UTF-8")
    assert "cannot be read" in refusal(lambda: read_csv(Path("a\0b"), target="sick"))


def test_the_shipped_iris_reads_as_any_other() -> None:
    data = read_csv(FILE, target="species")
    assert (data.inputs == iris().inputs).all()
    assert (data.targets == iris().targets).all()
    assert (data.input_names, data.classes) == (iris().input_names, iris().classes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the table is empty; expected a line of names and at least one row"),
        (" \n\n", "the table is empty; expected a line of names and at least one row"),
        ("x,y\n", "the table has names and no rows; expected at least one row"),
        ("x,,y\n1,2,3\n", "column 2 has no name; expected one for every column, in the first line"),
        ("x,y,x\n1,2,3\n", "two columns are named 'x'; expected a name of its own for each"),
        ("x,y\n1,2\n3\n", "row 2 has 1 cells; expected 2, as in the first line"),
        ("x,y\n1,2\n3,4,5\n", "row 2 has 3 cells; expected 2, as in the first line"),
        ("x,z\n1,2\n", "target 'y'; known: 'x', 'z'"),
        (
            "1,2\n3,4\n5,6\n7,8\n9,0\n",
            "the table has 5 rows; expected at most 4",
        ),
        ("y\n1\n2\n", "the table has no column besides the target 'y'; expected an input"),
        ("x,y\n1,2\n,3\n", "row 2, column 'x': the value is missing"),
        ("x,y\n1,2\n3,NA\n", "row 2, column 'y': the value is missing"),
        ("x,y\n1,2\nNaN,3\n", "row 2, column 'x': the value is missing"),
        ("x,y\n1,2\n1e999,3\n", "row 2, column 'x': inf is not a finite number"),
        ("x,y\n1,2\n2,-1e999\n", "row 2, column 'y': -inf is not a finite number"),
        (
            "x,y\nred,2\nblue,3\nred,4\n",
            "column 'x' holds text (2 distinct values, such as 'red' in row 1); expected numbers in an input",
        ),
        (
            'x,y\n1,2\n"1,5",3\n2,4\n',
            "column 'x' holds text (1 distinct value, such as '1,5' in row 2); expected numbers in an input, written "
            "as 1.5",
        ),
        (
            "5%,2\n6%,3\n",
            "column 'x1' holds text (2 distinct values, such as '5%' in row 1); expected numbers in an input, written "
            "as 0.05",
        ),
        ("x,y\n1,2\n-inf,3\n2,4\n", "row 2, column 'x': -inf is not a finite number"),
        ("x,y\n5,2\n5,3\n", "column 'x' is 5 in every row; leave it out of inputs"),
        ("x,y\n1,cat\n2,cat\n", "target 'y' has only one class, 'cat'; expected at least two"),
        ("x,y\n1,1\n2,1\n", "target 'y' has only one class, '1'; expected at least two"),
        ("x,y\n1,2.5\n2,2.5\n", "target 'y' has only one value, '2.5'; expected at least two"),
        ('x,y\n1,"2\n', "the text is no CSV: unexpected end of data"),
        ("x,y\n1,2\n1,3\n1,4\n1,5\n1,6\n", "the table has 5 rows; expected at most 4"),
    ],
)
def test_each_fault_has_its_sentence(text: str, message: str) -> None:
    assert refusal(lambda: read_csv(text, target="y", most_rows=4)) == message


def test_a_target_of_a_table_without_names_is_not_found_and_says_why() -> None:
    assert refusal(lambda: read_csv("1,2\n3,4\n", target="tall")) == (
        "target 'tall'; known: 'x1', 'y'; there is no line of names: the columns are called x1, y"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "colours"}, "kind 'colours'; known: auto, classes, numbers"),
        ({"inputs": ["hieght"]}, "input 'hieght'; known: 'height', 'age'; did you mean 'height'?"),
        ({"inputs": ["age", "sick"]}, "input 'sick'; known: 'height', 'age'"),
        ({"inputs": ["age", "age"]}, "inputs ('age', 'age'); a column stands twice"),
        ({"inputs": "age"}, "inputs 'age'; expected a list of columns"),
        ({"inputs": []}, "the table has no column besides the target 'sick'; expected an input"),
        ({"most_rows": 0}, "most_rows 0; expected a whole number from 1 up"),
        ({"delimiter": "ab"}, "delimiter 'ab'; expected one character, such as ',' or ';'"),
        (
            {"kind": "numbers"},
            "column 'sick' holds text (2 distinct values, such as 'yes' in row 1); expected numbers in a target",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    assert refusal(lambda: read_csv(TABLE, target="sick", **options)) == message


def test_a_source_of_another_kind_is_refused() -> None:
    wrong: Any = b"x,y\n1,2\n"
    assert refusal(lambda: read_csv(wrong, target="y")) == r"source b'x,y\n1,2\n'; expected CSV text or a pathlib.Path"


def test_a_long_name_is_cut_in_a_message() -> None:
    message = refusal(lambda: read_csv(f"{'x' * 5000},y\n1,2\n1,3\n", target="y"))
    assert message == f"column '{'x' * 29}…' is 1 in every row; leave it out of inputs"


def frame() -> pd.DataFrame:
    return pd.DataFrame({"height": [1.5, 1.75, -0.5], "age": [20, 30, 40], "sick": ["yes", "no", "yes"]})


@pytest.mark.parametrize(
    "table",
    [
        frame(),
        frame().astype({"sick": "category"}),
        frame().convert_dtypes(),
        frame().set_index(pd.Index([7, 7, 7])),
        {name: frame()[name].tolist() for name in frame()},
        {name: frame()[name].to_numpy() for name in frame()},
    ],
)
def test_frames_and_mappings_read_as_the_same_csv(table: Any) -> None:
    data, csv = from_table(table, target="sick"), read_csv(TABLE, target="sick")
    assert (data.inputs == csv.inputs).all()
    assert (data.targets == csv.targets).all()
    assert (data.input_names, data.classes) == (csv.input_names, csv.classes)


def test_booleans_are_classes_and_numbers_may_name_columns() -> None:
    data = from_table(pd.DataFrame({0: [1, 2, 3], 1: [True, False, True]}), target="1")
    assert data.targets[:, 0].tolist() == [1, 0, 1]
    assert data.input_names == ("0",)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"x": [1.0, np.nan], "y": [0, 1]}), "row 2, column 'x': the value is missing"),
        (pd.DataFrame({"x": [1, pd.NA], "y": [0, 1]}), "row 2, column 'x': the value is missing"),
        (pd.DataFrame({"x": [1, 2], "y": ["a", None]}), "row 2, column 'y': the value is missing"),
        (
            pd.DataFrame({"x": pd.to_datetime(["2020-01-01", None]), "y": [0, 1]}),
            "row 2, column 'x': the value is missing",
        ),
        (pd.DataFrame({"x": [1.0, np.inf], "y": [0, 1]}), "row 2, column 'x': inf is not a finite number"),
        (pd.DataFrame({"x": [1, 10**400], "y": [0, 1]}), "row 2, column 'x': inf is not a finite number"),
        (
            pd.DataFrame([[1, 2, 3]], columns=["x", "y", "x"]),
            "two columns are named 'x'; expected a name of its own for each",
        ),
        (pd.DataFrame(), "the table is empty; expected a line of names and at least one row"),
        (pd.DataFrame({"x": [], "y": []}), "the table has names and no rows; expected at least one row"),
        ({"x": [1, 2], "y": [1]}, "columns have different lengths ('x': 2, 'y': 1); expected one cell per row"),
        ({"x": 1, "y": 2}, "table {'x': 1, 'y': 2}; expected a DataFrame, or a mapping of names to columns"),
        (
            {"x": "ab", "y": "cd"},
            "table {'x': 'ab', 'y': 'cd'}; expected a DataFrame, or a mapping of names to columns",
        ),
        (7, "table 7; expected a DataFrame, or a mapping of names to columns"),
    ],
)
def test_each_fault_of_a_frame_has_its_sentence(table: Any, message: str) -> None:
    assert refusal(lambda: from_table(table, target="y")) == message


def finite(data: DataSet) -> bool:
    return bool(np.isfinite(data.inputs).all() and np.isfinite(data.targets).all() and len(data.inputs))


CELLS = st.sampled_from(
    ["1", "2.5", "-3e2", "", "NA", "inf", "nan", "a", "b", '"', '"x,1"', " 4 ", "٣", "1_0", "\0", "\r"]
)
ROWS = st.lists(st.lists(CELLS, max_size=4).map(",".join), max_size=6)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='xy,;\t\n\r"01.e-\0 ', max_size=80),
    ROWS.map(lambda rows: "\n".join(["x,y", *rows])),
    ROWS.map("\n".join),
)


@examples(1500)
@given(TEXTS, st.sampled_from(["x", "y", "", "1"]), st.sampled_from(["auto", "classes", "numbers"]))
def test_any_text_gives_data_or_one_sentence(text: str, target: str, kind: str) -> None:
    try:
        data = read_csv(text, target=target, kind=kind, most_rows=5)
    except DerivationError as error:
        assert "\n" not in str(error)  # noqa: PT017  both ends are right, and this is what is asked of this one
    else:
        assert finite(data)


OBJECTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.decimals(),
    st.fractions(),
    st.dates(),
    st.lists(st.integers(), max_size=2),
    st.sampled_from([pd.NA, pd.NaT, np.float32(2), np.int8(1), np.bool_(True), np.nan, 10**400, np.zeros(2)]),
)
COLUMNS = st.one_of(OBJECTS, st.lists(OBJECTS, max_size=4), st.lists(st.integers(0, 3), min_size=3, max_size=3))


KEYS = st.one_of(st.sampled_from("xy"), st.integers(), st.text(max_size=3), st.none())


@examples(500)
@given(st.one_of(OBJECTS, st.dictionaries(KEYS, COLUMNS)))
def test_any_object_gives_data_or_one_sentence(table: Any) -> None:
    try:
        data = from_table(table, target="y")
    except DerivationError as error:
        assert "\n" not in str(error)  # noqa: PT017  as above
    else:
        assert finite(data)


@given(
    st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=2, max_size=6)
)
def test_numbers_written_out_are_read_to_the_last_bit(rows: list[list[float]]) -> None:
    text = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows)
    try:
        data = read_csv(text, target="y", kind="numbers")
    except SpecificationError as error:
        assert "in every row" in str(error) or "only one value" in str(error)  # noqa: PT017  constant columns
    else:
        assert np.hstack((data.inputs, data.targets)).tolist() == rows


@pytest.mark.parametrize("source", ["data/iris", "/tmp", r"C:\iris"])
def test_a_path_as_text_is_named(source: str) -> None:
    assert "is one line of text; a file is a pathlib.Path(...)" in refusal(lambda: read_csv(source, target="y"))
