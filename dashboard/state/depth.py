"""What the page on depth sets, and what follows from it: the same for all readers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from sympy import Expr, Float, Integer, Symbol

from dashboard.lab.depth import DEPTH, Sizes, Twins, measure_sizes, train_twins
from dashboard.lab.option import Option
from dashboard.lab.vanishing import evaluate
from dashboard.lab.words import FUNCTIONS as WORDS
from dashboard.lab.words import INITIAL, OWN
from dashboard.state import controls
from derivations import KINKS
from derivations.engine.expressions import product
from derivations.models.initialisation import SCHEMES, Argument, Variance, variance_argument
from derivations.rendering.lines import PrintedResult, print_result

# all but softmax, whose units see each other, and what readers type
FUNCTIONS = {name: words for name, words in WORDS.items() if name not in ("softmax", OWN)}
# of the argument: what is derived
RESULTS = {
    "z": "z forward",
    "delta": "δ back",
    "forward": "w, for z",
    "backward": "w, for δ",
    "both": "w, for both",
    "bound both": "if uniform",
}
UNITS = (16, 64, 256)
SIZES = {"z": r"$z$ and $\delta$", "a": r"$a$ and $\partial C / \partial W$"}
COMPARED = ("zeros", "constant", "xavier")
METHOD = Option("init", "xavier", tuple(INITIAL), INITIAL)
ACTIVATION = Option("through", "relu", tuple(FUNCTIONS), FUNCTIONS)
WIDTH = Option("wide", 64, UNITS)
LAYERS = Option("deep", DEPTH, tuple(range(1, DEPTH + 1)))
LOOKED_AT = Option("sizes_of", "z", tuple(SIZES), SIZES)
SCALE = 1.5  # of the question
SHOWN = Option("derived", "z", tuple(RESULTS), RESULTS)
LINES = Option("shown", "key", ("key", "every"), {"key": "key lines", "every": "every line"})
MEASURED = (METHOD.name, ACTIVATION.name, WIDTH.name, LAYERS.name)

sizes = lru_cache(maxsize=64)(measure_sizes)
twins = lru_cache(maxsize=len(COMPARED))(train_twins)


def current_sizes(scale: float = 1.0) -> Sizes:
    """Return what is measured with the method, activation and numbers of units and layers that are set."""
    return sizes(*map(controls.value, (METHOD, ACTIVATION, WIDTH, LAYERS)), scale)


def current_twins() -> dict[str, Twins]:
    """Return the trained pairs of hidden units of the methods that are compared."""
    return {method: twins(method) for method in COMPARED}


def current_argument() -> Argument:
    """Return the argument for ReLU if that is set, else for the identity, which others are like near 0."""
    return variance_argument("relu" if controls.value(ACTIVATION) == "relu" else "identity")


@lru_cache(maxsize=4 * len(RESULTS))
def printed(activation: str, target: str, depth: str) -> PrintedResult:
    """Print a result of an argument at one of its two depths."""
    return print_result(variance_argument(activation), target, depth=depth)


def variance(method: str, units: int) -> float | None:
    """Return the variance of a weight; None where its mean is not 0."""
    scheme = method.split("_", maxsplit=1)[0]  # Xavier's has the same variance, normal or uniform
    if scheme in SCHEMES:
        return _at_width(SCHEMES[scheme].variance, units)
    third = variance_argument()["uniform"].value.subs(Symbol("r", positive=True), 1)
    return {"normal": 1.0, "uniform": float(third), "zeros": 0.0}.get(method)


def gains() -> tuple[float | None, float | None]:
    """Return what every layer makes of Var z, and on the way back of Var delta; None where the argument does not hold.

    Of an activation that is only like the identity it is that for small z: f'(0)^2 times as much; forward only where
    f(0) is 0, and neither where a kink leaves no tangent at 0.
    """
    name, width = controls.value(ACTIVATION), controls.value(WIDTH)
    found, drawn = current_argument(), variance(controls.value(METHOD), width)
    if drawn is None or (bends_at_0(name) and found.activation != name):
        return None, None
    one, two = (
        product(found[target].value).xreplace({Variance(Symbol("W2")): Float(drawn), Variance(Symbol(of)): Float(1)})
        for target, of in (("z", "z1"), ("delta", "delta2"))
    )
    if found.activation == name:
        return _at_width(one, width), _at_width(two, width)
    value, derivative = tangent()
    return None if value else derivative**2 * _at_width(one, width), derivative**2 * _at_width(two, width)


def bends_at_0(name: str) -> bool:
    """Tell whether an activation has a kink at 0."""
    return any(kink.at == 0 for kink in KINKS.get(name, ()))


def tangent() -> tuple[float, float]:
    """Return f(0) and f'(0) of the activation that is set."""
    [value], [derivative] = evaluate(controls.value(ACTIVATION), np.zeros(1))
    return float(value), float(derivative)


def _at_width(expression: Expr, units: int) -> float:
    return float(expression.xreplace({size: Integer(units) for size in expression.free_symbols}))
