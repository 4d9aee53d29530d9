"""Everything that a page needs of a model (its derivation, every line checked, all as LaTeX), beside one network's.

What is compared is the library with itself: no model may be out of proportion to a plain 2-2-2 network with the
squared error. SymPy keeps what it has computed, so its cache is emptied before every turn.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from statistics import median

from sympy.core.cache import clear_cache

from derivations import Model, Network, derive, notes
from derivations.network import LOSSES
from tests.benchmarks.derivation import OPTIONS
from tests.benchmarks.measure import Pair, Row, at_least, at_most, seconds
from tests.oracles import EXAMPLES

SIZES = (2, 2, 2)
PLAIN = "2-2-2, sigmoid, mse"
REPEATS = 2
# The last layer that a loss needs, where it is not a sigmoid.
OUTPUTS = {"cross_entropy": "softmax", "bce_logits": "identity"}


def rows() -> Iterator[Row]:
    """Measure everything here; the models take turns."""
    models = {**networks(), "tanh": Network(SIZES, "tanh", "mse"), "relu": Network(SIZES, "relu", "mse")}
    models |= {"one layer more": Network((2, *SIZES), loss="mse")}
    models |= {words: replace(networks()[PLAIN], **options) for words, options in OPTIONS.items()}
    examples = {name: EXAMPLES[name].model for name in ("product of sum", "graph")}
    found = in_turns({name: partial(whole, each) for name, each in (models | examples).items()})
    plain = found.pop(PLAIN)
    for name, took in found.items():
        title = f"{name}: derive, check and render, beside {PLAIN}"
        pair = Pair(took, plain)
        # batch normalisation adds four equations, two of them with a sum over the samples, to the one of a layer
        most = 3 if name == "batch normalisation" else 2
        yield at_least(title, pair, 20) if name in ("product of sum", "graph") else at_most(title, pair, most)


def networks() -> dict[str, Network]:
    """Give a network with each loss that there is."""
    found = {}
    for loss in LOSSES:
        last = OUTPUTS.get(loss, "sigmoid")
        name = f"{'-'.join(map(str, SIZES))}, {last}, {loss}"
        found[name] = Network(SIZES, ("sigmoid", last), loss)
    return found


def whole(model: Network | Model) -> str:
    """Derive, check every line, and write everything as one document."""
    derivation = derive(model)
    derivation.check().require()
    return notes.to_latex(derivation)


def in_turns(functions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Let many functions take turns; give the median of each, the first turn left out."""
    times = [{name: seconds(each, clear_cache) for name, each in functions.items()} for _ in range(REPEATS + 1)][1:]
    return {name: median(turn[name] for turn in times) for name in functions}
