"""Costs over two numbers x and y: four that are formulas, and that of a network over two of its parameters.

Goes in: a name, or a network with its data. Comes out: a frozen record with the cost, its gradient, and where it is
least. Must not know: Streamlit, optimisers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, lambdify

from dashboard.charts import Extent
from derivations import Convention, DataSet, Network, Parameters, backward, loss
from derivations.errors import DerivationError
from derivations.models.formulas import plain_variables

Floats = NDArray[np.float64]
Point = tuple[float, float]
Position = tuple[int, int, int]  # layer, unit, source; 0 for a bias
CELLS = 41  # of a picture, in each direction
REACH = 4.0  # of the picture of a network's cost, to each side of its parameters


@dataclass(frozen=True, eq=False)
class Surface:
    """A cost over x and y: a function of one point, and of all points of a grid; its gradient at a point.

    ``formula`` and ``slopes`` are what it is as formulas, None where it is a network's. ``least`` is where it is least,
    None where it has no minimum or none is known.
    """

    name: str
    cost: Callable[[float, float], float]
    gradient: Callable[[float, float], Point]
    across: Extent
    up: Extent
    start: Point
    least: Point | None = None
    formula: Expr | None = None
    slopes: tuple[Expr, Expr] | None = None

    @cached_property
    def grid(self) -> tuple[Floats, Floats, Floats]:
        """Return x, y and the cost, (CELLS, CELLS), row by row of y; NaN where it is not defined."""
        x, y = np.linspace(*self.across, CELLS), np.linspace(*self.up, CELLS)
        found = np.array([[self.cost(float(a), float(b)) for a in x] for b in y])
        return x, y, found


# formula, picture, start, minimum
FORMULAS: Mapping[str, tuple[str, Extent, Extent, Point, Point | None]] = {
    "bowl": ("(x^2 + y^2)/2", (-4.0, 4.0), (-3.0, 3.0), (-3.0, 2.0), (0.0, 0.0)),
    "ravine": ("(x^2 + 20 y^2)/2", (-4.0, 4.0), (-2.0, 2.0), (-3.0, 1.5), (0.0, 0.0)),
    "saddle": ("(x^2 - y^2)/2", (-3.0, 3.0), (-3.0, 3.0), (-2.0, 0.01), None),
    "rosenbrock": ("(1 - x)^2 + 100 (y - x^2)^2", (-2.0, 2.0), (-1.0, 3.0), (-1.2, 1.0), (1.0, 1.0)),
}


@lru_cache(maxsize=4)  # all of them
def formula_surface(name: str) -> Surface:
    """Return one of FORMULAS: what is printed of it is what is computed."""
    text, across, up, start, least = FORMULAS[name]
    expression, _ = plain_variables(text)
    [x, y] = sorted(expression.free_symbols, key=str)
    slopes = (expression.diff(x), expression.diff(y))
    evaluate = [lambdify((x, y), each, "math") for each in (expression, *slopes)]
    cost, gradient = partial(_number, evaluate[0]), partial(_numbers, (evaluate[1], evaluate[2]))
    return Surface(name, cost, gradient, across, up, start, least, expression, slopes)


def _number(evaluate: Callable[[float, float], float], x: float, y: float) -> float:
    try:
        return float(evaluate(x, y))
    except OverflowError:
        return float("inf")


def _numbers(evaluate: tuple[Callable[[float, float], float], ...], x: float, y: float) -> Point:
    one, two = (_number(each, x, y) for each in evaluate)
    return one, two


def network_surface(
    network: Network, convention: Convention, data: DataSet, parameters: Parameters, over: tuple[Position, Position]
) -> Surface:
    """Return the cost of a network over two of its parameters; the others stay as they are."""

    def at(x: float, y: float) -> Parameters:
        found = parameters
        for (layer, unit, source), value in zip(over, (x, y), strict=True):
            found = found.with_weight(layer, unit, source, value) if source else found.with_bias(layer, unit, value)
        return found

    def cost(x: float, y: float) -> float:
        try:
            return float(loss(network, at(x, y), data.inputs, data.targets, convention))
        except DerivationError:
            return float("nan")

    def gradient(x: float, y: float) -> Point:
        try:
            found = backward(network, at(x, y), data.inputs, data.targets, convention)
        except DerivationError:
            return float("nan"), float("nan")
        one, two = (read_parameter(Parameters(found.weights, found.biases), each) for each in over)
        return one, two

    start = read_parameter(parameters, over[0]), read_parameter(parameters, over[1])
    across, up = ((round(each - REACH, 1), round(each + REACH, 1)) for each in start)
    return Surface("network", cost, gradient, across, up, start)


def read_parameter(parameters: Parameters, position: Position) -> float:
    """Return a weight, or of source 0 a bias."""
    layer, unit, source = position
    if source:
        return float(parameters.weights[layer - 1][unit - 1, source - 1])
    return float(parameters.biases[layer - 1][unit - 1])


def positions(network: Network, layer: int, most: int) -> tuple[Position, ...]:
    """Name all parameters of a network; of one with too many, those of a layer, and of such a layer the first."""
    sizes = network.sizes
    every = [
        (at, unit, source)
        for at in range(1, len(sizes))
        for unit in range(1, sizes[at] + 1)
        for source in (*range(1, sizes[at - 1] + 1), 0)
    ]
    if len(every) > most:
        every = [each for each in every if each[0] == layer][:most]
    return tuple(every)
