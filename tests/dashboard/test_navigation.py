"""A page is a file and a row: a tiny one in a folder of its own has its option, its part and its place in the bar."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import MOST_IN_BAR, PAGES, PageRow, find_next, menus
from tests.dashboard.reader import SECONDS, Reader

PAGE = """
import streamlit as st

from dashboard.lab.option import Option
from dashboard.lab.settings import NETWORK
from dashboard.state import controls, fields, visit
from dashboard.state.pages import Page, Part, draw

TIMES = Option("times", 1, (1, 2, 3), {1: "once", 2: "twice", 3: "thrice"})


def draw_times() -> None:
    st.segmented_control("Times", TIMES.allowed, format_func=TIMES.say, **fields.control(TIMES))


def draw_sentence() -> None:
    st.markdown(f"{visit.settings().task.label} {TIMES.say(controls.value(TIMES))}")


controls.begin(Page("Tiny", "How often?", (TIMES,)))
draw(Part("times", draw_times, sets=("times",)))
draw(Part("sentence", draw_sentence, shows=(*NETWORK, "times")))
"""
MOST_LINES = 100
MANY = ("C1", "C2", "C3", "C4", "C5", "C6")
APP = """
from pathlib import Path

import streamlit as st

from dashboard.navigation import PAGES, PageRow, run

st.set_page_config(layout="wide")
run((*PAGES, PageRow("Trust", Path(__file__).parent / "tiny.py", "Tiny")))
"""


@pytest.fixture
def app(tmp_path: Path) -> AppTest:
    (tmp_path / "tiny.py").write_text(PAGE, encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    return AppTest.from_file(tmp_path / "app.py", default_timeout=SECONDS)


def sentence(reader: Reader) -> str:
    return str(reader.app.markdown[-1].value)


def test_a_page_is_one_file_and_one_row(app: AppTest) -> None:
    reader = Reader(app.run())
    reader.choose("data", "and")
    app.switch_page("tiny.py").run()
    reader.no_exception()
    assert sentence(reader) == "AND once"
    reader.choose("times", 3)
    assert sentence(reader) == "AND thrice"
    assert app.query_params["times"] == "3"
    assert app.query_params["data"] == "and"


@pytest.mark.parametrize(("given", "said"), [("2", "twice"), ("7", "once"), ("<script>", "once")])
def test_its_option_is_read_from_its_address(app: AppTest, given: str, said: str) -> None:
    app.run()
    app.switch_page("tiny.py")
    app.query_params["times"] = given
    del app.session_state["visit"]
    reader = Reader(app.run())
    assert sentence(reader) == f"XOR {said}"


def test_the_table_of_pages_is_sound() -> None:
    assert all(row.file.is_file() for row in PAGES)
    assert len({row.title for row in PAGES}) == len(PAGES) == len(list(PAGES[0].file.parent.glob("*.py")))
    groups = [row.group for row in PAGES]
    assert sorted(groups, key=groups.index) == groups


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.file.stem)
def test_a_page_says_in_under_100_lines_what_it_has(row: PageRow) -> None:
    assert len(row.file.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_few_pages_all_stand_in_the_bar_where_their_names_are_seen() -> None:
    few = PAGES[:MOST_IN_BAR]
    assert menus(few) == {"": list(few)}


def test_many_pages_stand_in_the_menus_of_their_groups() -> None:
    found = menus(PAGES)
    assert list(found) == ["Understand", "Build", "Trust"]
    assert [row for rows in found.values() for row in rows] == list(PAGES)


def test_of_many_pages_one_that_is_alone_in_its_group_needs_no_menu() -> None:
    one, two, three, *others = (PageRow(name[0], Path(f"{name}.py"), name) for name in ("Ax", "By", "Bz", *MANY))
    assert menus((one, two, three, *others)) == {"": [one], "B": [two, three], "C": others}


def test_menus_stand_in_the_order_of_the_pages() -> None:
    rows = [PageRow(group, Path(f"{name}.py"), name) for name, group in zip("abcdefghi", "UUNBBTTTT", strict=True)]
    a, b, c, d, e, *others = rows
    found = menus(rows)
    assert found == {"U": [a, b], "N": [c], "B": [d, e], "T": others}
    assert [row for menu in found.values() for row in menu] == rows


def test_every_page_but_the_last_says_what_comes_next() -> None:
    assert [find_next(row.title) for row in PAGES] == [*PAGES[1:], None]
    assert find_next("Tiny") is None
