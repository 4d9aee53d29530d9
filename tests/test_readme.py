"""The README keeps its word: two commands that can be pasted, and an example that runs.

Its first fenced block starts the dashboard, the second runs all the tests (.ci/run executes exactly this one), the
third is the library in ten lines.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^[A-Za-z0-9_.-]+==[\w.]+(; .+)?$")


class Block(NamedTuple):
    """One fenced block: the language it names, and its text."""

    language: str
    text: str


def fenced_blocks(markdown: str) -> list[Block]:
    """Give the fenced blocks of a Markdown text, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", markdown, flags=re.MULTILINE | re.DOTALL)
    return [Block(language, text) for language, text in found]


@pytest.fixture
def blocks() -> list[Block]:
    return fenced_blocks((ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_blocks_are_read_in_order() -> None:
    assert fenced_blocks("a\n```sh\nx\n```\n`b`\n```\ny\n\nz\n```\n") == [Block("sh", "x\n"), Block("", "y\n\nz\n")]


@pytest.mark.parametrize(
    ("position", "requirements", "last"),
    [
        (0, "requirements.txt", ".venv/bin/python -m streamlit run dashboard/app.py"),
        (1, "tests/requirements.txt", ".venv/bin/python -m pytest"),
    ],
)
def test_a_command_can_be_pasted(blocks: list[Block], position: int, requirements: str, last: str) -> None:
    command = blocks[position].text
    # one line, so that a shell does not take the rest of it for an answer to the first command
    assert command.count("\n") == 1, command
    first, install, run = command.strip().split(" && ")
    assert first == "python3 -m venv .venv"
    assert install.endswith(f" -r {requirements}")
    assert run == last
    assert (ROOT / requirements).is_file()
    subprocess.run(["sh", "-n", "-c", command], check=True)


def test_the_library_example_runs(blocks: list[Block]) -> None:
    language, example = blocks[2]
    lines = [line for line in example.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert language == "python"
    assert len(lines) <= 10, example
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("position", [3, 4, 5, 6])
def test_the_other_examples_run(blocks: list[Block], position: int) -> None:
    language, example = blocks[position]
    assert language == "python"
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_formula_is_read_as_the_comment_says(blocks: list[Block]) -> None:
    example = blocks[4].text
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    reading, right, error = done.stdout.splitlines()
    assert f"print(swish.reading)  # {reading}\n" in example
    assert right == "True"
    assert error.endswith("did you mean 'softplus'?")


def test_no_example_goes_untested(blocks: list[Block]) -> None:
    assert len(blocks) == 7


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_requirement_has_one_version(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    loose = [line for line in lines if line and not line.startswith(("#", "-r ")) and not PINNED.match(line)]
    assert not loose
