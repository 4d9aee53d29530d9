"""The first run of the page: equations first; and what it switches off for its own sake is on again after it."""

import subprocess
import sys

import pytest

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


def test_a_browser_is_let_show_the_first_equations_before_it_hears_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(pages, "sleep", lambda _: told.append(list(current().drawn)))
    reader = opened()
    assert told == [["name", "title", "equation"]]
    assert {"switches", "tools", "diagram"} <= set(reader.app.session_state["visit"].drawn)
    # later pictures have what they need in the browser
    reader.run()
    reader.choose("view", "numbers")
    assert len(told) == 1
