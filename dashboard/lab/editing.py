"""A worked example is changed field by field: what a field holds, an example with another text in it, other sizes.

Goes in: an example, the name of a field, what was typed. Comes out: another example; nothing is judged here but sizes.
Must not know: Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dashboard.lab.example import OUT_IN, Example, read_example, read_inputs, read_sizes
from dashboard.lab.settings import NEEDED
from dashboard.lab.typed_cells import FieldError
from dashboard.lab.typed_numbers import read_number, read_samples
from dashboard.lab.words import FUNCTIONS, LOSSES
from derivations import DerivationError
from derivations.numeric.arrays import Array

# fields of the record by the names that a reader sees; of W, b and the activations one for each layer
PLAIN = {
    "sizes": "sizes",
    "loss": "loss",
    "half": "half",
    "outputs": "outputs",
    "samples": "samples",
    "l2": "l2",
    "layout": "layout",
    "X": "inputs",
    "Y": "targets",
    "eta": "rate",
    "biases move": "biases_move",
    "title": "title",
}
OF_LAYER = re.compile(r"(W|b|activation )([1-9])")
LISTS = {"W": "weights", "b": "biases", "activation ": "activations"}
HIDDEN = "sigmoid"  # the activation of a layer that has been added


def fields_of(example: Example) -> tuple[str, ...]:
    """Name all fields of an example."""
    layers = range(1, len(example.weights) + 1)
    return (*PLAIN, *(f"{letter}{layer}" for letter in LISTS for layer in layers))


def field_of(example: Example, field: str) -> Any:
    """Return what a field of an example holds."""
    if found := OF_LAYER.fullmatch(field):
        return getattr(example, LISTS[found[1]])[int(found[2]) - 1]
    return getattr(example, PLAIN[field])


def with_field(example: Example, field: str, value: Any) -> Example:
    """Return an example with something else in a field; it is the reader's own then.

    What goes with it moves along: numbers that fit other sizes stay, a loss and the last activation go together.
    """
    if field == "sizes":
        return _paired(with_sizes(example, value))
    if field == "layout":
        return _with_layout(example, value)
    changed = _set(_own(example), field, value)
    if field == "loss" and value in NEEDED and _is_softmax(NEEDED[value]) <= (_outputs(example) > 1):
        return _with_shares(replace(changed, activations=(*changed.activations[:-1], NEEDED[value])))
    if field == f"activation {len(example.activations)}":
        return _paired(changed)
    if field == "X":
        return _with_samples(changed)
    return changed


def with_name(field: str, typed: Any) -> Any:
    """Return what is meant by a word for an activation or a loss that was typed as the page writes it."""
    words = LOSSES if field == "loss" else FUNCTIONS if field.startswith("activation") else {}
    known = {word.casefold(): name for name, word in words.items()}
    return known.get(typed.strip().casefold(), typed) if isinstance(typed, str) else typed


def with_all(example: Example, typed: Mapping[str, Any]) -> Example:
    """Return an example with several fields changed: what others follow first, and each as it was typed at last."""
    first = ("sizes", "layout", "loss", "X")
    there = {field: each for field, each in typed.items() if field in first}
    for field in sorted(there, key=first.index):
        example = with_field(example, field, typed[field])
    for field, value in typed.items():
        found = OF_LAYER.fullmatch(field)
        if field not in ("sizes", "layout") and not (found and int(found[2]) > len(example.weights)):
            example = _set(_own(example), field, value)
    return example


def _set(example: Example, field: str, value: Any) -> Example:
    changed: dict[str, Any] = {}
    if found := OF_LAYER.fullmatch(field):
        name, at = LISTS[found[1]], int(found[2]) - 1
        texts = getattr(example, name)
        changed[name] = (*texts[:at], value, *texts[at + 1 :])
    else:
        changed[PLAIN[field]] = value
    return replace(example, **changed)


def _paired(example: Example) -> Example:
    """Return an example whose last activation and loss go together: the loss follows, or a softmax of one unit."""
    *before, last = example.activations
    last = "sigmoid" if _is_softmax(last) and _outputs(example) == 1 else last
    loss = example.loss
    if NEEDED.get(loss, last) != last:
        loss = {needed: name for name, needed in NEEDED.items() if name != "bce_logits"}.get(last, "mse")
    return _with_shares(replace(example, activations=(*before, last), loss=loss))


def _with_shares(example: Example) -> Example:
    """Return an example whose targets add up to 1 where they were all 0 and its loss needs that: the first class."""
    sizes = read_sizes(example.sizes)
    if example.loss != "cross_entropy" or not example.targets.strip() or sizes[-1] == 1:
        return example
    try:
        found = read_samples(example.targets, "Y", sizes[-1], numbers_are="")
    except FieldError:
        return example
    cells = _typed_cells(example.targets, found)
    first = ["1", *["0"] * (sizes[-1] - 1)]
    rows = [row if given.any() else first for row, given in zip(cells, found, strict=True)]
    return replace(example, targets=write_rows(rows)) if rows != cells else example


def _is_softmax(activation: str) -> bool:
    return activation == "softmax"


def _outputs(example: Example) -> int:
    return read_sizes(example.sizes)[-1]


def _with_layout(example: Example, layout: str) -> Example:
    """Return an example whose W is printed the other way round: as it was typed if that fits, else transposed."""
    changed = replace(_own(example), layout=layout)
    try:
        return _checked(changed)
    except FieldError:
        given = read_example(example)
    turned = []
    for text, weights in zip(example.weights, given.parameters.weights, strict=True):
        cells = _typed_cells(text, weights if example.layout == OUT_IN else weights.T)
        turned.append(write_rows(list(zip(*cells, strict=True))))
    return replace(changed, weights=tuple(turned))


def _with_samples(example: Example) -> Example:
    """Return an example with a target for each sample, where it has targets: those that there were, 0 for new ones."""
    if not example.targets.strip():
        return example
    sizes = read_sizes(example.sizes)
    try:
        samples = len(read_inputs(example.inputs, sizes))
        before = read_samples(example.targets, "Y", sizes[-1], numbers_are="")
    except FieldError:
        return example
    return _with_shares(replace(example, targets=_fit(example.targets, before, (samples, sizes[-1]))))


def with_sizes(example: Example, text: str) -> Example:
    """Return an example of other sizes; of W, b, X and Y stays what fits, what is new is 0.

    Raises a FieldError if they are no sizes.
    """
    sizes, before = read_sizes(text), read_example(example)
    weights, biases = [], []
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        there = layer < len(before.network.sizes)
        shape = (n_out, n_in) if example.layout == OUT_IN else (n_in, n_out)
        array = before.parameters.weights[layer - 1] if there else None
        shown = array.T if array is not None and example.layout != OUT_IN else array
        weights.append(_fit(example.weights[layer - 1] if there else "", shown, shape))
        row = before.parameters.biases[layer - 1][None] if there else None
        biases.append(_fit(example.biases[layer - 1] if there else "", row, (1, n_out)))
    samples = len(before.inputs)
    *hidden, last = example.activations
    depth = len(sizes) - 1
    functions = [*hidden[: depth - 1], *[hidden[-1] if hidden else HIDDEN] * (depth - 1 - len(hidden)), last]
    return replace(
        _own(example),
        sizes="-".join(map(str, sizes)),
        activations=tuple(functions),
        weights=tuple(weights),
        biases=tuple(biases),
        inputs=_fit(example.inputs, before.inputs, (samples, sizes[0])),
        targets=_fit(example.targets, before.targets, (samples, sizes[-1])) if before.targets is not None else "",
    )


def write_rows(rows: Sequence[Sequence[str]]) -> str:
    """Write numbers as they are typed: a line for each row."""
    return "\n".join(" ".join(row) for row in rows)


def _fit(text: str, numbers: Array | None, shape: tuple[int, int]) -> str:
    """Write a matrix of another shape with the same numbers, as they were typed, where there are any; 0 elsewhere."""
    if numbers is not None and numbers.shape == shape and text.strip():
        return text
    cells = _typed_cells(text, numbers) if numbers is not None else []
    rows, columns = shape
    at: Callable[[int, int], str] = lambda j, k: cells[j][k] if j < len(cells) and k < len(cells[j]) else "0"  # noqa: E731
    return write_rows([[at(j, k) for k in range(columns)] for j in range(rows)])


def _typed_cells(text: str, numbers: Array) -> list[list[str]]:
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


def _own(example: Example) -> Example:
    """Return an example that is no source's any more."""
    title = "" if example.source else example.title
    return replace(example, title=title, source="", remark="", misprints=())


def settle(example: Example, typed: Mapping[str, Any]) -> tuple[Example, dict[str, str]]:
    """Change fields of an example: all together where that can be read, else those that can, the last one first.

    Returns the example, and for each field that is left out why: two fields may only go together.
    """
    try:
        return _checked(with_all(example, typed)), {}
    except FieldError:
        refused: dict[str, str] = {}
    for field in reversed(tuple(typed)):
        try:
            example = _checked(with_all(example, {field: typed[field]}))
        except FieldError as error:
            refused[field] = str(error)
    return example, refused


def _checked(example: Example) -> Example:
    read_example(example)
    return example
