"""What the page on depth sets, and what follows from it: the same for all readers."""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, Float, Integer, Symbol

from dashboard.lab.depth import Sizes, Twins, measure_sizes, train_twins
from dashboard.lab.option import Option
from dashboard.state import controls
from derivations.engine.expressions import product
from derivations.models.initialisation import ACTIVATIONS, SCHEMES, Argument, Variance, variance_argument
from derivations.rendering.lines import PrintedResult, print_result

METHODS = {
    "xavier": "Xavier",
    "he": "He",
    "lecun": "LeCun",
    "normal": "normal, variance 1",
    "uniform": "uniform, −1 to 1",
    "constant": "all 1",
    "zeros": "all 0",
}
FUNCTIONS = {"identity": "identity", "tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid"}
# of the argument: what is derived
RESULTS = {
    "z": "z forward",
    "delta": "δ back",
    "forward": "w, for z",
    "backward": "w, for δ",
    "both": "w, for both",
    "bound both": "if uniform",
}
# which argument an activation is held against: near 0, tanh is the identity; a sigmoid's outputs have no mean 0
LIKE = {"identity": "identity", "tanh": "identity", "relu": "relu"}
UNITS = (16, 64, 256)
METHOD = Option("init", "xavier", tuple(METHODS), METHODS)
ACTIVATION = Option("through", "relu", tuple(FUNCTIONS), FUNCTIONS)
WIDTH = Option("wide", 64, UNITS)
SCALE = 1.5  # of the question
SHOWN = Option("derived", "z", tuple(RESULTS), RESULTS)
LINES = Option("shown", "key", ("key", "every"), {"key": "key lines", "every": "every line"})
MEASURED = (METHOD.name, ACTIVATION.name, WIDTH.name)

sizes = lru_cache(maxsize=2 * len(METHODS) * len(FUNCTIONS) * len(UNITS))(measure_sizes)
twins = lru_cache(maxsize=len(METHODS))(train_twins)


def current_sizes(scale: float = 1.0) -> Sizes:
    """Return what is measured with the method, activation and number of units that are set."""
    return sizes(controls.value(METHOD), controls.value(ACTIVATION), controls.value(WIDTH), scale)


def current_twins() -> dict[str, Twins]:
    """Return the trained pairs of hidden units of the methods that are compared."""
    return {method: twins(method) for method in ("zeros", "constant", "xavier")}


def argument(activation: str) -> Argument | None:
    """Return the variance argument that holds for an activation, if one does."""
    like = LIKE.get(activation)
    return variance_argument(like) if like in ACTIVATIONS else None


def current_argument() -> Argument:
    """Return the argument whose lines are shown: of the activation that is set, else that of the identity."""
    return argument(controls.value(ACTIVATION)) or variance_argument()


@lru_cache(maxsize=4 * len(RESULTS))
def printed(activation: str, target: str, depth: str) -> PrintedResult:
    """Print a result of an argument at one of its two depths."""
    return print_result(variance_argument(activation), target, depth=depth)


def variance(method: str, units: int) -> float | None:
    """Return the variance of a weight; None where its mean is not 0."""
    if method in SCHEMES:
        return _at_width(SCHEMES[method].variance, units)
    third = variance_argument()["uniform"].value.subs(Symbol("r", positive=True), 1)
    return {"normal": 1.0, "uniform": float(third), "zeros": 0.0}.get(method)


def gains() -> tuple[float, float] | None:
    """Return what every layer makes of Var z, and on the way back of Var delta; None where no argument holds."""
    found, width = argument(controls.value(ACTIVATION)), controls.value(WIDTH)
    drawn = variance(controls.value(METHOD), width)
    if found is None or drawn is None:
        return None
    one, two = (
        product(found[target].value).xreplace({Variance(Symbol("W2")): Float(drawn), Variance(Symbol(of)): Float(1)})
        for target, of in (("z", "z1"), ("delta", "delta2"))
    )
    return _at_width(one, width), _at_width(two, width)


def _at_width(expression: Expr, units: int) -> float:
    return float(expression.xreplace({size: Integer(units) for size in expression.free_symbols}))
