"""An example comes back from an address and from a file as it was typed; and nothing else gets in by them."""

import json
import time
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lab.example import Example, read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.keeping_examples import (
    KIND,
    MOST_IN_ADDRESS,
    SOURCED,
    from_file,
    from_text,
    same_numbers,
    to_file,
    to_text,
)
from derivations.errors import SpecificationError


def plain(example: Example) -> Example:
    """What is kept of an example: not where it was published."""
    return replace(example, **{**SOURCED, "title": example.title})


def packed(value: object) -> str:
    return urlsafe_b64encode(zlib.compress(json.dumps(value).encode())).decode().rstrip("=")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_ready_example_comes_back_as_it_was_typed(name: str) -> None:
    text = to_text(EXAMPLES[name])
    assert len(text) < MOST_IN_ADDRESS / 3
    assert text.replace("-", "").replace("_", "").isalnum()
    assert from_text(text) == plain(EXAMPLES[name])
    example, more = from_file(to_file(EXAMPLES[name], {"printed": "C=1", "other": "x"}), ("printed", "answers"))
    assert example == plain(EXAMPLES[name])
    assert more == {"printed": "C=1"}


@given(st.text(), st.booleans(), st.lists(st.text(), max_size=6))
def test_any_text_comes_back(text: str, half: bool, texts: list[str]) -> None:
    example = Example(text, "", text, tuple(texts), text, tuple(texts), tuple(texts), text, text, half, rate=text)
    assert from_text(to_text(example)) == example
    assert from_file(to_file(example, {"printed": text}), ("printed",)) == (example, {"printed": text})


@given(st.text(), st.characters(categories=["Cs"]), st.text())
def test_half_a_letter_is_refused(before: str, half: str, after: str) -> None:
    text = before + half + after
    for damaged in ({"title": text}, {"weights": [text]}):
        with pytest.raises(SpecificationError, match="does not hold an example"):
            from_text(packed(damaged))
    with pytest.raises(SpecificationError, match="does not hold an example"):
        from_file(json.dumps({"kind": KIND, "example": {"X": "1", "inputs": text}}), ())
    with pytest.raises(SpecificationError, match="half of a letter"):
        from_file(json.dumps({"kind": KIND, "example": {}, "printed": text}), ("printed",))


def test_no_address_stops_the_server() -> None:
    long = "1^" + " " * 19_000 + "1"
    for text in (long, long[:9_990]):
        fields = {"sizes": "1-1", "activations": ["relu"], "loss": "mse", "weights": [text], "biases": [text]}
        address = packed({**fields, "inputs": text, "targets": text})
        began = time.process_time()
        with pytest.raises(SpecificationError):
            read_example(from_text(address))
        assert time.process_time() - began < 0.5


def test_the_largest_example_is_too_long_for_an_address_and_a_usual_one_is_not() -> None:
    rng = np.random.default_rng(1)

    def example(*sizes: int) -> Example:
        arrays = [rng.integers(-999, 999, size=each) / 1000 for each in pairwise(sizes)]
        weights = tuple("\n".join(" ".join(f"{each:g}" for each in row) for row in array) for array in arrays)
        return replace(plain(EXAMPLES["by-hand"]), weights=weights)

    assert len(to_text(example(4, 4, 4, 2))) < MOST_IN_ADDRESS < len(to_text(example(16, 16, 16, 16, 16)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "left-out",
        "é",
        packed([1]),
        packed({"sizes": 3}),
        packed({"half": "yes"}),
        packed({"weights": "1 2"}),
        packed({"weights": ["1"] * 7}),
        packed({"weights": [1]}),
        packed({"sizes": "1" * 10_001}),
        urlsafe_b64encode(zlib.compress(b"[" * 100_000)).decode(),
        urlsafe_b64encode(zlib.compress(b" " * 50_000_000)).decode(),
    ],
)
def test_what_is_no_example_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SpecificationError, match="does not hold an example"):
        from_text(text)


@pytest.mark.parametrize("text", ["", "{}", "[]", "[" * 100_000, '{"kind": 1}', json.dumps({"kind": KIND})])
def test_what_is_no_file_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SpecificationError, match=r"no file that this page has saved|does not hold"):
        from_file(text, ())


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(SpecificationError, match="expected at most"):
        from_file("1" * 1_000_001, ())


def test_a_source_makes_no_other_numbers() -> None:
    ready = EXAMPLES["by-hand"]
    assert same_numbers(ready, plain(ready))
    assert not same_numbers(ready, replace(ready, half=False))
