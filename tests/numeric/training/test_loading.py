"""What `derivations.numeric` loads, and what it does not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_searches_are_loaded_by_those_who_search() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import derivations.numeric, sys; print('derivations.numeric.search' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"
