"""The import benchmark, as far as it can be told without timing: it measures a fresh import, and finds a slow one."""

import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.importing import importing
from tests.benchmarks.measure import Pair, at_most


def test_a_slow_import_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "quick.py").write_text("")
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(0.3)")
    quick, slow = importing("quick", tmp_path), importing("slow", tmp_path)
    assert slow > 0.3
    # the second time as slow as the first: each interpreter is a new one
    assert importing("slow", tmp_path) > 0.3
    assert not at_most("slow", Pair(slow, quick), 1.3).met


def test_what_cannot_be_imported_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        importing("missing", tmp_path)
