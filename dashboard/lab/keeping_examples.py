"""A worked example as text: short for an address, readable for a file.

Goes in: an example, or text that nobody trusts. Comes out: the other; what is no such text is refused with a reason.
Must not know: Streamlit, whether the numbers in an example can be read.
"""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from dashboard.lab.example import MOST_LAYERS, Example
from dashboard.lab.typed_cells import MOST_LETTERS
from derivations.errors import SpecificationError

KIND = "seeing backpropagation: worked example 1"
MOST_IN_ADDRESS = 2000  # letters: browsers and servers take 8000 and more, messengers cut some way above 2000
LARGEST_FILE = 1_000_000  # letters
DAMAGED = "it does not hold an example"
# what a reader sets; where an example was published, and what is wrong with it, is known of the ready ones only
KEPT = tuple(each.name for each in fields(Example) if each.name not in ("source", "remark", "misprints"))
SOURCED: Mapping[str, Any] = {"title": "", "source": "", "remark": "", "misprints": ()}
USUAL = Example("", "", "", (), "", (), (), "")


def to_text(example: Example) -> str:
    """Write an example for an address: what differs from the usual, compressed."""
    found = {name: value for name, value in _as_dict(example).items() if value != _plain(getattr(USUAL, name))}
    raw = json.dumps(found, separators=(",", ":"), ensure_ascii=False).encode()
    return urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def from_text(text: str) -> Example:
    """Read an example from an address; raises a SpecificationError if there is none."""
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)), LARGEST_FILE)
        found = json.loads(raw)
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise SpecificationError(DAMAGED) from None
    return _read(found)


def to_file(example: Example, more: Mapping[str, str]) -> str:
    """Write an example and options of its page, by name, for a file."""
    return json.dumps({"kind": KIND, "example": _as_dict(example), **more}, indent=1, ensure_ascii=False)


def from_file(text: str, names: tuple[str, ...]) -> tuple[Example, dict[str, str]]:
    """Read such a file: the example, and of the options of its page those of these names that are in it.

    Raises a SpecificationError if it is none.
    """
    if len(text) > LARGEST_FILE:
        raise SpecificationError(f"the file has {len(text)} letters; expected at most {LARGEST_FILE}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise SpecificationError("this is no file that this page has saved")
    more = {name: found[name] for name in names if isinstance(found.get(name), str)}
    if not all(map(_is_written, more.values())):
        raise SpecificationError("the file has half of a letter in it, which nothing can write")
    return _read(found.get("example")), more


def same_numbers(one: Example, two: Example) -> bool:
    """Whether two examples are the same but for what they are called, and where they were published."""
    return replace(one, **SOURCED) == replace(two, **SOURCED)


def _as_dict(example: Example) -> dict[str, Any]:
    found = asdict(example)
    return {name: _plain(found[name]) for name in KEPT}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _read(found: Any) -> Example:
    """Take what has the right type; numbers are judged where the example is read."""
    if not isinstance(found, dict):
        raise SpecificationError(DAMAGED)
    taken: dict[str, Any] = {}
    for name in KEPT:
        usual = getattr(USUAL, name)
        value = found.get(name, _plain(usual))
        if isinstance(usual, tuple):
            right = isinstance(value, list) and len(value) <= MOST_LAYERS and all(map(_is_text, value))
            value = tuple(value) if right else value
        elif isinstance(usual, str):
            right = _is_text(value)
        else:
            right = isinstance(value, type(usual))
        if not right:
            raise SpecificationError(f"{DAMAGED}: {name} is not what it should be")
        taken[name] = value
    return Example(source="", **taken)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_LETTERS and _is_written(value)


def _is_written(text: str) -> bool:
    """Whether no letter is half of a pair, as JSON may have it: no address, file or page can be written with it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
