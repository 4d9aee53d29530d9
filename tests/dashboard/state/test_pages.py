"""Parts of a page: which are drawn anew after a change, and that those which are not on the screen are left out."""

from functools import partial
from typing import Any

import pytest
import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard.lab.progress import start_progress
from dashboard.lab.settings import Settings
from dashboard.state import pages
from dashboard.state.pages import Drawn, Part
from dashboard.state.visit import Visit


def nothing() -> None:
    """Draw nothing."""


def drawn(name: str, shows: str = "", sets: str = "", outer: str = "") -> tuple[str, Drawn]:
    part = Part(name, nothing, shows.split(), sets.split())
    return name, Drawn(part, outer, part.shows)


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    settings = Settings()
    here = Visit(settings, start_progress(settings.network, settings.seed))
    monkeypatch.setattr(pages, "current", lambda: here)
    here.drawn = dict(
        [
            drawn("title", "data note"),
            drawn("menu", "data", sets="loss"),
            drawn("equation", "loss layer"),
            drawn("numbers", "weights", outer="equation"),
            drawn("live"),
            drawn("diagram", "loss layer weights", outer="live"),
            drawn("inner", "loss weights", outer="diagram"),
        ]
    )
    return here


@pytest.mark.parametrize(
    ("changed", "by", "wanted"),
    [
        ({"data"}, "", ["title", "menu"]),
        ({"loss"}, "", ["menu", "equation", "diagram"]),
        ({"loss"}, "menu", ["equation", "diagram"]),  # the widget shows it by itself
        ({"layer"}, "equation", ["equation", "diagram"]),  # there it is seen elsewhere too
        ({"weights"}, "", ["numbers", "diagram"]),  # what is inside is drawn with it
        ({"layer", "weights"}, "", ["equation", "diagram"]),
        ({"speed"}, "", []),
        (set(), "", []),
    ],
)
def test_a_change_draws_what_shows_it(visit: Visit, changed: set[str], by: str, wanted: list[str]) -> None:
    assert pages.parts_to_draw(changed, by=by) == wanted


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Collect what Streamlit is asked to run again."""
    found: list[tuple[Any, ...]] = []

    def rerun(*scope: Any) -> None:
        found.append(scope)

    monkeypatch.setattr(st, "rerun", rerun)
    return found


@pytest.mark.usefixtures("visit")
def test_nothing_is_drawn_where_nothing_shows_it(asked: list[tuple[Any, ...]]) -> None:
    pages.redraw({"speed"})
    assert asked == []


def test_where_all_parts_show_it_the_page_is_drawn_as_a_whole(visit: Visit, asked: list[tuple[Any, ...]]) -> None:
    visit.drawn = dict([drawn("title", "data"), drawn("menu", "data"), drawn("numbers", "", outer="menu")])
    pages.redraw({"data"})
    assert asked[0] == ()


@pytest.mark.usefixtures("visit")
def test_a_part_that_is_not_on_the_page_makes_all_of_it_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def rerun(*scope: object) -> None:
        asked.append(scope)
        if scope:
            raise StreamlitAPIException("no such fragment")

    monkeypatch.setattr(st, "rerun", rerun)
    pages.redraw({"note"})
    assert asked == [(["title"],), ()]


@pytest.fixture
def fragments(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the keys of the fragments; each is drawn at once."""
    keys: list[str] = []

    def fragment(drawing: Any, *, key: str, **_: Any) -> Any:
        keys.append(key)
        return drawing

    monkeypatch.setattr(st, "fragment", fragment)
    return keys


@pytest.mark.usefixtures("fragments")
def test_what_is_folded_away_is_not_drawn_anew(visit: Visit) -> None:
    shown: list[tuple[str, ...] | None] = [("weights",), (), None]
    fold = Part("fold", lambda: shown[-1], shows=("loss", "weights"))
    visit.drawn = {}
    wanted = []
    for _ in range(3):
        pages.draw(fold)
        wanted.append([bool(pages.parts_to_draw({name})) for name in ("loss", "weights")])
        shown.pop()
    assert wanted == [[True, True], [False, False], [False, True]]


def test_what_stands_in_a_part_that_repeats_is_drawn_with_it(visit: Visit, fragments: list[str]) -> None:
    drawn_anew: list[str] = []
    inner = Part("inner", lambda: drawn_anew.append("inner"), shows=("weights",), sets=("focus",))
    visit.drawn = {}
    pages.draw(Part("live", lambda: pages.draw(inner)), every=0.1)
    assert (fragments, drawn_anew) == (["live"], ["inner"])
    assert [pages.parts_to_draw({name}) for name in ("weights", "focus", "loss")] == [["live"], ["live"], []]
    assert not visit.repeating


def test_a_chart_that_takes_clicks_is_always_drawn_by_its_own_fragment(visit: Visit, fragments: list[str]) -> None:
    chart, text = (Part(name, nothing, shows=("weights",), clicked=name == "chart") for name in ("chart", "text"))
    visit.drawn = {}

    def draw_both() -> None:
        pages.draw(chart)
        pages.draw(text)

    live = Part("live", draw_both)
    pages.draw(live, every=0.1)
    assert fragments == ["live", "chart"]
    pages.draw(live)
    assert fragments[2:] == ["live", "chart", "text"]


@pytest.mark.usefixtures("fragments")
def test_a_part_that_is_drawn_again_forgets_what_stood_in_it(visit: Visit) -> None:
    inner, seen = Part("inner", nothing), [True]
    outer = Part("outer", lambda: pages.draw(inner) if seen[0] else None)
    visit.drawn = {}
    again = partial(pages.draw, outer)
    again()
    assert {name: each.outer for name, each in visit.drawn.items()} == {"outer": "", "inner": "outer"}
    seen[0] = False
    again()
    assert set(visit.drawn) == {"outer"}
    assert visit.inside == []
