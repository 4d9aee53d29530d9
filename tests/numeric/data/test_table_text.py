"""Tables as people have them: read as they are meant, and what was not plain is said."""

import pytest

from derivations.errors import SpecificationError
from derivations.numeric.data.table_text import read_table_text

PLAIN = "hours,sleep,passed\n1.5,8,no\n4.25,6,yes\n"
COLUMNS = (("1.5", "4.25"), ("8", "6"), ("no", "yes"))
NAMES = ("hours", "sleep", "passed")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (PLAIN, ""),
        (PLAIN.encode(), ""),
        (PLAIN.encode("utf-8-sig"), ""),
        (PLAIN.encode("utf-16"), "UTF-16"),
        (PLAIN.encode("utf-16-le"), "UTF-16"),
        (PLAIN.replace(",", ";"), "semicolons"),
        (PLAIN.replace(",", ";").replace(".", ","), "decimal commas"),
        (PLAIN.replace(",", "\t"), "tabs"),
        (PLAIN.replace(",", " | "), "bars"),
        (PLAIN.replace(",", "  "), "blanks"),
        ("sep=;\n" + PLAIN.replace(",", ";"), "sep=;"),
        ("# made by hand\n" + PLAIN, "1 line of comment"),
        (PLAIN.replace("\n", "\r\n"), ""),
        ("| hours | sleep | passed |\n|---|---|---|\n| 1.5 | 8 | no |\n| 4.25 | 6 | yes |\n", "bars"),
        ("hours,sleep,passed\n(h),(h),\n1.5,8,no\n4.25,6,yes\n", "a line of units"),
        (",hours,sleep,passed\n0,1.5,8,no\n1,4.25,6,yes\n", "which counts the rows"),
        ("id,hours,sleep,passed\n1,1.5,8,no\n2,4.25,6,yes\n", "'id', which counts the rows"),
        ('hours, sleep, "passed"\n1.5, 8, "no"\n4.25, 6, "yes"\n', ""),
    ],
)
def test_the_same_table_in_many_forms(given: str | bytes, said: str) -> None:
    found = read_table_text(given)
    assert (found.names, found.columns, found.header, found.rows) == (NAMES, COLUMNS, True, 2)
    assert said in " / ".join(found.notes)
    assert bool(found.notes) == bool(said)


def test_a_mistake_in_the_first_row_makes_no_line_of_units() -> None:
    for row in ("Ann,x,yes", "Ann,x,"):
        found = read_table_text(f"name,hours,passed\n{row}\nBob,4,no\nEve,5,no\n")
        assert (found.rows, found.columns[1], found.notes) == (3, ("x", "4", "5"), ())
    # of a single input its unit stands alone
    assert read_table_text("hours,passed\n(h),\n4,no\n5,yes\n").notes == ("left out: a line of units",)


def test_a_table_without_names_loses_no_row() -> None:
    found = read_table_text("1,2,yes\n3,5,no\n4,4,yes\n")
    assert (found.rows, found.names, found.header) == (3, ("x1", "x2", "y"), False)
    assert "no line of names" in found.notes[0]
    numbers = read_table_text("0 0 0\n0 1 1\n")
    assert (numbers.rows, numbers.names) == (2, ("x1", "x2", "y"))


def test_one_row_is_a_table() -> None:
    assert read_table_text("0.05,0.1,0.01\n").rows == 1
    named = read_table_text("x1,x2,y\n0.05,0.1,0.01\n")
    assert (named.rows, named.names) == (1, ("x1", "x2", "y"))


def test_whether_the_first_line_holds_names_can_be_said() -> None:
    assert read_table_text("1,2,3\n4,5,6\n", header=True).names == ("1", "2", "3")
    assert read_table_text(PLAIN, header=False).rows == 3


@pytest.mark.parametrize(
    ("cell", "number"),
    [("\u22121.5", "-1.5"), ("1 000", "1000"), ("1\u00a0000", "1000"), ("10%", "0.1"), ("1e3", "1e3"), (".5", ".5")],
)
def test_numbers_as_people_write_them(cell: str, number: str) -> None:
    assert read_table_text(f"a;b\n{cell};1\n2;3\n").columns[0] == (number, "2")


def test_words_in_other_code_pages_are_words() -> None:
    western = read_table_text("Größe,Art\n1.5,groß\n2,schön\n".encode("cp1252"))
    assert (western.names, western.columns[1]) == (("Größe", "Art"), ("groß", "schön"))
    korean = read_table_text("시간,합격\n1.5,예예\n2,아니오\n".encode("cp949"))
    assert (korean.names, korean.columns[1]) == (("시간", "합격"), ("예예", "아니오"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "empty"),
        ("# only\n", "empty"),
        ("a,b\n", "names and no rows"),
        ("a\n1\n2\n", "one column"),
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", "line 3 has 2 cells; the others have 3"),
        (b"\xff\xfe\x00", "one column"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(given: str | bytes, words: str) -> None:
    with pytest.raises(SpecificationError, match=words):
        read_table_text(given)
