"""Names of columns, told from cells: the same way whoever reads the table."""

import pytest

from derivations.numeric.data.table_text import read_table_text
from derivations.numeric.data.tables import columns_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # a missing or infinite cell is no name; a word above numbers is one
        ("NA,2,3\n4,5,6\n", ("x1", "x2", "y")),
        ("inf,2\n4,5\n", ("x1", "y")),
        ("1e3,.5\n4,5\n", ("x1", "y")),
        ("2019,2020,growth\n1,2,3\n", ("2019", "2020", "growth")),
        ("x,y\nred,1\nblue,2\n", ("x", "y")),
        # words above words: names, unless one occurs again below
        ("colour,size\nred,big\nblue,small\n", ("colour", "size")),
        ("red,big\nblue,small\nred,small\n", ("x1", "y")),
        ("1,2\n", ("x1", "y")),
        # a number is none however it is written: a percentage, a grouped one, with a Unicode minus, a decimal comma
        ("5%,a\n6%,b\n", ("x1", "y")),
        ("1 000,a\n2 000,b\n", ("x1", "y")),
        ("1\u202f000.5,a\n2\u202f000,b\n", ("x1", "y")),
        ("\u22121,a\n\u22122,b\n", ("x1", "y")),
        ("1,5;a\n2,5;b\n", ("x1", "y")),
        ("%,a\n5%,b\n", ("%", "a")),
    ],
)
def test_names_are_told_from_cells_as_the_page_tells_them(text: str, names: tuple[str, ...]) -> None:
    assert columns_of(text) == read_table_text(text).names == names


def test_of_many_columns_without_names_some_are_said() -> None:
    row = ",".join("0123456789")
    assert read_table_text(f"{row}\n{row}\n").notes == ("no line of names: the columns are called x1, x2, ..., x9, y",)
