"""What CONTRIBUTING.md names is there: every path, every room."""

import re
from pathlib import Path

import pytest

from tests.test_rooms import ROOMS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATH = re.compile(r"(?:derivations|dashboard|tests|\.ci)/[\w./]+")


def missing(text: str) -> list[str]:
    """Give the paths of a text that lead nowhere; those with "room" in them say how a name is made."""
    paths = {found.rstrip(".") for found in PATH.findall(text)}
    return sorted(path for path in paths if "/room/" not in path and not (ROOT / path).exists())


def test_every_path_leads_somewhere() -> None:
    assert missing(TEXT) == []
    assert missing("see `derivations/engine/gone.py`.") == ["derivations/engine/gone.py"]


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_is_in_the_picture(package: str) -> None:
    picture = TEXT.split("## The rooms", 1)[1].split("##", 1)[0]
    parts = [room.name for room in ROOMS[package] if (ROOT / package / room.name).is_dir()]
    assert [name for name in parts if not re.search(rf"\b{name}\b", picture)] == []
