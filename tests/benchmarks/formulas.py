"""A reader's own formula: parsing it, and a network with it beside the same function built in.

Parsing stands beside Python's own `ast.parse` and `compile` of the same text, the least that any reader of formulas
does. Ours also reads the tree, tries it in floating point where it could be too large (an activation at 4 places, a
loss at 16), and finds out where it is defined: 8 to 11 times as much for an activation, 13 to 24 for a loss, all below
a millisecond. At most 20 and 40 times: translating the formula to SymPy while it is parsed, which alone takes 1 to 2
milliseconds, would break both.

A network with a formula is derived, checked and written beside the one with the same function by its name. The formula
has no names inside it that would be derived apart, so it should take no longer (measured: 0.6 times mish, 1.0 times
sigmoid); at most 1.3 times leaves room for noise.

Training with a formula evaluates its tree in plain float64 (measured: 8 times as long as with the function built in);
`forward` takes as many digits as the formula needs (measured: 27 times, half a millisecond for four samples and one
for 2500). With those digits in training too an epoch took 100 times as long, which breaks its row.
"""

import ast
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from sympy.core.cache import clear_cache

from derivations import Activation, Loss, Network
from derivations.models import formulas
from derivations.numeric import forward, initialise, train, xor
from tests.benchmarks.measure import Row, at_most, side_by_side
from tests.benchmarks.models import whole

ACTIVATIONS = {"mish": "z*tanh(log(1+exp(z)))", "sigmoid": "1/(1+exp(-z))"}
LOSS = "-y*log(a)-(1-y)*log(1-a)"
SIZES = (2, 2, 2)
REPEATS, CALLS = 41, 50
DERIVATIONS = 5


def rows() -> Iterator[Row]:
    """Measure everything here."""
    for kind, text, most in ((Activation, ACTIVATIONS["mish"], 20), (Loss, LOSS, 40)):
        pair = side_by_side(partial(kind.parse, text), partial(compiled, text), REPEATS, CALLS)
        yield at_most(f"{kind.__name__}.parse({text!r}), beside ast.parse and compile", pair, most)
    for name, text in ACTIVATIONS.items():
        ours, other = (partial(whole, network) for network in networks(name, text))
        pair = side_by_side(ours, other, DERIVATIONS, before=forget)
        yield at_most(f"{text}: derive, check and render, beside {name}", pair, 1.3)
    text = ACTIVATIONS["mish"]
    for name, what, most in (("one epoch of train()", epochs, 16), ("one forward()", passes, 50)):
        pair = side_by_side(what(Activation.parse(text)), what("mish"), REPEATS, CALLS)
        yield at_most(f"2-3-1 on XOR with {text}: {name}, beside mish", pair, most)


def epochs(activation: str | Activation) -> Callable[[], object]:
    """Give what runs one epoch after another."""
    network, data = Network((2, 3, 1), (activation, "sigmoid")), xor()
    start = initialise(network, np.random.default_rng(0))
    return partial(next, train(network, start, data.inputs, data.targets, epochs=10**9))


def passes(activation: str | Activation) -> Callable[[], object]:
    """Give what runs four samples forward."""
    network = Network((2, 3, 1), (activation, "sigmoid"))
    return partial(forward, network, initialise(network, np.random.default_rng(0)), xor().inputs)


def compiled(text: str) -> object:
    """Do what Python does before it evaluates a text."""
    return compile(ast.parse(text, mode="eval"), "<formula>", "eval")


def networks(name: str, text: str) -> tuple[Network, Network]:
    """Give two networks that compute the same: one with a formula, one with the function that is built in."""
    ours, other = (Network(SIZES, (each, "identity"), "mse") for each in (Activation.parse(text), name))
    return ours, other


def forget() -> None:
    """Empty what SymPy, and the translation of formulas, have kept from the last turn."""
    clear_cache()
    formulas.definition.cache_clear()
