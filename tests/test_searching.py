"""A run of the tests: the same every time; a longer search, that its seed repeats; one line for each reason."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# what is loaded besides: Hypothesis would draw the numbers that it finds in the source
LOADED = "numbers_of_mine"
DRAWING = """
import importlib, os, zlib
import pytest
from hypothesis import given, strategies as st
from tests.searching import examples

importlib.import_module({module!r})
drawn = []

@examples(100)
@given(st.lists(st.integers()), st.floats(), st.text())
def test_draws(whole, real, text):
    drawn.append((whole, real, text))

def test_says_what_was_drawn(search):
    print("drawn", len(drawn), search.many(5), zlib.crc32(repr((drawn, search.rng(3).random(4).tolist())).encode()))
    print("of hashes", os.environ["PYTHONHASHSEED"])

@pytest.mark.parametrize("number", range(3))
def test_left_out(number):
    pytest.skip("no such thing here")

@given(st.integers())
def test_fails(value):
    assert value < 1000
"""


def run(folder: Path, *options: str, module: str = "json", **environment: str) -> str:
    """Run a small file of tests with the hooks of this suite, and give all that it prints."""
    file = folder / "test_drawing.py"
    (folder / f"{LOADED}.py").write_text(f"NUMBERS = {list(range(1000, 9000, 97))}")
    file.write_text(DRAWING.format(module=module))
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-s", "-q", "-c", "/dev/null", "--rootdir"]
    kept = {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(folder))),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    done = subprocess.run(
        [*command, str(folder), "-p", "no:cacheprovider", *options, str(file)],
        cwd=ROOT, env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed" in done.stdout, done.stdout + done.stderr
    return done.stdout


def drawn(output: str) -> tuple[int, int, int]:
    found = re.search(r"drawn (\d+) (\d+) (-?\d+)", output)
    assert found is not None, output
    first, second, third = map(int, found.groups())
    return first, second, third


def test_a_run_is_the_same_every_time(tmp_path: Path) -> None:
    one, other = run(tmp_path), run(tmp_path, module=LOADED)
    assert drawn(one) == drawn(other)
    assert drawn(one)[:2] == (100, 5)
    assert "seed" not in one
    # of the processes that it starts
    assert "of hashes 0\n" in one


def test_a_longer_search_differs_and_is_repeated_by_its_seed(tmp_path: Path) -> None:
    first, second = run(tmp_path, "--longer", "3"), run(tmp_path, "--longer", "3")
    assert drawn(first)[:2] == drawn(second)[:2] == (300, 15)
    assert drawn(first) != drawn(second)
    told = re.search(r"the same search again: (--longer 3 --hypothesis-seed \d+)", first)
    assert told is not None, first
    again = run(tmp_path, *told[1].split())
    assert drawn(again) == drawn(first)
    assert re.findall(r"of hashes \d+", again) == re.findall(r"of hashes \d+", first) != ["of hashes 0"]


@pytest.mark.parametrize("ci", ["", "true"])
def test_what_was_left_out_is_one_line_for_each_reason(ci: str, tmp_path: Path) -> None:
    output = run(tmp_path, CI=ci)
    assert output.count("no such thing here") == 1
    assert "\n3 left out: no such thing here\n" in output
    assert ("this run has failed" in output) == bool(ci)
