"""The other road: the whole cost of a sigmoid network as one expression, every unit and weight a symbol of its own.

Goes in: sizes and a loss. Comes out: that expression, its symbols, and its gradient as SymPy's `diff` and `lambdify`
make it. Must not know: the library that it is compared with.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from sympy import Expr, Integer, Symbol, diff, exp, lambdify, log


class Composed(NamedTuple):
    """The cost of one sample, its parameters layer by layer (weights by rows, then biases), inputs and targets."""

    cost: Expr
    parameters: tuple[Symbol, ...]
    data: tuple[Symbol, ...]


def composed(sizes: tuple[int, ...], loss: str) -> Composed:
    """Put every layer into the next, as one writes it down by hand: no name stands for anything in between."""
    inputs = [Symbol(f"x_{k}") for k in range(sizes[0])]
    targets = [Symbol(f"y_{j}") for j in range(sizes[-1])]
    parameters: list[Symbol] = []
    a: list[Expr] = list(inputs)
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        W = [[Symbol(f"w{layer}_{j}_{k}") for k in range(n_in)] for j in range(n_out)]
        b = [Symbol(f"b{layer}_{j}") for j in range(n_out)]
        parameters += [*(w for row in W for w in row), *b]
        a = [1 / (1 + exp(-sum((w * x for w, x in zip(row, a, strict=True)), b[j]))) for j, row in enumerate(W)]
    cost = sum((_losses(loss, a_, y) for a_, y in zip(a, targets, strict=True)), Integer(0))
    return Composed(cost, tuple(parameters), (*inputs, *targets))


def _losses(loss: str, a: Expr, y: Expr) -> Expr:
    return (a - y) ** 2 / 2 if loss == "mse" else -(y * log(a) + (1 - y) * log(1 - a))


def gradients(whole: Composed) -> list[Expr]:
    """Differentiate the cost by every parameter."""
    return [diff(whole.cost, parameter) for parameter in whole.parameters]


def compiled(whole: Composed, gradient: list[Expr], *, common_parts: bool = False) -> Callable[..., list[Any]]:
    """Make one function of all derivatives; with ``common_parts`` lambdify first looks for what they share."""
    function: Callable[..., list[Any]] = lambdify([*whole.parameters, *whole.data], gradient, cse=common_parts)
    return function
