"""A worked example of other sizes: what fits stays as it was typed, what was cut off before comes back.

Goes in: an example, other sizes, what earlier sizes have cut off. Comes out: an example; a FieldError if they are none.
Must not know: Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dashboard.lab.example import OUT_IN, Example, read_example, read_sizes
from dashboard.lab.typed_numbers import read_number
from derivations import DerivationError
from derivations.numeric.arrays import Array

HIDDEN = "sigmoid"  # the activation of a layer that has been added
Cells = list[list[str]]


@dataclass(frozen=True)
class Cut:
    """An example before and after its sizes were changed."""

    before: Example
    after: Example


def with_sizes(example: Example, text: str, cuts: Sequence[Cut] = ()) -> Example:
    """Return an example of other sizes; of W, b, X and Y stays what fits.

    Where there is more room, what was cut off before comes back, and else 0. Raises a FieldError if they are no sizes.
    """
    sizes, before = read_sizes(text), read_example(example)
    now = _cells(example)
    # of the other layout a row is a column
    usable = [(_cells(cut.before), _cells(cut.after)) for cut in cuts if cut.before.layout == example.layout]

    def fitted(field: str, old: str, shape: tuple[int, int]) -> str:
        found = [(one.get(field, []), two.get(field, [])) for one, two in usable]
        typed = now.get(field, [])
        return _fill(old, typed, _in_order(typed, found), shape)

    weights, biases = [], []
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        w, b = (texts[layer - 1] if layer <= len(texts) else "" for texts in (example.weights, example.biases))
        weights.append(fitted(f"W{layer}", w, (n_out, n_in) if example.layout == OUT_IN else (n_in, n_out)))
        biases.append(fitted(f"b{layer}", b, (1, n_out)))
    samples = len(before.inputs)
    functions, loss = _functions(example, sizes, cuts)
    return replace(
        example,
        sizes="-".join(map(str, sizes)),
        activations=functions,
        loss=loss,
        weights=tuple(weights),
        biases=tuple(biases),
        inputs=fitted("X", example.inputs, (samples, sizes[0])),
        targets=fitted("Y", example.targets, (samples, sizes[-1])) if before.targets is not None else "",
    )


def cut_off(before: Example, after: Example) -> bool:
    """Whether other sizes have no room for some of the numbers of an example."""
    old, new = read_sizes(before.sizes), read_sizes(after.sizes)
    return len(new) < len(old) or any(one > two for one, two in zip(old, new, strict=False))


def _functions(example: Example, sizes: tuple[int, ...], cuts: Sequence[Cut]) -> tuple[tuple[str, ...], str]:
    """Return activations and loss: those of layers and outputs that come back, where nothing else was chosen."""
    *hidden, last = example.activations
    loss, depth = example.loss, len(sizes) - 1
    for cut in cuts:
        hidden += cut.before.activations[len(hidden) : -1]
    hidden += [hidden[-1] if hidden else HIDDEN] * (depth - 1 - len(hidden))
    if sizes[-1] > 1 == read_sizes(example.sizes)[-1]:
        for cut in cuts:
            if read_sizes(cut.before.sizes)[-1] > 1 == read_sizes(cut.after.sizes)[-1]:
                if (cut.after.activations[-1], cut.after.loss) == (last, loss):
                    last, loss = cut.before.activations[-1], cut.before.loss
                break
    return (*hidden[: depth - 1], last), loss


def _in_order(now: Cells, cuts: Sequence[tuple[Cells, Cells]]) -> list[Cells]:
    """Return the numbers of a field now and before each change of sizes, those that a reader typed last first.

    As long as nothing was typed since, what was before comes first: a 0 or a class may have been put in to fit.
    """
    found, untouched = [now], True
    for before, after in cuts:
        untouched = untouched and after == found[0]
        found.insert(0 if untouched else len(found), before)
    return found


def _cells(example: Example) -> dict[str, Cells]:
    """Return the numbers of an example by field, as they were typed and in the layout of the book."""
    given = read_example(example)
    found = {"X": split_as_typed(example.inputs, given.inputs)}
    if given.targets is not None:
        found["Y"] = split_as_typed(example.targets, given.targets)
    for layer, (weights, bias) in enumerate(
        zip(given.parameters.weights, given.parameters.biases, strict=True), start=1
    ):
        shown = weights if example.layout == OUT_IN else weights.T
        found[f"W{layer}"] = split_as_typed(example.weights[layer - 1], shown)
        found[f"b{layer}"] = split_as_typed(example.biases[layer - 1], bias[None])
    return found


def write_rows(rows: Sequence[Sequence[str]]) -> str:
    """Write numbers as they are typed: a line for each row."""
    return "\n".join(" ".join(row) for row in rows)


def fit(text: str, numbers: Array, shape: tuple[int, int]) -> str:
    """Write a matrix of another shape with the same numbers, as they were typed, where there are any; 0 elsewhere."""
    cells = split_as_typed(text, numbers)
    return _fill(text, cells, [cells], shape)


def _fill(text: str, typed: Cells, found: Sequence[Cells], shape: tuple[int, int]) -> str:
    """Write a matrix of a shape with the first number that there is in each place, else 0."""
    rows, columns = shape
    if text.strip() and [len(row) for row in typed] == [columns] * rows:
        return text

    def at(j: int, k: int) -> str:
        return next((cells[j][k] for cells in found if j < len(cells) and k < len(cells[j])), "0")

    return write_rows([[at(j, k) for k in range(columns)] for j in range(rows)])


def split_as_typed(text: str, numbers: Array) -> Cells:
    """Return the numbers as they were typed, 1/2 and not 0.5, where each of them can be told."""
    words = [word for word in re.split(r"[\s,;|&\[\](){}]+", text) if word]
    flat = [float(each) for each in numbers.ravel()]
    if [_value(word) for word in words] != flat:
        words = [f"{each:.12g}" if float(f"{each:.12g}") == each else repr(each) for each in flat]
    columns = numbers.shape[1]
    return [words[start : start + columns] for start in range(0, len(words), columns)]


def _value(word: str) -> float | None:
    try:
        return read_number(word, "")
    except DerivationError:
        return None
