"""A worked example is changed field by field: what a field holds, an example with another text in it, other sizes.

Goes in: an example, the name of a field, what was typed. Comes out: another example; nothing is judged here but sizes.
Must not know: Streamlit.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.lab.example import OUT_IN, Example, read_example, read_inputs, read_sizes
from dashboard.lab.resizing import Cut, cut_off, fit, split_as_typed, with_sizes, write_rows
from dashboard.lab.settings import NEEDED
from dashboard.lab.typed_cells import FieldError
from dashboard.lab.typed_numbers import read_samples
from dashboard.lab.words import FUNCTIONS, LOSSES

# fields of the record by the names that a reader sees; of W, b and the activations one for each layer
PLAIN = {
    "sizes": "sizes",
    "loss": "loss",
    "half": "half",
    "outputs": "outputs",
    "samples": "samples",
    "l1": "l1",
    "l2": "l2",
    "delta": "delta",
    "layout": "layout",
    "X": "inputs",
    "Y": "targets",
    "eta": "rate",
    "biases move": "biases_move",
    "title": "title",
}
OF_LAYER = re.compile(r"(W|b|activation )([1-9])")
LISTS = {"W": "weights", "b": "biases", "activation ": "activations"}
MOST_CUTS = 8


@dataclass(frozen=True)
class Typing:
    """What there is beside an example whose fields are being changed.

    ``refused``: what was typed and cannot be taken, with the reason; ``followed``: a sentence on what has moved without
    being typed; ``cuts``: what other sizes have cut off, the last one first.
    """

    refused: Mapping[str, tuple[Any, str]] = dataclasses.field(default_factory=dict)
    followed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()


def fields_of(example: Example) -> tuple[str, ...]:
    """Name all fields of an example."""
    layers = range(1, len(example.weights) + 1)
    return (*PLAIN, *(f"{letter}{layer}" for letter in LISTS for layer in layers))


def field_of(example: Example, field: str) -> Any:
    """Return what a field of an example holds."""
    if found := OF_LAYER.fullmatch(field):
        return getattr(example, LISTS[found[1]])[int(found[2]) - 1]
    return getattr(example, PLAIN[field])


def with_field(example: Example, field: str, value: Any, cuts: Sequence[Cut] = ()) -> Example:
    """Return an example with something else in a field; it is the reader's own then.

    What goes with it moves along: numbers that fit other sizes stay or come back, loss and last activation go
    together.
    """
    if field == "sizes":
        return _paired(_own(with_sizes(example, value, cuts)))
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


def with_all(example: Example, typed: Mapping[str, Any], cuts: Sequence[Cut] = ()) -> Example:
    """Return an example with several fields changed: what others follow first, and each as it was typed at last."""
    first = ("sizes", "layout", "loss", "X")
    there = {field: each for field, each in typed.items() if field in first}
    for field in sorted(there, key=first.index):
        example = with_field(example, field, typed[field], cuts)
    for field, value in typed.items():
        found = OF_LAYER.fullmatch(field)
        if field not in ("sizes", "layout") and not (found and int(found[2]) > len(example.weights)):
            follows = field == f"activation {len(example.activations)}" and "loss" not in typed
            example = with_field(example, field, value) if follows else _set(_own(example), field, value)
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
    cells = split_as_typed(example.targets, found)
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
        cells = split_as_typed(text, weights if example.layout == OUT_IN else weights.T)
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
    return _with_shares(replace(example, targets=fit(example.targets, before, (samples, sizes[-1]))))


def _own(example: Example) -> Example:
    """Return an example that is no source's any more."""
    title = "" if example.source else example.title
    return replace(example, title=title, source="", remark="", misprints=())


def settle(example: Example, typed: Mapping[str, Any], cuts: Sequence[Cut] = ()) -> tuple[Example, dict[str, str]]:
    """Change fields of an example: all together where that can be read, else those that can, the last one first.

    Returns the example, and for each field that is left out why: two fields may only go together.
    """
    try:
        return _checked(with_all(example, typed, cuts)), {}
    except FieldError:
        refused: dict[str, str] = {}
    for field in reversed(tuple(typed)):
        try:
            example = _checked(with_all(example, {field: typed[field]}, cuts))
        except FieldError as error:
            refused[field] = with_words(str(error))
    return example, refused


def type_into(example: Example, name: str, new: Any, typing: Typing) -> tuple[Example, Typing]:
    """Type something into a field beside what was typed before; return the example, and what there is beside it."""
    typed = {each: value for each, (value, _) in typing.refused.items() if each != name} | {name: new}
    found, refused = settle(example, typed, typing.cuts)
    resized = found.sizes != example.sizes
    cuts = (Cut(example, found), *typing.cuts)[:MOST_CUTS] if resized else typing.cuts
    followed = {"Y": typing.followed["Y"]} if "Y" in typing.followed and "Y" not in typed and found.targets else {}
    followed |= say_followed(example, found, typed)
    if any(found.targets == cut.before.targets for cut in typing.cuts) and resized:
        followed.pop("Y", None)  # it was typed once, and has come back
    return found, Typing({each: (typed[each], words) for each, words in refused.items()}, followed, cuts)


def say_followed(before: Example, after: Example, typed: Collection[str]) -> dict[str, str]:
    """Say by field what has moved without being typed: targets that were put in, functions, numbers that were cut."""
    found = {}
    if after.targets != before.targets and after.targets and "Y" not in typed:
        shown = "; ".join(after.targets.splitlines())
        found["Y"] = f"Nobody has typed this Y, it was made to fit: {shown}. Put in what your example has."
    if after.loss != before.loss and "loss" not in typed:
        found["loss"] = f"The loss has followed: {LOSSES.get(after.loss, after.loss)}."
    last = f"activation {len(after.activations)}"
    if after.activations[-1] != before.activations[-1] and last not in typed:
        word = FUNCTIONS.get(after.activations[-1], after.activations[-1])
        found[last] = f"The last activation has followed: {word}."
    if cut_off(before, after):
        found["sizes"] = f"What has no room was cut off. It comes back with the sizes {before.sizes}, or with Back."
    return found


def with_words(sentence: str) -> str:
    """Say functions and losses in a sentence of the library by the names that the page gives them."""
    words = {**FUNCTIONS, **LOSSES}
    return re.sub(r"'(\w+)'", lambda found: words.get(found[1], found[0]), sentence)


def _checked(example: Example) -> Example:
    read_example(example)
    return example
