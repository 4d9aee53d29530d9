"""Which parts of the page are drawn anew after what."""

import ast
from pathlib import Path

import pytest
import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard.choices import Choices
from dashboard.session import parts

PAGE = Path(__file__).resolve().parents[2] / "dashboard"
REDRAW = parts.redraw  # before the tests of whole pages put another one in its place
NAMES = {name: value for name, value in vars(parts).items() if name.isupper() and isinstance(value, str)}


def drawn() -> set[str]:
    """Find the parts that some module draws."""
    calls = [
        call
        for path in PAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "parts.draw"
    ]
    return {NAMES[call.args[0].attr] for call in calls if isinstance(call.args[0], ast.Attribute)}


def test_every_part_has_a_name_of_its_own_and_is_drawn() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
    assert drawn() == set(NAMES.values())


# another network, or another start of it
ALL_OF_THE_PAGE = {"data", "table", "hidden", "functions", "formula", "cost", "seed"}


def test_every_choice_names_its_parts_but_for_those_which_change_all() -> None:
    assert set(parts.AFTER) == set(vars(Choices())) - ALL_OF_THE_PAGE
    assert {part for wanted in parts.AFTER.values() for part in wanted} <= drawn()


@pytest.mark.parametrize("view", ["index", "matrix", "numbers"])
def test_of_the_equations_only_numbers_show_parameters(view: str) -> None:
    assert (parts.NUMBERS in parts.moved(view)) == (view == "numbers")
    assert parts.LIVE in parts.moved(view)


def test_a_part_that_is_not_on_the_page_makes_all_of_it_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def rerun(*scope: object) -> None:
        asked.append(scope)
        if scope:
            raise StreamlitAPIException("no such fragment")

    monkeypatch.setattr(st, "rerun", rerun)
    REDRAW("nowhere")
    assert asked == [(["nowhere"],), ()]
