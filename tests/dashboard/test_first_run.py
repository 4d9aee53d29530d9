"""The first run of the page in a process of its own: what it switches off for its own sake is on again after it."""

import subprocess
import sys

from tests.dashboard.reader import APP

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
