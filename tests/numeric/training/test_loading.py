"""What `derivations.numeric` loads at once, what when it is asked for, and that all of it is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from derivations import numeric

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", numeric.__all__)
def test_every_name_is_there(name: str) -> None:
    found = getattr(numeric, name)
    assert vars(numeric)[name] is found


def test_a_name_that_is_not_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"module 'derivations\.numeric' has no attribute 'red_csv'"):
        _ = numeric.red_csv  # type: ignore[attr-defined]


def test_searches_are_loaded_by_those_who_search() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import derivations.numeric, sys; print('derivations.numeric.search' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"
