"""One letter, one meaning in one document: letters of places, of arrays, of functions, and e, C, m, n do not meet.

z is the argument of an activation wherever it stands: with places the one of a unit, in a lemma any.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import pytest

from derivations.rendering.lines import PrintedResult
from tests.export.test_read_back import functions_of, matrix_pages, pages
from tests.export.tex_reader import Node, read
from tests.export.worlds import CASES

PLACE, SIZE, NUMBERED = "a place", "a size", "one of several numbers"


def meanings(nodes: Iterable[Node]) -> dict[str, set[str]]:
    """Return what each letter stands for, in formulas."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for letter, meaning in _meanings(node):
            found[letter].add(meaning)
    return found


def _meanings(node: Node) -> Iterator[tuple[str, str]]:
    kind, *parts = node
    if kind == "name":
        base, layer, places = parts
        yield from _of_name(base, layer, places)
        return
    if kind == "function":
        yield ("e", "Euler's number") if parts[0] == "exp" else (parts[0], "a function")
    elif kind == "sum":
        yield parts[0].rstrip("'"), PLACE
    elif kind == "same":
        yield from ((each.rstrip("'"), PLACE) for each in parts)
    for part in parts:
        if isinstance(part, tuple):
            yield from _meanings(part) if part and isinstance(part[0], str) else _inside(part)


def _inside(parts: Node) -> Iterator[tuple[str, str]]:
    for part in parts:
        if isinstance(part, tuple):
            yield from _meanings(part) if part and isinstance(part[0], str) else _inside(part)


def _of_name(base: str, layer: str, places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    letter = base.removeprefix("\\")
    if places and places[0].isdigit():
        yield letter, f"one of several: {base}"
        return
    yield from ((place.rstrip("'"), PLACE) for place in places)
    family = "the argument of a function" if base == "z" else f"an array {base}"
    yield letter, family if layer or places or base in {"C", "C_s", "y", "t", "m", "z"} else f"the number {base}"


def clashes(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {letter: each for letter, each in found.items() if len(each) > 1}


@cache
def everything(name: str) -> tuple[PrintedResult, ...]:
    return (*pages(name), *matrix_pages(name, "columns"), *matrix_pages(name, "rows"))


def document(name: str) -> list[Node]:
    lines = (text for page in everything(name) for text in (page.left, *(line.formula for line in page.lines)))
    formulas = dict.fromkeys(lines)
    return [read(formula, functions_of(name)) for formula in formulas]


@pytest.mark.parametrize("name", CASES)
def test_no_letter_has_two_meanings(name: str) -> None:
    found = meanings(document(name))
    assert {"C", "m", "s", "j"} <= found.keys()
    assert not clashes(found)


@pytest.mark.parametrize(
    ("formulas", "letter"),
    [
        (["t_{js}", r"\sum_{t=1}^{m} a_{jt}"], "t"),
        ([r"1 - p^{(1)}", r"\sum_{p=1}^{n_{0}} w^{(1)}_{jp}"], "p"),
        (["u^{(1)}_{js}", "[s = u]"], "u"),
        (["v^{(1)}_{j}", "y_{jv}"], "v"),
        (["e^{z}", "e - 1"], "e"),
        ([r"\lambda z", r"\lambda_{1}"], "lambda"),
        (["f(z)", "f_{j}"], "f"),
        ([r"\sigma(z)", r"C_{m}", r"\frac{1}{m}"], "m"),
    ],
)
def test_a_planted_clash_is_found(formulas: list[str], letter: str) -> None:
    found = meanings(read(formula, frozenset({"f"}) if formula == "f(z)" else frozenset()) for formula in formulas)
    assert clashes(found).keys() == {letter}


@pytest.mark.parametrize("name", CASES)
def test_two_neighbouring_lines_never_read_the_same(name: str) -> None:
    for page in everything(name):
        formulas = [page.left, *(line.formula for line in page.lines)]
        assert all(above != below for above, below in pairwise(formulas)), page.target
        # no line is lost: each is printed, or stands for itself and for one that reads the same
        numbers = [number for line in page.lines for number in line.numbers]
        assert numbers == sorted(set(numbers))
