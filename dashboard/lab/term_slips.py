"""Slips in one term of a sum: left out, with the wrong sign, or with a factor of another place.

Goes in: an example in numbers, one entry of a quantity. Comes out: what the entry comes to with each slip. Must not
know: what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from dashboard.lab.attempts import Attempt
from dashboard.lab.book import as_library, layer_of, letter_of, work_example_out
from dashboard.lab.example import Entry, Given
from derivations.numeric.network.losses import share as share_of

MOST_PRODUCTS = 36
Term = tuple[str, float]


def list_term_slips(given: Given, name: str, entry: Entry) -> Iterator[tuple[Attempt, float]]:
    """Give every slip in one term of an entry, and what the entry comes to with it."""
    terms = _terms(given, name, as_library(name, entry, given.layout))
    if len(terms) < 2:
        return
    total = float(work_example_out(given)[name][tuple(at - 1 for at in as_library(name, entry, given.layout))])
    for words, value in terms:
        if value:
            yield Attempt("term left out", f"the term {words} is left out", {}), total - value
            yield Attempt("term's sign", f"the term {words} has the wrong sign", {}), total - 2 * value
    if letter_of(name) == "z":
        for (words, value), (other, instead) in product(terms[:-1], _products(given, name, entry)):
            if other != words and instead != value:
                yield Attempt("term of another place", f"{other} stands for {words}", {}), total - value + instead


def _terms(given: Given, name: str, entry: Entry) -> list[Term]:
    letter, layer, found = letter_of(name), layer_of(name), work_example_out(given)
    weights, biases = given.parameters.weights, given.parameters.biases
    if letter == "z":
        sample, unit = entry
        below = _below(given, found, layer)[sample - 1]
        terms = [
            (f"w{_at(unit, k)} {_a(layer - 1, k)}", float(w * a))
            for k, (w, a) in enumerate(zip(weights[layer - 1][unit - 1], below, strict=True), start=1)
        ]
        return [*terms, (f"b{unit}", float(biases[layer - 1][unit - 1]))]
    if letter == "da" and layer < given.network.depth:
        sample, unit = entry
        deltas = found[f"delta{layer + 1}"][sample - 1]
        return [
            (f"δ{j} w{_at(j, unit)}", float(d * w))
            for j, (d, w) in enumerate(zip(deltas, weights[layer][:, unit - 1], strict=True), start=1)
        ]
    if letter in ("dW", "db") and len(given.inputs) > 1:
        share, deltas = share_of(len(given.inputs), given.convention), found[f"delta{layer}"][:, entry[0] - 1]
        factors = _below(given, found, layer)[:, entry[1] - 1] if letter == "dW" else np.ones(len(deltas))
        return [
            (f"of sample {s}", share * float(d * a)) for s, (d, a) in enumerate(zip(deltas, factors, strict=True), 1)
        ]
    return []


def _products(given: Given, name: str, entry: Entry) -> Iterator[Term]:
    """Give every product that some unit of the layer adds up, unless they are so many that any number is one."""
    layer = layer_of(name)
    weights, below = given.parameters.weights[layer - 1], _below(given, work_example_out(given), layer)[entry[0] - 1]
    if weights.size <= MOST_PRODUCTS:
        for (j, row), (k, a) in product(enumerate(weights, 1), enumerate(below, 1)):
            yield f"w{_at(j, k)} {_a(layer - 1, k)}", float(row[k - 1] * a)


def _below(given: Given, found: dict[str, np.ndarray], layer: int) -> np.ndarray:
    return given.inputs if layer == 1 else found[f"a{layer - 1}"]


def _a(layer: int, unit: int) -> str:
    return f"{'a' if layer else 'x'}{unit}"


def _at(unit: int, source: int) -> str:
    return f"{unit}{source}" if max(unit, source) < 10 else f"{unit},{source}"
