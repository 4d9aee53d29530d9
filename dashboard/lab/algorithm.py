"""The algorithm of backpropagation in five stages: what each computes, and what of it is lit in the diagram.

Goes in: sizes, and what is looked at. Comes out: names, selections and places. Must not know: Streamlit, a number.

Source: Nielsen, Neural Networks and Deep Learning, ch. 2, "The backpropagation algorithm"; stage 5 has the update too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from dashboard.charts.path import AFTER, BEFORE, EDGE, Place
from dashboard.lab import path
from dashboard.lab.selection import PARAMETERS, Selection

INPUT, FORWARD, OUTPUT_ERROR, BACKPROPAGATE, UPDATE = STAGES = range(1, 6)
TITLES = {
    INPUT: "Input",
    FORWARD: "Forward",
    OUTPUT_ERROR: "Output error",
    BACKPROPAGATE: "Backpropagate",
    UPDATE: "Gradients",
}
# the hue of a stage in the diagram: activations, errors, weights
KINDS = {
    INPUT: path.INPUT,
    FORWARD: path.INPUT,
    OUTPUT_ERROR: path.ERROR,
    BACKPROPAGATE: path.ERROR,
    UPDATE: path.WEIGHT,
}
Vector = tuple[str, int]  # of a layer: "a", 0


def list_vectors(stage: int, depth: int) -> tuple[Vector, ...]:
    """Return the vectors that a stage computes of one sample, in its order."""
    layers = range(1, depth + 1)
    found: dict[int, tuple[Vector, ...]] = {
        INPUT: (("a", 0),),
        FORWARD: tuple(product_of(layers, ("z", "a"))),
        OUTPUT_ERROR: (("delta", depth),),
        BACKPROPAGATE: tuple(("delta", layer) for layer in reversed(layers[:-1])),
        UPDATE: tuple(product_of(layers, PARAMETERS)),
    }
    return found[stage]


def product_of(layers: Sequence[int], letters: Sequence[str]) -> Iterator[Vector]:
    """Give every letter of every layer, layer by layer."""
    return ((letter, layer) for layer, letter in product(layers, letters))


def list_known(stage: int, depth: int) -> frozenset[str]:
    """Name the arrays that are there after a stage: a0, z1, delta2, dW1."""
    return frozenset(f"{letter}{layer}" for each in STAGES[:stage] for letter, layer in list_vectors(each, depth))


def select_parts(stage: int, selected: Selection, depth: int) -> tuple[Selection, ...]:
    """Return what of a stage is filled in as symbols = numbers: what belongs to the selected unit, or the first one."""
    layer, unit, source = selected.parameter
    of_parameter = replace(selected, quantity="db" if source is None else "dW")
    if stage == FORWARD:
        return replace(selected, quantity="z"), replace(selected, quantity="a")
    if stage == OUTPUT_ERROR:
        return (replace(selected, quantity="delta", layer=depth, unit=unit if layer == depth else 1),)
    if stage == BACKPROPAGATE and depth > 1:
        before = layer < depth
        return (replace(selected, quantity="delta", layer=min(layer, depth - 1), unit=unit if before else 1),)
    return (of_parameter,) if stage == UPDATE else ()


def lights(
    stage: int, selected: Selection, sizes: Sequence[int]
) -> tuple[list[tuple[int, str, Place]], list[tuple[int, int, int]]]:
    """Return the number of a stage at everything that it computes, and the edges that it goes along."""
    depth, kind = len(sizes) - 1, KINDS[stage]
    layer, unit, source = selected.parameter
    if stage == UPDATE:
        place: Place = (BEFORE, layer, unit, None) if source is None else (EDGE, layer, unit, source)
        return [(stage, kind, place)], [*_edges(sizes, range(1, depth + 1))]
    where = AFTER if stage in (OUTPUT_ERROR, BACKPROPAGATE) else BEFORE
    layers = dict.fromkeys(layer for _, layer in list_vectors(stage, depth))
    places: list[Place] = [(where, layer, each, None) for layer in layers for each in range(1, sizes[layer] + 1)]
    along = {FORWARD: range(1, depth + 1), BACKPROPAGATE: range(2, depth + 1)}
    return [(stage, kind, place) for place in places], [*_edges(sizes, along.get(stage, range(0)))]


def _edges(sizes: Sequence[int], layers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    for layer in layers:
        yield from product((layer,), range(1, sizes[layer] + 1), range(1, sizes[layer - 1] + 1))
