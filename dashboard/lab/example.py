"""A worked example as a book gives it: what a reader typed, and the numbers that are meant by it.

Goes in: text in the fields of a record. Comes out: a network with parameters, samples, rate and convention; or one
sentence that names the field. Must not know: Streamlit, how anything is computed, the examples there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.lab.typed_cells import FieldError
from dashboard.lab.typed_numbers import read_matrix, read_number, read_samples, read_vector
from derivations import Activation, Convention, DerivationError, Loss, Network, Parameters
from derivations.errors import FormulaError, shown
from derivations.formula.activations import ACTIVATIONS
from derivations.formula.numbered import find_function
from derivations.formula.taken import LOSSES
from derivations.numeric.arrays import Array, freeze
from derivations.numeric.network.samples import checked_targets

MOST_LAYERS, MOST_UNITS, MOST_SAMPLES = 6, 16, 50
OUT_IN, IN_OUT = "out x in", "in x out"
LAYOUTS = (OUT_IN, IN_OUT)
SIZES = re.compile(r"[\s(\[]*\d+(?:(?:\s+|\s*(?:->|[,;x×→–-])\s*)\d+)*[\s)\]]*", re.ASCII)
CLASSES = re.compile(r"\s*class(?:es)?\b\s*:?(.*)", re.IGNORECASE | re.DOTALL)
Entry = tuple[int, ...]
MISPRINT, CONVENTION, ROUNDING = "misprint", "convention", "rounding"


@dataclass(frozen=True)
class Misprint:
    """Numbers of a source that are not those of its own example.

    ``quantity`` is named as in a computation: dW2, new b1; ``published`` has the printed text of each entry, which
    counts from 1 in the printed layout: (row, column) of a matrix, (unit,) of a vector, (sample, unit) of z, a and
    delta, () of C. ``mistake`` is the name of what gives these numbers, as the verdict has it; "" where no known one
    does, and ``reason`` says what is known of it. ``kind``: only a MISPRINT is a fault of the source; with another
    CONVENTION, or by ROUNDING, its numbers are as right as ours.
    """

    quantity: str
    published: tuple[tuple[Entry, str], ...]
    reason: str
    mistake: str = ""
    kind: str = MISPRINT


@dataclass(frozen=True)
class Example:
    """A worked example, every number as text; any text is allowed here, and ``read_example`` judges it.

    ``sizes`` as in 2-2-1; ``activations`` one per layer and ``loss``: names of the library's, or formulas in z, and in
    a and y; ``half``, ``outputs``, ``samples``: the factors of the cost, and ``delta``: what it is the derivative of,
    as in Convention; ``l2``: the weights cost l2 / 2 times the sum of their squares; ``l1``: l1 times the sum of their
    absolute values. ``layout``: how W stands in the book. ``biases``: empty text for zeros. ``targets``: empty text for
    a forward pass alone; ``rate``: empty text for no update; with ``biases_move`` off the update leaves the biases.
    """

    title: str
    source: str
    sizes: str
    activations: tuple[str, ...]
    loss: str
    weights: tuple[str, ...]
    biases: tuple[str, ...]
    inputs: str
    targets: str = ""
    half: bool = True
    outputs: str = "sum"
    samples: str = "mean"
    delta: str = "cost"
    l2: str = ""
    l1: str = ""
    layout: str = OUT_IN
    rate: str = ""
    biases_move: bool = True
    remark: str = ""
    misprints: tuple[Misprint, ...] = ()


@dataclass(frozen=True, eq=False)
class Given:
    """An example in numbers; W is (n_out, n_in), samples are rows, whatever the printed layout.

    ``targets`` is None for a forward pass alone, ``rate`` for no update.
    """

    network: Network
    parameters: Parameters
    inputs: Array
    targets: Array | None
    convention: Convention
    rate: float | None
    biases_move: bool
    layout: str


def read_example(example: Example) -> Given:
    """Read all fields of an example; raises a FieldError for the first that cannot be read or does not fit."""
    network = read_network(example)
    if example.layout not in LAYOUTS:
        raise FieldError("layout", f"layout {shown(example.layout)}; expected {OUT_IN!r} or {IN_OUT!r}")
    weights = tuple(
        read_weights(text, layer, network.sizes, example.layout)
        for layer, text in enumerate(_each(example.weights, network, "W"), start=1)
    )
    biases = tuple(
        read_biases(text, layer, network.sizes)
        for layer, text in enumerate(_each(example.biases, network, "b"), start=1)
    )
    inputs = read_inputs(example.inputs, network.sizes)
    return Given(
        network=network,
        parameters=Parameters(weights, biases),
        inputs=inputs,
        targets=read_targets(example.targets, network, len(inputs)),
        convention=read_convention(example),
        rate=read_rate(example.rate),
        biases_move=example.biases_move,
        layout=example.layout,
    )


def read_network(example: Example) -> Network:
    """Read sizes, activations, loss and penalty."""
    sizes = read_sizes(example.sizes)
    names = example.activations
    if len(names) != len(sizes) - 1:
        raise FieldError("activations", f"activations: {len(names)} for {len(sizes) - 1} layers; give one per layer")
    activations = tuple(read_activation(name, f"activation {layer}") for layer, name in enumerate(names, start=1))
    loss = read_loss(example.loss)
    l1, l2 = (
        read_number(text, name, least=0) if text.strip() else 0.0
        for name, text in (("l1", example.l1), ("l2", example.l2))
    )
    try:
        return Network(sizes, activations, loss, l1=l1, l2=l2)
    except DerivationError as error:
        raise FieldError("loss", str(error)) from None


def read_sizes(text: str) -> tuple[int, ...]:
    """Read the units per layer, the inputs first: 2-2-1, or with commas or blanks."""
    found = tuple(map(int, re.findall(r"\d+", text))) if len(text) < 100 and SIZES.fullmatch(text) else ()
    if len(found) < 2:
        raise FieldError("sizes", f"sizes {shown(text)}; expected the units of each layer, inputs first, such as 2-2-1")
    if len(found) > MOST_LAYERS + 1:
        raise FieldError("sizes", f"sizes {shown(text)}: {len(found) - 1} layers; the page has room for {MOST_LAYERS}")
    for size in found:
        if not 1 <= size <= MOST_UNITS:
            raise FieldError("sizes", f"sizes {shown(text)}: a layer of {size}; expected from 1 to {MOST_UNITS} units")
    return found


def read_activation(text: str, field: str) -> str | Activation:
    """Read the name of an activation, or a formula in z."""
    try:
        found: str | Activation = find_function("activation", text, ACTIVATIONS)
    except DerivationError as unknown:
        try:
            found = Activation.parse(text)
        except FormulaError as error:
            raise FieldError(field, f"{field}: {unknown if text.strip().isidentifier() else error}") from None
    return found


def read_loss(text: str) -> str | Loss:
    """Read the name of a loss, or a formula in a and y."""
    try:
        found: str | Loss = find_function("loss", text, LOSSES)
    except DerivationError as unknown:
        try:
            found = Loss.parse(text)
        except FormulaError as error:
            raise FieldError("loss", str(unknown if text.strip().isidentifier() else error)) from None
    return found


def read_convention(example: Example) -> Convention:
    """Read the factors of the cost; matrices are shown as the book has them."""
    layout = "columns" if example.layout == OUT_IN else "rows"
    try:
        return Convention(
            half=example.half, outputs=example.outputs, samples=example.samples, layout=layout, delta=example.delta
        )
    except DerivationError as error:
        raise FieldError("factors", str(error)) from None


def read_weights(text: str, layer: int, sizes: tuple[int, ...], layout: str) -> Array:
    """Read W of a layer, printed out x in or in x out; returns (n_out, n_in)."""
    field, (n_in, n_out) = f"W{layer}", tuple(pairwise(sizes))[layer - 1]
    ins, outs = _one_for_each(layer - 1), _one_for_each(layer)
    if layout == OUT_IN:
        return read_matrix(text, field, (n_out, n_in), rows_are=outs, columns_are=ins, other=IN_OUT)
    return freeze(read_matrix(text, field, (n_in, n_out), rows_are=ins, columns_are=outs, other=OUT_IN).T.copy())


def read_biases(text: str, layer: int, sizes: tuple[int, ...]) -> Array:
    """Read b of a layer; empty text stands for zeros. Returns (n_out,)."""
    if not text.strip():
        return freeze(np.zeros(sizes[layer]))
    return read_vector(text, f"b{layer}", sizes[layer], numbers_are=_one_for_each(layer))


def read_inputs(text: str, sizes: tuple[int, ...]) -> Array:
    """Read X; returns (samples, n_0)."""
    found = read_samples(text, "X", sizes[0], numbers_are=_one_for_each(0))
    if len(found) > MOST_SAMPLES:
        raise FieldError("X", f"X has {len(found)} samples; the page has room for {MOST_SAMPLES}")
    return found


def read_targets(text: str, network: Network, samples: int) -> Array | None:
    """Read Y: a row for each sample, or "classes 3, 2"; empty text stands for none. Returns (samples, n_L), or None."""
    if not text.strip():
        return None
    size = network.sizes[-1]
    classes = CLASSES.fullmatch(text) if size > 1 else None
    if classes:
        found = _read_classes(classes[1], size, samples)
    else:
        found = read_samples(text, "Y", size, samples=samples, numbers_are=_one_for_each(network.depth, "output"))
    try:
        return checked_targets(network, found, samples)
    except DerivationError as error:
        raise FieldError("Y", f"Y: {error}") from None


def _read_classes(text: str, size: int, samples: int) -> Array:
    """Read the class of each sample, counted from 1, as a row of zeros and a 1."""
    found = read_vector(text, "Y", samples, numbers_are="the class of each sample in X, counted from 1")
    for at, each in enumerate(found, start=1):
        if each not in range(1, size + 1):
            raise FieldError("Y", f"Y, number {at}: class {each:g}; expected one of the classes 1 to {size}")
    return freeze(np.eye(size)[found.astype(int) - 1])


def read_rate(text: str) -> float | None:
    """Read the learning rate; empty text stands for none."""
    return read_number(text, "eta", least=0) if text.strip() else None


def _each(texts: tuple[str, ...], network: Network, letter: str) -> tuple[str, ...]:
    if len(texts) != network.depth:
        raise FieldError(f"{letter}1", f"{letter}: {len(texts)} for {network.depth} layers; give one per layer")
    return texts


def _one_for_each(layer: int, word: str = "") -> str:
    return f"one for each {word or (f'unit of layer {layer}' if layer else 'input')}"
