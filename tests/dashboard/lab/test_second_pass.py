"""What is said of numbers of somebody who works an example out in NumPy alone: with a mistake, or rounding on the way.

Nothing here is taken from the ways that the page tries.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import floor, log10
from typing import Any

import numpy as np
import pytest

from dashboard.components.example_verdict import say_verdict
from dashboard.lab.attempts import list_attempts
from dashboard.lab.book import list_quantities
from dashboard.lab.example import Entry, Example, Given, read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.printed_numbers import PrintedNumber, read_printed
from dashboard.lab.verdict import AGREED, MISTAKEN, NEAR, ROUNDED, UNEXPLAINED, UNTOLD, judge

ALL = frozenset({"z", "a", "da", "delta", "dW", "db"})
RATE = 0.5
attempts_of = cache(list_attempts)


def random_example(rng: np.random.Generator) -> Given:
    """Sigmoids, half of the squared error, one sample; all that is given has two digits after the point."""
    sizes = [*rng.integers(2, 4, size=rng.integers(2, 4)), rng.integers(1, 3)]

    def rows(*shape: int) -> str:
        return "; ".join(" ".join(f"{each:.2f}" for each in row) for row in rng.uniform(-1, 1, size=shape))

    pairs = list(pairwise(sizes))
    weights, biases = tuple(rows(j, k) for k, j in pairs), tuple(rows(1, j) for _, j in pairs)
    given = (weights, biases, rows(1, sizes[0]), rows(1, sizes[-1]))
    return read_example(
        Example("", "", "-".join(map(str, sizes)), ("sigmoid",) * len(pairs), "mse", *given, rate=f"{RATE}")
    )


def work(
    given: Given, *, note: Callable[[Any], Any] = np.asarray, noted: frozenset[str] = frozenset(), slip: str = ""
) -> dict[str, Any]:
    """Work it out, with the letters in ``noted`` written down by ``note``, and a slip in the last layer."""
    weights, biases, y = given.parameters.weights, given.parameters.biases, np.asarray(given.targets)
    last, a, z, delta = len(weights), [given.inputs], [given.inputs], y
    found: dict[str, Any] = {}

    def write(letter: str, layer: int, value: Any) -> Any:
        found[f"{letter}{layer}"] = value
        return note(value) if letter in noted else value

    for layer, (w, b) in enumerate(zip(weights, biases, strict=True), start=1):
        z.append(write("z", layer, a[-1] @ w.T + b * (slip != "bias" or layer < last)))
        a.append(write("a", layer, 1 / (1 + np.exp(-z[-1]))))
    found["C"] = ((a[-1] - y) ** 2).sum() / 2
    for layer in range(last, 0, -1):
        back = ((a[-1] - y) if slip != "sign" else (y - a[-1])) if layer == last else delta @ weights[layer]
        s = 1 / (1 + np.exp(-z[layer])) if "at z" in noted else a[layer]
        slope = note(s * (1 - s)) if "f'" in noted else s * (1 - s)
        if layer == last and slip == "derivative":
            slope = 1
        delta = write("delta", layer, write("da", layer, back) * slope)
        for name, own, before in (
            ("W", write("dW", layer, delta.T @ a[layer - 1]), weights[layer - 1]),
            ("b", write("db", layer, delta.sum(axis=0)), biases[layer - 1]),
        ):
            found[f"{name}{layer}'"] = before + (RATE if slip == "ascent" else -RATE) * own
    return found


def rounded(digits: int) -> Callable[[Any], Any]:
    return lambda values: np.round(values, digits)


def cut(digits: int) -> Callable[[Any], Any]:
    return lambda values: np.trunc(np.asarray(values) * 10**digits * (1 + 1e-12)) / 10**digits


def figures(digits: int) -> Callable[[Any], Any]:
    return np.vectorize(lambda value: float(f"{value:.{digits - 1}e}"))


def shown(value: float, digits: int) -> str:
    number = float(f"{value:.{digits - 1}e}")
    return f"{Decimal(number):.{max(0, digits - 1 - floor(log10(abs(number))))}f}" if number else "0.0"


WAYS: dict[str, tuple[frozenset[str], Callable[[int], Callable[[Any], Any]], float]] = {
    # what is written down, how, and which share of numbers that are not ours stays unexplained at most
    "activations": (frozenset("a"), rounded, 0.02),
    "activations to figures": (frozenset("a"), figures, 0.02),
    "sums to figures": (frozenset("z"), figures, 0.02),
    "activations and errors to figures": (frozenset({"a", "delta"}), figures, 0.02),
    "all, slopes at z, to figures": (ALL | {"at z"}, figures, 0.02),
    "all": (ALL, rounded, 0.0),
    "all cut off": (ALL, cut, 0.02),
}


@pytest.mark.parametrize("digits", [3, 4])
@pytest.mark.parametrize("name", WAYS)
def test_what_is_rounded_on_the_way_is_not_called_wrong(name: str, digits: int) -> None:
    noted, noting, most = WAYS[name]
    rng, found = np.random.default_rng(digits), Counter[str]()
    for given in (random_example(rng) for _ in range(6)):
        note = noting(digits)
        theirs = work(given, note=note, noted=noted)
        for quantity in list_quantities(given):
            for entry in quantity.entries if quantity.name in theirs else ():
                value = float(np.asarray(theirs[quantity.name])[tuple(at - 1 for at in entry)])
                text = shown(value, digits) if noting is figures else f"{float(note(value)):.{digits}f}"
                verdict = judge(given, quantity.name, {entry: read_printed(text, "it")}, attempts=attempts_of(given))
                found[verdict.kind] += 1
    wrong = sum(found.values()) - found[AGREED]
    assert wrong >= 3, found
    assert found[UNEXPLAINED] + found[MISTAKEN] + found[UNTOLD] <= most * wrong, found


@pytest.mark.parametrize(
    ("slip", "name"), [("bias", "bias"), ("sign", "sign"), ("derivative", "derivative"), ("ascent", "ascent")]
)
def test_a_mistake_that_somebody_else_makes_is_named(slip: str, name: str) -> None:
    rng, found = np.random.default_rng(3), Counter[str]()
    for given in (random_example(rng) for _ in range(4)):
        theirs = work(given, slip=slip)
        for quantity in list_quantities(given):
            if quantity.name not in theirs:
                continue
            array = np.asarray(theirs[quantity.name])
            texts = {at: shown(float(array[tuple(each - 1 for each in at)]), 6) for at in quantity.entries}
            numbers = {at: read_printed(text, "it") for at, text in texts.items()}
            verdict = judge(given, quantity.name, numbers, attempts=attempts_of(given))
            if verdict.kind != AGREED:
                assert name in verdict.names, (quantity.name, texts, verdict.words)
                found[verdict.kind] += 1
    assert found[MISTAKEN] > 0.8 * sum(found.values()) > 0, found


def near_numbers(digits: int) -> Iterator[tuple[Given, str, Entry, PrintedNumber]]:
    """Give numbers that differ from ours by chance, in the last two digits."""
    rng = np.random.default_rng(digits)
    for name in ("by-hand", "data-mining", "beginners", "academy", "gradient", "ai-lab"):
        given = read_example(EXAMPLES[name])
        for quantity in list_quantities(given):
            for entry in quantity.entries[:6]:
                value = quantity.value(entry)
                if abs(value) > 1e-6:
                    unit = 10.0 ** (floor(log10(abs(value))) - digits + 1)
                    off = rng.choice([-1, 1]) * rng.uniform(0.6, 10) * unit
                    number = read_printed(shown(value + off, digits), "it")
                    if not number.agrees(value):
                        yield given, quantity.name, entry, number


@pytest.mark.parametrize("digits", [2, 3, 4, 5, 6])
def test_a_number_that_is_near_ours_by_chance_is_not_said_to_be_ours_but_for_rounding(digits: int) -> None:
    found = Counter[str]()
    for given, name, entry, number in near_numbers(digits):
        verdict = judge(given, name, {entry: number}, attempts=attempts_of(given))
        found[verdict.kind] += 1
        if verdict.kind == NEAR:
            assert "May be rounding" in say_verdict(verdict, 1, reveals=True)
    assert sum(found.values()) > 200
    assert found[AGREED] == 0
    assert found[ROUNDED] + found[MISTAKEN] <= 0.01 * sum(found.values()), found


@pytest.mark.parametrize(("x", "near"), [("0.01212", True), ("0.0136", False)])
def test_a_rounding_that_leads_far_away_is_not_called_ours(x: str, near: bool) -> None:
    """Of an a of .50303 or .50340, .503 rounded: z, 1234 times what it has above .5, is off by 1 or by 12 of 100."""
    steep = Example("", "", "1-1-1", ("sigmoid", "identity"), "mse", ("1", "1234"), ("0", "-617"), x)
    given = read_example(steep)
    verdict = judge(given, "z2", {(1, 1): read_printed(f"{1234 * 0.503 - 617:.3f}", "it")})
    assert "every a is rounded to 3 digits after the point" in verdict.words
    assert (verdict.kind in (NEAR, ROUNDED)) == near
    said = say_verdict(verdict, 1, reveals=True)
    assert ("Not ours" in said) != near
