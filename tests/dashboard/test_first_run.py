"""The first run of the page: equations first; and what it switches off for its own sake is on again after it."""

import subprocess
import sys
from typing import Any

import pytest

from dashboard.components import story_panel
from dashboard.state import pages
from dashboard.state.visit import current
from tests.dashboard.reader import APP, opened

FRESH = """
import gc, sys
from streamlit.testing.v1 import AppTest

app = sys.argv[1]
frozen = [gc.get_freeze_count()]
for _ in range(2):
    page = AppTest.from_file(app, default_timeout=60).run()
    assert not page.exception, page.exception
    assert gc.isenabled()
    frozen.append(gc.get_freeze_count())
print(*frozen)
"""


def test_garbage_is_collected_again_after_the_first_page() -> None:
    done = subprocess.run([sys.executable, "-c", FRESH, str(APP)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, first, second = map(int, done.stdout.split())
    assert before == 0
    assert first > 100_000
    # a later visit freezes nothing: its garbage could never be collected
    assert abs(second - first) < 1_000


def test_a_browser_is_let_show_the_first_equation_before_it_hears_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    chapters, equations = 0, []

    def draw_chapter(*given: Any) -> None:
        nonlocal chapters
        chapters += 1
        draw_as_ever(*given)

    def see(_: float) -> None:
        told.append(list(current().drawn))
        equations.append(chapters)

    draw_as_ever = story_panel._draw_chapter
    monkeypatch.setattr(story_panel, "_draw_chapter", draw_chapter)
    monkeypatch.setattr(pages, "sleep", see)
    reader = opened()
    assert told == [["name", "title", "equation"]]
    assert equations == [1]
    assert chapters > 5
    assert {"switches", "tools", "diagram"} <= set(reader.app.session_state["visit"].drawn)
    # later pictures have what they need in the browser
    reader.run()
    reader.choose("view", "numbers")
    assert len(told) == 1
